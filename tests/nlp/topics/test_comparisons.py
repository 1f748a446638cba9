import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp
from nlp.errors import LexiconError, SampleMismatch
from nlp.text.words import cutter
from nlp.topics.brands import Brand, Brands, Product
from nlp.topics.comparisons import (
    Comparisons,
    ComparisonsFile,
    Rule,
    Words,
    read_comparisons,
    written,
)

SHIPPED = Path(nlp.__file__).parent / "lexicons" / "comparisons.toml"
CASES = tomllib.loads((Path(__file__).parent / "comparisons.toml").read_text(encoding="utf-8"))
KNOWN = Brands(
    (
        Brand(name="Lark", aliases=("云雀",), products=(Product(name="LarkPods"),)),
        Brand(name="Northpeak", aliases=("北峰",)),
        Brand(name="Tern", aliases=("燕鸥",)),
        Brand(name="Morningdew", aliases=("晨露",)),
    )
)
CUT = cutter(tuple(sorted(KNOWN.words)))
RULES = read_comparisons(SHIPPED)


def rows(text: str, rules: Comparisons = RULES) -> list[str]:
    return list(map(written, rules.find(text, KNOWN.find(text, CUT(text)))))


@pytest.mark.parametrize("case", CASES["tuned"], ids=lambda case: case[0])
def test_a_sentence_gives_its_rows(case: list[str]) -> None:
    assert rows(case[0]) == case[1:]


def seconds(text: str) -> float:
    """Return the least processor time of three readings."""
    times = []
    for _ in range(3):
        started = time.process_time()
        rows(text)
        times.append(time.process_time() - started)
    return min(times)


@pytest.mark.parametrize("pattern", ["Lark{}is better than Tern", "云雀{}更好，燕鸥差", "比云雀{}"])
@pytest.mark.parametrize("run", ["\u2003", "\u2003,", "、"])
def test_a_long_run_of_signs_behind_a_name_costs_what_its_length_does(
    pattern: str, run: str
) -> None:
    # Were blanks tried at all their lengths, eight times as many would cost 64 times as much.
    few, many = (seconds(pattern.format(run * count)) for count in (2_000, 16_000))
    assert many < 25 * max(few, 0.002)


def test_rules_in_traditional_and_wide_signs_read_what_plain_ones_do() -> None:
    words: dict[str, tuple[str, ...]] = dict.fromkeys(Words.model_fields, ("－",))
    words["good"] = ("便宜", "流暢", "ＧＯＯＤ")
    said = ComparisonsFile(
        rule=(Rule(wins="A", patterns=("（比|較）{B}……{word}", "{A}，，贏  了{B}")),),
        words=Words(**words),
    )
    rules = Comparisons(said)
    assert rows("云雀比燕鸥流畅", rules) == ["Lark > Tern"]
    assert rows("云雀较燕鸥要good", rules) == ["Lark > Tern"]
    assert rows("云雀，赢 了燕鸥", rules) == ["Lark > Tern"]


def test_sentences_the_rules_were_not_tuned_on_give_their_rows() -> None:
    wanted = [(text, row) for text, *rows in CASES["held"] for row in rows]
    given_ = [(text, row) for text, *_ in CASES["held"] for row in rows(text)]
    right = len(set(wanted) & set(given_))
    assert right / len(given_) > 0.9
    assert right / len(wanted) > 0.9


def test_an_aspect_gets_the_label_of_the_map() -> None:
    rules = read_comparisons(SHIPPED, aspects={"屏幕": "screen", "便宜": "price"})
    assert rows("云雀的屏幕比北峰好", rules) == ["Lark > Northpeak: screen"]
    assert rows("雲雀比北峰便宜，屏幕比北峰差", rules) == [
        "Lark > Northpeak: price",
        "Northpeak > Lark: screen",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "与其买北峰，不如加点钱上云雀",
        "与其在北峰排队，还不如直接去云雀",
        "跟云雀比，北峰就是弟弟",
        "北峰在云雀面前就是个渣渣",
        "宁愿买云雀也不买北峰",
        "宁可等云雀补货，也不会再买北峰",
    ],
)
def test_who_is_rather_taken_wins(text: str) -> None:
    assert rows(text) == ["Lark > Northpeak"]


def test_the_name_of_a_brand_is_no_aspect() -> None:
    known = Brands((Brand(name="Lark Audio"), Brand(name="Northpeak")))
    rules = read_comparisons(SHIPPED, aspects={"audio": "sound"})
    for text, row in (
        ("I prefer Northpeak over Lark Audio", "Northpeak > Lark Audio"),
        ("Northpeak has better audio than Lark Audio", "Northpeak > Lark Audio: sound"),
    ):
        assert list(map(written, rules.find(text, known.find(text, CUT(text))))) == [row]


def test_offsets_are_those_of_the_words_that_compare() -> None:
    text = "说实话，云雀的屏幕比北峰好看多了"
    (row,) = RULES.find(text, KNOWN.find(text, CUT(text)))
    assert text[row.start : row.end] == "比北峰好看"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('wins = "A"', 'wins = "C"', ":2: rule.0.wins: Input should be 'A' or 'B', not 'C'"),
        ("{word}", "{wrod}", ":3: rule.0.patterns.0: '比{B}…{wrod}': no slot {wrod}"),
        ("比{B}…{word}", "更好", ":3: rule.0.patterns.0: '更好': each slot may be there once"),
        ("patterns", "pattern", ":3: rule.0.pattern: no such key"),
    ],
)
def test_a_fault_names_line_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(LexiconError) as caught:
        read_comparisons(small(tmp_path, old, new))
    assert said in str(caught.value)


def test_a_sample_that_gives_other_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SampleMismatch, match=r"comparisons.toml:22: sample.0"):
        read_comparisons(small(tmp_path, 'rows = ["A > B"]', 'rows = ["B > A"]'))


def small(folder: Path, old: str, new: str) -> Path:
    lists = list(type(RULES.file.words).model_fields)
    words = "\n".join(f'{name} = ["{"好" if name == "good" else name}"]' for name in lists)
    text = (
        f'[[rule]]\nwins = "A"\npatterns = ["比{{B}}…{{word}}"]\n[words]\n{words}\n\n'
        '[[sample]]\ntext = "A比B好"\nrows = ["A > B"]\n'
    )
    path = folder / "comparisons.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


PIECES = [each for case in CASES["tuned"] for each in case[0].split("，")]


@given(st.lists(st.sampled_from([*PIECES, "\ue000", "？", " ", "。", "\ud800"]), max_size=8))
def test_any_text_gives_rows_of_brands_it_names(pieces: list[str]) -> None:
    text = "，".join(pieces)
    mentions = KNOWN.find(text, CUT(text))
    labels = {each.label for each in mentions} | {""}
    for row in RULES.find(text, mentions):
        assert row.winner != row.loser
        assert {row.winner, row.loser} <= labels
        assert 0 <= row.start < row.end <= len(text)


def test_a_long_text_of_comparisons_is_read_to_its_end() -> None:
    text = "云雀的屏幕比北峰好，" * 1_000
    assert len(RULES.find(text, KNOWN.find(text, CUT(text)))) == 1_000
