"""Many words found in a batch of texts in one pass, without a Python loop over characters.

The words are laid out as a tree by their characters. All places of a batch where a word may begin
walk down that tree together, one step a pass; few get further than the second character.

What may match where is as in `nlp.topics.matching`: Chinese on characters, with a veto of the cut,
traditional signs as simplified ones; other scripts on word boundaries, a plural s allowed. A word
of a single sign must stand alone, or with nothing but small words beside it: 高 in 太高, not 高兴.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.text.traditional import plain_codes

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Hit = tuple[int, int, int]
"""Start, end (excluded) and the number of the word found."""

_TOP = 0xFFFF
_HAN_SIGNS = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_HAN = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _HAN_SIGNS)}]")
_DOORS = 20  # bits of a table that most steps that lead nowhere are seen in
_BEFORE = "太很最超挺更真好不偏极较蛮略稍够忒特贼巨还都也就"
_AFTER = "了点些的死极得"


class Hits(NamedTuple):
    """What stands in texts laid end to end: by start, the longest first; they overlap.

    Attributes:
        text: the texts, plain, with a line break behind each.
        begins: where each text begins, and where the last one ends.
        starts: where each hit begins, in characters of `text`.
        ends: where it ends.
        found: the number of its word.
    """

    text: str
    begins: Ints
    starts: Ints
    ends: Ints
    found: Ints


@dataclass(frozen=True, slots=True)
class _Page:
    """The texts of a batch, one behind the other with a line break behind each.

    Attributes:
        text: all of it, plain.
        signs: its characters, none above the basic plane.
        edges: whether a word begins there, one longer than `signs`.
        before: how many words begin before there, one longer than `signs`.
        starts: where each text begins, and where the last one ends.
    """

    text: str
    signs: Ints
    edges: Bools
    before: Ints
    starts: Ints


class Finder:
    """Finds words in texts.

    Args:
        words: what to look for, plain (`plain`), no two the same, none with a line break.
        endings: words that only count at the end of a word of the cut, which then counts whole.
        leading: single signs that count at the beginning of a word, too: 不 in 不高.
    """

    def __init__(
        self, words: Sequence[str], endings: Iterable[int] = (), leading: Iterable[int] = ()
    ) -> None:
        self._first, self._edges, self._nodes, self._found = _tree(words)
        self._doors = np.zeros(1 << _DOORS, np.bool_)
        self._doors[_door(self._edges)] = True
        self._seconds = np.zeros(_TOP + 1, np.bool_)
        self._seconds[[min(ord(word[1]), _TOP) for word in words if len(word) > 1]] = True
        self._han = np.array([bool(_HAN.search(word)) for word in words], np.bool_)
        self._lone = self._han & np.array([len(word) == 1 for word in words], np.bool_)
        self._ending = np.zeros(len(words), np.bool_)
        self._ending[list(endings)] = True
        self._leading = np.zeros(len(words), np.bool_)
        self._leading[list(leading)] = True

    def find_all(
        self, texts: Sequence[str], words: Sequence[Sequence[str]]
    ) -> list[tuple[str, list[Hit]]]:
        """Return each text, plain, and what stands in it: by start, the longest first.

        Hits overlap; who takes one leaves out those that begin before its end.

        Args:
            texts: any texts.
            words: their cuts; the words of each join to it.
        """
        hits = self.find(texts, words)
        bounds = np.searchsorted(hits.starts, hits.begins)
        owners = np.repeat(hits.begins[:-1], np.diff(bounds))
        columns = (hits.starts - owners, hits.ends - owners, hits.found)
        rows = list(zip(*(column.tolist() for column in columns), strict=True))
        return [
            (hits.text[start : stop - 1], rows[low:high])
            for (start, stop), (low, high) in zip(
                pairwise(hits.begins.tolist()), pairwise(bounds.tolist()), strict=True
            )
        ]

    def find(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> Hits:
        """Return the same of all texts at once."""
        page = _page(texts, words)
        starts, ends, found = self._allowed(page, *self._walked(page.signs))
        order = np.lexsort((self._ending[found], -ends, starts))
        return Hits(page.text, page.starts, starts[order], ends[order], found[order])

    def _walked(self, signs: Ints) -> tuple[Ints, Ints, Ints]:
        """Return start, end and word of whatever the tree holds."""
        nodes = self._first.take(signs)
        places = np.flatnonzero((nodes > 0) & ~_joined(signs)[:-1])
        nodes, rows, length = nodes[places], [], 1
        while len(places):
            whole = self._found[nodes]
            done = whole >= 0
            rows.append((places[done], places[done] + length, whole[done]))
            places, nodes = self._stepped(signs, places, nodes, length)
            length += 1
        if not rows:
            return (np.zeros(0, np.int64),) * 3
        # The longest first, which of a word and a plural that are alike is the word.
        columns = zip(*reversed(rows), strict=True)
        starts, ends, found = (np.concatenate(column) for column in columns)
        return starts, ends, found

    def _stepped(self, signs: Ints, places: Ints, nodes: Ints, length: int) -> tuple[Ints, Ints]:
        if length == 1:
            following = np.append(signs[1:], 0)
            going = self._seconds.take(following[places])
            places, nodes = places[going], nodes[going]
        inside = places + length < len(signs)
        places, nodes = places[inside], nodes[inside]
        keys = nodes * (_TOP + 1) + signs.take(places + length)
        likely = np.flatnonzero(self._doors.take(_door(keys)))
        places, keys = places[likely], keys[likely]
        at = np.searchsorted(self._edges, keys)
        known = self._edges[np.minimum(at, len(self._edges) - 1)] == keys
        return places[known], self._nodes[at[known]]

    def _allowed(self, page: _Page, starts: Ints, ends: Ints, found: Ints) -> tuple[Ints, ...]:
        """Return the hits that may stand where they do, each as far as it goes."""
        han = self._han[found]
        plural = ~han & (page.signs[ends] == ord("s")) & (page.signs[ends - 1] != ord("s"))
        ends = ends + (plural & _latin()[page.signs[ends - 1]])
        inside = page.before[ends] - page.before[starts + 1] == 0
        whole = page.edges[starts] & page.edges[ends]
        good = np.where(han, inside | whole, ~_joined(page.signs)[ends])
        lone = np.flatnonzero(self._lone[found] & ~whole & good)
        leads = self._leading[found[lone]] & page.edges[starts[lone]]
        good[lone] = leads | _loose(page, starts[lone])
        endings = np.flatnonzero(self._ending[found])
        starts = starts.copy()
        starts[endings] = _word_start(page, starts[endings])
        good[endings] = page.edges[ends[endings]]
        return starts[good], ends[good], found[good]


def _tree(words: Sequence[str]) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the tree: node of each first sign, edges, where they lead, word ended at a node."""
    steps: dict[int, int] = {}
    found, first = [-1], np.zeros(_TOP + 1, np.int64)
    for number, word in enumerate(words):
        node = 0
        for sign in word:
            key = node * (_TOP + 1) + min(ord(sign), _TOP)
            node = steps.setdefault(key, len(found))
            if node == len(found):
                found.append(-1)
        found[node] = number
    keys = np.array(sorted(steps), np.int64)
    nodes = np.array([steps[key] for key in keys.tolist()], np.int64)
    roots = keys <= _TOP
    first[keys[roots]] = nodes[roots]
    return first, keys, nodes, np.array(found, np.int64)


def _door(keys: Ints) -> Ints:
    return ((keys * 0x9E3779B97F4A7C1) >> (63 - _DOORS)) & ((1 << _DOORS) - 1)


def _page(texts: Sequence[str], words: Sequence[Sequence[str]]) -> _Page:
    signs = plain_codes("\n".join([*texts, ""]))
    count = len(texts)
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, count) + 1, out=starts[1:])
    owners = np.repeat(np.arange(count), np.fromiter(map(len, words), np.int64, count))
    ends = np.cumsum(np.fromiter(map(len, chain.from_iterable(words)), np.int64))
    edges = np.zeros(len(signs) + 1, np.bool_)
    edges[starts] = edges[starts[1:] - 1] = True
    edges[ends + owners] = True
    before = np.concatenate([[0], np.cumsum(edges)])
    text = signs.tobytes().decode("utf-32-le", "surrogatepass")
    return _Page(text, np.minimum(signs, _TOP).astype(np.int64), edges, before, starts)


def _loose(page: _Page, places: Ints) -> Bools:
    """Return whether small words are all that is beside each sign in its word."""
    left = page.edges[places] | (page.edges[places - 1] & _among(page.signs[places - 1], _BEFORE))
    following = np.minimum(places + 1, len(page.signs) - 1)
    right = page.edges[places + 1] | (
        page.edges[np.minimum(places + 2, len(page.signs))] & _among(page.signs[following], _AFTER)
    )
    return left & right


def _word_start(page: _Page, places: Ints) -> Ints:
    begins = np.flatnonzero(page.edges)
    return begins[page.before[places + 1] - 1]


def _among(signs: Ints, listed: str) -> Bools:
    return np.isin(signs, np.frombuffer(listed.encode("utf-32-le"), "<u4").astype(np.int64))


def _joined(signs: Ints) -> Bools:
    """Return for each place, the end included, whether letters of one word are on both sides."""
    latin = _latin().take(signs)
    return np.concatenate([[False], latin[:-1] & latin[1:], [False]])


@cache
def _latin() -> Bools:
    """Return for each sign of the basic plane whether it is a letter or digit, Han aside."""
    found = np.fromiter(map(str.isalnum, map(chr, range(_TOP + 1))), np.bool_, _TOP + 1)
    for first, last in _HAN_SIGNS:
        found[first : last + 1] = False
    return found
