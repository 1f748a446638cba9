"""Negations before a piece, and questions that ask and do not tell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from nlp.needs.file import Negation
from nlp.needs.pieces import any_of

_REACH: Final = 32
"""Characters before a piece in which its negation may stand."""
_BETWEEN: Final = 4
"""Words between a negation and its piece."""
_NOTHING: Final = "(?!)"


@dataclass(frozen=True)
class Negations:
    """The words of a file that deny, ready for use."""

    words: Negation
    _before: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _spared: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _reproach: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words, between = _pattern(self.words.words), _pattern(self.words.between)
        before = rf"({words})(?: ?{between}){{0,{_BETWEEN}}}? ?\Z"
        object.__setattr__(self, "_before", re.compile(before))
        object.__setattr__(self, "_spared", re.compile(_pattern(self.words.spared)))
        object.__setattr__(self, "_reproach", re.compile(_pattern(self.words.reproach)))

    def denies(self, text: str, place: int) -> bool:
        """Return whether a negation takes back what begins at `place`; two cancel out."""
        begin = max(0, place - _REACH)
        denied, window = False, text[begin:place]
        while match := self._before.search(window):
            if self._spares(text, begin + match.start(), begin + match.end(1)):
                return denied
            denied, window = not denied, window[: match.start()]
        return denied

    def _spares(self, text: str, start: int, end: int) -> bool:
        around = text[max(0, start - _REACH) : end + _REACH]
        start, end = min(start, _REACH), min(start, _REACH) + end - start
        return any(
            match.start() < end and match.end() > start for match in self._spared.finditer(around)
        )

    def reproaches(self, question: str) -> bool:
        """Return whether a question only blames: how can this be so slow?"""
        return self._reproach.search(question) is not None


def _pattern(words: Sequence[str]) -> str:
    return any_of(words) if words else _NOTHING
