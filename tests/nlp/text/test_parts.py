import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.cleaning import clean
from nlp.text.parts import KINDS, OWN, parts, text_parts

PIECES = [
    "好用",
    " ",
    "https://a.example/b",
    "@小林 ",
    "//@甲: 不行",
    "[泪]",
    "#话题#",
    "😀",
    "\x00",
    "#",
]
TEXT = st.text(st.characters(exclude_categories=())) | st.lists(st.sampled_from(PIECES)).map(
    "".join
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("真香[泪]😀👍🏽 #新品#", ["真香", "[泪]", "😀👍🏽", " ", "#新品#"]),
        ("#coffee time", ["#coffee", " time"]),
        ("第#1名", ["第#1名"]),
        ("👨‍👩‍👧🇨🇳1️⃣好", ["👨‍👩‍👧🇨🇳1️⃣", "好"]),
        ("回复@阿青:去", ["回复@阿青:", "去"]),
        ("嗯//@阿青: 贵[怒]//@老周:是", ["嗯", "//@阿青: 贵[怒]", "//@老周:是"]),
        ("看http://t.example/x1吧", ["看", "http://t.example/x1", "吧"]),
        ("", []),
    ],
)
def test_a_post_falls_into_its_parts(text: str, expected: list[str]) -> None:
    assert [text[start:end] for _, start, end in parts(text)] == expected


def test_each_part_says_what_it_is() -> None:
    text = "好#茶#[泪]😀@阿青 http://x.example\x00//@乙:嗯"
    assert {kind for kind, _, _ in parts(text)} == set(KINDS)


@given(TEXT)
def test_parts_leave_no_gap(text: str) -> None:
    assert "".join(text[start:end] for _, start, end in parts(text)) == text


@given(TEXT)
def test_own_parts_are_what_cleaning_keeps(text: str) -> None:
    kept = "".join(text[part.start : part.end] for part in parts(text) if part.kind in OWN)
    assert "".join(kept.split()) == "".join(clean(text).text.split())


@pytest.mark.parametrize("nothing", [None, float("nan"), 3], ids=str)
def test_what_is_no_text_has_no_parts(nothing: object) -> None:
    assert parts(nothing) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "unit", ["#", "#a", "#a ", "[a", "👍", "🏽", "1", "1️⃣", "//@a:", "@", "\x00"]
)
def test_a_long_text_is_no_harder_than_its_length(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert parts(text)[-1].end == len(text)


def frame_of(*texts: object) -> pd.DataFrame:
    rows = range(3, 3 + len(texts))
    return pd.DataFrame({"text": pd.Series(texts, index=rows, dtype="object")})


def test_the_stage_lists_the_parts_of_every_text() -> None:
    texts = ["好用[泪]", "www.a.example 看", None, "", "好用"]
    listed = text_parts(frame_of(*texts))["parts"]
    assert [[part["kind"] for part in found] for found in listed] == [
        ["words", "code"],
        ["link", "words"],
        [],
        [],
        ["words"],
    ]


@given(st.lists(TEXT))
def test_the_stage_says_of_each_text_what_parts_says(texts: list[str]) -> None:
    listed = text_parts(frame_of(*texts))["parts"].tolist()
    assert listed == [[part._asdict() for part in parts(text)] for text in texts]
