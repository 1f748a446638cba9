"""Regular expressions that are made when they are first needed: most of a word list never are."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any


class Lazy:
    """A regular expression by the function that writes it, and what that is given."""

    __slots__ = ("_given", "_made", "_write")

    def __init__(self, write: Callable[..., str], *given: Any) -> None:
        self._write, self._given = write, given
        self._made: re.Pattern[str] | None = None

    def match(self, text: str, place: int) -> re.Match[str] | None:
        """Return the match that begins at `place`."""
        return (self._made or self._make()).match(text, place)

    def search(self, text: str, place: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match between `place` and `end`."""
        return (self._made or self._make()).search(text, place, end)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return all matches, left to right."""
        return (self._made or self._make()).finditer(text)

    def findall(self, text: str) -> Sequence[str]:
        """Return what the one group of each match holds, or each match if there is no group."""
        return (self._made or self._make()).findall(text)

    def _make(self) -> re.Pattern[str]:
        self._made = re.compile(self._write(*self._given))
        return self._made
