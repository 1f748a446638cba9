"""How a text judges one thing in it: the table on top of the linear sentiment model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, sparse
from sklearn.linear_model import LogisticRegression

from nlp.aspects.model import READ, SQUARE, Table, TargetModel, log_odds, whole_rows
from nlp.aspects.model_grams import Whole, runs, within
from nlp.aspects.model_places import STRETCHES, stretches
from nlp.sentiment.features import Recipe, Words
from nlp.sentiment.linear import Scorer

LABELS = ("negative", "neutral", "positive")
_ORDER = ("positive", "negative", "neutral")
_STEPS = 200  # steps of the largest weight of a column
_BATCH = 500  # places at a time
_NEVER = 9.0  # log odds of a label that was never said
_TIGHT = 5.0  # how strongly the offsets that calibrate are held to zero

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """How one language is fitted.

    Attributes:
        recipe: which features a stretch has.
        least: a feature must occur in so many training texts.
        cost: of an error, beside that of large weights.
        odds: scale of what the sentiment model says: the larger, the freer its weights.
        rounds: of L-BFGS at most.
    """

    recipe: Recipe
    least: int
    cost: float
    odds: float
    rounds: int


SETTINGS = {
    "zh": Settings(Recipe(18, 2, (1, 3)), 5, 3.0, 0.1, 60),
    "en": Settings(Recipe(18, 2, (3, 5)), 3, 1.0, 0.3, 50),
}


@dataclass(frozen=True, slots=True)
class Read:
    """What is read of n places.

    Attributes:
        odds: (n, 18) what the sentiment model says of each stretch.
        counts: for each stretch of `READ` the (n, 2^bits) counts of its features.
    """

    odds: Floats
    counts: tuple[sparse.csr_matrix, ...]

    def of(self, rows: NDArray[np.bool_]) -> "Read":
        """Return the same of some of the places."""
        return Read(self.odds[rows], tuple(each[rows] for each in self.counts))


def read(rows: pd.DataFrame, scorer: Scorer, recipe: Recipe) -> Read:
    """Return what is read of places of one language: columns `clean`, `words`, `start`, `end`."""
    lang, odds, counts = str(rows["lang"].iloc[0]), [], []
    told = whole_rows(scorer)
    for low in range(0, len(rows), _BATCH):
        some = rows.iloc[low : low + _BATCH]
        texts, words = some["clean"].tolist(), some["words"].tolist()
        owners = np.arange(len(some))
        starts, ends = (some[name].to_numpy(np.int64) for name in ("start", "end"))
        around = stretches(texts, lang, owners=owners, starts=starts, ends=ends)
        odds.append(log_odds(scorer, told, texts, words, around))
        found = [list(each) for each in zip(*_members(texts, words, around, recipe), strict=True)]
        counts.append([sum(parts[1:], parts[0]) for parts in found])
    stacked = (sparse.vstack(parts).tocsr() for parts in zip(*counts, strict=True))
    return Read(np.concatenate(odds), tuple(stacked))


def _members(
    texts: Sequence[str], words: Words, around: tuple[Whole, Whole], recipe: Recipe
) -> list[list[sparse.csr_matrix]]:
    """Return, for each length of feature, the counts of each stretch of `READ`."""
    wanted = [STRETCHES.index(name) for name in READ]
    return [
        [
            _counts(run.buckets, within(run, around[0][row], around[1][row]), recipe.bits)
            for row in wanted
        ]
        for run in runs(texts, words, recipe)
    ]


def _counts(buckets: Whole, places: tuple[Whole, Whole], bits: int) -> sparse.csr_matrix:
    first, last = places
    sizes = last - first
    ends = np.cumsum(sizes)
    at = np.arange(int(sizes.sum())) + np.repeat(first - ends + sizes, sizes)
    shape = (len(first), 1 << bits)
    values = np.ones(len(at), np.float32)
    found = sparse.csr_matrix((values, buckets[at], np.append(0, ends)), shape)
    found.sum_duplicates()
    return found


def fit(found: Read, labels: "pd.Series[str]", settings: Settings) -> Table:
    """Return the table of one language.

    Args:
        found: what is read of the places.
        labels: (n,) positive, negative or neutral.
        settings: how it is fitted.
    """
    whole = found.counts[READ.index("all")]
    texts = np.asarray((whole > 0).sum(axis=0)).ravel()
    buckets = np.flatnonzero(texts >= settings.least)
    idf = np.log((len(labels) + 1) / (texts[buckets] + 1)) + 1
    idf = np.sqrt(np.round(idf**2 * SQUARE) / SQUARE)
    blocks = [scaled(each[:, buckets], idf) for each in found.counts]
    odds = sparse.csr_matrix(found.odds.astype(np.float32) * settings.odds)
    matrix = sparse.hstack([*blocks, odds]).tocsr()
    weights, offsets = sides(matrix, labels, cost=settings.cost, rounds=settings.rounds)
    split = len(READ) * len(buckets)
    told = weights[:split].reshape(len(READ), len(buckets), 2) * idf[:, None]
    told = told.transpose(1, 0, 2).reshape(len(buckets), -1)
    steps = np.maximum(np.abs(told).max(axis=0), 1e-9) / _STEPS
    return Table(
        settings.recipe,
        buckets,
        np.round(idf**2 * SQUARE).astype(np.int16),
        np.round(told / steps).astype(np.int16),
        steps,
        weights[split:] * settings.odds,
        offsets,
    )


def scaled(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    """Return the rows of counts as vectors, as `Table.said` makes them."""
    lengths = np.sqrt(np.maximum(counts @ idf**2, 1 / SQUARE))
    return (sparse.diags(1 / lengths) @ counts @ sparse.diags(idf)).astype(np.float32)


def sides(
    matrix: sparse.csr_matrix, labels: "pd.Series[str]", *, cost: float, rounds: int
) -> tuple[Floats, Floats]:
    """Return (k, 2) weights and (2,) offsets of praise and of blame against neither."""
    machine = LogisticRegression(C=cost, max_iter=rounds, tol=1e-3).fit(matrix, labels)
    known = list(machine.classes_)
    weights = np.zeros((len(_ORDER), matrix.shape[1]))
    offsets = np.full(len(_ORDER), -_NEVER)
    two = len(known) == len(_ORDER) - 1
    for place, label in enumerate(_ORDER):
        if label in known:
            # Of two labels only the second has a row, against the first.
            row = known.index(label) - two
            weights[place] = machine.coef_[row] if row >= 0 else 0
            offsets[place] = machine.intercept_[row] if row >= 0 else 0
    return (weights[:2] - weights[2]).T, offsets[:2] - offsets[2]


def alone(odds: Floats, labels: "pd.Series[str]", settings: Settings) -> Table:
    """Return a table that knows no words, only what the sentiment model says of each stretch."""
    matrix = sparse.csr_matrix(odds * settings.odds)
    weights, offsets = sides(matrix, labels, cost=settings.cost, rounds=settings.rounds)
    wide = 2 * len(READ)
    return Table(
        settings.recipe,
        np.zeros(1, np.int64),
        np.full(1, SQUARE, np.int16),
        np.zeros((1, wide), np.int16),
        np.ones(wide),
        weights * settings.odds,
        offsets,
    )


def calibrated(model: TargetModel, lang: str, rows: pd.DataFrame) -> Table:
    """Return the table of a language, its answers to `rows` honest probabilities."""
    table, chances = model.tables[lang], ask(model, rows)
    margins = np.log(np.clip(chances[:, [2, 0]], 1e-9, 1) / np.clip(chances[:, [1]], 1e-9, 1))
    right = rows["label"].map({name: place for place, name in enumerate(_ORDER)}).to_numpy()

    def loss(values: Floats) -> float:
        scores = np.column_stack([margins * values[0] + values[1:], np.zeros(len(margins))])
        lost = np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(right)), right]
        return float(lost.sum() + _TIGHT / 2 * (values[1:] ** 2).sum())

    slope, *shift = optimize.minimize(loss, [1.0, 0.0, 0.0], method="L-BFGS-B").x
    return replace(
        table,
        steps=table.steps * slope,
        odds=table.odds * slope,
        offsets=table.offsets * slope + shift,
    )


def ask(model: TargetModel, rows: pd.DataFrame) -> Floats:
    """Return (n, 3) probabilities of negative, neutral and positive for places."""
    return model.chances(
        rows["clean"].tolist(),
        words=rows["words"].tolist(),
        langs=rows["lang"].tolist(),
        owners=np.arange(len(rows)),
        starts=rows["start"].to_numpy(np.int64),
        ends=rows["end"].to_numpy(np.int64),
    )
