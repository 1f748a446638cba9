"""Communities made sharper: each post goes where its words are most likely.

A mixture of unigrams with hard assignments (the model of Nigam et al. 2000, doi
10.1023/A:1007692713085; each post judged without itself). Words that stand in few clusters count
more: by the information that a word gives about the cluster, in nats. Titles of a few words hold
hardly anything else: there every word counts the same at first, until clusters stand that can tell
what words say of them, and larger clusters draw more.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlp.discovery.bags import Bags
from nlp.discovery.graph import Labels

TITLE = 8.0
"""Texts of at most so many words, in the median, are titles; and no text weighs more words."""
MASS = 1000.0
"""Weight of words unseen, over the whole vocabulary: at most this,"""
SHARE = 0.5
"""and at most this share of all that is said, where that is little."""
_FLOOR = 0.01
STAY = 5.0
"""Nats by which another cluster must be likelier (150 times) to draw a post from where it was."""
_DOUBT = 5.0
"""Posts that a word must be in before its company says much."""
_ROUNDS = 8
_SETTLED = 0.005
_CHUNK = 1000


def informing(bags: Bags, labels: Labels) -> NDArray[np.float32]:
    """Return how much each word says about the cluster of a post; (m,), > 0."""
    counts = _sums(bags.counts, labels).tocoo()
    prior = np.bincount(labels) / max(len(labels), 1)
    posts = np.asarray(bags.counts.sum(axis=0)).ravel()
    # What is left of the prior where a word never stands: share r of it, r log r.
    rest = _DOUBT / (posts + _DOUBT)
    share = (counts.data + _DOUBT * prior[counts.row]) / (posts[counts.col] + _DOUBT)
    seen = share * np.log(share / prior[counts.row])
    covered = np.bincount(counts.col, prior[counts.row], minlength=len(posts))
    gains = np.bincount(counts.col, seen, minlength=len(posts))
    found = gains + (1 - covered) * rest * np.log(rest)
    return np.maximum(found, _FLOOR).astype(np.float32)


def refined(bags: Bags, labels: Labels, settled: NDArray[np.bool_]) -> Labels:
    """Return the clusters, numbered as given, after moving posts to where they are likeliest.

    Args:
        bags: the posts.
        labels: (n,) the cluster of each.
        settled: (n,) whether it was there in the run before.
    """
    if not len(labels):
        return labels
    short = bool(np.median(np.diff(bags.counts.indptr)) <= TITLE)
    found = labels
    if short:
        found = _drawn(bags, np.ones_like(bags.idf), labels, labels, settled, short=True)
    return _drawn(bags, informing(bags, found), found, labels, settled, short=short)


def _drawn(  # noqa: PLR0913  # what the likeliest cluster depends on
    bags: Bags,
    weights: NDArray[np.float32],
    labels: Labels,
    start: Labels,
    settled: NDArray[np.bool_],
    *,
    short: bool,
) -> Labels:
    """Return the clusters after moving posts until few move; settled ones cling to `start`."""
    rows = _capped(bags, weights)
    numbers, labels = np.unique(labels, return_inverse=True)
    for _ in range(_ROUNDS):
        stay = STAY * (settled & (numbers[labels] == start))
        moved = _likeliest(rows, labels, draw=float(short), stay=stay)
        share = float(np.mean(moved != labels))
        left, labels = np.unique(moved, return_inverse=True)
        numbers = numbers[left]
        if share < _SETTLED:
            break
    return np.asarray(numbers[labels])


def _capped(bags: Bags, weights: NDArray[np.float32]) -> Any:
    posts = np.asarray(bags.counts.sum(axis=0)).ravel()
    weights = weights / max(float(weights @ posts) / max(float(posts.sum()), 1), 1e-9)
    rows = bags.counts @ sparse.diags(weights)
    totals = np.asarray(rows.sum(axis=1)).ravel()
    return (sparse.diags(np.minimum(1, TITLE / np.maximum(totals, TITLE))) @ rows).tocsr()


def _sums(rows: Any, labels: Labels) -> Any:
    places = np.arange(len(labels))
    shape = int(labels.max(initial=-1)) + 1, len(labels)
    groups = sparse.csr_matrix((np.ones(len(labels), np.float32), (labels, places)), shape=shape)
    return (groups @ rows).tocsr()


def _likeliest(rows: Any, labels: Labels, *, draw: float, stay: NDArray[np.float64]) -> Labels:
    """Return the likeliest cluster of each post, its own judged without it."""
    sums, lengths = _sums(rows, labels), np.asarray(rows.sum(axis=1)).ravel()
    mass = min(MASS, SHARE * float(lengths.sum())) or 1.0
    unseen = mass / max(rows.shape[1], 1)
    likely = sums.copy()
    likely.data = np.log1p(likely.data / unseen)
    totals = np.asarray(sums.sum(axis=1)).ravel() + mass
    sizes = np.bincount(labels)
    chances = np.log(np.maximum(sizes - 1, 0.5))
    best = np.empty_like(labels)
    for first in range(0, len(labels), _CHUNK):
        part = slice(first, first + _CHUNK)
        group, length = labels[part], lengths[part]
        scores = (rows[part] @ likely.T).toarray() - np.outer(length, np.log(totals))
        scores += draw * np.log(sizes)
        own = _own(rows[part], sums[group], unseen) - length * np.log(totals[group] - length)
        scores[np.arange(len(group)), group] = own + draw * chances[group] + stay[part]
        best[part] = scores.argmax(axis=1)
    return best


def _own(rows: Any, sums: Any, unseen: float) -> NDArray[np.float64]:
    others = sums.multiply(rows > 0).tocsr() - rows
    others.data = np.log1p(np.maximum(others.data, 0) / unseen)
    return np.asarray(others.multiply(rows).sum(axis=1)).ravel()
