"""Texts of our own by what makes them hard: how many come out right is pinned."""

import tomllib
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nlp.pipeline import Pipeline
from nlp.sentiment.model import SentimentModel, sentiment
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words

CASES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))
MEANS = {
    "+": {"positive"},
    "-": {"negative"},
    "=": {"neutral", "undecided"},
    "x": {"negative", "neutral", "undecided"},
}
KINDS = {"": "statement", "?": "question", "~": "wish"}
# Right of `seen` and `held`, a few below what the weights of 2026-11-22 reach.
FLOORS = {
    "contrast": (13, 8),
    "negation": (26, 11),
    "double_negation": (23, 10),
    "degree": (6, 2),
    "question": (23, 11),
    "rhetorical": (17, 9),
    "wish": (20, 11),
    "conditional": (11, 5),
    "mixed": (10, 8),
}


@pytest.fixture(scope="module")
def read(fast: SentimentModel) -> Pipeline:
    stages = (cleaned, language, words(), sentiment(fast), sentences(fast))
    return Pipeline(given=frozenset({"text"}), stages=stages)


def fits(span: Mapping[str, Any], text: str, wanted: str) -> bool:
    sign, _, part = wanted.partition(" ")
    return (
        text[span["start"] : span["end"]] == part.strip()
        and span["sentiment"] in MEANS[sign[0]]
        and span["kind"] == KINDS[sign[1:]]
    )


def texts_of(case: Sequence[str], about: str) -> list[str]:
    parts = [wanted.partition(" ")[2] for wanted in case]
    return parts if about == "degree" else ["".join(parts)]


def right(texts: Sequence[str], rows: Sequence[Any], case: Sequence[str], about: str) -> bool:
    found = [(span, text) for text, row in zip(texts, rows, strict=True) for span in row]
    if len(found) != len(case):
        return False
    if about == "degree" and abs(found[0][0]["polarity"]) >= abs(found[1][0]["polarity"]):
        return False
    return all(fits(*each, wanted) for each, wanted in zip(found, case, strict=True))


@pytest.mark.parametrize("about", FLOORS)
@pytest.mark.parametrize("place", [0, 1], ids=["seen", "held"])
def test_as_many_come_out_right_as_did(read: Pipeline, about: str, place: int) -> None:
    cases = CASES[about]["seen" if place == 0 else "held"]
    texts = [texts_of(case, about) for case in cases]
    rows = iter(read(pd.DataFrame({"text": list(chain.from_iterable(texts))}))["sentences"])
    wrong = [
        case
        for case, each in zip(cases, texts, strict=True)
        if not right(each, [next(rows) for _ in each], case, about)
    ]
    assert len(cases) - len(wrong) >= FLOORS[about][place], wrong


def test_every_phenomenon_has_a_floor() -> None:
    assert set(FLOORS) == set(CASES)
    assert sum(len(part) for kind in CASES.values() for part in kind.values()) >= 150
