"""Which categories of its industry a text speaks of: one question a category, asked together.

Few texts teach a rare category such as LENS#PORTABILITY; its entity and its attribute alone are
asked too, and whether the text judges anything. How much each of these answers counts is learned
from answers about texts that the weights have not seen; all are linear, so one column a category
is left in the end.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from nlp.sentiment.features import Recipe
from nlp.stage import digest
from nlp.training.bags import Vocabulary, learned
from nlp.training.machine import machine, telling

SPLIT: Final = "#"
"""Stands between entity and attribute in the names of some categories."""
_FOLDS = 3
_GRID = np.linspace(0.08, 0.7, 63)
_SURE = 40  # texts of a category from which on it has a threshold of its own

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Settings:
    """How one industry is fitted.

    Attributes:
        recipe: which features a text has.
        least: a feature must occur in so many training texts.
        rare: categories with fewer training texts are not asked for.
        cost: of an error, beside that of large weights.
        telling: how alike the columns are scaled; 0 is naive Bayes.
        scarce: how much more a text that has the category counts.
    """

    recipe: Recipe
    least: int
    rare: int
    cost: float
    telling: float
    scarce: float


SETTINGS: Final = {
    "car": Settings(Recipe(18, 2, (1, 3)), 6, 1, 1.0, 0.5, 1.0),
    "electronics": Settings(Recipe(18, 2, (1, 3)), 4, 5, 1.0, 0.5, 2.0),
    "restaurant": Settings(Recipe(18, 2, (1, 3)), 10, 1, 1.0, 0.5, 1.0),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of one industry, answered.

    Attributes:
        vocabulary: the features that have a weight.
        labels: the L categories.
        weights: (k, L) of each feature.
        offsets: (L,) what is added; then the sum is a log odds.
        thresholds: (L,) the probability from which on a text has the category.
    """

    vocabulary: Vocabulary
    labels: tuple[str, ...]
    weights: Floats
    offsets: Floats
    thresholds: Floats

    def chances(self, words: Any) -> Floats:
        """Return (n, L) probabilities."""
        margins = self.vocabulary.matrix(words) @ self.weights + self.offsets
        return np.asarray(1 / (1 + np.exp(-margins)))


def fit(rows: pd.DataFrame, settings: Settings) -> Asked:
    """Return what `rows` teach: columns `clean`, `words`, `opinions`."""
    labels = _labels(rows, settings.rare)
    truth = said(rows, labels)
    vocabulary = learned(rows["words"].tolist(), settings.recipe, least=settings.least)
    matrix = vocabulary.matrix(rows["words"].tolist())
    questions, parts = _questions(labels, truth, rows)
    unseen, folds = np.zeros(questions.shape), _folds(rows)
    for fold in range(_FOLDS):
        held = folds == fold
        weights = _weights(matrix[~held], questions[~held], settings)
        unseen[held] = matrix[held] @ weights
    mix, offsets = _mix(unseen, parts, truth)
    weights = _weights(matrix, questions, settings)
    margins = _mixed(unseen, parts, mix) + offsets
    found = 1 / (1 + np.exp(-margins))
    return Asked(
        vocabulary, labels, _mixed(weights, parts, mix), offsets, _thresholds(found, truth)
    )


def said(rows: pd.DataFrame, labels: tuple[str, ...]) -> Truth:
    """Return (n, L) whether each text has each category."""
    return np.array([[bool(told.get(name)) for name in labels] for told in rows["opinions"]])


def _labels(rows: pd.DataFrame, rare: int) -> tuple[str, ...]:
    told = pd.Series([name for each in rows["opinions"] for name in each if each[name]])
    counts = told.value_counts()
    return tuple(sorted(counts.index[counts >= rare]))


def _questions(
    labels: tuple[str, ...], truth: Truth, rows: pd.DataFrame
) -> tuple[Truth, NDArray[np.int64]]:
    """Return (n, q) answers to all questions, and (parts, L) which of them each label asks."""
    anything = np.array([any(each.values()) for each in rows["opinions"]])
    if not any(SPLIT in label for label in labels):
        return truth, np.arange(len(labels))[None]
    names = [
        (label, "e:" + label.split(SPLIT)[0], "a:" + label.split(SPLIT)[1]) for label in labels
    ]
    more = sorted({part for each in names for part in each[1:]})
    columns = [truth[:, [part in each for each in names]].any(axis=1) for part in more]
    order = {name: place for place, name in enumerate([*labels, *more])}
    parts = [[order[part] for part in each] + [len(order)] for each in names]
    return np.column_stack([truth, *columns, anything]), np.array(parts).T


def _folds(rows: pd.DataFrame) -> NDArray[np.int64]:
    return np.array([int(digest(text), 16) % _FOLDS for text in rows["clean"]])


def _weights(matrix: sparse.csr_matrix, questions: Truth, settings: Settings) -> Floats:
    columns = []
    for answers in questions.T:
        scales = telling(matrix, answers, least=settings.telling)
        counts = np.where(answers, settings.scarce, 1.0)
        scaled = (matrix @ sparse.diags(scales)).astype(np.float32).tocsr()
        columns.append(scales * machine(scaled, answers, cost=settings.cost, weights=counts))
    return np.column_stack(columns)


def _mix(unseen: Floats, parts: NDArray[np.int64], truth: Truth) -> tuple[Floats, Floats]:
    """Return (parts,) how much each answer counts, and (L,) offsets."""
    cells = np.stack([unseen[:, part] for part in parts], axis=2)
    flat, answers = cells.reshape(-1, len(parts)), truth.ravel()
    curve = LogisticRegression(C=10.0).fit(flat, answers)
    mix = np.maximum(curve.coef_[0], 0.0)
    offsets = [
        _offset(cells[:, column] @ mix, truth[:, column], float(curve.intercept_[0]))
        for column in range(truth.shape[1])
    ]
    return mix, np.array(offsets)


def _offset(margins: Floats, answers: Truth, start: float) -> float:
    """Return the offset that makes as many expected as there are, held to what all labels have."""
    offset = start
    for _ in range(30):
        chances = 1 / (1 + np.exp(-(margins + offset)))
        slope = (chances * (1 - chances)).sum() + 1.0
        offset -= float((chances.sum() - answers.sum() + (offset - start)) / slope)
    return offset


def _mixed(columns: Floats, parts: NDArray[np.int64], mix: Floats) -> Floats:
    return np.asarray(sum(share * columns[:, part] for share, part in zip(mix, parts, strict=True)))


def _thresholds(found: Floats, truth: Truth) -> Floats:
    """Return for each label the probability with the best F1, of rare ones the common best."""
    common = _best(found.ravel(), truth.ravel())
    return np.array(
        [
            _best(found[:, column], truth[:, column]) if truth[:, column].sum() >= _SURE else common
            for column in range(truth.shape[1])
        ]
    )


def _best(found: Floats, truth: Truth) -> float:
    scores = []
    for border in _GRID:
        named = found >= border
        scores.append(2 * (named & truth).sum() / max(int(named.sum() + truth.sum()), 1))
    # The middle of what is as good as the best, within half a point: less depends on chance.
    good = _GRID[np.array(scores) >= max(scores) - 0.005]
    return float(np.median(good))
