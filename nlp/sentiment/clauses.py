"""Texts cut into sentences, and sentences where they turn: `good screen | but awful battery`.

A cut stands between two words, so it is never inside a number, a name or an emoticon code.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntFlag
from itertools import chain, pairwise, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Words = Sequence[str]


class Cue(IntFlag):
    """What a word may do to the sentence it stands in."""

    END = 1  # ends it
    DOT = 2  # ends it if it is no part of a number, a name or an abbreviation
    PAUSE = 4  # ends a clause
    TURN = 8  # turns it wherever it stands
    OPENING = 16  # turns it at the beginning of a clause
    WITHIN = 32  # turns it where its clause begins
    CONCEDE = 64  # in the first clause: turns it where the next begins


_END, _DOT, _PAUSE, _TURN, _OPENING, _WITHIN, _CONCEDE = (int(cue) for cue in Cue)
MARKS: Mapping[str, int] = {
    **dict.fromkeys("。！？!?；;…～~\n｡", _END),
    **dict.fromkeys(".．", _DOT),
    **dict.fromkeys("，,—–", _PAUSE),
}
_SPOKEN = re.compile(r"(?!\[\w{1,8}\])(?=.*[^\W_])", re.DOTALL)
# What may follow an end mark and still belongs to it: more marks, emoji, emoticon codes, space.
_TAIL = re.compile(r"[^\w《「『“‘（(【\[#@$¥￥€£]+|\[\w{1,8}\]")
_SHORT_WORDS = "mr mrs ms dr st vs prof jr sr inc ltd approx dept fig"
_SHORT = frozenset(_SHORT_WORDS.split())
_SUBJECT = 6  # words before one that concedes: `the first half of the film, though slow, ...`
_SOON = 4  # words within which something must be said after a turn


class Bond(NamedTuple):
    """Company in which a word does nothing: words right before it, words right after it."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()


_FREE = Bond()


@dataclass(frozen=True, slots=True)
class Splitter:
    """Cuts texts at what is known of their words.

    Attributes:
        cues: words and marks as written, each with what it does (`Cue`).
        bonds: for some words, in lower case, the company in which they do nothing.
        leads: words, in lower case, that go with a turn they stand before: `even though`.
    """

    cues: Mapping[str, int]
    bonds: Mapping[str, Bond] = field(default_factory=dict)
    leads: frozenset[str] = frozenset()

    def cuts(self, texts: Sequence[Words]) -> list[list[int]]:
        """Return for each text the words, counted from 0, before which it is cut, ascending.

        Each part holds a letter or a digit, unless the whole text has none.
        """
        flat = list(chain.from_iterable(texts))
        codes = np.fromiter(map(self.cues.get, flat, repeat(0)), np.uint8, len(flat))
        edges = np.cumsum([0, *map(len, texts)])
        hits = _telling(codes, edges)
        bounds = np.searchsorted(hits, edges)
        places = (hits - np.repeat(edges[:-1], np.diff(bounds))).tolist()
        kinds = codes[hits].tolist()
        return [
            self._scanned(words, places[first:last], kinds[first:last]) if first < last else []
            for words, (first, last) in zip(texts, pairwise(bounds.tolist()), strict=True)
        ]

    def _scanned(self, words: Words, places: list[int], kinds: list[int]) -> list[int]:
        scan = _Scan(self, words)
        for place, kind in zip(places, kinds, strict=True):
            if place >= scan.passed:
                scan.take(place, kind)
        return scan.finished()


def _telling(codes: NDArray[np.uint8], edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the words with a cue that may come to something.

    A mark at the end of a text cuts nothing, a pause matters only where something waits for it.
    """
    codes[edges[1:][np.diff(edges) > 0] - 1] = 0
    hits = np.flatnonzero(codes)
    waits = np.searchsorted(edges, hits[codes[hits] >= _WITHIN], side="right")
    waiting = np.zeros(len(edges) + 1, np.bool_)
    waiting[waits] = True
    owners = np.searchsorted(edges, hits, side="right")
    found: NDArray[np.int64] = hits[(codes[hits] != _PAUSE) | waiting[owners]]
    return found


class _Scan:
    """One walk through the cues of a text, left to right."""

    def __init__(self, splitter: Splitter, words: Words) -> None:
        self.splitter, self.words = splitter, words
        self.cuts = [0]
        self.passed = 0  # what stands before this word is done with
        self.clause = 0  # where the clause begins
        self.spoken = 0  # from the last cut to this word there are no letters
        self.conceded = False
        self.waiting = 0  # where a sentence that conceded turns, if nothing else turns it

    def take(self, place: int, kind: int) -> None:
        """Take in the cue `kind` at word `place`."""
        if kind == _PAUSE:
            self._pause(place)
        elif kind <= _DOT:
            if self._ends(place, kind):
                self._end(place)
        elif self._free(place):
            self._turn(place, kind)

    def finished(self) -> list[int]:
        """Return the cuts."""
        count = len(self.words)
        self._settle(count)
        if len(self.cuts) > 1 and not self._speaks(count):
            self.cuts.pop()
        return self.cuts[1:]

    def _speaks(self, place: int) -> bool:
        """Return whether there are letters or digits between the last cut and `place`."""
        while self.spoken < place and not _SPOKEN.match(self.words[self.spoken]):
            self.spoken += 1
        return self.spoken < place

    def _cut(self, place: int) -> bool:
        if place <= self.cuts[-1] or not self._speaks(place):
            return False
        self.cuts.append(place)
        self.spoken = max(self.spoken, place)
        return True

    def _pause(self, place: int) -> None:
        if _is_plain(self._word(place + 1)) and self.words[place] == ",":
            return
        self.clause = place + 1
        if self.conceded and not self.waiting:
            self.waiting = place + 1

    def _ends(self, place: int, kind: int) -> bool:
        mark, after = self.words[place], self._word(place + 1)
        if mark.isascii() and _is_plain(after):
            return mark == "\n"
        if mark in "~～":
            return not after[:1].isdigit()
        return kind == _END or after == "." or not self._is_short(place)

    def _is_short(self, place: int) -> bool:
        before = self._word(place - 1)
        if before.isdigit():
            return not self._speaks(place - 1)  # `1. the screen`
        return before.lower() in _SHORT or (len(before) == 1 and _is_plain(before))

    def _end(self, place: int) -> None:
        self._settle(place)
        count, self.passed = len(self.words), place + 1
        while self.passed < count and _TAIL.fullmatch(self.words[self.passed]):
            self.passed += 1
        self._cut(self.passed)
        self.clause = self.passed

    def _settle(self, place: int) -> None:
        """End a sentence at `place`: cut it where it waits to be cut, if anything follows."""
        if self.waiting and any(map(_SPOKEN.match, self.words[self.waiting : place][:_SOON])):
            self._cut(self.waiting)
        self.waiting, self.conceded = 0, False

    def _free(self, place: int) -> bool:
        bond = self.splitter.bonds.get(self.words[place].lower(), _FREE)
        return (
            self._beside(place, -1).lower() not in bond.before
            and self._beside(place, 1).lower() not in bond.after
            and any(map(_SPOKEN.match, self.words[place + 1 : place + 1 + _SOON]))
        )

    def _turn(self, place: int, kind: int) -> None:
        if self._beside(place, -1).lower() in self.splitter.leads:
            place -= 2 if self._word(place - 1).isspace() else 1
        begins = self._begins(place)
        turns = kind & _TURN or (kind & (_OPENING | _CONCEDE) and begins)
        if kind & _WITHIN:
            place = self.clause
        if (turns or kind & _WITHIN) and self._cut(place):
            self.waiting, self.conceded = 0, bool(kind & _CONCEDE)
        elif kind & _CONCEDE:
            self.conceded = place - self.cuts[-1] <= _SUBJECT

    def _begins(self, place: int) -> bool:
        before = self._word(place - 1)
        if before.isspace():
            before = self._word(place - 2)
            if not self.words[place].isascii():
                return True
        return MARKS.get(before, 0) == _PAUSE or place == self.cuts[-1]

    def _beside(self, place: int, step: int) -> str:
        near = self._word(place + step)
        return self._word(place + 2 * step) if near.isspace() else near

    def _word(self, place: int) -> str:
        return self.words[place] if 0 <= place < len(self.words) else ""


def _is_plain(word: str) -> bool:
    return word[:1].isascii() and word[:1].isalnum()
