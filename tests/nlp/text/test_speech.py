import logging
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.text.speech import parts_of_speech
from nlp.text.words import cutter

cut = cutter()
TEXTS = [
    "这款手机的屏幕很清晰，电池却不耐用",
    "客服小姑娘真有耐心，第二天就给换了新的",
    "味道一般般，下次不会再来了",
    "孩子的自行车骑了三个月，链条掉了两回",
    "昨天住的酒店离地铁站不远，就是隔音太差",
    "他拎着行李站在门口等了半个多小时",
    "晨跑的人都说这双鞋轻，我穿着有点挤脚",
]


@pytest.fixture(scope="module")
def posseg() -> object:
    import jieba.posseg

    logging.getLogger("jieba").setLevel(logging.ERROR)
    jieba.initialize()
    return jieba.posseg


def test_tags_are_those_of_jieba_where_both_cut_alike(posseg) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    alike = 0
    for text in TEXTS:
        words, pairs = cut(text), posseg.lcut(text)
        if words == [pair.word for pair in pairs]:
            alike += 1
            assert parts_of_speech(words) == [pair.flag for pair in pairs]
    assert alike >= len(TEXTS) / 2


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        (["手机", "很", "好"], ["n", "d", "a"]),
        (["2026", "年", "，", "iPhone", " ", "15", "%"], ["m", "m", "x", "eng", "x", "m", "x"]),
        (["不错", "[泪]", "😀"], ["a", "x", "x"]),
        (["The", " ", "battery", " ", "died", "!"], ["eng", "x", "eng", "x", "eng", "x"]),
        ([], []),
    ],
)
def test_words_numbers_letters_and_signs_are_told_apart(words: list[str], tags: list[str]) -> None:
    assert parts_of_speech(words) == tags


def test_words_of_the_caller_have_the_tag_given() -> None:
    assert parts_of_speech(["霍利菲", "很", "好"], {"霍利菲": "nz"})[0] == "nz"
    assert parts_of_speech(["Acme", "!"], {"Acme": "nt"}) == ["nt", "x"]


def test_traditional_words_are_tagged_as_simplified_ones() -> None:
    assert parts_of_speech(["電池", "續航", "很", "好"]) == parts_of_speech(
        ["电池", "续航", "很", "好"]
    )


def test_what_stands_beyond_a_sign_changes_no_tag() -> None:
    one, other = cut("霍利菲挺好使"), cut("莫兰沙有点硌")
    joined = parts_of_speech([*one, "，", *other])
    assert joined == [*parts_of_speech(one), "x", *parts_of_speech(other)]


@settings(deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=())) | st.text("璃糖的好电池a1.", min_size=1))
)
def test_any_words_get_a_tag_each(words: list[str]) -> None:
    tags = parts_of_speech(words)
    assert len(tags) == len(words)
    assert all(tags)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())) | st.text("璃糖的好电池，a1 "))
def test_any_text_that_was_cut_can_be_tagged(text: str) -> None:
    assert len(parts_of_speech(cut(text))) == len(cut(text))


def test_a_long_text_is_no_harder_than_its_length() -> None:
    words = ["璃"] * 20_000
    assert all(one == other for one, other in pairwise(parts_of_speech(words)[100:-100]))
