"""The shipped weights for feelings: one table a language, all answers by one look-up a feature.

Emotions are one question with eight answers, sarcasm another with two. Weights are whole numbers,
so sums are exact: an answer does not depend on the texts around it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.features import Features, Recipe, Words, features, numbered
from nlp.sentiment.linear import (
    Arrays,
    array,
    features_of,
    learned,
    read_archive,
    read_as,
    refuse_unless,
)

EMOTIONS = ("anger", "disgust", "fear", "happiness", "like", "sadness", "surprise", "none")
"""The seven of NLPCC 2013 and 2014, and none."""

FEELINGS = Path(__file__).parents[1] / "models" / "feelings.npz"
SQUARE = 64
"""Squared feature weights are kept in this part of one."""

Floats = NDArray[np.float64]
_HALF = 32
_BATCH = 256  # texts at a time: the features of more do not fit the processor's cache


class Feelings(NamedTuple):
    """What n texts feel like.

    Attributes:
        emotions: (n, 8) probabilities in the order of `EMOTIONS`; all 0 where nothing is known.
        sarcasm: (n,) probability that the text is sarcastic; 0 where that is not judged.
    """

    emotions: Floats
    sarcasm: Floats


@dataclass(frozen=True)
class Table:
    """The weights of one language.

    Attributes:
        recipe: which features a text has.
        buckets: (k,) buckets that were learned, ascending.
        squares: (k,) squared weight of a feature in a text, in parts of `SQUARE`.
        weights: (k, c) what a feature says for each answer, in steps: the eight emotions and, if
            c is 9, sarcasm.
        steps: (c,) size of one step.
        offsets: (c,) what is added.
    """

    recipe: Recipe
    buckets: NDArray[np.int64]
    squares: NDArray[np.int16]
    weights: NDArray[np.int16]
    steps: Floats
    offsets: Floats

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        return numbered(self.buckets, self.recipe.bits)

    @cached_property
    def _pairs(self) -> NDArray[np.int64]:
        """(p, k + 1) squares and answers, two in one number: the second stands 32 bits up."""
        # Four bytes hold the sum of any text: it has each feature once, and k is far below 2^17.
        rows = np.zeros((2 * (len(self.steps) // 2 + 1), len(self.buckets) + 1), np.int64)
        rows[0, 1:] = self.squares
        rows[1 : len(self.steps) + 1, 1:] = self.weights.T
        return rows[::2] + (rows[1::2] << _HALF)

    def margins(self, words: Words) -> tuple[Floats, NDArray[np.bool_]]:
        """Return (n, c) answers before they are probabilities, and which texts have a feature."""
        parts = [words[start : start + _BATCH] for start in range(0, len(words), _BATCH)]
        said = [self.margins_of(features(part, self.recipe)) for part in parts]
        none = np.zeros((0, len(self.steps))), np.zeros(0, np.bool_)
        margins, known = zip(none, *said, strict=True)
        return np.concatenate(margins), np.concatenate(known)

    def margins_of(self, found: Features) -> tuple[Floats, NDArray[np.bool_]]:
        """Return what `margins` does, of the features of n texts by `recipe`."""
        sums = self._sums(found)
        lengths = np.sqrt(np.maximum(sums[:, :1], 1) / SQUARE)
        margins = sums[:, 1 : len(self.steps) + 1] * self.steps / lengths + self.offsets
        return margins, sums[:, 0] > 0

    def _sums(self, found: Features) -> NDArray[np.int32]:
        # A number of nothing at the end, so that the last text may be one without features.
        places = np.append(self._places.take(found.buckets), 0)
        # Column by column: rows of many columns are summed ten times slower (numpy 2.4).
        both = [np.add.reduceat(pair.take(places), found.offsets[:-1]) for pair in self._pairs]
        sums = np.empty((len(found.offsets) - 1, 2 * len(both)), np.int32)
        for place, pair in enumerate(both):
            sums[:, 2 * place] = pair
            sums[:, 2 * place + 1] = (pair - sums[:, 2 * place]) >> _HALF
        sums[np.diff(found.offsets) == 0] = 0
        return sums


@dataclass(frozen=True, slots=True)
class FeelingsModel:
    """A `Table` a language; of texts in other languages nothing is known."""

    version: str
    tables: Mapping[str, Table]

    def predict(self, words: Words, *, langs: Sequence[str]) -> Feelings:
        """Return what each text feels like.

        Args:
            words: the words of each text.
            langs: the language of each text. A text without any letter (`und`: emoji, 666) is
                read as Chinese; the table knows such signs, or knows nothing.
        """
        emotions = np.zeros((len(words), len(EMOTIONS)))
        sarcasm = np.zeros(len(words))
        read = np.array(list(map(read_as, words, langs)), dtype=object)
        for lang, table in self.tables.items():
            rows = np.flatnonzero(read == lang)
            margins, known = table.margins([words[row] for row in rows.tolist()])
            rows, margins = rows[known], margins[known]
            emotions[rows] = shares(margins[:, : len(EMOTIONS)])
            if margins.shape[1] > len(EMOTIONS):
                sarcasm[rows] = 1 / (1 + np.exp(-margins[:, -1]))
        return Feelings(emotions, sarcasm)


def shares(margins: Floats) -> Floats:
    """Return each row's answers as probabilities (softmax)."""
    powers = np.exp(margins - margins.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def save(path: Path, tables: Mapping[str, Table]) -> None:
    """Write the tables as one compressed archive of plain arrays."""
    arrays: dict[str, Any] = {}
    for lang, table in tables.items():
        arrays |= {
            **features_of(lang, table.recipe, table.buckets, "gaps"),
            f"{lang}.squares": table.squares,
            f"{lang}.weights": table.weights.T,
            f"{lang}.steps": table.steps,
            f"{lang}.offsets": table.offsets,
        }
    np.savez_compressed(path, **arrays)


def load(path: Path = FEELINGS) -> FeelingsModel:
    """Read what `save` wrote; no code is run on loading.

    Raises:
        ModelUnavailable: there is no such file, or it is not one of ours.
    """
    return FeelingsModel(*read_archive(path, _table))


def _table(arrays: Arrays, lang: str) -> Table:
    recipe, buckets = learned(arrays, lang, "gaps")
    steps = array(arrays, f"{lang}.steps", None)
    refuse_unless(len(steps) in {len(EMOTIONS), len(EMOTIONS) + 1}, f"{lang}.steps")
    squares = array(arrays, f"{lang}.squares", len(buckets))
    weights = array(arrays, f"{lang}.weights", len(steps), len(buckets))
    for name, whole in (("squares", squares), ("weights", weights)):
        refuse_unless(whole.dtype == np.int16, f"{lang}.{name}")
    offsets = array(arrays, f"{lang}.offsets", len(steps))
    return Table(recipe, buckets, squares, np.ascontiguousarray(weights.T), steps, offsets)
