"""Which ids were met lately, in memory that does not grow."""

from collections import OrderedDict
from collections.abc import Iterable

MOST = 20_000
"""Ids remembered: repeats in a source come close together, on pages that shift by a few items."""


class Recent:
    """The newest ids, `most` at the most."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._ids: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, one: object) -> bool:
        return one in self._ids

    def add(self, ids: Iterable[str]) -> bool:
        """Remember `ids`; return whether one of them was not known."""
        fresh = False
        for one in ids:
            fresh = fresh or one not in self._ids
            self._ids[one] = None
            self._ids.move_to_end(one)
        while len(self._ids) > self._most:
            self._ids.popitem(last=False)
        return fresh
