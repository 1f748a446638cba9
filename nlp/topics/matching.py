"""Many patterns found in one pass over a text.

Chinese is matched on characters and not on words as cut: a dictionary of words cuts 手机壳 whole
and would hide 手机. The cut only has a veto: a match may not straddle two words, so 家电|影响 does
not speak of 电影. Traditional signs match simplified ones, and the other way round. Other scripts
match on word boundaries, case aside, with a plural s allowed.

The pass looks up every character of a batch, and the one after it, in two tables at once; only
where both may begin a pattern is the text compared with those that begin with that pair.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from string import ascii_lowercase, digits

import numpy as np
from numpy.typing import NDArray

from nlp.text.codes import Codes
from nlp.text.traditional import plain, plain_codes

_NONE: list["Pattern"] = []
_TOP = 0xFFFF
_PLAIN = np.zeros(_TOP + 1, np.bool_)  # letters and figures that stand within words
_PLAIN[[ord(sign) for sign in ascii_lowercase + digits]] = True
_SIGN = 16  # bits of a sign that is no higher than the top
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


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
        for pattern in map(_folded, patterns):
            table[pattern.word[:2]].append(pattern)
        self._table = {
            head: sorted(found, key=lambda pattern: (-len(pattern.word), pattern.label))
            for head, found in table.items()
        }
        self._firsts, self._seconds = _doors(self._table)
        self._heads = np.array(sorted({_head(head) for head in self._table} | {0}))

    def find(self, text: str, words: Sequence[str]) -> list[Match]:
        """Return the matches in `text`, left to right.

        Args:
            text: any text.
            words: its cut; the words join to the text.
        """
        return self.find_all([text], [words])[0]

    def find_all(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> list[list[Match]]:
        """Return the matches in each text, given its cut, left to right."""
        signs = plain_codes("".join(texts))
        whole = signs.tobytes().decode("utf-32-le", "surrogatepass")
        starts = list(accumulate(map(len, texts), initial=0))
        ends = starts[1:]
        doors = self._doors(signs, starts)
        first, last = np.searchsorted(doors, starts[:-1]), np.searchsorted(doors, ends)
        rows = zip(starts[:-1], ends, first.tolist(), last.tolist(), words, strict=True)
        return [
            self._matches(whole[start:end], (doors[low:high] - start).tolist(), cut)
            for start, end, low, high, cut in rows
        ]

    def _doors(self, signs: Codes, starts: list[int]) -> NDArray[np.intp]:
        """Return where a pattern may begin: its first two signs are there."""
        # Above the basic plane there is nothing to look for but emoji: they share one place.
        places = np.minimum(signs, _TOP)
        following = np.append(places[1:], 0)[: len(places)]
        doors = np.flatnonzero(self._firsts[places] & self._seconds[following])
        first = places[doors].astype(np.int64) << _SIGN
        doors = doors[self._known(first | following[doors]) | self._known(first)]
        begins = np.zeros(len(signs) + 1, np.bool_)
        begins[starts] = True
        within = _PLAIN[places[doors]] & _PLAIN[places[doors - 1]] & ~begins[doors]
        return doors[~within]

    def _known(self, heads: NDArray[np.int64]) -> NDArray[np.bool_]:
        last = len(self._heads) - 1
        found: NDArray[np.bool_] = (
            self._heads[np.minimum(np.searchsorted(self._heads, heads), last)] == heads
        )
        return found

    def _matches(self, text: str, starts: list[int], words: Sequence[str]) -> list[Match]:
        if not starts:
            return []
        company = _Company(text)
        edges = frozenset(accumulate(map(len, words), initial=0))
        matches, position = [], 0
        for start in starts:
            if start >= position and (found := self._at(company, start, edges)):
                matches += found
                position = found[0].end
        return matches

    def _at(self, company: "_Company", start: int, edges: frozenset[int]) -> list[Match]:
        # One word may stand for several labels: all of the longest length are given.
        found: list[Match] = []
        text = company.text
        for pattern in self._candidates(text, start):
            end = start + len(pattern.word)
            if found and end < found[0].end:
                break
            if text.startswith(pattern.word, start) and company.allows(pattern):
                end = _end(text, start, end, edges)
                if end:
                    found.append(Match(pattern, start, end))
        return found

    def _candidates(self, text: str, start: int) -> list[Pattern]:
        pairs = self._table.get(text[start : start + 2], _NONE)
        singles = self._table.get(text[start], _NONE)
        return [*pairs, *singles] if singles and start + 1 < len(text) else pairs or singles


class _Company:
    """What else a (folded) text holds; looked for once a pattern, however often its word comes."""

    __slots__ = ("_allowed", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._allowed: dict[int, bool] = {}

    def allows(self, pattern: Pattern) -> bool:
        if not (pattern.near or pattern.never):
            return True
        # By identity: the matcher keeps its patterns, and to hash one is to hash all its words.
        found = self._allowed.get(id(pattern))
        if found is None:
            found = self._allowed[id(pattern)] = pattern.fits(self.text)
        return found


def _folded(pattern: Pattern) -> Pattern:
    near, never = tuple(map(plain, pattern.near)), tuple(map(plain, pattern.never))
    return Pattern(pattern.label, plain(pattern.word), near, never)


def _head(head: str) -> int:
    """Return the number of the one or two signs that a pattern begins with."""
    first, second = (min(ord(sign), _TOP) for sign in (head + "\0")[:2])
    return first << _SIGN | second


def _doors(heads: Iterable[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return for each code point whether a pattern begins with it, and whether one goes on so."""
    firsts, seconds = np.zeros(_TOP + 1, np.bool_), np.zeros(_TOP + 1, np.bool_)
    for head in heads:
        firsts[min(ord(head[0]), _TOP)] = True
        seconds[min(ord(head[1]), _TOP) if len(head) > 1 else slice(None)] = True
    return firsts, seconds


def _end(text: str, start: int, end: int, edges: frozenset[int]) -> int:
    """Return where the match ends, plural s included; 0 if it may not stand there."""
    if _joins(text, start):
        return 0
    if _HAN.search(text, start, end):
        inside = all(place not in edges for place in range(start + 1, end))
        return end if inside or (start in edges and end in edges) else 0
    if text[end : end + 1] == "s" and text[end - 1] != "s":
        end += 1
    return 0 if _joins(text, end) else end


def _joins(text: str, place: int) -> bool:
    return 0 < place < len(text) and _latin(text[place - 1]) and _latin(text[place])


def _latin(character: str) -> bool:
    return character.isalnum() and not _HAN.match(character)
