"""Judges fitted to labelled texts: support vector machines whose answers are made probabilities.

Not for tagging: it takes scikit-learn a second to load. Texts are rows of word and character
features of length 1, beside the place of their words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlp.sentiment.features import Words
from nlp.topics.judge import SQUARE, Judge
from nlp.topics.rows import Floats, Rows, units, whole
from nlp.training.bags import Vocabulary

SEED = 20261122
_MOST_TABLE, _MOST_HEADS = 127, 30_000

Answers = NDArray[np.bool_]


@dataclass(frozen=True)
class Space:
    """Texts as rows that a machine can take.

    Attributes:
        vocabulary: the word and character features.
        vectors: where words lie.
        share: length of the place beside features of length 1.
    """

    vocabulary: Vocabulary
    vectors: Rows
    share: float

    def matrix(self, words: Words) -> Any:
        """Return the (n, k + d) sparse rows of texts."""
        places = sparse.csr_matrix(units(self.vectors, words) * self.share)
        return sparse.hstack([self.vocabulary.matrix(words), places]).tocsr()


def machines(
    matrix: Any,
    answers: Answers,
    *,
    cost: float,
    weights: Floats | None = None,
    balanced: bool = False,
) -> Floats:
    """Return (k + 1, c) weights, the offset last: one machine for each column of `answers`.

    Args:
        matrix: (n, k) rows.
        answers: (n, c) which labels a text has.
        cost: of an error (C).
        weights: (n, c) how much a row counts for a label, 0 for not at all.
        balanced: whether texts with and without a label count alike together.
    """
    columns = []
    for place, said in enumerate(answers.T):
        count = np.ones(len(said)) if weights is None else weights[:, place]
        rows = count > 0
        even = "balanced" if balanced else None
        machine = LinearSVC(C=cost, class_weight=even, random_state=SEED)
        machine.fit(matrix[rows], said[rows], sample_weight=count[rows])
        columns.append(np.append(machine.coef_.ravel(), machine.intercept_))
    return np.stack(columns, axis=1)


def margins(matrix: Any, found: Floats) -> Floats:
    """Return (n, c) distances from the borders of `machines`."""
    return np.asarray(matrix @ found[:-1] + found[-1])


def curve(margins: Floats, said: Answers, weights: Floats | None = None) -> tuple[float, float]:
    """Return slope and offset that make margins probabilities (Platt 1999, with his targets).

    Margins that rise as answers fall are not turned round: the slope is 0 then. The targets stay
    off 0 and 1 by one text in all, so a few texts do not make it too sure.
    """
    count = np.ones(len(said)) if weights is None else weights
    yes, no = count[said].sum(), count[~said].sum()
    target = np.where(said, (yes + 1) / (yes + 2), 1 / (no + 2))
    both = np.concatenate([margins, margins])[:, None]
    answers = np.repeat([True, False], len(said))
    shares = np.concatenate([target, 1 - target]) * np.concatenate([count, count])
    fit = LogisticRegression(C=1e4, tol=1e-6).fit(both, answers, sample_weight=shares)
    if fit.coef_[0, 0] <= 0:  # the margins are worth nothing: all are as likely as any
        return 0.0, float(np.log((yes + 1) / (no + 1)))
    return float(fit.coef_[0, 0]), float(fit.intercept_[0])


def judge(labels: Sequence[str], space: Space, found: Floats, curves: Floats) -> Judge:
    """Return a judge of whole numbers.

    Args:
        labels: one a column.
        space: what texts were made rows by.
        found: what `machines` gave.
        curves: (c, 2) slope and offset of each label.
    """
    vocabulary, scaled = space.vocabulary, found * curves[:, 0]
    size = len(vocabulary.buckets)
    told, steps = whole(vocabulary.idf[:, None] * scaled[:size], _MOST_TABLE)
    heads, head_steps = whole(scaled[size:-1] * space.share, _MOST_HEADS)
    squares = np.round(vocabulary.idf[:, None].astype(np.float64) ** 2 * SQUARE)
    values = np.concatenate([squares, told], axis=1).astype(np.int16)
    table = Rows(vocabulary.recipe, vocabulary.buckets, values)
    offsets = scaled[-1] + curves[:, 1]
    return Judge(tuple(labels), table, steps, offsets, heads.astype(np.int16), head_steps)
