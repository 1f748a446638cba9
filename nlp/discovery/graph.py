"""Posts that share words, as a graph, and the communities in it.

Communities by the Louvain method (Blondel et al. 2008, doi 10.1088/1742-5468/2008/10/P10008) with
the resolution of Reichardt and Bornholdt (2006); nodes are visited in order, so that the same
posts give the same communities.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Labels = NDArray[np.int64]

NEIGHBOURS = 15
RESOLUTION = 4.0
"""Above 1, communities are smaller and closer than plain modularity gives."""
_CHUNK = 200
_ROUNDS = 10
_SETTLED = 0.001
"""A round that moves a smaller share of the nodes is the last."""


def neighbours(rows: Any) -> Any:
    """Return the (n, n) graph that ties each post to those most like it.

    Args:
        rows: (n, m) sparse rows of length 1.

    Returns:
        Cosines, symmetric: two posts are tied if one is among the 15 nearest of the other.
    """
    parts = list(_nearest(rows))
    owners, others, cosines = (np.concatenate(part) for part in zip(*parts, strict=True))
    shape = rows.shape[0], rows.shape[0]
    graph = sparse.csr_matrix((cosines, (owners, others)), shape=shape)
    return graph.maximum(graph.T).tocsr()


def _nearest(rows: Any) -> Iterator[tuple[Labels, Labels, NDArray[np.float32]]]:
    columns = rows.T.tocsr()
    for first in range(0, max(rows.shape[0], 1), _CHUNK):
        block = (rows[first : first + _CHUNK] @ columns).tocsr()
        for place, (start, end) in enumerate(zip(block.indptr[:-1], block.indptr[1:], strict=True)):
            others, cosines = block.indices[start:end], block.data[start:end]
            others, cosines = others[others != first + place], cosines[others != first + place]
            best = _best(others, cosines)
            yield np.full(len(best), first + place), others[best], cosines[best]
        if block.shape[0] == 0:
            yield np.zeros(0, int), np.zeros(0, int), np.zeros(0, np.float32)


def _best(others: Labels, cosines: NDArray[np.float32]) -> Labels:
    """Return the places of the nearest; of those equally near the ones that stand first."""
    if len(cosines) > NEIGHBOURS:
        bound = np.partition(cosines, -NEIGHBOURS)[-NEIGHBOURS]
        near = np.flatnonzero(cosines >= bound)
        return near[np.lexsort((others[near], -cosines[near]))][:NEIGHBOURS]
    return np.arange(len(cosines))


def communities(graph: Any, known: Labels) -> Labels:
    """Return the community of each node, numbered from 0.

    Args:
        graph: symmetric weights.
        known: the community of each node in an earlier run, or -1. Nodes of one known community
            stay together, and no two known communities become one; nodes without may join them.
    """
    total = float(graph.sum()) or 1.0
    labels = _started(known)
    held = np.zeros(labels.max(initial=-1) + 1, bool)
    held[labels[known >= 0]] = True
    level = _contracted(graph, labels)
    while True:
        groups = np.unique(_moved(level, held, total), return_inverse=True)[1]
        labels = groups[labels]
        if len(groups) == groups.max(initial=-1) + 1:
            return labels
        level = _contracted(level, groups)
        held = np.bincount(groups, held) > 0


def _started(known: Labels) -> Labels:
    alone = np.arange(len(known)) + known.max(initial=-1) + 1
    labels: Labels = np.unique(np.where(known >= 0, known, alone), return_inverse=True)[1]
    return labels


def _contracted(graph: Any, groups: Labels) -> Any:
    places = np.arange(len(groups))
    shape = len(groups), int(groups.max(initial=-1)) + 1
    joined = sparse.csr_matrix((np.ones(len(groups)), (places, groups)), shape=shape)
    return (joined.T @ graph @ joined).tocsr()


def _moved(graph: Any, held: NDArray[np.bool_], total: float) -> list[int]:
    """Return the group of each node after moving nodes, one by one, to where they gain most."""
    weights = np.asarray(graph.sum(axis=1)).ravel().tolist()
    groups, sums = list(range(len(weights))), list(weights)
    places, others, pulls = map(np.ndarray.tolist, (graph.indptr, graph.indices, graph.data))
    free = np.flatnonzero(~held).tolist()
    for _ in range(_ROUNDS):
        moves = 0
        for node in free:
            old = groups[node]
            sums[old] -= weights[node]
            part = slice(places[node], places[node + 1])
            ties = zip(others[part], pulls[part], strict=True)
            best = _best_group(node, ties, groups, sums, RESOLUTION * weights[node] / total)
            sums[best] += weights[node]
            groups[node] = best
            moves += best != old
        if moves <= _SETTLED * len(free):
            break
    return groups


def _best_group(
    node: int,
    ties: Iterable[tuple[int, float]],
    groups: list[int],
    sums: list[float],
    cost: float,
) -> int:
    pulls = {groups[node]: 0.0}
    for other, weight in ties:
        if other != node:
            group = groups[other]
            pulls[group] = pulls.get(group, 0.0) + weight
    return max(pulls, key=lambda group: (pulls[group] - cost * sums[group], -group))
