"""How good a model is on labelled texts, set by set."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from nlp.sentiment.model import CLASSES, SentimentModel

_BINS = 15


def score(model: SentimentModel, frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a set of what `model` makes of `frame`; columns as in `score_chances`.

    Args:
        model: any sentiment model.
        frame: columns `set`, `lang`, `text`, `clean`, `words`, `polarity`.
    """
    texts = frame["text"].tolist()
    chances = model.predict(texts, words=frame["words"].tolist(), langs=frame["lang"].tolist())
    return score_chances(chances, frame)


def score_chances(chances: NDArray[np.float32], frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a set: `texts`, `accuracy`, `macro_f1`, `poles`, `neutral`, `ece`.

    Accuracy and macro-F1 (over the classes the set has) count every wrong class, neutral
    included; `poles` is the accuracy of positive against negative on the rows that judge;
    `neutral` is the share called neutral. All in percent. `ece` is the expected calibration
    error of the winning class in 15 bins of equal width (Guo et al. 2017), in points.
    """
    truth = frame["polarity"].map({name: place for place, name in enumerate(CLASSES)}).to_numpy()
    groups = frame.groupby("set", sort=True).indices.items()
    rows = {str(name): _row(chances[places], truth[places]) for name, places in groups}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("set")


def _row(chances: NDArray[np.float32], truth: NDArray[np.integer]) -> dict[str, float]:
    best = chances.argmax(axis=1)
    judged = truth != 1
    sides = np.where(chances[:, 2] > chances[:, 0], 2, 0)
    labels = sorted(set(truth.tolist()))
    return {
        "texts": len(truth),
        "accuracy": _percent(best == truth),
        "macro_f1": 100
        * float(f1_score(truth, best, labels=labels, average="macro", zero_division=0)),
        "poles": _percent((sides == truth)[judged]),
        "neutral": _percent(best == 1),
        "ece": 100 * _calibration_error(chances.max(axis=1), best == truth),
    }


def _percent(hits: NDArray[np.bool_]) -> float:
    return 100 * float(hits.mean()) if len(hits) else float("nan")


def _calibration_error(confidence: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    places = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(places, confidence - right.astype(float), _BINS)
    return float(np.abs(gaps).sum() / len(right))
