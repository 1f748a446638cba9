"""What words say of the categories of an industry, and what the sentiment model makes of them."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.emotion.model import Table
from nlp.sentiment.features import Features, Words, coarser, features
from nlp.sentiment.linear import Scorer

SIDES = 2
"""Columns of the table behind those of the categories: praise and blame, against neither."""

Floats = NDArray[np.float64]
_MOST = 6.0  # of a log odds
_PART = 256  # the features of more do not fit the processor's cache


class Told(NamedTuple):
    """What the words of n stretches say.

    Attributes:
        more: (n, L) log odds of each category over what is expected of any text.
        sides: (n, 2) for praise and for blame.
        known: (n,) whether any of them was learned.
        odds: (n, 2) what the sentiment model says.
    """

    more: Floats
    sides: Floats
    known: NDArray[np.bool_]
    odds: Floats


def told_by(table: Table, scorer: Scorer, words: Words) -> Told:
    """Return what the words of stretches say to `table` and to the sentiment model."""
    parts = [words[low : low + _PART] for low in range(0, len(words), _PART)]
    wide = table.weights.shape[1]
    none = np.zeros((0, wide)), np.zeros(0, np.bool_), np.zeros((0, 2))
    read = (_read(table, scorer, part) for part in parts)
    margins, known, odds = map(np.concatenate, zip(none, *read, strict=True))
    more = margins[:, :-SIDES] - table.offsets[:-SIDES]
    return Told(more, margins[:, -SIDES:], known, odds)


def _read(table: Table, scorer: Scorer, words: Words) -> tuple[Any, ...]:
    """Return (n, c) margins, (n,) whether they are known, and (n, 2) odds of the sentiment model.

    Both have hashed the same words and characters as a rule: then that is done once.
    """
    found = features(words, scorer.recipe)
    bits = scorer.recipe.bits - table.recipe.bits
    if bits >= 0 and replace(scorer.recipe, bits=table.recipe.bits) == table.recipe:
        own = coarser(found, bits)
    else:
        own = features(words, table.recipe)
    return *table.margins_of(own), _scaled(scorer, found)


def joined(one: Told, other: Told) -> Told:
    """Return what is told of the stretches of both."""
    return Told(*(np.concatenate(pair) for pair in zip(one, other, strict=True)))


def log_odds(scorer: Scorer, words: Words) -> Floats:
    """Return (n, 2) log odds of praise against blame and of neutral against both."""
    parts = [
        _scaled(scorer, features(words[low : low + _PART], scorer.recipe))
        for low in range(0, len(words), _PART)
    ]
    return np.concatenate([np.zeros((0, 2)), *parts])


def _scaled(scorer: Scorer, found: Features) -> Floats:
    margins, _ = scorer.margins(found)
    return np.clip(margins * scorer.scales[:, 0] + scorer.scales[:, 1], -_MOST, _MOST)
