"""Hits of a batch without those that can not count, found for all texts at once.

Who walks through hits leaves out those that begin before the end of the one taken. Mostly that
can be told beforehand, and a text where nothing can be named or judged need not be walked at all.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from nlp.aspects.finding import Bools, Hit, Hits, Ints
from nlp.aspects.lexicon import Lexicon


def sifted(hits: Hits, lexicon: Lexicon) -> Iterator[tuple[str, Iterable[Hit]]]:
    """Yield each text, plain, with the hits in it that may count; none if all say nothing."""
    bounds = np.searchsorted(hits.starts, hits.begins)
    counts = np.concatenate([[0], np.cumsum(lexicon.telling[hits.found])])
    telling = np.diff(counts[bounds]) > 0
    owners = np.repeat(np.arange(len(telling)), np.diff(bounds))
    left = np.flatnonzero(telling[owners] & ~_covered(hits, owners, lexicon))
    offsets = hits.begins[owners[left]]
    starts, ends = (hits.starts[left] - offsets).tolist(), (hits.ends[left] - offsets).tolist()
    found = hits.found[left].tolist()
    stops = np.searchsorted(left, bounds).tolist()
    for (begin, end), (low, high) in zip(
        pairwise(hits.begins.tolist()), pairwise(stops), strict=True
    ):
        part = zip(starts[low:high], ends[low:high], found[low:high], strict=True)
        yield hits.text[begin : end - 1], part if high > low else ()


def _covered(hits: Hits, owners: Ints, lexicon: Lexicon) -> Bools:
    """Return which hits begin within one that is taken for sure: before it nothing reaches it."""
    reach = np.where(lexicon.open[hits.found], hits.begins[owners + 1], hits.ends)
    taken = lexicon.sure[hits.found] & (_before(reach) <= hits.starts)
    covered: Bools = _before(np.where(taken, hits.ends, 0)) > hits.starts
    return covered


def _before(ends: Ints) -> Ints:
    """Return for each of `ends` the furthest before it, 0 before the first."""
    return np.concatenate([[0], np.maximum.accumulate(ends)])[: len(ends)]
