"""How good the weights for aspects are, on rows that they have not seen."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from nlp.aspects.categories import CategoryModel
from nlp.aspects.model import TargetModel
from nlp.training.aspect_targets import LABELS, ask

Told = Sequence[Mapping[str, str]]
"""For each text its categories with their polarity; "" where the set does not say."""


def score_places(model: TargetModel, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row a set and kind of place, as `judged_places` counts."""
    found = {
        f"{name}, {kind}": judged_places(part, ask(model, part).argmax(axis=1))
        for (name, kind), part in rows.groupby(["set", "kind"])
    }
    return pd.DataFrame.from_dict(found, orient="index")


def judged_places(rows: pd.DataFrame, said: NDArray[np.int64]) -> dict[str, float]:
    """Return accuracy, macro-F1 and accuracy where a text judges both ways, in per cent."""
    named = np.array(LABELS)[said]
    right = (named == rows["label"]).to_numpy()
    mixed = (rows.groupby("text")["label"].transform("nunique") > 1).to_numpy()
    return {
        "texts": float(len(rows)),
        "accuracy": 100 * float(right.mean()),
        "macro_f1": 100 * float(f1_score(rows["label"], named, average="macro")),
        "mixed": 100 * float(right[mixed].mean()) if mixed.any() else float("nan"),
    }


def told_by(model: CategoryModel, rows: pd.DataFrame, industry: str) -> list[dict[str, str]]:
    """Return the categories that the model finds in each text, with their polarity.

    The likeliest of three classes is not kept by the model: a polarity within a third of 0 is
    neutral.
    """
    judged = model.judged(rows["clean"].tolist(), rows["words"].tolist(), industry)
    return [{each.label: side(each.polarity) for each in row} for row in judged]


def side(polarity: float) -> str:
    """Return the name of a polarity."""
    return LABELS[int(np.sign(polarity)) + 1 if abs(polarity) >= 1 / 3 else 1]


def counted(truth: Told, found: Told) -> dict[str, float]:
    """Return micro-F1, macro-F1 and micro-F1 with polarity of categories, in per cent."""
    truth_, found_ = (
        [{(row, name): each for name, each in told.items()} for row, told in enumerate(many)]
        for many in (truth, found)
    )
    right = {key: each for row in truth_ for key, each in row.items()}
    silent = {key for key, each in right.items() if not each}
    said = {key: each for row in found_ for key, each in row.items() if key not in silent}
    right = {key: each for key, each in right.items() if each}
    both = right.keys() & said.keys()
    agreed = sum(right[key] == said[key] for key in both)
    labels = sorted({name for _, name in right})
    scores = [_f1(label, right, said) for label in labels]
    total = max(len(right) + len(said), 1)
    return {
        "texts": float(len(truth)),
        "precision": 100 * len(both) / max(len(said), 1),
        "recall": 100 * len(both) / max(len(right), 1),
        "micro_f1": 200 * len(both) / total,
        "macro_f1": 100 * float(np.mean(scores)) if scores else float("nan"),
        "with_polarity": 200 * agreed / total,
        "polarity": 100 * agreed / max(len(both), 1),
    }


def _f1(
    label: str, right: Mapping[tuple[int, str], str], said: Mapping[tuple[int, str], str]
) -> float:
    true, named = ({row for row, name in keys if name == label} for keys in (right, said))
    return 2 * len(true & named) / (len(true) + len(named))
