"""The shipped weights that say how a text judges one thing in it.

Around a place nine stretches of text are read (`model_places`). Of each the linear sentiment model
says for or against; a table of hashed words and characters, other weights for each stretch, says
what that model can not know of this place. Both together are two odds: of praise and of blame
against neither.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nlp.aspects.model_grams import Member, Whole, members, recast, running
from nlp.aspects.model_places import STRETCHES, stretches
from nlp.sentiment.features import Recipe, Words, numbered
from nlp.sentiment.linear import (
    Arrays,
    LinearModel,
    Scorer,
    array,
    features_of,
    learned,
    read_archive,
    read_as,
    refuse_unless,
)
from nlp.stage import digest

ASPECTS = Path(__file__).parents[1] / "models" / "aspects.npz"
READ: Final = ("target", "left", "right", "before", "behind", "clause", "all")
"""The stretches that have weights of their own in the table."""
SQUARE = 64
"""Squared feature weights are kept in this part of one."""
DIGITS = 4
"""Digits kept of a polarity: more would differ from processor to processor."""

Floats = NDArray[np.float64]
_BATCH = 8000  # characters at a time: the features of more do not fit the processor's cache
_FINE = 1 << 20  # parts of one that the sentiment model's weights are read in
_MOST = 6.0  # of a log odds
_HALF = 32
_WANTED: Final = np.array([STRETCHES.index(name) for name in READ])


@dataclass(frozen=True)
class Table:
    """The weights of one language.

    Attributes:
        recipe: which features a stretch has.
        buckets: (k,) buckets that were learned, ascending.
        squares: (k,) squared weight of a feature in a stretch, in parts of `SQUARE`.
        weights: (k, 2 * len(READ)) what a feature says for praise and for blame in each stretch,
            in steps.
        steps: (2 * len(READ),) size of one step.
        odds: (2 * len(STRETCHES), 2) what the sentiment model's log odds of each stretch, praise
            against blame and neutral against both, say for praise and for blame.
        offsets: (2,) what is added.
    """

    recipe: Recipe
    buckets: Whole
    squares: NDArray[np.int16]
    weights: NDArray[np.int16]
    steps: Floats
    odds: Floats
    offsets: Floats

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        return numbered(self.buckets, self.recipe.bits)

    @cached_property
    def _rows(self) -> Whole:
        """(k + 1, 1 + len(READ)) squares, then what is said for praise and, 32 bits up, for blame.

        Two numbers in one are looked up and summed as one; four bytes hold the sum of any text:
        it has no weight beyond `_STEPS` of training.
        """
        rows = np.zeros((len(self.squares) + 1, 1 + len(READ)), np.int64)
        rows[1:, 0] = self.squares
        rows[1:, 1:] = self.weights[:, 1::2]
        rows[1:, 1:] <<= _HALF
        rows[1:, 1:] += self.weights[:, ::2]
        return rows

    def said(self, found: Iterable[Member], count: int) -> Floats:
        """Return (n, 2) what the features `found` around n places say; n is `count`."""
        columns = np.arange(1, 1 + len(READ))[:, None]
        both = squares = np.zeros((len(READ), count), np.int64)
        for run, first, last in found:
            sums = running(self._rows.take(self._places.take(run.buckets), axis=0))
            low, high = first[_WANTED] * sums.shape[1], last[_WANTED] * sums.shape[1]
            squares = squares + (sums.take(high) - sums.take(low))
            both = both + (sums.take(high + columns) - sums.take(low + columns))
        praise = both.astype(np.int32)
        told = np.stack([praise, (both - praise) >> _HALF], axis=2)
        told = told * self.steps.reshape(len(READ), 1, 2)
        return _total(told / np.sqrt(np.maximum(squares, 1) / SQUARE)[:, :, None])

    def answers(self, said: Floats, odds: Floats) -> Floats:
        """Return (n, 3) probabilities of negative, neutral and positive."""
        margins = said + _total(odds.T[:, :, None] * self.odds[:, None, :]) + self.offsets
        powers = np.exp(np.clip(margins, -50, 50))
        whole = 1 + powers[:, 0] + powers[:, 1]
        return np.stack([powers[:, 1] / whole, 1 / whole, powers[:, 0] / whole], axis=1)


def _total(parts: Floats) -> Floats:
    """Return the sum over the first axis, added up in its order: the same in any batch."""
    total: Floats = np.zeros(parts.shape[1:])
    for part in parts:
        total = total + part
    return total


def whole_rows(scorer: Scorer) -> NDArray[np.int32]:
    """Return (k, 3) what a feature adds to squared length and answers, in parts of `_FINE`."""
    idf = scorer.idf.astype(np.float64)
    rows = np.empty((len(idf), 3), np.int32)
    # A column at a time: whole tables of floats cost more than what is reckoned.
    for column, factor in enumerate([idf, *scorer.weights.T]):
        rows[:, column] = np.rint(idf * factor * _FINE)
    return rows


def log_odds(
    scorer: Scorer,
    rows: NDArray[np.int32],
    texts: Sequence[str],
    words: Words,
    around: tuple[Whole, Whole],
) -> Floats:
    """Return (n, 18) what the sentiment model says of each stretch around n places.

    For each stretch the log odds of praise against blame and of neutral against both; 0 where the
    model knows nothing of it.

    Args:
        scorer: the sentiment model's.
        rows: its `whole_rows`.
        texts: of one language.
        words: of each text.
        around: the `stretches`.
    """
    found = members(texts, words, scorer.recipe, around)
    return _log_odds(scorer, rows, found, around[0].shape[1])


def _log_odds(
    scorer: Scorer, rows: NDArray[np.int32], found: Iterable[Member], count: int
) -> Floats:
    sums = np.zeros((len(STRETCHES), count, 3), np.int64)
    for run, first, last in found:
        sums_to = running(rows.take(scorer.places.take(run.buckets), axis=0))
        sums += sums_to.take(last, axis=0) - sums_to.take(first, axis=0)
    length = np.sqrt(np.maximum(sums[:, :, :1], 1) / _FINE)
    odds = sums[:, :, 1:] / _FINE / length * scorer.scales[:, 0] + scorer.scales[:, 1]
    odds = np.clip(odds, -_MOST, _MOST) * (sums[:, :, :1] > 0)
    return np.asarray(odds.transpose(1, 0, 2).reshape(count, -1), np.float64)


@dataclass(frozen=True)
class TargetModel:
    """A `Table` a language on top of the linear sentiment model; fulfils `TargetPolarity`.

    Attributes:
        version: changes whenever answers may.
        tables: by language.
        scorers: those of the sentiment model, by language.
    """

    version: str
    tables: Mapping[str, Table]
    scorers: Mapping[str, Scorer]
    _rows: dict[str, NDArray[np.int32]] = field(default_factory=dict, init=False, repr=False)

    def _rows_of(self, lang: str) -> NDArray[np.int32]:
        if lang not in self._rows:
            self._rows[lang] = whole_rows(self.scorers[lang])
        return self._rows[lang]

    def predict(  # noqa: PLR0913  # a place in a text has that many sides
        self,
        texts: Sequence[str],
        *,
        words: Words,
        langs: Sequence[str],
        owners: Whole,
        starts: Whole,
        ends: Whole,
    ) -> Floats:
        """Return (n,) polarities, -1 to 1, of n places; 0 in a language not learned."""
        chances = self.chances(
            texts, words=words, langs=langs, owners=owners, starts=starts, ends=ends
        )
        return (chances[:, 2] - chances[:, 0]).round(DIGITS)

    def chances(  # noqa: PLR0913  # a place in a text has that many sides
        self,
        texts: Sequence[str],
        *,
        words: Words,
        langs: Sequence[str],
        owners: Whole,
        starts: Whole,
        ends: Whole,
    ) -> Floats:
        """Return (n, 3) probabilities that a place is blamed, neither, praised."""
        answer = np.tile([0.0, 1.0, 0.0], (len(owners), 1))
        read = np.array(list(map(read_as, words, langs)), dtype=object)[owners]
        for lang in self.tables:
            places = np.flatnonzero(read == lang)
            for some in _batches(texts, owners, places):
                own, inverse = np.unique(owners[some], return_inverse=True)
                answer[some] = self._answers(
                    lang,
                    [texts[row] for row in own.tolist()],
                    [words[row] for row in own.tolist()],
                    (inverse, starts[some], ends[some]),
                )
        return answer

    def _answers(
        self, lang: str, texts: Sequence[str], words: Words, places: tuple[Whole, Whole, Whole]
    ) -> Floats:
        owners, starts, ends = places
        around = stretches(texts, lang, owners=owners, starts=starts, ends=ends)
        table, scorer = self.tables[lang], self.scorers[lang]
        found = members(texts, words, scorer.recipe, around)
        odds = _log_odds(scorer, self._rows_of(lang), found, len(starts))
        own = recast(found, scorer.recipe, table.recipe)
        own = members(texts, words, table.recipe, around) if own is None else own
        return table.answers(table.said(own, len(starts)), odds)


def _batches(texts: Sequence[str], owners: Whole, places: Whole) -> Iterator[Whole]:
    """Yield `places`, those of a text together, some `_BATCH` characters of text at a time."""
    own, inverse = np.unique(owners[places], return_inverse=True)
    lengths = np.array([len(texts[row]) for row in own.tolist()], np.int64)
    batch = (np.cumsum(lengths) // _BATCH)[inverse]
    for each in np.unique(batch).tolist():
        yield places[batch == each]


def arrays_of(lang: str, table: Table) -> dict[str, Any]:
    """Return the table of a language as arrays, each named after it."""
    return {
        **features_of(lang, table.recipe, table.buckets, "gaps"),
        f"{lang}.squares": table.squares,
        f"{lang}.weights": table.weights.T,
        f"{lang}.steps": table.steps,
        f"{lang}.odds": table.odds,
        f"{lang}.offsets": table.offsets,
    }


def save(path: Path, tables: Mapping[str, Table]) -> None:
    """Write the tables as one compressed archive of plain arrays."""
    parts = (arrays_of(lang, table) for lang, table in tables.items())
    np.savez_compressed(path, **{name: held for part in parts for name, held in part.items()})


def load(sentiment: LinearModel, path: Path = ASPECTS) -> TargetModel:
    """Read what `save` wrote; no code is run on loading.

    Args:
        sentiment: the shipped linear model, `nlp.sentiment.linear.load(FAST)`.
        path: the weights.

    Raises:
        ModelUnavailable: there is no such file, or it is not one of ours.
    """
    version, tables = read_archive(path, _table)
    return TargetModel(digest(version, sentiment.version), tables, sentiment.scorers)


def _table(arrays: Arrays, lang: str) -> Table:
    recipe, buckets = learned(arrays, lang, "gaps")
    wide = 2 * len(READ)
    squares = array(arrays, f"{lang}.squares", len(buckets))
    weights = array(arrays, f"{lang}.weights", wide, len(buckets))
    for name, whole in (("squares", squares), ("weights", weights)):
        refuse_unless(whole.dtype == np.int16, f"{lang}.{name}")
    return Table(
        recipe,
        buckets,
        squares,
        np.ascontiguousarray(weights.T),
        array(arrays, f"{lang}.steps", wide),
        array(arrays, f"{lang}.odds", 2 * len(STRETCHES), 2),
        array(arrays, f"{lang}.offsets", 2),
    )
