"""The words of comparisons and judgements: which are for, which against, and what of."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

from nlp.text.lazy import Lazy
from nlp.text.traditional import plain
from nlp.topics.comparing import any_of, quick, without

Pieces = tuple[str, ...]

FOND = 0.6
"""Polarity towards a brand of which only fans speak so; of who turns away from it, its contrary."""
_BEFORE = 6  # signs, as far before a word as what denies it may stand
_AND = re.compile(r"\s{0,8}(?:和|与|及|以及|跟|、|and|&)\s{0,8}")


Spans = list[tuple[int, int]]


class Tone(NamedTuple):
    """Where words of a text judge, where fans speak, who turns away, and who passes by."""

    judging: Spans
    fans: Spans
    quits: Spans
    beside: Spans

    def fondness(self, start: int, end: int) -> float | None:
        """Return the polarity of what fans say, and those who turn away; None for all else."""
        if within(self.quits, start, end):
            return -FOND
        return FOND if within(self.fans, start, end) else None


class Lists:
    """The lists of words, ready to look words up in.

    Args:
        words: the lists by their names.
        aspects: more words for what is compared, each with its label.
    """

    def __init__(self, words: Mapping[str, Pieces], aspects: Mapping[str, str]) -> None:
        self.good, self.bad, self.more, self.less = (
            {plain(word) for name in names for word in words[name]}
            for names in (("good", "fine"), ("bad", "poor"), ("more",), ("less",))
        )
        self.labels = {plain(word): label for word, label in aspects.items() if word}
        self.idle, self.undone, self.doubt, self.denied, self.costly = (
            re.compile(any_of(words[name]))
            for name in ("idle", "undone", "doubt", "denied", "costly")
        )
        judging = (words[name] for name in ("good", "bad", "fine", "poor", "judging"))
        self.judging = Lazy(quick, tuple(chain.from_iterable(judging)))
        self.fans, self.quits, self.beside = (
            Lazy(quick, words[name]) for name in ("fans", "quits", "beside")
        )
        self._heads: dict[str, list[str]] = defaultdict(list)
        for word in sorted({*map(plain, words["aspects"]), *self.labels}, key=len, reverse=True):
            self._heads[word[0]].append(word)

    def judged(self, word: str, zone: str, *, of_something: bool) -> bool | None:
        """Return whether `word` is for what has it; None if it is neither for nor against.

        Args:
            word: as found.
            zone: what is said up to it.
            of_something: whether an aspect is named.
        """
        amount = word in self.more or word in self.less
        if amount and self.costly.search(zone):
            return word in self.less
        if word in self.good or word in self.bad:
            return word in self.good
        return word in self.more if of_something else None

    def tone(self, text: str) -> "Tone":
        """Return where words of a masked text judge."""
        fans = [
            each.span()
            for each in self.fans.finditer(text)
            if not self.undone.search(text, max(each.start() - _BEFORE, 0), each.start())
        ]
        return Tone(
            _spans(self.judging, without(text, self.idle)),
            fans,
            _spans(self.quits, text),
            _spans(self.beside, text),
        )

    def aspects(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the first aspect between two characters stands, and those joined to it."""
        found: list[tuple[int, int]] = []
        while start < end:
            stop = self._aspect(text, start, end)
            if stop:
                found.append((start, stop))
                joined = _AND.match(text, stop, end)
                start = joined.end() if joined else end
            else:
                start = end if found else start + 1
        return found

    def _aspect(self, text: str, start: int, end: int) -> int:
        for word in self._heads.get(text[start], ()):
            stop = start + len(word)
            there = stop <= end and text.startswith(word, start)
            if there and not (_joins(text, start) or _joins(text, stop)):
                return stop
        return 0


def within(spans: Spans, start: int, end: int) -> bool:
    """Return whether one of `spans`, left to right, lies between two characters."""
    at = bisect_left(spans, (start, 0))
    return at < len(spans) and spans[at][1] <= end


def _spans(words: Lazy, text: str) -> Spans:
    return [each.span() for each in words.finditer(text)]


def _joins(text: str, place: int) -> bool:
    pair = text[max(place - 1, 0) : place + 1]
    return len(pair) > 1 and pair.isascii() and pair.isalpha()
