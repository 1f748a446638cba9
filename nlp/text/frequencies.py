"""How often jieba says a new word is, found without building its whole table."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_TOTAL: Final = 60_101_967
"""Sum over the dictionary of jieba 0.42.1, where one word of 3 stands twice (a test adds up)."""
_REPEATED: Final = 3


class Frequencies:
    """What jieba's table says of the substrings of a few words, as words are added to it.

    Attributes:
        table: frequencies of words; 0 for what only begins one.
        total: the sum that jieba divides by; a word added again is counted again.
        excess: how much of `total` is such repeats, and words that no text is searched for.
    """

    def __init__(self, words: Collection[str]) -> None:
        self.total, self.excess = _TOTAL, _REPEATED
        self.table: dict[str, int] = {}
        for word, frequency in _dictionary_words("".join(words)):
            self.table[word] = frequency
            self._add_beginnings(word)

    def add(self, word: str, cut: Sequence[str], *, found: bool) -> int:
        """Add a word and return the frequency that jieba's `add_word` gives it.

        Args:
            word: any text but an empty one.
            cut: the word as the dictionary alone cuts it.
            found: whether jieba can ever find the word in a text.
        """
        share = 1.0
        for piece in cut:  # in jieba's order of operations, so that rounding is its rounding
            share *= self.table.get(piece, 1) / float(self.total)
        frequency = max(int(share * self.total) + 1, self.table.get(word, 1))
        self.excess += self.table.get(word, 0) if found else frequency
        self.total += frequency
        self.table[word] = frequency
        self._add_beginnings(word)
        return frequency

    def _add_beginnings(self, word: str) -> None:
        for end in range(1, len(word)):
            self.table.setdefault(word[:end], 0)


def _dictionary_words(signs: str) -> list[tuple[str, int]]:
    """Return the words of jieba's dictionary that begin with one of `signs`."""
    if not signs:
        return []
    lines = re.findall(f"^([{re.escape(signs)}][^ ]*) ([0-9]+)", _dictionary(), re.MULTILINE)
    return [(word, int(frequency)) for word, frequency in lines]


@cache
def _dictionary() -> str:
    found = find_spec("jieba")  # not imported: that costs a tenth of a second
    assert found is not None and found.origin is not None  # noqa: S101, PT018  # a dependency
    return Path(found.origin).with_name("dict.txt").read_text(encoding="utf-8")
