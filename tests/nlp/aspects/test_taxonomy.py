from pathlib import Path

import pytest

from nlp.aspects.aspects import read_aspects, shipped_aspects
from nlp.aspects.taxonomy import FOLDER, Aspect, Guest, industries, industry_of, read_file, together
from nlp.errors import LexiconError, SampleMismatch

GOOD = """\
[[aspect]]
label = "price"
more_bad = ["价格"]
good = ["便宜"]

[[aspect]]
label = "room/bed"
words = ["床"]

[[sample]]
text = "价格低，床很好"
rows = [
  { aspect = "price", target = "价格", polarity = "positive" },
  { aspect = "room/bed", opinion = "很好", polarity = "positive" },
]
"""


def written(folder: Path, text: str, name: str = "own") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_file_reads_and_its_samples_fit() -> None:
    assert industries()[0] == "general"
    for industry in industries():
        held = shipped_aspects(industry)
        assert held.samples
        held.check(FOLDER / f"{industry}.toml")


@pytest.mark.parametrize("industry", [name for name in industries() if name != "general"])
def test_an_industry_has_the_general_aspects_too(industry: str) -> None:
    assert {"price", "quality", "service", "overall"} <= set(shipped_aspects(industry).labels)


def test_general_knows_what_the_industries_agree_on() -> None:
    assert {"battery", "room/bed", "food/taste", "fuel"} <= set(shipped_aspects().labels)


def test_a_word_of_one_industry_is_a_guest_in_general() -> None:
    general = [Aspect(label="price", words=("价",))]
    inn = Aspect(label="room", words=("床", "窗", "价"), good=("隔音好",))
    car = Aspect(label="room", words=("窗",), good=("灯亮",))
    held = together(general, [(("旅馆",), [inn]), ((), [car])])
    assert [(type(each), each.label, each.words, each.good) for each in held] == [
        (Aspect, "price", ("价",), ()),
        (Aspect, "room", ("窗",), ()),
        (Guest, "room", ("床",), ("隔音好",)),
    ]


def test_every_industry_says_what_its_company_is() -> None:
    assert all(read_file(FOLDER / f"{name}.toml").company for name in industries()[1:])


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert read_aspects(written(tmp_path, GOOD)).labels == ("price", "room/bed")


@pytest.mark.parametrize(
    ("base", "industry"),
    [("", "general"), ("general", "general"), ("car", "car"), ("between", "hotel")],
)
def test_a_file_is_of_the_industry_that_it_builds_on(
    tmp_path: Path, base: str, industry: str
) -> None:
    (tmp_path / "between.toml").write_text('base = "hotel"\n', encoding="utf-8")
    assert industry_of(written(tmp_path, f'base = "{base}"\n{GOOD}')) == industry


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"price"\nmore',
            '"pri ce"\nmore',
            "own.toml:2: aspect.0.label: should have one level or two",
        ),
        ('["便宜"]', '"便宜"', "own.toml:4: aspect.0.good: should be a list, not '便宜'"),
        ("more_bad", "more_bd", "own.toml:3: aspect.0.more_bd: no such key"),
        ('["便宜"]', '["便宜", 5]', "own.toml:4: aspect.0.good.1: should be text in quotes, not 5"),
        ('"room/bed"\nwords', '"price"\nwords', "own.toml:7: aspect.1.label: 'price' is there"),
        ('["床"]', '["便宜"]', "own.toml:8: aspect.1.words.0: '便宜' already stands in price.good"),
        ('aspect = "price"', 'aspect = "cost"', "own.toml:12: sample.0.rows: no aspect 'cost'"),
        ('"positive" },\n]', '"good" },\n]', "own.toml:14: sample.0.rows.1.polarity: Input"),
        ("[[aspect]]\nl", 'base = "none"\n[[aspect]]\nl', "own.toml:1: base: no file none.toml"),
    ],
)
def test_a_bad_file_is_refused_by_line_and_key(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    with pytest.raises(LexiconError) as caught:
        read_aspects(written(tmp_path, GOOD.replace(old, new, 1)))
    assert str(caught.value).removeprefix(f"{tmp_path}/").startswith(said)


def test_a_sample_that_gives_other_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SampleMismatch) as caught:
        read_aspects(written(tmp_path, GOOD.replace("价格低", "价格高")))
    assert caught.value.line == 10
    assert caught.value.found[0] == "price | 价格 | 高 | negative"


def test_a_file_takes_words_over_from_its_base(tmp_path: Path) -> None:
    text = 'base = "below"\n[[aspect]]\nlabel = "sleep"\nwords = ["床"]\ngood = ["睡得香"]\n'
    written(tmp_path, GOOD, "below")
    held = read_aspects(written(tmp_path, text))
    assert held.labels == ("price", "room/bed", "sleep")
    assert [each.aspect for each in held.find("床很好", ["床", "很", "好"])] == ["sleep"]


def test_two_files_may_not_be_each_others_base_for_ever(tmp_path: Path) -> None:
    one = written(tmp_path, 'base = "two"\n[[aspect]]\nlabel = "a"\nwords = ["甲"]\n', "one")
    written(tmp_path, 'base = "one"\n[[aspect]]\nlabel = "b"\nwords = ["乙"]\n', "two")
    assert set(read_aspects(one).labels) == {"a", "b"}


def test_the_version_changes_with_a_word_and_not_with_a_sample(tmp_path: Path) -> None:
    first = read_aspects(written(tmp_path, GOOD))
    more = read_aspects(written(tmp_path, GOOD.replace('["床"]', '["床", "床垫"]')))
    fewer = read_aspects(written(tmp_path, GOOD.partition("[[sample]]")[0]))
    assert first.version != more.version
    assert first.version == fewer.version
