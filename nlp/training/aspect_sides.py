"""How a text judges a category that it speaks of: from its best sentence for it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from nlp.aspects.categories import Industry
from nlp.aspects.category_sentences import Sentence, sentences
from nlp.aspects.category_words import log_odds
from nlp.emotion.model import SQUARE, Table
from nlp.sentiment.linear import Scorer
from nlp.training.aspect_categories import Asked
from nlp.training.aspect_targets import LABELS, sides

_STEPS = 100  # steps of the largest weight of a column
_SCALE = 0.2  # of what the sentiment model says
_COST, _ROUNDS = 3.0, 60

Floats = NDArray[np.float64]


def industry(asked: Asked, rows: pd.DataFrame, scorer: Scorer) -> Industry:
    """Return the weights of an industry, its polarities fitted on `rows`.

    Args:
        asked: its categories.
        rows: columns `clean`, `words`, `opinions`.
        scorer: the sentiment model's.
    """
    pairs = _pairs(rows, asked)
    matrix = asked.vocabulary.matrix(pairs["sentence"].tolist())
    both = np.concatenate(
        [log_odds(scorer, pairs[name].tolist()) for name in ("sentence", "words")], axis=1
    )
    named = sparse.csr_matrix(np.eye(len(asked.labels))[pairs["label"]])
    whole = sparse.hstack([matrix, both * _SCALE, named * _SCALE]).tocsr()
    weights, offsets = sides(whole, pairs["polarity"], cost=_COST, rounds=_ROUNDS)
    words, odds, leans = np.split(weights, [matrix.shape[1], matrix.shape[1] + both.shape[1]])
    return Industry(
        asked.labels,
        _table(asked, words),
        asked.thresholds,
        odds * _SCALE,
        leans * _SCALE + offsets,
    )


def _pairs(rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return a row for each category of each text: `label`, `polarity`, `sentence`, `words`."""
    found: list[dict[str, Any]] = []
    order = {label: place for place, label in enumerate(asked.labels)}
    cut = sentences(rows["clean"].tolist(), rows["words"].tolist())
    for parts, words, told in zip(cut, rows["words"], rows["opinions"], strict=True):
        known = {order[name]: each for name, each in told.items() if name in order and each}
        best = _best(asked, parts, known) if len(parts) > 1 else dict.fromkeys(known, words)
        found += [
            {"label": label, "polarity": each, "sentence": best[label], "words": words}
            for label, each in known.items()
            if each in LABELS
        ]
    return pd.DataFrame(found)


def _best(asked: Asked, parts: list[Sentence], known: Mapping[int, str]) -> dict[int, Any]:
    chances = asked.chances([part.words for part in parts])
    return {label: parts[int(chances[:, label].argmax())].words for label in known}


def _table(asked: Asked, words: Floats) -> Table:
    idf = asked.vocabulary.idf.astype(np.float64)
    told = idf[:, None] * np.column_stack([asked.weights, words])
    steps = np.maximum(np.abs(told).max(axis=0), 1e-9) / _STEPS
    return Table(
        asked.vocabulary.recipe,
        asked.vocabulary.buckets,
        np.round(idf**2 * SQUARE).astype(np.int16),
        np.round(told / steps).astype(np.int16),
        steps,
        np.append(asked.offsets, [0.0, 0.0]),
    )
