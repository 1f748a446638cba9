"""The page of figures, on invented answers."""

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks" / "quality"))

from baselines import CHARS, WORDS  # the path comes first
from held import LANGS, SOURCES, TRAINS  # the same
from models import Asked  # the same
from page import Extra, page  # the same
from peers import SAMPLE, sample  # the same
from rivals import Rivals  # the same
from tables import left_out, side_by_side  # the same

TRUTH = ("negative", "positive", "negative", "positive")


@pytest.fixture
def texts() -> pd.DataFrame:
    rows = [
        {"set": name, "lang": lang, "source": "book", "clean": "好" * 12, "truth": truth}
        for name, lang in LANGS.items()
        for truth in TRUTH
    ]
    return pd.DataFrame(rows).assign(source=lambda rows: rows["set"].map(SOURCES).fillna(""))


def answers(texts: pd.DataFrame, said: pd.Series | str) -> pd.DataFrame:
    frame = pd.DataFrame({"said": said}, index=texts.index)
    sides = frame["said"].map({"negative": -0.8, "positive": 0.8, "neutral": 0.0})
    return frame.assign(polarity=sides, confidence=0.9)


@pytest.fixture
def rivals(texts: pd.DataFrame) -> Rivals:
    """A model that is right on sets that train alone, two that always say one thing."""
    trains = texts["set"].map(TRAINS)
    said = texts["truth"].where(trains, "neutral")
    models = [Asked("fast", answers(texts, said).assign(lang=texts["lang"]), "v1", 900.0)]
    others = [
        Asked(WORDS, answers(texts, "positive")),
        Asked(CHARS, answers(texts, "neutral")),
        Asked("VADER", answers(texts[texts["lang"] == "en"], "negative"), "3"),
    ]
    return Rivals(texts, models, others)


def test_the_best_of_a_row_is_bold_and_the_mean_leaves_out_sets_that_only_measure(
    rivals: Rivals,
) -> None:
    lines = side_by_side(rivals, "accuracy", "zh").split("\n")
    cells = {line.split(":")[0].strip("| "): line.split(" | ")[2:] for line in lines[2:]}
    assert cells["waimai_10k"] == ["**100.0**", "50.0", "0.0 |"]
    assert cells["bdci_car_topics*"] == ["0.0", "**50.0**", "0.0 |"]
    assert lines[-1].endswith("| **100.0** | 50.0 | 0.0 |")


def test_a_tool_stands_only_with_the_language_it_knows(rivals: Rivals) -> None:
    assert "VADER" not in side_by_side(rivals, "accuracy", "zh")
    assert "VADER" in side_by_side(rivals, "accuracy", "en")


def test_the_fall_is_that_from_training_with_everything() -> None:
    found = {"cars": {"car_reviews": {"fast": [92.0, 82.5], WORDS: [91.0, 91.0]}}}
    assert "| cars | car_reviews | 82.5 (-9.5) | 91.0 (+0.0) |" in left_out(found)


def test_the_page_tells_every_set_and_leaves_no_blank(rivals: Rivals) -> None:
    topics = pd.DataFrame({"headlines": [10], "recall": [50.0]}, index=["car"])
    found = page(rivals, Extra("2026-11-22", {}, topics, "own texts", "feelings"))
    assert all(f"| {name}" in found for name in LANGS)
    assert "{" not in found
    assert "own texts" in found
    assert "nan" not in found


def test_a_slow_tool_is_asked_the_same_texts_in_whatever_order_they_come() -> None:
    rows = pd.DataFrame({"text": [f"text {number}" for number in range(800)]})
    rows = rows.assign(set=["large"] * 790 + ["small"] * 10)
    chosen = sample(rows)
    assert chosen["set"].value_counts().to_dict() == {"large": SAMPLE, "small": 10}
    assert set(sample(rows.sample(frac=1, random_state=3))["text"]) == set(chosen["text"])
