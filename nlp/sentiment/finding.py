"""Many pieces of text found in one pass, each standing for something.

The pieces are a tree by their first characters. Where the first two of a piece stand is looked up
for all of a text at once; only there a pattern is tried, that of the pieces which begin so.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.text.codes import Codes, codes

GAP = r"[^，,。.!?！？;；\n]{0,12}?"
BEGIN = "\n "
"""Stands before each span that is searched, so that a word of English has a blank before it."""
END = "\n"
"""Stands after the last span."""
RUN = r"[^\w\n\[]*+"
"""Marks and emoji as far as they go; never given back, or a long row of them would cost its
length squared."""
SOON = r"[^，,。.!?！？;；\n]{0,6}"
"""The last words of a clause."""
AT_END = r"(?=(?:\[\w{1,8}\][^\w\n\[]*+){0,4}\n)"
"""Only emoticon codes are left of the span."""

Tree = dict[str, Any]
_LOW = np.uint32(0xFFFF)
_SPREAD = np.uint32(0x9E3B)


@dataclass(frozen=True)
class Head:
    """Pieces that begin alike.

    Attributes:
        begins: the pattern of what they begin with.
        tree: what follows in each.
    """

    begins: str
    tree: Tree

    @cached_property
    def pattern(self) -> tuple[re.Pattern[str], tuple[int, ...]]:
        """What finds the pieces, with one empty group for each, and what each stands for.

        Most heads do not occur in a few texts: each is compiled when it does.
        """
        kinds: list[int] = []
        pattern = re.compile(self.begins + _pattern(self.tree, kinds))
        return pattern, tuple(kinds)


@dataclass(frozen=True, eq=False)
class Finder:
    """Finds pieces.

    Attributes:
        heads: the pieces by their first two signs; where what follows the first may be one of
            several, by the first alone.
    """

    heads: Mapping[str, Head]

    def found(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Give start, end and kind of each piece, left to right, none overlapping."""
        heads, done = self.heads, 0
        for place in self._places(text):
            if place < done:
                continue
            head = heads.get(text[place : place + 2]) or heads.get(text[place])
            if head is None:
                continue
            pattern, kinds = head.pattern
            match = pattern.match(text, place)
            if match is not None:
                done = match.end()
                yield place, done, kinds[(match.lastindex or 1) - 1]

    def _places(self, text: str) -> list[int]:
        """Return where a piece may begin, few others among them."""
        signs = codes(text)
        singles, pairs = self._doors
        held = singles[signs & _LOW]
        held[:-1] |= pairs[_paired(signs[:-1], signs[1:])]
        places: list[int] = np.flatnonzero(held).tolist()
        return places

    @cached_property
    def _doors(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        singles, pairs = np.zeros(_LOW + 1, np.bool_), np.zeros(_LOW + 1, np.bool_)
        for begins in self.heads:
            signs = codes(begins)
            if len(signs) == 1:
                singles[signs & _LOW] = True
            else:
                pairs[_paired(signs[:1], signs[1:])] = True
        return singles, pairs


def _paired(signs: Codes, following: Codes) -> Codes:
    """Return a number below 2^16 for each pair of signs."""
    found: Codes = (signs * _SPREAD + following) & _LOW
    return found


def finder(pieces: Iterable[tuple[Sequence[str], int]]) -> Finder:
    """Return the finder of pieces, each given as its patterns in a row and what it stands for.

    The first pattern is that of one sign. Of two that begin alike the longer row is tried first.
    """
    heads: dict[str, Head] = {}
    for first, tree in _tree(pieces).items():
        if all(map(_is_sign, tree)):
            heads |= {first[-1] + atom[-1]: Head(first + atom, tree[atom]) for atom in tree}
        else:
            heads[first[-1]] = Head(first, tree)
    return Finder(heads)


def _is_sign(atom: str) -> bool:
    """Return whether a pattern is that of one sign alone, perhaps escaped."""
    return len(atom) == 1 or (len(atom) == 2 and atom[0] == "\\" and not atom[1].isalnum())  # noqa: PLR2004


def _pattern(tree: Tree, kinds: list[int] | None) -> str:
    parts = []
    for atom in sorted(tree, key=lambda atom: (-len(atom), atom)):
        if atom:
            parts.append(atom + _pattern(tree[atom], kinds))
        elif kinds is None:
            parts.append("")
        else:
            kinds.append(tree[atom])
            parts.append("()")
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def atoms(piece: str) -> list[str]:
    """Return the patterns of a piece: its characters, a gap for a star, the edges of a word."""
    found = [GAP if sign == "*" else re.escape(sign) for sign in piece]
    if not piece.isascii():
        return found
    return [r"\ ", *found, r"\b"] if piece[-1].isalnum() else [r"\ ", *found]


def at_begin(piece: str) -> list[str]:
    """Return the patterns of a piece that a span begins with."""
    return [re.escape(BEGIN[0]), *([] if piece.isascii() else [re.escape(BEGIN[1])]), *atoms(piece)]


def at_end(piece: str) -> list[str]:
    """Return the patterns of a piece that a span ends with, marks and emoticons aside."""
    return [*atoms(piece), RUN, AT_END]


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of `words`, the longer one first."""
    return _pattern(_tree(([re.escape(sign) for sign in word], 0) for word in words), None)


def _tree(pieces: Iterable[tuple[Sequence[str], int]]) -> Tree:
    tree: Tree = {}
    for row, kind in pieces:
        node = tree
        for atom in row:
            node = node.setdefault(atom, {})
        node.setdefault("", kind)
    return tree
