"""Ids of clusters: carried over from the run before, found again by words, or new."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from nlp.stage import digest

ALIKE = 0.3
"""Share of words in common that makes a new cluster the same as one whose posts are gone."""


def identified(
    carried: Sequence[str | None],
    words: Sequence[Sequence[str]],
    keys: Sequence[Sequence[str]],
    before: pd.DataFrame | None,
) -> list[str]:
    """Return the id of each cluster; no two are equal.

    Args:
        carried: the id that its posts had in the run before, if any.
        words: its words.
        keys: its post keys; they make the id of a new cluster.
        before: the clusters of the run before (`id`, `words`).
    """
    ids = dict(enumerate(carried))
    new = [place for place, each in ids.items() if each is None]
    if before is not None:
        gone = before[~before["id"].isin({each for each in carried if each})]
        ids |= _returned(new, words, gone)
    return [ids[place] or digest(*keys[place]) for place in range(len(words))]


def _returned(
    new: Sequence[int], words: Sequence[Sequence[str]], gone: pd.DataFrame
) -> dict[int, str]:
    """Return the old id of each new cluster that speaks as one that is gone: the best pairs."""
    alike = np.array([[_alike(words[place], old) for old in gone["words"]] for place in new])
    if not alike.size:
        return {}
    pairs = zip(*linear_sum_assignment(alike, maximize=True), strict=True)
    ids = gone["id"].tolist()
    return {new[row]: ids[column] for row, column in pairs if alike[row, column] >= ALIKE}


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    return len({*one} & {*other}) / max(len({*one, *other}), 1)
