import random
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.text.new_words import new_words

# Invented words, and ordinary ones to stand around them.
PLANTED = ("璃糖", "晨露轻乳茶", "北峰壳")
AROUND = (
    *("今天", "昨天", "朋友", "买", "喝", "送", "给", "带", "尝", "试"),
    *("看见", "推荐", "喜欢", "便宜", "好喝", "味道", "排队", "门口", "大家", "孩子"),
)


def stream(count: int, *, seed: int = 3) -> Iterator[str]:
    dice = random.Random(seed)
    for number in range(count):
        clause = [dice.choice(AROUND) for _ in range(6)]
        if number % 3 == 0:
            clause[dice.randrange(1, 5)] = dice.choice(PLANTED)
        yield "".join(clause) + str(number)


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return new_words(stream(3000))


def test_planted_words_come_first_and_whole(found: pd.DataFrame) -> None:
    assert set(found["word"].head(3)) == set(PLANTED)


def test_a_word_is_counted_and_shown_where_it_stands(found: pd.DataFrame) -> None:
    texts = list(stream(3000))
    for row in found.head(3).itertuples():
        assert row.count == sum(text.count(row.word) for text in texts)
        assert len(row.examples) == 3
        assert all(row.word in example for example in row.examples)


def test_words_of_the_dictionary_are_no_news(found: pd.DataFrame) -> None:
    assert not set(AROUND) & set(found["word"])


def test_known_words_are_no_news() -> None:
    assert "璃糖" not in set(new_words(stream(3000), known=["璃糖"])["word"])


def test_a_text_counts_once_however_often_it_is_repeated() -> None:
    assert new_words(["璃糖好喝"] * 1000, min_count=2).empty


def test_the_words_of_others_do_not_count() -> None:
    texts = [f"同意{number}//@甲:{text}" for number, text in enumerate(stream(900))]
    assert new_words(texts).empty


def test_traditional_and_simplified_signs_are_one_word() -> None:
    texts = [
        text.replace("轻乳", "輕乳") if place % 2 else text
        for place, text in enumerate(stream(3000))
    ]
    row = new_words(texts).set_index("word").loc["晨露轻乳茶"]
    assert row["count"] == sum(text.count("晨露轻乳茶") for text in stream(3000))


def test_of_a_long_stream_only_the_rare_is_forgotten() -> None:
    every = new_words(stream(6000)).set_index("word")["count"]
    few = new_words(stream(6000), kept=2000).set_index("word")["count"]
    assert set(PLANTED) <= set(few.index)
    assert (few[list(PLANTED)] <= every[list(PLANTED)]).all()


def test_memory_does_not_grow_with_the_stream(growth: Callable[..., int]) -> None:
    # Beside what is counted, each text leaves one number and, up to a point, itself as an example.
    used = growth(lambda texts: new_words(texts, kept=2000), stream(9000), start=3000)
    assert used < 6000 * 500


@settings(deadline=None, max_examples=50)
@given(st.lists(st.none() | st.text(st.characters(exclude_categories=())) | st.text("璃糖好")))
def test_any_texts_are_looked_at(texts: list[str | None]) -> None:
    frame = new_words(texts, min_count=2)
    assert frame.columns.tolist() == ["word", "count", "cohesion", "freedom", "examples"]
    assert frame["count"].ge(2).all()


def test_the_same_stream_gives_the_same_words(found: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(new_words(stream(3000)), found)
