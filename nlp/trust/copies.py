"""Exact and near copies: which texts say the same, and which of them was first.

Exact copies by the digest of what counts of a text; near copies among the rest by MinHash over
shingles, locality-sensitive hashing in bands (Broder 1997; Leskovec, Rajaraman and Ullman, Mining
of Massive Datasets, ch. 3), every pair checked on the shingles themselves.
"""

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from nlp.trust.shingles import SHORTEST, Shingles, cuts, digests, normal, shingles
from nlp.trust.signatures import PERMUTATIONS, Pairs, Signatures, candidates, values_of

ALIKE = 0.4
"""Jaccard similarity of shingles from which two texts are copies: some 20 % of the signs edited."""
WITHIN = 0.8
"""Share of the shingles of the shorter text from which it is a copy put into the longer."""
LIKELY = 0.45
"""The same by signatures alone, which know the similarity to within 0.04 (one deviation)."""
KINDS: Final = ("original", "exact", "near")

_PAIRS = 1 << 16
_GUESS = 0.25


def copies(texts: Sequence[str], ids: Sequence[Hashable] | NDArray[np.int64]) -> pd.DataFrame:
    """Return which texts are copies of an earlier one.

    Args:
        texts: clean texts, earliest first.
        ids: what each is called.

    Returns:
        (n,) rows in the same order: `id`, `group` (the id of its earliest copy, its own where
        there is none), `kind` (original, exact or near; a group's first is its original), `n`
        (texts of the group), `similarity` (to that first: 1 if exact, else Jaccard of shingles),
        `again` (an earlier text has the same words).
    """
    plain = normal(texts)
    _, first, back = np.unique(_apart(plain), return_index=True, return_inverse=True)
    once = np.sort(first)
    plain = [plain[place] for place in once]
    held, values = _read(plain)
    del plain  # a fifth of what a million posts take
    groups, similar = _near(held, values)
    place = np.searchsorted(once, first[back])
    heads = once[groups[place]]
    return _told(ids, heads, first[back], similar[place])


def _apart(plain: Sequence[str]) -> NDArray[np.uint64]:
    """Return a number for each text, the same for exact copies; one of emoji alone copies none."""
    numbers = digests(plain)
    empty = np.array([not text for text in plain], dtype=bool)
    numbers[empty] = digests([f" {place}" for place in np.flatnonzero(empty)])
    return numbers


def _told(
    ids: Sequence[Hashable] | NDArray[np.int64],
    heads: NDArray[np.int64],
    firsts: NDArray[np.int64],
    similar: NDArray[np.float64],
) -> pd.DataFrame:
    names = np.asarray(ids, dtype=object)
    kinds = np.where(heads == np.arange(len(heads)), 0, np.where(firsts == heads, 1, 2))
    sizes = np.bincount(heads, minlength=len(heads))
    columns = {
        "id": names,
        "group": names[heads],
        "kind": np.array(KINDS, dtype=object)[kinds],
        "n": sizes[heads],
        "similarity": similar.round(4),
        "again": firsts != np.arange(len(heads)),
    }
    return pd.DataFrame(columns)


def _near(
    held: Shingles, values: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the place of the first near copy of each text, and how alike they are."""
    places = np.arange(len(values))
    pairs = _checked(held, values, candidates(values))
    shape = len(values), len(values)
    ties = sparse.coo_matrix((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=shape)
    labels = connected_components(ties, directed=False)[1]
    heads = np.unique(labels, return_index=True)[1][labels].astype(np.int64)
    moved = np.flatnonzero(heads != places)
    similar = np.ones(len(values))
    similar[moved] = shared(held, np.stack([heads[moved], moved], axis=1))[0]
    return heads, similar


def _read(plain: Sequence[str]) -> tuple[Shingles, NDArray[np.uint32]]:
    """Return shingles and MinHash values; texts too short for near copies have none."""
    plain = [text if len(text) >= SHORTEST else "" for text in plain]
    sizes = np.fromiter(map(len, plain), np.int64, len(plain))
    values = np.empty((len(plain), PERMUTATIONS), np.uint32)
    offsets = np.zeros(len(plain) + 1, np.int64)
    hashes = np.empty(int(sizes.sum()), np.uint32)  # a text has fewer shingles than signs
    filled = 0
    for chunk in cuts(sizes):
        part = shingles(plain[chunk])
        values[chunk] = values_of(part)
        offsets[chunk.start + 1 : chunk.stop + 1] = part.offsets[1:] + filled
        hashes[filled : filled + len(part.hashes)] = part.hashes
        filled += len(part.hashes)
    return Shingles(offsets, hashes[:filled]), values


def _checked(held: Shingles, values: NDArray[np.uint32], pairs: Pairs) -> Pairs:
    """Return the pairs that are copies by their shingles."""
    kept = [np.zeros((0, 2), np.int64)]
    for first in range(0, len(pairs), _PAIRS):
        part = pairs[first : first + _PAIRS]
        agree = (values[part[:, 0]] == values[part[:, 1]]).mean(axis=1)
        part = part[agree >= _GUESS]
        jaccard, within = shared(held, part)
        kept.append(part[(jaccard >= ALIKE) | (within >= WITHIN)])
    return np.concatenate(kept)


def shared(held: Shingles, pairs: Pairs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each pair of texts shares: Jaccard similarity, and share of the smaller."""
    found = [np.zeros((2, 0))]
    lengths = np.diff(held.offsets)
    for chunk in cuts(lengths[pairs].sum(axis=1)):
        part = pairs[chunk]
        sizes = lengths[part]
        keys = np.sort(np.concatenate([_keys(held, part[:, 0]), _keys(held, part[:, 1])]))
        twice = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(32)
        both = np.bincount(twice.astype(np.int64), minlength=len(part))
        union = np.maximum(sizes.sum(axis=1) - both, 1)
        found.append(np.stack([both / union, both / np.maximum(sizes.min(axis=1), 1)]))
    jaccard, within = np.concatenate(found, axis=1)
    return jaccard, within


def _keys(held: Shingles, texts: NDArray[np.int64]) -> NDArray[np.uint64]:
    sizes = np.diff(held.offsets)[texts]
    owner = np.repeat(np.arange(len(texts), dtype=np.uint64), sizes)
    places = np.arange(len(owner)) + np.repeat(
        held.offsets[texts] - np.cumsum(sizes) + sizes, sizes
    )
    keys: NDArray[np.uint64] = owner << np.uint64(32) | held.hashes[places]
    return keys


def compare(new: Signatures, past: Signatures) -> pd.DataFrame:
    """Return the texts of `new` that copy one of `past`, by signatures alone.

    Returns:
        A row a copy, `new` and `past` (places, the most alike and then the earliest of the past),
        `similarity` (1 if exact, else estimated from the signatures).
    """
    pairs = np.concatenate([_same(new.digests, past.digests), _alike(new, past)])
    agree = (new.minima[pairs[:, 0]] == past.minima[pairs[:, 1]]).mean(axis=1)
    exact = new.digests[pairs[:, 0]] == past.digests[pairs[:, 1]]
    similar = np.where(exact, 1, agree).round(4)
    found = pd.DataFrame({"new": pairs[:, 0], "past": pairs[:, 1], "similarity": similar})
    found = found[found["similarity"] >= LIKELY]
    found = found.sort_values(["new", "similarity", "past"], ascending=[True, False, True])
    return found.drop_duplicates("new", ignore_index=True)


def _same(new: NDArray[np.uint64], past: NDArray[np.uint64]) -> Pairs:
    numbers, first = np.unique(past, return_index=True)
    places = np.flatnonzero(np.isin(new, numbers) & (new != digests([""])))
    return np.stack([places, first[np.searchsorted(numbers, new[places])]], axis=1)


def _alike(new: Signatures, past: Signatures) -> Pairs:
    count = len(past.digests)
    pairs = candidates(np.concatenate([past.minima, new.minima]), since=count)
    pairs = pairs[pairs[:, 0] < count]
    return np.stack([pairs[:, 1] - count, pairs[:, 0]], axis=1)
