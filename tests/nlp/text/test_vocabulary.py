import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.text.vocabulary import vocabulary

TEXTS = [
    "屏幕很清晰，屏幕也大",
    "屏幕碎了[泪]",
    "螢幕不錯 https://t.example/x",
    "The batteries died",
    "my Battery died, batteries!",
    None,
    "",
]


def test_words_are_counted_with_the_texts_that_hold_them() -> None:
    found = vocabulary(TEXTS, min_texts=1).set_index("lemma")
    assert found.loc["屏幕", ["texts", "count"]].tolist() == [2, 3]
    assert found.loc["屏幕", "share"] == pytest.approx(2 / 5)
    assert found.loc["屏幕", "speech"] == "n"


def test_english_forms_are_counted_under_one_lemma() -> None:
    found = vocabulary(TEXTS, min_texts=1).set_index("lemma")
    assert found.loc["battery", ["word", "texts", "count"]].tolist() == ["batteries", 2, 3]
    assert found.loc["die", "texts"] == 2


def test_traditional_signs_are_counted_as_simplified_ones() -> None:
    found = vocabulary(["電池很好", "電池不好", "电池"], min_texts=1).set_index("lemma")
    assert found.loc["电池", ["word", "texts"]].tolist() == ["電池", 3]


def test_stop_words_signs_and_numbers_are_left_out_unless_asked_for() -> None:
    text = ["这个手机的价格是 1999 元，真好"]
    few, all_ = (set(vocabulary(text, stop=stop, min_texts=1)["lemma"]) for stop in (True, False))
    assert "手机" in few
    assert not few & {"这个", "的", "是", "1999", "，", " "}
    assert all_ >= {"这个", "的", "1999", "手机"}
    assert "，" not in all_


def test_codes_of_small_pictures_are_words() -> None:
    assert "[泪]" in set(vocabulary(TEXTS, min_texts=1)["lemma"])


def test_examples_stand_where_they_are_said_to() -> None:
    for row in vocabulary(TEXTS, min_texts=1).itertuples():
        forms = {str(TEXTS[place.row])[place.start : place.end] for place in row.places}
        assert row.word in forms or len(forms) > 1


def test_most_texts_first_and_no_more_than_asked_for() -> None:
    found = vocabulary(TEXTS, min_texts=1, limit=3)
    assert len(found) == 3
    assert found["texts"].is_monotonic_decreasing


def test_only_texts_of_a_language_count_when_it_is_named() -> None:
    found = vocabulary(TEXTS, lang="en", min_texts=1).set_index("lemma")
    assert "屏幕" not in found.index
    assert found.loc["battery", "share"] == 1


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.none() | st.text(st.characters(exclude_categories=())) | st.text("好电a 1\ud800"))
)
def test_any_texts_are_counted(texts: list[str | None]) -> None:
    frame = vocabulary(texts, min_texts=1, stop=False)
    assert frame["share"].between(0, 1).all()
    for row in frame.itertuples():
        for place in row.places:
            assert place.start < place.end <= len(texts[place.row] or "")
