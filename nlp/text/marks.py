"""Which texts of a batch hold certain signs, found for all of them at once."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.text.codes import codes

Table = NDArray[np.bool_]


def table_of(ranges: Iterable[tuple[int, int]]) -> Table:
    """Return a table of all code points, true within `ranges` (first and last of each)."""
    table = np.zeros(0x110000, np.bool_)
    for first, last in ranges:
        table[first : last + 1] = True
    return table


def holding(texts: Sequence[str], signs: Table) -> list[bool]:
    """Return for each text whether it holds one of `signs`."""
    places = np.flatnonzero(signs[codes("".join(texts))])
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    found = np.zeros(len(texts), np.bool_)
    found[np.searchsorted(ends, places, side="right")] = True
    held: list[bool] = found.tolist()
    return held
