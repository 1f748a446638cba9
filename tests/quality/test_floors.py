"""Floors on texts of our own: a change of model or word list that loses them is seen here.

The floors stand in `floors.toml`, pinned by `python benchmarks/quality/run.py --pin`; a model
that has floors must load.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from own_texts import FOLDER, file_digest, own_figures, read_own, shipped

import nlp
from nlp.sentiment.model import load_model

MODELS = Path(nlp.__file__).parent / "models"
HELD = tomllib.loads((FOLDER / "floors.toml").read_text(encoding="utf-8"))
FLOORS = [
    (model, lang, name, floor)
    for model, langs in HELD["models"].items()
    for lang, floors in langs.items()
    for name, floor in floors.items()
]
Tagged = Callable[[str], pd.DataFrame]
Figures = Mapping[str, Mapping[str, float]]


@pytest.fixture(scope="module")
def tagged() -> Tagged:
    """Return what a model says of our own texts, asked once a model."""
    return cache(lambda model: shipped(model)(read_own()))


def test_the_texts_are_those_the_floors_were_set_on() -> None:
    assert file_digest() == HELD["texts"]


def test_no_text_stands_twice_and_every_label_is_a_class() -> None:
    own = read_own()
    assert own["text"].is_unique
    assert set(own["expected"]) == {"negative", "neutral", "positive"}
    assert (own["written"] == "zh").sum() >= 200
    assert (own["written"] == "en").sum() >= 100


def test_a_model_that_ships_has_floors() -> None:
    assert "fast" in HELD["models"]


def test_no_text_is_taken_for_another_language(tagged: Tagged) -> None:
    answers = tagged("fast")
    wrong = ~answers["lang"].isin(["und"]) & (answers["lang"] != answers["written"])
    assert answers[wrong]["text"].tolist() == []


@pytest.mark.parametrize(("model", "lang", "name", "floor"), FLOORS)
def test_no_figure_falls_below_its_floor(
    tagged: Tagged, model: str, lang: str, name: str, floor: float
) -> None:
    answers = tagged(model)
    rows = answers[(answers["written"] == lang) & (answers["sentiment"] != answers["expected"])]
    figure = own_figures(answers)[lang][name]
    held = figure <= floor if name == "reversed" else figure >= floor
    assert held, (f"{figure} against {floor}", rows[["text", "sentiment"]].to_dict("records"))


def test_the_figures_shipped_for_the_report_are_those_of_the_weights_that_ship() -> None:
    told = json.loads((MODELS / "quality.json").read_text(encoding="utf-8"))
    assert set(told) >= set(HELD["models"])
    assert {name: told[name]["version"] for name in HELD["models"]} == {
        name: load_model(name).version for name in HELD["models"]
    }
