import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.codes import fold
from nlp.text.words import cutter
from nlp.topics.matching import Matcher, Pattern

CUT = cutter()


def find(text: str, *patterns: Pattern) -> list[tuple[str, str]]:
    matches = Matcher(patterns).find(text, CUT(text))
    return [(match.pattern.label, text[match.start : match.end]) for match in matches]


PHONE, FILM = Pattern("phone", "手机"), Pattern("film", "电影")


def test_a_word_inside_a_longer_word_is_found() -> None:
    assert find("手机壳裂了", PHONE) == [("phone", "手机")]


def test_a_match_may_not_straddle_two_words() -> None:
    assert CUT("家电影响心情")[0] == "家电"
    assert find("家电影响心情", FILM) == []


def test_of_two_overlapping_words_the_longer_wins() -> None:
    assert find("手机壳裂了", PHONE, Pattern("case", "手机壳")) == [("case", "手机壳")]


def test_one_word_may_stand_for_two_labels() -> None:
    assert find("手机", PHONE, Pattern("gift", "手机")) == [("gift", "手机"), ("phone", "手机")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My PHONE, broken", ["PHONE"]),
        ("ＰＨＯＮＥ很好", ["ＰＨＯＮＥ"]),
        ("two phones", ["phones"]),
        ("这phone不行", ["phone"]),
        ("headphone", []),
        ("phoney", []),
        ("phone2", []),
    ],
)
def test_english_is_found_on_word_boundaries_and_in_any_case(text: str, found: list[str]) -> None:
    assert [word for _, word in find(text, Pattern("phone", "phone"))] == found


def test_traditional_and_simplified_signs_match_each_other() -> None:
    assert find("這支手機壞了", PHONE) == [("phone", "手機")]
    assert find("这支手机坏了", Pattern("phone", "手機")) == [("phone", "手机")]


def test_an_ambiguous_word_needs_its_company() -> None:
    apple = Pattern("phone", "苹果", near=("手机",), never=("果园",))
    assert find("苹果的手机", apple) == [("phone", "苹果")]
    assert find("苹果很甜", apple) == []
    assert find("苹果的手机掉进果园", apple) == []


def test_company_is_looked_for_once_however_often_the_word_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    looked = Pattern.fits
    monkeypatch.setattr(
        Pattern, "fits", lambda self, text: asked.append(self.label) or looked(self, text)
    )
    fruit, phone = Pattern("fruit", "苹果", never=("屏",)), Pattern("phone", "苹果", near=("屏",))
    texts = ["苹果很好。" * 50, "苹果屏好。" * 50]
    found = Matcher([fruit, phone]).find_all(texts, [CUT(text) for text in texts])
    assert [{match.pattern.label for match in matches} for matches in found] == [
        {"fruit"},
        {"phone"},
    ]
    assert list(map(len, found)) == [50, 50]
    assert sorted(asked) == ["fruit", "fruit", "phone", "phone"]


def test_words_of_one_character_are_found() -> None:
    assert find("真贵，贵啊", Pattern("price", "贵")) == [("price", "贵"), ("price", "贵")]


@given(st.text(st.sampled_from("手机壳ab Cs，电影")))
def test_every_match_slices_to_its_word(text: str) -> None:
    for label, word in find(text, PHONE, FILM, Pattern("ab", "ab")):
        plain = {"phone": "手机", "film": "电影", "ab": "ab"}[label]
        assert fold(word) in (plain, plain + "s")


@given(st.text(st.characters(exclude_categories=())))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
