"""jieba's accurate mode at a fraction of its cost, held to jieba's cut of any text.

Words of the dictionary are found by rjieba (0.2.2, jieba-rs 0.11.0), which has jieba's dictionary
and finds the same way through it, ties included, once its sum of frequencies is that of jieba.
What is left between them is cut by `nlp.text.unknown`: rjieba joins letters and digits that jieba
cuts (`Wi-Fi`, `11-30`, `6.5mm`), and its hidden Markov model is rounded to six decimals, which
shows in `哈哈哈哈哈` and the like.

Words of the caller get the frequencies that jieba's `add_word` would give them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from nlp.text.frequencies import Frequencies
from nlp.text.unknown import cut_unknown

# jieba.re_han_default: what jieba looks words up in; all else comes out sign by sign.
_BLOCK: Final = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]+)")
_SIGN: Final = re.compile(r"\r\n|.", re.DOTALL)
# Private signs that no block holds: one between words, one whose frequency only adds to the sum.
_EDGE: Final = "\ue000"
_BALLAST: Final = "\ue001"
# Han that rjieba looks up and jieba does not, what can not be handed to rjieba, and the edge.
_STRANGE: Final = re.compile(
    r"[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U000323af\ue000]"
)
_LETTERS: Final = re.compile(r"[a-zA-Z0-9]{2,}")
_UNKNOWN: Final = 1 << 16
"""Runs of unknown signs remembered: most come again, and they cost most of the time."""
_SHORT: Final = 24
"""Signs of a run that is remembered: longer ones hardly come again, and could fill any memory."""


class Engine:
    """Cuts texts as `jieba.Tokenizer().lcut` does after `add_word` of each extra word in turn.

    Attributes:
        frequencies: what jieba would hold of the words that were added.
    """

    def __init__(self, extra: Iterable[str] = ()) -> None:
        from rjieba import Jieba  # noqa: PLC0415  # a fifth of a second that not everybody needs

        words = [word for word in extra if word]
        self._rust = Jieba()
        self.frequencies = Frequencies(words)
        self._balance()
        for word in words:
            self._add(word)
        self._loose = _loose(words)
        self._again = lru_cache(_UNKNOWN)(self._cut_again)

    def cut(self, text: str) -> list[str]:
        """Return the words of `text`; they join to it."""
        if not text or _STRANGE.search(text):
            return list(self._by_blocks(text))
        return self._cut(text)

    def knows(self, word: str) -> bool:
        """Return whether `word` is in the dictionary."""
        return _STRANGE.search(word) is None and self._rust.has_word(word)

    def forget(self) -> None:
        """Forget the runs of unknown signs met so far, for measuring."""
        self._again.cache_clear()

    def _cut(self, text: str) -> list[str]:
        joined = _EDGE.join(self._rust.cut(text, False))  # noqa: FBT003  # faster by position
        return self._loose.sub(self._replaced, joined).split(_EDGE)

    def _replaced(self, match: re.Match[str]) -> str:
        joined = match[0]
        # Between two signs stands an edge.
        return self._cut_again(joined) if len(joined) > 2 * _SHORT else self._again(joined)

    def _cut_again(self, joined: str) -> str:
        text = joined.replace(_EDGE, "")
        # A word of the dictionary that its parts beat stays in parts, says jieba.
        return joined if self._rust.has_word(text) else _EDGE.join(cut_unknown(text))

    def _by_blocks(self, text: str) -> Iterator[str]:
        for place, part in enumerate(_BLOCK.split(text)):
            yield from self._cut(part) if place % 2 else _SIGN.findall(part)

    def _add(self, word: str) -> None:
        found = _BLOCK.fullmatch(word) is not None
        frequency = self.frequencies.add(word, self._dictionary_words(word), found=found)
        if found:
            self._rust.add_word(word, frequency, None)
        self._balance()

    def _dictionary_words(self, word: str) -> list[str]:
        parts = enumerate(_BLOCK.split(word))
        return [
            piece
            for place, part in parts
            for piece in (self._rust.cut(part, hmm=False) if place % 2 else _SIGN.findall(part))
        ]

    def _balance(self) -> None:
        """Make the sum of rjieba's frequencies that of jieba, which counts repeats again."""
        self._rust.add_word(_BALLAST, self.frequencies.excess, None)


def _loose(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds neighbours that jieba takes together and cuts anew: signs, and letters.

    rjieba has joined letters already; a word of letters alone that the caller gave is no such.
    """
    whole = "|".join(re.escape(word) for word in words if _LETTERS.fullmatch(word))
    letters = rf"(?!(?:{whole})(?![^{_EDGE}]))[a-zA-Z0-9]+" if whole else "[a-zA-Z0-9]+"
    one = rf"(?:[\u4E00-\u9FD5+#&._%\-]|{letters})"
    return re.compile(rf"(?<![^{_EDGE}]){one}(?:{_EDGE}{one})+(?![^{_EDGE}])")
