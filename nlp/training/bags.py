"""Texts as rows of a sparse matrix over the features that a training set taught."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlp.sentiment.features import Features, Recipe, Words, features

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features that training texts have often enough.

    Attributes:
        recipe: which features a text has.
        buckets: (k,) buckets kept, ascending.
        idf: (k,) weight of each in a text: rare ones say more.
    """

    recipe: Recipe
    buckets: NDArray[np.int64]
    idf: NDArray[np.float32]

    def matrix(self, words: Words) -> sparse.csr_matrix:
        """Return (n, k) weights of the features of each text, rows of length 1."""
        found = gathered(words, self.recipe)
        places = np.zeros(1 << self.recipe.bits, np.int64)
        places[self.buckets] = np.arange(1, len(self.buckets) + 1)
        columns = places[found.buckets]
        rows = np.repeat(np.arange(len(words)), np.diff(found.offsets))[columns > 0]
        columns = columns[columns > 0] - 1
        squares = np.bincount(rows, self.idf[columns] ** 2, len(words))
        values = (self.idf[columns] / np.sqrt(squares[rows])).astype(np.float32)
        return sparse.csr_matrix((values, (rows, columns)), (len(words), len(self.buckets)))


def learned(words: Words, recipe: Recipe, *, least: int) -> Vocabulary:
    """Return the features that `least` texts or more have."""
    texts = np.bincount(gathered(words, recipe).buckets, minlength=1 << recipe.bits)
    kept = np.flatnonzero(texts >= least)
    idf = np.log((len(words) + 1) / (texts[kept] + 1)) + 1
    return Vocabulary(recipe, kept, idf.astype(np.float32))


def gathered(words: Words, recipe: Recipe) -> Features:
    """Return the features of any number of texts, made in batches that fit the memory."""
    parts = [features(words[s : s + _BATCH], recipe) for s in range(0, len(words), _BATCH)]
    counts = np.concatenate([np.diff(part.offsets) for part in parts])
    buckets = np.concatenate([part.buckets for part in parts])
    return Features(np.concatenate([[0], np.cumsum(counts)]), buckets)
