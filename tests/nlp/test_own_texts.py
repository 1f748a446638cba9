"""Floors on texts of our own: a change of model or word list that loses them is seen here."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from nlp.pipeline import Pipeline
from nlp.stage import digest

FILE = Path(__file__).with_name("own_texts.toml")
PINNED = "8c66043229b92b4a"
FLOORS = {
    ("zh", "positive"): 18,
    ("zh", "negative"): 18,
    ("zh", "neutral"): 1,
    ("en", "positive"): 13,
    ("en", "negative"): 13,
    ("en", "neutral"): 7,
}


@pytest.fixture(scope="module")
def answers(tag: Pipeline) -> pd.DataFrame:
    """Return every text of the file with its `said` and `expected` class."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rows = [
        {"text": text, "written": lang, "expected": expected}
        for lang, classes in held.items()
        for expected, texts in classes.items()
        for text in texts
    ]
    return tag(pd.DataFrame(rows))


def test_the_texts_are_those_the_floors_were_set_on() -> None:
    assert digest(FILE.read_text(encoding="utf-8")) == PINNED


def test_every_text_is_in_the_language_it_was_written_in(answers: pd.DataFrame) -> None:
    wrong = answers[answers["lang"] != answers["written"]]
    assert wrong["text"].tolist() == []


@pytest.mark.parametrize(("lang", "expected"), FLOORS, ids=str)
def test_no_class_falls_below_its_floor(answers: pd.DataFrame, lang: str, expected: str) -> None:
    rows = answers[(answers["written"] == lang) & (answers["expected"] == expected)]
    right = int((rows["sentiment"] == expected).sum())
    assert right >= FLOORS[lang, expected], rows[rows["sentiment"] != expected]["text"].tolist()


def test_no_text_is_taken_for_its_opposite_with_confidence(answers: pd.DataFrame) -> None:
    opposite = {"positive": "negative", "negative": "positive"}
    wrong = answers["sentiment"] == answers["expected"].map(opposite)
    assert answers[wrong & (answers["confidence"] > 0.8)]["text"].tolist() == []
