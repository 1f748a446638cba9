"""The words that comparisons are made of: which are for, which against, and what of."""

import re
from collections import defaultdict
from collections.abc import Mapping

from nlp.topics.comparing import any_of, plain

Pieces = tuple[str, ...]

_AND = re.compile(r"\s*(?:和|与|及|以及|跟|、|and|&)\s*")


class Lists:
    """The lists of words, ready to look words up in.

    Args:
        words: the lists by their names.
        aspects: more words for what is compared, each with its label.
    """

    def __init__(self, words: Mapping[str, Pieces], aspects: Mapping[str, str]) -> None:
        self.good, self.bad = {*words["good"], *words["fine"]}, {*words["bad"], *words["poor"]}
        self.more, self.less = {*words["more"]}, {*words["less"]}
        self.labels = {plain(word): label for word, label in aspects.items() if word}
        self.idle, self.undone, self.doubt, self.denied, self.costly = (
            re.compile(any_of(words[name]))
            for name in ("idle", "undone", "doubt", "denied", "costly")
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


def _joins(text: str, place: int) -> bool:
    pair = text[max(place - 1, 0) : place + 1]
    return len(pair) > 1 and pair.isascii() and pair.isalpha()
