"""Pieces of text that show how an author stands to something, and whose they are."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.text.lazy import Lazy
from nlp.text.traditional import plain, plain_codes
from nlp.topics.comparing import any_of

Stance = Literal["wants", "asks", "likes", "dislikes", "owns", "mentions"]

_CLAUSE = re.compile(r"[,;。!?\n、]|\.(?=\s|$)")
Bools = NDArray[np.bool_]
_STARS = re.compile(r"\*+")
_STAR = r"[^,;。!?\n]{0,12}?"
_TOP = 0xFFFF
_FAR = 60  # signs between people and what they want or like
_CHINESE, _OTHER = 4, 14  # signs between `my` and what is mine


class Cue(NamedTuple):
    """A piece that shows a stance, at the characters `start` to `end` (excluded)."""

    start: int
    end: int
    stance: str
    right_before: bool

    def leads(self, text: str, place: int) -> bool:
        """Return whether it stands right before `place`."""
        gap = place - self.end
        reach = _OTHER if text[self.start].isascii() else _CHINESE
        return self.start == place or 0 <= gap <= reach


@dataclass(frozen=True, slots=True)
class Shown:
    """What a text shows.

    Attributes:
        cues: of the author's stance, left to right.
        others: the clauses that say how others stand to something.
        bounds: where the clauses begin, and where the text ends.
    """

    cues: list[Cue]
    others: set[int]
    bounds: list[int]

    def clause(self, place: int) -> int:
        """Return the number of the clause that holds a character."""
        return bisect_right(self.bounds, place) - 1


class Stances:
    """Pieces that show stances.

    Args:
        pieces: each with its stance and whether it must stand right before the interest.
        others: people who are not the author.
        beside: behind these they are not who speaks.
        author: what speaks of the author.
    """

    def __init__(
        self,
        pieces: Iterable[tuple[str, str, bool]],
        *,
        others: Sequence[str],
        beside: Sequence[str],
        author: Sequence[str],
    ) -> None:
        table: dict[str, list[tuple[Lazy, str, bool]]] = defaultdict(list)
        for piece, stance, right_before in sorted(map(_folded, pieces), key=_length, reverse=True):
            head = _STARS.split(piece)[0][:2]
            table[head].append((Lazy(_expression, piece), stance, right_before))
        self._table = dict(table)
        self._singles, self._firsts, self._seconds = _doors(table)
        behind = "".join(f"(?<!{_before(piece)})" for piece in beside)
        self._others = re.compile(behind + any_of(others))
        self._author = re.compile(any_of(author))

    def shown_all(self, texts: Sequence[str]) -> list[tuple[str, Shown]]:
        """Return each text, plain, and what it shows; of pieces that overlap the longest counts."""
        signs = plain_codes("".join(texts))
        whole = signs.tobytes().decode("utf-32-le", "surrogatepass")
        starts = list(accumulate(map(len, texts), initial=0))
        places = np.minimum(signs, _TOP)
        following = np.append(places[1:], 0)[: len(places)]
        pairs = self._firsts[places] & self._seconds[following]
        doors = np.flatnonzero(pairs | self._singles[places])
        bounds = np.searchsorted(doors, starts).tolist()
        rows = zip(pairwise(starts), pairwise(bounds), strict=True)
        return [
            (whole[start:end], self._shown(whole[start:end], (doors[low:high] - start).tolist()))
            for (start, end), (low, high) in rows
        ]

    def _shown(self, text: str, doors: Sequence[int]) -> Shown:
        bounds = [0, *(mark.end() for mark in _CLAUSE.finditer(text)), len(text) + 1]
        shown = Shown([], set(), bounds)
        for cue in _apart(self._cues(text, doors)):
            clause = shown.clause(cue.start)
            if self._of_others(text, bounds[clause], cue):
                shown.others.add(clause)
            else:
                shown.cues.append(cue)
        return shown

    def _cues(self, text: str, doors: Sequence[int]) -> Iterator[Cue]:
        for start in doors:
            pair, single = text[start : start + 2], text[start]
            found = chain(self._table.get(pair, ()), self._table.get(single, ()))
            for expression, stance, right_before in found:
                match = expression.match(text, start)
                if match:
                    yield Cue(*match.span(), stance, right_before)
                    break

    def _of_others(self, text: str, start: int, cue: Cue) -> bool:
        start = max(start, cue.start - _FAR)
        people = [each.end() for each in self._others.finditer(text, start, cue.start)]
        return bool(people) and not self._author.search(text, people[-1], cue.end)


def _apart(cues: Iterable[Cue]) -> list[Cue]:
    """Return the cues without those that overlap a longer one, left to right."""
    kept: list[Cue] = []
    taken: set[int] = set()
    for cue in sorted(cues, key=lambda cue: (cue.start - cue.end, cue.start)):
        if taken.isdisjoint(range(cue.start, cue.end)):
            taken.update(range(cue.start, cue.end))
            kept.append(cue)
    return sorted(kept)


def _doors(heads: Iterable[str]) -> tuple[Bools, Bools, Bools]:
    """Return for each code point whether it is a head, begins one of two signs, or ends one."""
    singles, firsts, seconds = (np.zeros(_TOP + 1, np.bool_) for _ in range(3))
    for head in heads:
        places = [min(ord(sign), _TOP) for sign in head]
        if len(places) == 1:
            singles[places] = True
        else:
            firsts[places[0]] = seconds[places[1]] = True
    return singles, firsts, seconds


def _expression(piece: str) -> str:
    before = r"(?<![a-z])" if "a" <= piece[0] <= "z" else ""
    after = r"(?![a-z])" if "a" <= piece[-1] <= "z" else ""
    return before + _STAR.join(map(re.escape, _STARS.split(piece))) + after


def _folded(piece: tuple[str, str, bool]) -> tuple[str, str, bool]:
    return plain(piece[0]), *piece[1:]


def _length(piece: tuple[str, str, bool]) -> tuple[int, str]:
    return len(piece[0]), piece[0]


def _before(piece: str) -> str:
    piece = plain(piece)
    return re.escape(piece) + (r"\s" if piece.isascii() else "")
