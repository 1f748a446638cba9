"""What clusters are called: their words, best first, and the posts most like the rest.

Words by the z-score of their log-odds inside against outside, with the whole as prior (Monroe,
Colaresi and Quinn 2008, doi 10.1093/pan/mpn018).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlp.discovery.bags import Bags
from nlp.discovery.graph import Labels
from nlp.text.stopwords import stop_words

SHOWN = 20
"""Words kept of a cluster."""
NAMED = 3
"""Words in its name."""
_CHUNK = 1000
_COUNT = 1e-3


def words_of(bags: Bags, labels: Labels, clusters: int) -> list[list[str]]:
    """Return the words that tell each cluster from the rest, best first; -1 is no cluster."""
    inside = (_joined(labels, clusters) @ bags.counts).tocsr()
    posts = np.asarray(bags.counts.sum(axis=0)).ravel()
    totals = np.asarray(inside.sum(axis=1)).ravel()
    telling = np.array([_telling(word) for word in bags.vocabulary], dtype=bool)
    found = []
    for row, (start, end) in enumerate(zip(inside.indptr[:-1], inside.indptr[1:], strict=True)):
        places, counts = inside.indices[start:end], inside.data[start:end]
        # The count decides where one cluster holds all posts, so that no word tells it apart.
        scores = _z(counts, posts[places], totals[row], posts.sum()) + _COUNT * np.sqrt(counts)
        order = np.lexsort((places, -scores))
        kept = [place for place in order if scores[place] > 0 and telling[places[place]]]
        found.append([bags.vocabulary[places[place]] for place in kept[:SHOWN]])
    return found


def name(words: list[str]) -> str:
    """Return the name of a cluster with these words, such as `雪糕 · 涨价 · 刺客`."""
    plain = dict.fromkeys(word.lstrip("#") for word in words)
    return " · ".join(list(plain)[:NAMED])


def fits(rows: Any, labels: Labels, clusters: int) -> NDArray[np.float64]:
    """Return the cosine between each post and the middle of its cluster, 0 to 1; 0 for -1."""
    middles = (_joined(labels, clusters) @ rows).tocsr()
    lengths = np.sqrt(np.asarray(middles.multiply(middles).sum(axis=1)).ravel())
    own = np.zeros(len(labels))
    for first in range(0, len(labels), _CHUNK):
        members = first + np.flatnonzero(labels[first : first + _CHUNK] >= 0)
        products = rows[members].multiply(middles[labels[members]]).sum(axis=1)
        own[members] = np.asarray(products).ravel() / np.maximum(lengths[labels[members]], 1e-9)
    return np.clip(own, 0, 1)


def cohesion(scores: NDArray[np.float64], labels: Labels, clusters: int) -> NDArray[np.float64]:
    """Return the mean cosine of two posts of each cluster, by how well they fit (see `fits`).

    The middle of n posts of length 1 is as long as their mean fit; its square is the mean over
    all pairs, each post with itself among them. 0 at least, and for clusters of one post.
    """
    inside = labels >= 0
    sizes = np.bincount(labels[inside], minlength=clusters).astype(np.float64)
    sums = np.bincount(labels[inside], scores[inside], minlength=clusters)
    squares = sums**2 / np.maximum(sizes, 1)
    return np.clip((squares - 1) / np.maximum(sizes - 1, 1), 0, 1)


def _joined(labels: Labels, clusters: int) -> Any:
    members = np.flatnonzero(labels >= 0)
    ones = np.ones(len(members), np.float32)
    shape = clusters, len(labels)
    return sparse.csr_matrix((ones, (labels[members], members)), shape=shape)


def _z(
    inside: NDArray[np.float64], posts: NDArray[np.float64], size: float, total: float
) -> NDArray[np.float64]:
    # The prior is one text's worth of words spread as they are over all posts.
    prior = posts / total * 10
    here, there = inside + prior, posts - inside + prior
    odds = np.log(here / (size + 10 - here)) - np.log(there / (total - size + 10 - there))
    return np.asarray(odds / np.sqrt(1 / here + 1 / there))


def _telling(word: str) -> bool:
    is_code = word[0] == "[" and word[-1] == "]"  # a small picture: [泪]
    return len(word) > 1 and not (word.isdecimal() or is_code or word in stop_words())
