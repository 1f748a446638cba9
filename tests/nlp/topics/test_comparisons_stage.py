import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlp
from nlp.pipeline import Pipeline
from nlp.sentiment import model
from nlp.sentiment.model import SentimentModel, load_model
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words
from nlp.topics import naming
from nlp.topics.brands import Brand, Brands, Product
from nlp.topics.comparisons import read_comparisons

SHIPPED = Path(nlp.__file__).parent / "lexicons" / "comparisons.toml"
CASES = tomllib.loads((Path(__file__).parent / "towards.toml").read_text(encoding="utf-8"))
KNOWN = Brands(
    (
        Brand(name="Lark", aliases=("云雀",), products=(Product(name="LarkPods"),)),
        Brand(name="Northpeak", aliases=("北峰",)),
        Brand(name="Tern", aliases=("燕鸥",)),
        Brand(name="Morningdew", aliases=("晨露",)),
    )
)


def _pipeline(fast: SentimentModel) -> Pipeline:
    return Pipeline(
        given=frozenset({"text"}),
        stages=(
            cleaned,
            language,
            words(KNOWN.words),
            model.sentiment(fast),
            sentences(fast),
            naming.brands(KNOWN, rules=read_comparisons(SHIPPED), model=fast),
        ),
    )


PIPELINE = _pipeline(load_model("fast"))


def read(*texts: Any) -> pd.DataFrame:
    return PIPELINE(pd.DataFrame({"text": pd.Series(texts, dtype="object")}))


def signs(found: list[dict[str, Any]]) -> list[str]:
    kinds = {True: "+", False: "-"}
    return [
        f"{each['label']} {kinds[each['polarity'] > 0] if each['polarity'] else 0}"
        for each in found
    ]


@pytest.mark.parametrize("part", ["tuned", "held"])
def test_most_brands_get_what_is_said_of_them(part: str) -> None:
    found = read(*(text for text, *_ in CASES[part]))["brands"].map(signs)
    pairs = [
        pair
        for (_, *wanted), given_ in zip(CASES[part], found, strict=True)
        for pair in zip(wanted, given_, strict=True)
    ]
    assert sum(one == other for one, other in pairs) / len(pairs) > 0.8


def test_a_sentence_with_two_brands_speaks_of_each() -> None:
    (found,) = read("云雀音质很棒，北峰太垃圾了")["brands"]
    assert signs(found) == ["Lark +", "Northpeak -"]


def test_who_loses_a_comparison_is_not_praised() -> None:
    row = read("LarkPods的音质真的很棒，比北峰好太多了").iloc[0]
    assert signs(row["brands"]) == ["Lark +", "Northpeak -"]
    assert row["brands"][0]["product"] == "LarkPods"
    assert [(each["winner"], each["loser"]) for each in row["comparisons"]] == [
        ("Lark", "Northpeak")
    ]


def test_a_brand_that_is_only_named_has_no_polarity() -> None:
    (found,) = read("我在晨露门口。今天天气真好，开心极了！")["brands"]
    assert [each["polarity"] for each in found] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "北峰至少还给换新",
        "准备换云雀",
        "在晨露门口等人，天气真好",
        "北峰算不上真爱",
        "北峰是真爱吗？",
    ],
)
def test_without_a_word_that_judges_it_a_brand_has_no_polarity(text: str) -> None:
    (found,) = read(text)["brands"]
    assert [each["polarity"] for each in found] == [None]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("北峰yyds", "Northpeak +"),
        ("除了晨露我谁都不服", "Morningdew +"),
        ("一杯晨露续命", "Morningdew +"),
        ("第一次喝晨露，粉了", "Morningdew +"),
        ("这么多年我只服云雀", "Lark +"),
        ("燕鸥才是真爱", "Tern +"),
        ("I can't live without my Tern", "Tern +"),
        ("I am not a big fan of Tern", "Tern 0"),
        ("今天起对北峰脱粉", "Northpeak -"),
    ],
)
def test_fans_are_taken_at_their_word(text: str, sign: str) -> None:
    (found,) = read(text)["brands"]
    assert signs(found) == [sign]


def test_what_fans_say_of_one_brand_is_not_said_of_the_other() -> None:
    (found,) = read("路过北峰，晨露yyds")["brands"]
    assert signs(found) == ["Northpeak 0", "Morningdew +"]
    (found,) = read("晨露和燕鸥都是我的本命")["brands"]
    assert signs(found) == ["Morningdew +", "Tern +"]


def test_who_is_rather_bought_is_praised() -> None:
    (found,) = read("与其买北峰，不如加点钱上云雀")["brands"]
    assert signs(found) == ["Northpeak -", "Lark +"]


def test_offsets_are_those_of_the_text_as_stored() -> None:
    text = "@小明 http://t.cn/abc 云雀比\u200b北峰好 //@某人: 燕鸥最好"
    row = read(text).iloc[0]
    named = [text[each["start"] : each["end"]] for each in row["brands"]]
    assert named == ["云雀", "北峰"]
    (compared,) = row["comparisons"]
    assert text[compared["start"] : compared["end"]] == "比\u200b北峰好"


TEXTS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            [
                "云雀",
                "北峰",
                "Tern",
                "比",
                "好",
                "，",
                "。",
                "但是",
                "不如",
                "@某 ",
                "\ud800",
                " ",
                "和",
            ]
        ),
        max_size=14,
    ).map("".join),
)


@settings(max_examples=15)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_text_gets_the_same_answer_whatever_stands_beside_it(texts: list[str | None]) -> None:
    together, columns = read(*texts), ["brands", "comparisons"]
    for place, text in enumerate(texts):
        alone = read(text)
        for name in columns:
            assert together[name][place] == alone[name][0]
            for each in alone[name][0]:
                assert 0 <= each["start"] < each["end"] <= len(text or "")


@pytest.mark.parametrize("piece", ["云雀比北峰好，", "云雀和北峰", "a", "😀", "云雀"])
def test_very_long_texts_go_through(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert len(read(text)) == 1


def test_of_a_text_of_nothing_but_names_no_comparison_is_read() -> None:
    found = read("云雀比北峰好，" * 2000, "云雀比北峰好，" * 3)
    assert found["comparisons"].map(len).tolist() == [0, 3]
    assert len(found["brands"].iloc[0]) == 4000
