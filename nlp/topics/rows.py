"""Numbers for hashed features of texts, summed text by text.

All are whole numbers, so sums are exact: a text has the same whatever stands beside it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.features import Features, Recipe, Words, features
from nlp.stage import digest

Floats = NDArray[np.float64]
SINGLE_WORDS = (1, (1, 0))
"""What a recipe of nothing but words says after its bits."""
_BATCH = 512  # texts at a time: the features of more do not fit the processor's cache
_FEW = 16  # nor do the rows of more than these: five times slower


@dataclass(frozen=True)
class Rows:
    """A row of numbers for each feature that was learned.

    Attributes:
        recipe: which features a text has.
        buckets: (k,) buckets that were learned, ascending.
        numbers: (k, c) whole numbers of 16 bits at most.
    """

    recipe: Recipe
    buckets: NDArray[np.int64]
    numbers: NDArray[Any]

    @cached_property
    def version(self) -> str:
        """Changes with any of it."""
        return digest(str(self.recipe), self.buckets.tobytes(), self.numbers.tobytes())

    def sums(self, words: Words) -> Floats:
        """Return (n, c): for each text the sum over its features, each counted once."""
        parts = [self._sums(words[s : s + _BATCH]) for s in range(0, len(words), _BATCH)]
        empty = np.zeros((0, self.numbers.shape[1]), np.int32)
        return np.concatenate([empty, *parts]).astype(np.float64)

    def _sums(self, words: Words) -> NDArray[np.int32]:
        found = features(words, self.recipe)
        parts = [self._few(found, s) for s in range(0, len(words), _FEW)]
        sums = np.concatenate(parts)
        sums[np.diff(found.offsets) == 0] = 0
        return np.asarray(sums)

    def _few(self, found: Features, start: int) -> NDArray[np.int32]:
        offsets = found.offsets[start : start + _FEW + 1]
        buckets = found.buckets[offsets[0] : offsets[-1]]
        # A row of nothing at the end, so that the last text may be one without features.
        places = np.append(self._places.take(buckets), 0)
        rows = self._padded.take(places, axis=0)
        return np.asarray(np.add.reduceat(rows, offsets[:-1] - offsets[0], axis=0))

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        places = np.zeros(1 << self.recipe.bits, np.int32)
        places[self.buckets] = np.arange(1, len(self.buckets) + 1)
        return places

    @cached_property
    def _padded(self) -> NDArray[np.int32]:
        # Four bytes hold the sum of any text: it has each feature once, and k is below 2^16.
        return np.concatenate([np.zeros((1, self.numbers.shape[1])), self.numbers]).astype(np.int32)


def lengths(sums: Floats) -> Floats:
    """Return the (n, 1) length of each row, 1 where there is nothing."""
    return np.asarray(np.sqrt(np.maximum((sums * sums).sum(axis=1, keepdims=True), 1)))


def units(vectors: Rows, words: Words) -> Floats:
    """Return (n, d) places of the texts, of length 1, or 0 where no word is known."""
    sums = vectors.sums(words)
    return np.asarray(sums / lengths(sums))


def whole(values: NDArray[Any], most: int) -> tuple[NDArray[np.int64], Floats]:
    """Return each column as whole numbers up to `most`, and the size of their steps."""
    steps = np.maximum(np.abs(values).max(axis=0, initial=0), 1e-9) / most
    return np.round(values / steps).astype(np.int64), steps
