"""Many patterns found in one pass over a text.

Chinese is matched on characters and not on words as cut: a dictionary of words cuts 手机壳 whole
and would hide 手机. The cut only has a veto: a match may not straddle two words, so 家电|影响 does
not speak of 电影. Other scripts match on word boundaries, case aside, with a plural s allowed.

The pass looks up each pair of neighbouring characters in a table and compares only the patterns
that begin with that pair: about 5 microseconds for a post, against 150 for cutting it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

# Capitals and full-width forms become their plain ones, one character for one.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= {code: code + 32 for code in range(0x41, 0x5B)}
_FOLD |= {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def fold(text: str) -> str:
    """Return `text` with capitals and full-width forms made plain; the length stays."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something to look for.

    Attributes:
        label: what a match stands for.
        word: the characters to find.
        near: if any, one of these must also be in the text.
        never: none of these may be in the text.
    """

    label: str
    word: str
    near: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def fits(self, text: str) -> bool:
        """Return whether the (folded) text around allows this pattern."""
        if any(word in text for word in self.never):
            return False
        return not self.near or any(word in text for word in self.near)


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found at the characters `start` to `end` (excluded)."""

    pattern: Pattern
    start: int
    end: int


class Matcher:
    """Finds patterns in texts; of two that overlap the one further left wins, then the longer."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        table: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            folded = Pattern(
                pattern.label,
                fold(pattern.word),
                tuple(map(fold, pattern.near)),
                tuple(map(fold, pattern.never)),
            )
            table[folded.word[:2]].append(folded)
        self._table = {
            head: sorted(found, key=lambda pattern: (-len(pattern.word), pattern.label))
            for head, found in table.items()
        }
        self._single = any(len(head) == 1 for head in self._table)

    def find(self, text: str, words: Sequence[str]) -> list[Match]:
        """Return the matches in `text`, left to right.

        Args:
            text: any text.
            words: its cut; the words join to the text.
        """
        plain = fold(text)
        starts = self._starts(plain)
        if not starts:
            return []
        edges = frozenset(accumulate(map(len, words), initial=0))
        matches, position = [], 0
        for start in starts:
            if start >= position and (found := self._at(plain, start, edges)):
                matches += found
                position = found[0].end
        return matches

    def _starts(self, text: str) -> list[int]:
        table = self._table
        pairs = map(str.__add__, text, text[1:])
        starts = [place for place, pair in enumerate(pairs) if pair in table]
        if not self._single:
            return starts
        return sorted({*starts, *(place for place, one in enumerate(text) if one in table)})

    def _at(self, text: str, start: int, edges: frozenset[int]) -> list[Match]:
        # One word may stand for several labels: all of the longest length are given.
        found: list[Match] = []
        for pattern in self._candidates(text, start):
            end = start + len(pattern.word)
            if found and end < found[0].end:
                break
            if text.startswith(pattern.word, start) and pattern.fits(text):
                end = _end(text, start, end, edges)
                if end:
                    found.append(Match(pattern, start, end))
        return found

    def _candidates(self, text: str, start: int) -> Iterator[Pattern]:
        yield from self._table.get(text[start : start + 2], ())
        yield from self._table.get(text[start], ()) if self._single else ()


def _end(text: str, start: int, end: int, edges: frozenset[int]) -> int:
    """Return where the match ends, plural s included; 0 if it may not stand there."""
    if _HAN.search(text, start, end):
        inside = all(place not in edges for place in range(start + 1, end))
        return end if inside or (start in edges and end in edges) else 0
    if text[end : end + 1] == "s" and text[end - 1] != "s":
        end += 1
    return 0 if _joins(text, start) or _joins(text, end) else end


def _joins(text: str, place: int) -> bool:
    return 0 < place < len(text) and _latin(text[place - 1]) and _latin(text[place])


def _latin(character: str) -> bool:
    return character.isalnum() and not _HAN.match(character)
