"""Praise that names nothing and would fit under anything sold."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from nlp.trust.file import TemplatePraise

_CLAUSE = re.compile(r"[^\s,.!?;:~。、…][^,.!?;:~。、…\n]*")
_LONGEST: Final = 300
"""Characters; longer texts say something."""
_LETTER = 1 / 3
_NONE: list[str] = []


class Praise:
    """Tells template praise from praise that says of what."""

    def __init__(self, known: TemplatePraise) -> None:
        self._known = known
        self._praise = frozenset(map(str.lower, known.praise))
        self._words: dict[str, list[str]] = defaultdict(list, {" ": [" "]})
        for word in sorted({*self._praise, *map(str.lower, known.generic)}, key=len, reverse=True):
            self._words[word[0]].append(word)

    def find(self, text: str) -> tuple[int, int] | None:
        """Return from where to where a text, small letters and half width, is such praise.

        It must begin with known words: what names its thing first says something of it.
        """
        if not self._known.signs <= len(text) <= _LONGEST or text[0] not in self._words:
            return None
        named = (1 - self._known.share) * len(text)
        spans, praised = [], set[str]()
        for clause in _CLAUSE.finditer(text):
            start, end = clause.span()
            said = self._said(text, start, end)
            if said is not None:
                spans.append((start, end))
                praised |= said
            elif (named := named - (end - start)) < 0:
                return None
        enough = len(praised) >= self._known.praises and _signs(text, spans) >= self._known.signs
        return (spans[0][0], spans[-1][1]) if enough else None

    def _said(self, text: str, start: int, end: int) -> set[str] | None:
        """Return the words of praise in a clause of known words alone; none if it has others."""
        found, known = set(), self._words
        while start < end:
            for word in known.get(text[start], _NONE):
                if text.startswith(word, start, end) and not (
                    word.isascii() and _goes_on(text, start + len(word), end)
                ):
                    break
            else:
                return None
            start += len(word)
            if word in self._praise:
                found.add(word)
        return found


def _goes_on(text: str, place: int, end: int) -> bool:
    """Return whether a Latin word that should end before `place` does not."""
    return place < end and _latin(text[place]) and _latin(text[place - 1])


def _latin(sign: str) -> bool:
    return "a" <= sign <= "z"


def _signs(text: str, spans: Iterable[tuple[int, int]]) -> float:
    said = "".join(text[start:end] for start, end in spans)
    return sum(_LETTER if sign.isascii() else 1 for sign in said if sign.isalpha())
