"""Posts as bags of words: sparse rows, one a post, every word counted once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from nlp.text.codes import fold
from nlp.text.stopwords import stop_words
from nlp.text.traditional import simplified

LEAST = 2
"""A word of fewer posts ties nothing together."""
MOST = 0.1
"""A stop word of more than this share of the posts says nothing of any one topic;"""
COMMON = 50
"""but not where that share is fewer posts than this."""
REACH = 20_000
"""Other words of more posts than this, and of more than that share, tie no two posts: comparing
so many with each other takes too long. They name clusters all the same."""
LONGEST = 64
"""No more words of a post than this, the rarest: what a long article says is said by them."""

_HASHTAG = re.compile(r"#([^#\n]{1,60})#")


@dataclass(frozen=True)
class Bags:
    """The words of n posts.

    Attributes:
        counts: (n, m) sparse ones.
        vocabulary: the m words, in the order of their signs; a hashtag begins with #.
        idf: (m,) how rare each word is, log(n / posts with it) + 1.
    """

    counts: Any
    vocabulary: list[str]
    idf: NDArray[np.float32]

    def weighted(self, weights: NDArray[np.float32]) -> Any:
        """Return (n, m) rows of length 1 of the words times `weights`; empty rows stay so."""
        rows = self.counts @ sparse.diags(weights)
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        scale = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
        return (sparse.diags(scale) @ rows).tocsr().astype(np.float32)

    def tying(self) -> Any:
        """Return rows as `weighted` by `idf`, without the words that tie no posts."""
        count = self.counts.shape[0]
        posts = np.asarray(self.counts.sum(axis=0)).ravel()
        few = posts <= max(REACH, MOST * count)
        rows = self.weighted(np.where(few, self.idf, 0).astype(np.float32))
        rows.eliminate_zeros()
        return rows

    def alike(self) -> NDArray[np.int64]:
        """Return (n,) numbers from 0; posts of the same words have the same number."""
        bounds, places = self.counts.indptr, self.counts.indices
        held = pd.Series(
            [places[first:last].tobytes() for first, last in pairwise(bounds)],
            dtype="object",
        )
        return np.asarray(pd.factorize(held)[0], dtype=np.int64)


def bags(texts: Sequence[str], words: Sequence[Sequence[str]]) -> Bags:
    """Return the words of posts as bags; hashtags count as words of their own.

    Args:
        texts: clean texts.
        words: their cuts.
    """
    found = [sorted(set(_words(text, cut))) for text, cut in zip(texts, words, strict=True)]
    # An array of strings gives every word the room of the longest: a dictionary is smaller.
    vocabulary = sorted(set(chain.from_iterable(found)))
    numbers = {word: number for number, word in enumerate(vocabulary)}
    places = np.fromiter(map(numbers.__getitem__, chain.from_iterable(found)), np.int64)
    owners = np.repeat(np.arange(len(found)), np.array(list(map(len, found)), dtype=np.int64))
    posts = np.bincount(places, minlength=len(vocabulary))
    kept = (posts >= LEAST) & ~_said_everywhere(vocabulary, posts, len(found))
    owners, places = _rarest(owners[kept[places]], places[kept[places]], posts)
    columns = (np.cumsum(kept) - 1)[places]
    shape = len(found), int(kept.sum())
    counts = sparse.csr_matrix((np.ones(len(owners), np.float32), (owners, columns)), shape=shape)
    idf = np.log(max(len(found), 1) / posts[kept]) + 1
    return Bags(
        counts, [vocabulary[place] for place in np.flatnonzero(kept)], idf.astype(np.float32)
    )


def _said_everywhere(
    vocabulary: Sequence[str], posts: NDArray[np.int64], count: int
) -> NDArray[np.bool_]:
    found = posts > max(COMMON, MOST * count)
    for place in np.flatnonzero(found).tolist():
        found[place] = vocabulary[place] in stop_words()
    return found


def _words(text: str, cut: Sequence[str]) -> Iterator[str]:
    for word in cut:
        if any(map(str.isalnum, word)):
            yield _plain(word)
    if "#" in text:
        yield from (f"#{_plain(tag)}" for tag in _HASHTAG.findall(text))


@lru_cache(maxsize=1 << 17)
def _plain(word: str) -> str:
    return simplified(fold(word)).lower()


def _rarest(
    owners: NDArray[np.int64], places: NDArray[np.int64], posts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = np.lexsort((places, posts[places], owners))
    owners, places = owners[order], places[order]
    starts = np.searchsorted(owners, owners)
    kept = np.arange(len(owners)) - starts < LONGEST
    return owners[kept], places[kept]
