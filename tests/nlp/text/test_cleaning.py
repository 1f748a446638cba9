import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.cleaning import clean, cleaned

ANY = st.text(st.characters(exclude_categories=()))
NOISY = st.lists(
    st.sampled_from(
        [
            "好用",
            " ",
            "https://a.example/b?c=1",
            "@小林 ",
            "//@甲: 不行",
            "[泪]",
            "#话题#",
            "😀",
            "\x00",
            "\u200b",
        ]
    )
).map("".join)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("真香[泪]😀 #新品#", "真香[泪]😀 #新品#"),
        ("看这里http://t.example/x1不错", "看这里 不错"),
        ("见www.shop.example/p，值得", "见 ，值得"),
        ("@阿青 周末去吗", "周末去吗"),
        ("回复@阿青:周末去", "周末去"),
        ("同意//@阿青: 太贵了//@老周:是的", "同意"),
        ("//@阿青: 太贵了", ""),
        ("写信到 help@shop.example 吧", "写信到 help@shop.example 吧"),
        ("a\x00b\ud83d", "a b"),
        ("电\u200b池\ufeff很\u2060好", "电池很好"),
        ("\u200b 好 \u200b 用 \u200b", "好  用"),
        ("好\u200b@小林 \u200b用", "好 用"),
        ("看\u200bhttp://t.example/1\u200b吧", "看 吧"),
        ("  两头空格\u3000", "两头空格"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("", ""),
    ],
)
def test_only_the_authors_own_words_stay(text: str, own: str) -> None:
    assert clean(text).text == own


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, 3], ids=str)
def test_what_is_no_text_counts_as_empty(nothing: object) -> None:
    assert clean(nothing).text == ""  # type: ignore[arg-type]


@given(ANY | NOISY)
def test_every_clean_character_is_found_where_it_is_stored(text: str) -> None:
    way = clean(text)
    for place, sign in enumerate(way.text):
        start, end = way.span(place, place + 1)
        assert end == start + 1
        assert sign in (" ", text[start])


@given(NOISY)
def test_a_span_covers_the_stored_words(text: str) -> None:
    way = clean(text)
    place = way.text.find("好用")
    if place >= 0:
        start, end = way.span(place, place + 2)
        assert text[start:end] == "好用"


def test_a_word_with_a_mark_in_it_is_found_where_it_is_stored() -> None:
    text = "@小林 这电\u200b池好"
    way = clean(text)
    assert (way.text, text[slice(*way.span(1, 3))]) == ("这电池好", "电\u200b池")


@given(NOISY)
def test_marks_that_nobody_sees_change_nothing_but_the_way_back(text: str) -> None:
    plain = text.replace("\u200b", "")
    marked = "\u200b".join(plain) if "://" not in plain and "@" not in plain else plain
    assert clean(marked).text == clean(plain).text


@given(ANY)
def test_a_clean_text_can_be_stored_anywhere(text: str) -> None:
    own = clean(text).text
    assert own.encode("utf-8").decode("utf-8") == own
    assert "\x00" not in own


@given(ANY | NOISY)
def test_the_words_of_others_never_come_back(text: str) -> None:
    assert clean("好//@乙: " + text).text == "好"


def test_the_stage_keeps_the_index_and_turns_null_into_empty() -> None:
    batch = pd.DataFrame({"text": ["好 ", None]}, index=[4, 2], dtype=object)
    assert cleaned(batch)["clean"].to_dict() == {4: "好", 2: ""}


@given(st.lists(st.none() | ANY | NOISY))
def test_a_batch_is_cleaned_text_by_text(texts: list[str | None]) -> None:
    batch = pd.DataFrame({"text": pd.Series(texts, dtype="object")})
    assert cleaned(batch)["clean"].tolist() == [clean(text).text for text in texts]
