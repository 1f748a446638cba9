"""Texts cut into sentences, and sentences where they turn: `good screen | but awful battery`.

A cut stands between two words, so it is never inside a number, a name or an emoticon code.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntFlag
from functools import cached_property
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.text.codes import codes

Ints = NDArray[np.int64]
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


_LOW = 0xFFFF
_END, _DOT, _PAUSE, _TURN, _OPENING, _WITHIN, _CONCEDE = (int(cue) for cue in Cue)
MARKS: Mapping[str, int] = {
    **dict.fromkeys("。！？!?；;…～~\n｡", _END),
    **dict.fromkeys(".．", _DOT),
    **dict.fromkeys("，,—–", _PAUSE),
}
_ALWAYS = "。！？；…｡"
"""Marks that end a sentence whatever stands beside them."""
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
class Row:
    """The words of several texts in one row.

    Attributes:
        texts: the words of each text.
        words: all of them.
        edges: (n + 1,) the word at which each text begins, and their number.
        places: (k + 1,) characters before each word, and their number.
    """

    texts: Sequence[Words]
    words: list[str]
    edges: Ints
    places: Ints


def in_a_row(texts: Sequence[Words]) -> Row:
    """Return the words of all texts in one row."""
    words = list(chain.from_iterable(texts))
    return Row(texts, words, _sums(texts), _sums(words))


def _sums(parts: Sequence[Words]) -> Ints:
    sums = np.zeros(len(parts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), out=sums[1:])
    return sums


@dataclass(frozen=True)
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

    def cuts(self, row: Row) -> list[Sequence[int]]:
        """Return for each text the words, counted from 0, before which it is cut, ascending.

        Each part holds a letter or a digit, unless the whole text has none.
        """
        hits, kinds = self._telling(row)
        bounds = np.searchsorted(hits, row.edges)
        places = (hits - np.repeat(row.edges[:-1], np.diff(bounds))).tolist()
        does = kinds.tolist()
        return [
            self._scanned(words, places[first:last], does[first:last]) if first < last else ()
            for words, (first, last) in zip(row.texts, pairwise(bounds.tolist()), strict=True)
        ]

    def _telling(self, row: Row) -> tuple[Ints, Ints]:
        """Return the words with a cue that may come to something, and what each does.

        A mark at the end of a text cuts nothing, a pause matters only where something waits for it.
        """
        hits, kinds = self._known(row)
        owners = np.searchsorted(row.edges, hits, side="right")
        kinds[hits == row.edges[owners] - 1] = 0
        waiting = np.zeros(len(row.edges) + 1, np.bool_)
        waiting[owners[kinds >= _WITHIN]] = True
        telling = (kinds > 0) & ((kinds != _PAUSE) | waiting[owners])
        return hits[telling], kinds[telling]

    def _known(self, row: Row) -> tuple[Ints, Ints]:
        """Return the words that begin as a cue does, and what each does, mostly nothing."""
        signs = codes("".join(row.words))
        hits = np.flatnonzero(self._firsts[signs[row.places[:-1]] & _LOW])
        found = [self.cues.get(row.words[hit], 0) for hit in hits.tolist()]
        return hits, np.array(found, np.int64)

    @cached_property
    def _firsts(self) -> NDArray[np.bool_]:
        """What the cues begin with."""
        firsts = np.zeros(_LOW + 1, np.bool_)
        firsts[codes("".join(word[0] for word in self.cues)) & _LOW] = True
        return firsts

    def _scanned(self, words: Words, places: list[int], kinds: list[int]) -> list[int]:
        scan = _Scan(self, words)
        for place, kind in zip(places, kinds, strict=True):
            if place >= scan.passed:
                scan.take(place, kind)
        return scan.finished()


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
            if self.words[place] in _ALWAYS or self._ends(place, kind):
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
        words, count, passed = self.words, len(self.words), place + 1
        while passed < count and not words[passed].isalnum() and _TAIL.fullmatch(words[passed]):
            passed += 1
        self._cut(passed)
        self.clause = self.passed = passed

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
