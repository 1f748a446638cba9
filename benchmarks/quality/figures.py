"""How often answers are right: all figures in per cent, calibration errors in points."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_fscore_support

CLASSES = ("negative", "neutral", "positive")
UNDECIDED = "undecided"
BINS = 15
EDGES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
LENGTHS = {"1-9": 1, "10-29": 10, "30-99": 30, "100 and more": 100}
"""Name of each band of lengths and the fewest characters in it."""


def figures(rows: pd.DataFrame) -> dict[str, float]:
    """Return all figures of one group of answers.

    `undecided` is never right. Macro figures are over the classes that the group has; `poles` is
    for or against alone, on texts that judge.

    Args:
        rows: `truth` (what the text is), `said`, `polarity` and `confidence`; not empty.
    """
    truth, said = rows["truth"].to_numpy(), rows["said"].to_numpy()
    labels = [name for name in CLASSES if name in set(truth)]
    found = precision_recall_fscore_support(truth, said, labels=labels, zero_division=0)
    each = {
        f"{name} {what}": 100 * float(values[place])
        for place, name in enumerate(labels)
        for what, values in zip(("precision", "recall", "f1"), found, strict=False)
    }
    return {
        "texts": len(rows),
        "accuracy": _percent(said == truth),
        "macro_f1": 100 * float(found[2].mean()),
        "macro_recall": 100 * float(found[1].mean()),
        "poles": poles(rows),
        "neutral": _percent(said == "neutral"),
        "undecided": _percent(said == UNDECIDED),
        "ece": calibration_error(rows),
        **each,
    }


def poles(rows: pd.DataFrame) -> float:
    """Return how often a text that judges is put on the right side; no side is wrong."""
    judged = rows[rows["truth"] != "neutral"]
    sides = np.sign(judged["polarity"].to_numpy())
    return _percent(sides == np.where(judged["truth"] == "positive", 1, -1))


def calibration_error(rows: pd.DataFrame) -> float:
    """Return by how many points confidence and share of right answers differ.

    Expected calibration error in 15 bins of equal width (Guo et al. 2017), of answers that have a
    confidence and are not undecided; null if there are none.
    """
    held = _sure(rows)
    if held.empty:
        return float("nan")
    confidence = held["confidence"].to_numpy(float)
    right = (held["said"] == held["truth"]).to_numpy(float)
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return 100 * float(np.abs(np.bincount(places, confidence - right, BINS)).sum() / len(held))


def reliability(rows: pd.DataFrame) -> pd.DataFrame:
    """Return for each band of confidence: how many texts, the mean confidence, how many right."""
    held = _sure(rows)
    bands = [f"{low:g}-{high:g}" for low, high in pairwise(EDGES)]
    # Steps of the last digit kept would fall on either side of an edge as the processor likes.
    places = np.searchsorted(EDGES[1:-1], held["confidence"].to_numpy(float) + 1e-9, side="right")
    frame = pd.DataFrame(
        {
            "band": np.array(bands)[places],
            "confidence": 100 * held["confidence"].to_numpy(float),
            "right": 100.0 * (held["said"] == held["truth"]).to_numpy(),
        }
    )
    found = frame.groupby("band").agg(
        texts=("right", "size"), confidence=("confidence", "mean"), right=("right", "mean")
    )
    return found.reindex([band for band in bands if band in found.index])


def by_length(rows: pd.DataFrame) -> pd.Series:
    """Return the band of length of each text."""
    lengths = rows["clean"].map(len).to_numpy()
    places = np.searchsorted(list(LENGTHS.values()), lengths, side="right") - 1
    return pd.Series(np.array(list(LENGTHS))[np.maximum(places, 0)], rows.index)


def grouped(rows: pd.DataFrame, by: str | Sequence[Any] | pd.Series) -> pd.DataFrame:
    """Return the figures of each group of `rows`, a row each."""
    found = {name: figures(held) for name, held in rows.groupby(by, sort=False)}
    return pd.DataFrame.from_dict(found, orient="index")


def _sure(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["confidence"].notna() & (rows["said"] != UNDECIDED)]


def _percent(hits: NDArray[np.bool_]) -> float:
    return 100 * float(np.mean(hits)) if len(hits) else float("nan")
