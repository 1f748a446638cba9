"""Make the shipped sentiment weights again: `python -m nlp.training.sentiment --data DIR`.

Reads the sets of `nlp.training.sets` under DIR, fits the two questions of `nlp.sentiment.linear`
for Chinese and English, turns their answers into probabilities on a part of its own, scores on a
third part, and writes weights and card to `nlp/models/`. Same data, same weights.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlp.sentiment.features import Features, Recipe, Words, features
from nlp.sentiment.linear import Floats, Scorer, load, save
from nlp.sentiment.model import FAST
from nlp.text.cleaning import clean
from nlp.text.words import cutter
from nlp.training.card import write_card
from nlp.training.scores import score
from nlp.training.sets import SETS, read_set
from nlp.training.splits import split

SEED = 20261122
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Settings:
    """How one language is fitted.

    Attributes:
        recipe: which features a text has.
        texts: a feature must occur in so many training texts.
        polarity: cost of an error (C of a linear support vector machine) in the first question.
        neutral: the same in the second.
        reviews: weight, in the second question, of a row from a set without neutral.
        lean: how much more a neutral row counts there than one that judges.
    """

    recipe: Recipe
    texts: int
    polarity: float
    neutral: float
    reviews: float
    lean: float


SETTINGS = {
    "zh": Settings(Recipe(22, 2, (1, 3)), 5, 0.4, 0.4, 0.6, 1.0),
    "en": Settings(Recipe(20, 3, (2, 4)), 4, 0.5, 0.3, 1.0, 0.8),
}


def read_all(folder: Path) -> pd.DataFrame:
    """Return `set`, `lang`, `clean`, `words`, `polarity`, `part` of every row of every set."""
    frame = pd.concat([read_set(folder, labelled) for labelled in SETS], ignore_index=True)
    frame["clean"] = [clean(text).text for text in frame["text"]]
    frame = split(frame)
    cut = cutter()
    return frame.assign(words=pd.Series([cut(text) for text in frame["clean"]], dtype="object"))


def fit(rows: pd.DataFrame, settings: Settings) -> Scorer:
    """Return the scorer of one language, fitted on the parts `train` and `calibrate` of `rows`."""
    train = rows[(rows["part"] == "train") & rows["set"].map(_by_name("trains"))]
    train = train.drop_duplicates(["clean", "polarity"])
    empty = _vocabulary(train["words"].tolist(), settings)
    matrix = _matrix(train["words"].tolist(), empty)
    weights = np.stack([_polarity(matrix, train, settings), _neutral(matrix, train, settings)], 1)
    return calibrated(replace(empty, weights=_half(weights)), rows, settings)


def _by_name(attribute: str) -> Mapping[str, Any]:
    return {labelled.name: getattr(labelled, attribute) for labelled in SETS}


def _vocabulary(words: Words, settings: Settings) -> Scorer:
    found = _features(words, settings.recipe)
    texts = np.bincount(found.buckets, minlength=1 << settings.recipe.bits)
    kept = np.flatnonzero(texts >= settings.texts)
    places = np.zeros(len(texts), np.int32)
    places[kept] = np.arange(1, len(kept) + 1)
    idf = np.log((len(words) + 1) / (texts[kept] + 1)) + 1
    rows = len(kept) + 1
    return Scorer(
        settings.recipe,
        places,
        _half(np.concatenate([[0], idf])),
        np.zeros((rows, 2), np.float32),
        np.array([[1, 0], [1, 0]], np.float32),
    )


def _half(values: NDArray[Any]) -> Floats:
    # Weights are stored in half precision: fit and calibrate with what will be used.
    return values.astype(np.float16).astype(np.float32)


def _features(words: Words, recipe: Recipe) -> Features:
    parts = [features(words[s : s + _BATCH], recipe) for s in range(0, len(words), _BATCH)]
    counts = np.concatenate([np.diff(part.offsets) for part in parts])
    buckets = np.concatenate([part.buckets for part in parts])
    return Features(np.concatenate([[0], np.cumsum(counts)]), buckets)


def _matrix(words: Words, scorer: Scorer) -> sparse.csr_matrix:
    found = _features(words, scorer.recipe)
    places = scorer.places[found.buckets]
    shape = (len(words), len(scorer.idf))
    matrix = sparse.csr_matrix((scorer.idf[places], places, found.offsets), shape)
    matrix.eliminate_zeros()
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sparse.diags_array(1 / np.maximum(lengths, 1e-6)) @ matrix).tocsr()


def _polarity(matrix: sparse.csr_matrix, rows: pd.DataFrame, settings: Settings) -> NDArray[Any]:
    judged = (rows["polarity"] != "neutral").to_numpy()
    answers = (rows["polarity"] == "positive").to_numpy()[judged]
    return _machine(matrix[judged], answers, cost=settings.polarity)


def _neutral(matrix: sparse.csr_matrix, rows: pd.DataFrame, settings: Settings) -> NDArray[Any]:
    weights = _second_weights(rows, settings)
    counted = weights > 0
    answers = (rows["polarity"] == "neutral").to_numpy()[counted]
    return _machine(matrix[counted], answers, cost=settings.neutral, weights=weights[counted])


def _second_weights(rows: pd.DataFrame, settings: Settings) -> NDArray[np.float64]:
    teaches = rows["set"].map(_by_name("neutral")).to_numpy(bool)
    judges = np.where(teaches, 1.0, rows["set"].map(_by_name("review")) * settings.reviews)
    return np.where(rows["polarity"] == "neutral", settings.lean, judges)


def _machine(
    matrix: sparse.csr_matrix,
    answers: NDArray[np.bool_],
    *,
    cost: float,
    weights: NDArray[np.float64] | None = None,
) -> NDArray[Any]:
    machine = LinearSVC(C=cost, random_state=SEED).fit(matrix, answers, sample_weight=weights)
    # The offset is not kept: the logistic curve that is fitted next has its own.
    return np.asarray(machine.coef_.ravel())


def calibrated(scorer: Scorer, rows: pd.DataFrame, settings: Settings) -> Scorer:
    """Return `scorer` with its answers made probabilities on the part `calibrate` of `rows`."""
    held = rows[(rows["part"] == "calibrate") & rows["set"].map(_by_name("trains"))]
    margins, _ = scorer.margins(_features(held["words"].tolist(), scorer.recipe))
    judged = np.where(held["polarity"] == "neutral", 0.0, 1.0)
    scales = [
        _curve(margins[:, 0], held["polarity"] == "positive", judged),
        _curve(margins[:, 1], held["polarity"] == "neutral", _second_weights(held, settings)),
    ]
    return replace(scorer, scales=np.array(scales, np.float32))


def _curve(margins: Floats, answers: Any, weights: NDArray[np.float64]) -> tuple[float, float]:
    curve = LogisticRegression(C=1e6).fit(margins[:, None], answers, sample_weight=weights)
    return float(curve.coef_[0, 0]), float(curve.intercept_[0])


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.sentiment", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--output", type=Path, default=FAST, help="weights to write (.npz)")
    parser.add_argument("--date", default="undated", help="date to write on the card")
    asked = parser.parse_args(arguments)
    started = time.monotonic()
    frame = read_all(asked.data)
    scorers = {}
    for lang, settings in SETTINGS.items():
        scorers[lang] = fit(frame[frame["lang"] == lang], settings)
        print(f"{lang}: {len(scorers[lang].idf) - 1} features, {time.monotonic() - started:.0f} s")
    save(asked.output, scorers)
    model = load(asked.output)
    scores = score(model, frame[frame["part"] == "test"])
    print(scores.to_string())
    write_card(
        asked.output,
        version=model.version,
        frame=frame,
        scores=scores,
        settings=SETTINGS,
        seed=SEED,
        date=asked.date,
    )


if __name__ == "__main__":
    main()
