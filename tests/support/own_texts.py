"""Texts written for this project, each with what a reader would say, and how a model does on them.

`tests/quality/own_texts.csv`: language, what a reader says, domain, kind and text. Written for this
project by one hand, and labelled twice by it, the second time in another order without the
first labels; where the two differed a text would have gone. None is from a data set.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

import nlp
from nlp.emotion.model import load as load_feelings
from nlp.pipeline import Pipeline
from nlp.sentiment.model import load_model
from nlp.stage import digest
from nlp.tagger import tagger
from nlp.topics.brands import read_brands
from nlp.topics.taxonomy import read_taxonomy

FOLDER = Path(__file__).parents[1] / "quality"
FILE = FOLDER / "own_texts.csv"
LEXICONS = Path(nlp.__file__).parent / "lexicons"
OPPOSITE = {"positive": "negative", "negative": "positive"}
SURE = 0.8


def file_digest() -> str:
    """Return digits that change with the file."""
    return digest(FILE.read_text(encoding="utf-8"))


def read_own() -> pd.DataFrame:
    """Return `text`, `written` (its language), `expected`, `domain` and `kind` of each text."""
    frame = pd.read_csv(FILE, dtype=str, keep_default_na=False)
    return frame.rename(columns={"lang": "written", "label": "expected"})


def shipped(model: str) -> Pipeline:
    """Return the whole pipeline with everything shipped and the sentiment model of that name."""
    taxonomy = read_taxonomy(LEXICONS / "topics.toml")
    brands = read_brands(LEXICONS / "brands.toml")
    return tagger(
        taxonomy=taxonomy, brands=brands, sentiment=load_model(model), emotions=load_feelings()
    )


def own_figures(answers: pd.DataFrame) -> Mapping[str, Mapping[str, float]]:
    """Return per language, in per cent: `accuracy`, share right of each class, and `reversed`.

    `reversed` is the share taken for its opposite with a confidence over 0.8: the one figure of
    which less is better.
    """
    return {str(lang): _figures(rows) for lang, rows in answers.groupby("written", sort=False)}


def _figures(rows: pd.DataFrame) -> dict[str, float]:
    right = rows["sentiment"] == rows["expected"]
    wrong = (rows["sentiment"] == rows["expected"].map(OPPOSITE)) & (rows["confidence"] > SURE)
    classes = right.groupby(rows["expected"]).mean().to_dict()
    shares = {"accuracy": right.mean(), **classes, "reversed": wrong.mean()}
    return {str(name): round(100 * float(share), 1) for name, share in shares.items()}
