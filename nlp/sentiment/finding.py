"""Many pieces of text found in one pass, each standing for something.

The pieces become one pattern, a tree by their first characters: `re` skips quickly to where one
may begin, and no further piece is tried there than those that share what has been read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Finder:
    """One pattern for many pieces.

    Attributes:
        pattern: finds any of them, leaving one empty group for the piece found.
        kinds: what the piece of each group, from 1, stands for.
    """

    pattern: re.Pattern[str]
    kinds: tuple[int, ...]

    def found(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Give start, end and kind of each piece, left to right, none overlapping."""
        kinds = self.kinds
        for match in self.pattern.finditer(text):
            yield match.start(), match.end(), kinds[(match.lastindex or 1) - 1]


def finder(pieces: Iterable[tuple[Sequence[str], int]]) -> Finder:
    """Return the finder of pieces, each given as its patterns in a row and what it stands for.

    Of two that begin alike the longer row is tried first.
    """
    kinds: list[int] = []
    pattern = _pattern(_tree(pieces), kinds)
    return Finder(re.compile(pattern), tuple(kinds))


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
