"""Where words lie, from texts without labels: which words stand together more than by chance.

Positive pointwise mutual information of words in the same short text, contexts smoothed by a power
of 0.75 (Levy, Goldberg and Dagan 2015), reduced by singular values.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from nlp.sentiment.features import Recipe
from nlp.text.cleaning import clean
from nlp.text.words import cutter
from nlp.topics.rows import SINGLE_WORDS, Rows
from nlp.training.bags import learned
from nlp.training.splits import key, part

SEED = 20261122
BITS: Final = 20
DIMENSIONS: Final = 64
_LEAST = 25  # texts that a word must stand in
_WINDOW = 24  # words of one stretch
_PAIRS = 2  # stretches that two words must share
_SMOOTH = 0.75
_LARGEST = 127
_REVIEWS = ("online_shopping_10_cats", "waimai_10k", "car_reviews", "iflytek_apps", "tnews")
_REPLIES = 60_000


def plain_words(folder: Path) -> Iterator[list[str]]:
    """Yield the words of headlines, titles of hot searches, posts, reviews, applications."""
    cut = cutter()
    for text in dict.fromkeys(_plain(folder)):
        own = clean(text).text
        if part(key(own)) == "train":
            yield cut(own)


def _plain(folder: Path) -> Iterator[str]:
    loose = _read(folder / "zh_unlabelled" / "train.csv.gz")
    replies = loose["source"] == "weibo_replies"
    yield from loose.loc[~replies, "text"]
    yield from loose.loc[replies, "text"].sample(min(_REPLIES, sum(replies)), random_state=SEED)
    yield from _read(folder / "weibo_hot_search_daily" / "titles.csv.gz")["title"]
    for name in _REVIEWS:
        yield from _read(folder / name / "train.csv.gz")["text"]


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def fit_vectors(
    words: Sequence[Sequence[str]], *, dimensions: int = DIMENSIONS, least: int = _LEAST
) -> Rows:
    """Return the vectors of the words that stand in `least` stretches of texts or more."""
    stretches = [
        list(text[start : start + _WINDOW])
        for text in words
        for start in range(0, len(text), _WINDOW)
    ]
    vocabulary = learned(stretches, Recipe(BITS, *SINGLE_WORDS), least=least)
    together = (vocabulary.matrix(stretches) > 0).astype(np.float32)
    found, values, _ = randomized_svd(
        _surprise((together.T @ together).tocoo()), dimensions, n_iter=2, random_state=SEED
    )
    # The values are left out of the rows: the first would drown the rest (Levy et al.).
    rows = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    rows *= np.where(values > 0, 1.0, 0.0) * vocabulary.idf[:, None]
    scale = np.abs(rows).max() / _LARGEST
    return Rows(vocabulary.recipe, vocabulary.buckets, np.round(rows / scale).astype(np.int8))


def _surprise(counts: sparse.coo_matrix) -> sparse.csr_matrix:
    kept = (counts.row != counts.col) & (counts.data >= _PAIRS)
    row, column, both = counts.row[kept], counts.col[kept], counts.data[kept]
    alone = np.bincount(row, both, counts.shape[0]) + 1
    context = alone**_SMOOTH / (alone**_SMOOTH).sum()
    told = np.log(both / (alone[row] * context[column]))
    more = told > 0
    values = told[more].astype(np.float32)
    return sparse.csr_matrix((values, (row[more], column[more])), counts.shape)
