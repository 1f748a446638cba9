"""How good the shipped weights for feelings are on labelled texts, set by set."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from nlp.emotion.model import EMOTIONS, Feelings, FeelingsModel
from nlp.emotion.stage import SARCASTIC
from nlp.training.emotion_sets import meanings
from nlp.training.sarcasm import ranking

_BINS = 15
Floats = NDArray[np.float64]


def predicted(model: FeelingsModel, frame: pd.DataFrame) -> Feelings:
    """Return what `model` makes of the rows of `frame` (`words`, `lang`)."""
    return model.predict(frame["words"].tolist(), langs=frame["lang"].tolist())


def score_emotions(model: FeelingsModel, frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a set: `texts`, `accuracy`, `macro_f1`, `open`, `none`, `ece`, in per cent.

    Accuracy and macro-F1 are those of the set's own labels, as papers count: the answer is the
    label whose emotions are likeliest together. `open` is how often the answer as it stands in
    the column `emotion`, one of eight, is one that the label means; `none` the share answered
    none; `ece` the calibration error, in 15 bins of equal width, of the likeliest label among those
    of the set. Sets of reviews say no more than which side an emotion is on.
    """
    rows = {}
    for name, part in frame.groupby("set", sort=True):
        rows[str(name)] = _row(predicted(model, part).emotions, part["polarity"])
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("set")


def _row(chances: Floats, labels: "pd.Series[str]") -> dict[str, float]:
    said = meanings(labels)
    best = np.where(chances.sum(axis=1) > 0, chances.argmax(axis=1), len(EMOTIONS) - 1)
    right = said.right[np.arange(len(best)), best]
    truth, sums = closed(chances, labels)
    answer, whole = sums.argmax(axis=1), np.maximum(sums.sum(axis=1), 1e-9)
    # A set with one label alone tells nothing of choosing among labels.
    known = 1.0 if sums.shape[1] > 1 else float("nan")
    return {
        "texts": len(labels),
        "accuracy": known * 100 * float((truth == answer).mean()),
        "macro_f1": known
        * 100
        * float(f1_score(truth, answer, labels=np.unique(truth), average="macro", zero_division=0)),
        "open": 100 * float(right.mean()),
        "none": 100 * float((best == len(EMOTIONS) - 1).mean()),
        "ece": known * 100 * calibration_error(sums.max(axis=1) / whole, truth == answer),
    }


def closed(chances: Floats, labels: "pd.Series[str]") -> tuple[NDArray[np.intp], Floats]:
    """Return which of the set's own labels is right, by number, and the (n, m) chance of each.

    A label whose emotions are all among those of another label counts as that other.
    """
    names = sorted(labels.unique())
    right = meanings(pd.Series(names)).right
    inside = (right[:, None] <= right[None, :]).all(axis=2)
    wide = np.where(inside, right.sum(axis=1), -1).argmax(axis=1)
    kinds, places = np.unique(wide, return_inverse=True)
    truth = places[np.searchsorted(names, labels.to_numpy(object))]
    return truth, chances @ right[kinds].T


def calibration_error(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Return how far confidence is from the share that is right, weighed by texts."""
    places = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(places, confidence - right.astype(float), _BINS)
    return float(np.abs(gaps).sum() / max(len(right), 1))


def score_sarcasm(model: FeelingsModel, rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row of figures on comments: ranking, F1 at one half, and at the mark."""
    chances = predicted(model, rows).sarcasm
    truth = (rows["polarity"] == "sarcastic").to_numpy()
    marked = chances >= SARCASTIC
    figures = {
        "texts": len(rows),
        "sarcastic": 100 * float(truth.mean()),
        **ranking(truth, chances),
        "f1_at_half": 100 * float(f1_score(truth, chances >= 1 / 2)),
        "marked": 100 * float(marked.mean()),
        "precision": 100 * float(truth[marked].mean()) if marked.any() else float("nan"),
        "recall": 100 * float(marked[truth].mean()),
        "ece": 100 * calibration_error(chances, truth),
    }
    return pd.DataFrame([figures], index=pd.Index(["tosarcasm"], name="set"))


def false_alarms(model: FeelingsModel, frame: pd.DataFrame) -> pd.DataFrame:
    """Return, for each Chinese set of `frame`, how many of 1,000 texts are marked as sarcastic."""
    rows = {}
    for name, part in frame[frame["lang"] == "zh"].groupby("set", sort=True):
        chances = predicted(model, part).sarcasm
        shares: Sequence[float] = [float((chances >= least).mean()) for least in (0.5, SARCASTIC)]
        rows[str(name)] = {
            "texts": len(part),
            "over_half": 1000 * shares[0],
            "marked": 1000 * shares[1],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("set")
