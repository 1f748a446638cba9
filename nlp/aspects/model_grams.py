"""Hashed words and characters with their places, and their sums over stretches of text.

The features are those of `nlp.sentiment.features`; here each keeps where it stands, so that what
a table says of any stretch is one subtraction of running sums. Sums are of whole numbers: they are
exact, whatever other texts stand in the batch.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.features import BASE, MIX, Hashes, Recipe, Words, sign_codes, word_hashes

Whole = NDArray[np.int64]
Around = tuple[Whole, Whole]
"""Starts and ends of stretches."""


class Run(NamedTuple):
    """All features of one length in texts laid end to end.

    Attributes:
        buckets: (m,) the bucket of each, as they begin.
        length: how many characters or words each has.
        begun: (characters + 1,) how many words begin before each place; of words only: a
            character begins at each.
        ended: (characters + 1,) how many end there or before.
    """

    buckets: Whole
    length: int
    begun: Whole | None = None
    ended: Whole | None = None


Member = tuple[Run, Whole, Whole]
"""Features, and for each stretch the first of them in it and the one after the last."""


def runs(texts: Sequence[str], words: Words, recipe: Recipe) -> Iterator[Run]:
    """Yield the features of texts, length by length; some reach over the end of their text.

    Args:
        texts: the texts.
        words: of each text, joining to it.
        recipe: which features.
    """
    codes = sign_codes(texts)
    for length, hashes in _longer(codes, recipe.chars[1]):
        if length >= recipe.chars[0]:
            yield Run(_bucket(hashes + np.uint64(length), recipe.bits), length)
    lengths = np.fromiter(map(len, chain.from_iterable(words)), np.int64)
    single, told = word_hashes(codes, lengths)
    ends = np.cumsum(lengths)
    begun = _counted((ends - lengths)[told] + 1, len(codes))
    ended = _counted(ends[told], len(codes))
    for length, hashes in _longer(single[told] ^ MIX, recipe.words):
        yield Run(_bucket(hashes, recipe.bits), length, begun, ended)


def _counted(places: Whole, count: int) -> Whole:
    """Return (count + 1,) how many of `places` are at each place or before."""
    return np.cumsum(np.bincount(places, minlength=count + 1))


def _longer(single: Hashes, longest: int) -> Iterator[tuple[int, Hashes]]:
    hashes = np.zeros(len(single), np.uint64)
    for length in range(1, min(longest, len(single)) + 1):
        hashes = hashes[: len(single) - length + 1] * BASE + single[length - 1 :]
        yield length, hashes


def _bucket(hashes: Hashes, bits: int) -> Whole:
    mixed = hashes ^ (hashes >> np.uint64(31))
    return ((mixed * MIX) >> np.uint64(64 - bits)).astype(np.int64)


def within(run: Run, starts: Whole, ends: Whole) -> tuple[Whole, Whole]:
    """Return for each stretch the first of its features, and the one after its last."""
    if run.begun is not None and run.ended is not None:
        starts, ends = run.begun.take(starts), run.ended.take(ends)
    first = np.minimum(starts, len(run.buckets))
    return first, np.maximum(first, ends - (run.length - 1))


def members(texts: Sequence[str], words: Words, recipe: Recipe, around: Around) -> list[Member]:
    """Return the features of texts, each run with what `within` says of the stretches `around`."""
    return [(run, *within(run, *around)) for run in runs(texts, words, recipe)]


def recast(found: Iterable[Member], one: Recipe, other: Recipe) -> list[Member] | None:
    """Return members by recipe `one` as those by `other`, which has no more buckets.

    None where the features are others.
    """
    bits = one.bits - other.bits
    if bits < 0 or replace(one, bits=other.bits) != other:
        return None
    # A bucket is the top of a hash.
    return [(run._replace(buckets=run.buckets >> bits), low, high) for run, low, high in found]


def running(values: NDArray[Any], kind: type[np.signedinteger[Any]] = np.int64) -> NDArray[Any]:
    """Return (m + 1, c) sums of the first 0 to m rows of (m, c) whole numbers, in that kind."""
    sums = np.empty((len(values) + 1, values.shape[1]), kind)
    sums[0] = 0
    np.cumsum(values, axis=0, out=sums[1:])
    return sums
