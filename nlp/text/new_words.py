"""Words of a stream that no dictionary holds yet, to be looked at and taken into one.

A run of signs is likely a word when it holds together more than chance has it (pointwise mutual
information of its weakest seam; Church and Hanks 1990) and is free to stand in many places
(entropy of what stands beside it; Harris 1955, Jin and Tanaka-Ishii 2006). What the dictionary
knows, and what merely begins or ends with a word such as 的, is no news.

Memory is bounded by forgetting rare runs along the way (lossy counting; Manku and Motwani 2002),
so the stream may be of any length.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from itertools import islice, pairwise
from math import log2
from typing import Final

import pandas as pd

from nlp.text.cleaning import clean
from nlp.text.engine import Engine
from nlp.text.stopwords import stop_words
from nlp.text.traditional import simplified
from nlp.text.words import engine

LONGEST: Final = 6
"""Signs of the longest run looked at as a word."""
COHESION: Final = 5.0
"""Bits: how many times more often than by chance (2^5) the weakest seam must hold."""
FREEDOM: Final = 1.5
"""Bits: what stands on the poorer side must vary at least as three neighbours in turn would."""

_HAN: Final = re.compile(r"[\u4e00-\u9fd5]+")
_WALL: Final = "\n"  # before and after a run of Han: one neighbour like others
_SAMPLE: Final = 20_000  # texts kept to take examples from
_EXAMPLES: Final = 3  # of a word
_EXAMPLE: Final = 20  # signs of an example on either side of the word


@dataclass(frozen=True, slots=True)
class Found:
    """A new word.

    Attributes:
        word: simplified Han.
        count: times met, at the least.
        cohesion: bits, of its weakest seam.
        freedom: bits, of its poorer side.
        examples: stretches of texts that hold it, in simplified signs.
    """

    word: str
    count: int
    cohesion: float
    freedom: float
    examples: tuple[str, ...] = ()


def new_words(
    texts: Iterable[str | None],
    *,
    known: Iterable[str] = (),
    min_count: int = 20,
    limit: int = 200,
    kept: int = 1_000_000,
) -> pd.DataFrame:
    """Return the likeliest new words of `texts`, best first.

    Args:
        texts: posts as stored; links, names and the words of others do not count, nor does a
            text the second time.
        known: words that are no news, beside jieba's dictionary.
        min_count: how often a word must be met; at least 2.
        limit: most words returned.
        kept: runs of signs counted at a time; 1,000,000 take some 200 MB.

    Returns:
        (n <= limit, 5) frame `word`, `count`, `cohesion`, `freedom`, `examples` (see `Found`).
    """
    counts, sample = _Counts(kept), _Sample(_SAMPLE)
    for text in _distinct(texts):
        counts.add(text)
        sample.add(text)
    held = engine(tuple(sorted(set(known))))
    best = sorted(counts.words(max(min_count, 2), held), key=_rank)[:limit]
    rows = [asdict(replace(found, examples=sample.examples(found.word))) for found in best]
    frame = pd.DataFrame(rows, columns=[field.name for field in fields(Found)])
    return frame.astype({"word": "str", "count": "int64", "cohesion": "float64"}).astype(
        {"freedom": "float64", "examples": "object"}
    )


def _rank(found: Found) -> tuple[float, str]:
    return -found.cohesion * found.freedom * log2(found.count), found.word


def _distinct(texts: Iterable[str | None]) -> Iterator[str]:
    met: set[int] = set()
    for text in texts:
        own = simplified(clean(text).text)
        mark = hash(own)
        if own and mark not in met:
            if len(met) < _SAMPLE * 50:
                met.add(mark)
            yield own


class _Sample:
    """Some texts of a stream, each as likely as any other (Vitter 1985), the same every time."""

    def __init__(self, size: int) -> None:
        self._size, self._met, self._texts = size, 0, list[str]()
        self._dice = random.Random(0)  # noqa: S311  # a sample, not a secret

    def add(self, text: str) -> None:
        self._met += 1
        if len(self._texts) < self._size:
            self._texts.append(text)
        elif (place := self._dice.randrange(self._met)) < self._size:
            self._texts[place] = text

    def examples(self, word: str) -> tuple[str, ...]:
        places = ((text, text.find(word)) for text in self._texts)
        found = (_around(text, place, len(word)) for text, place in places if place >= 0)
        return tuple(islice(found, _EXAMPLES))


def _around(text: str, place: int, length: int) -> str:
    start, end = max(place - _EXAMPLE, 0), place + length + _EXAMPLE
    return " ".join(text[start:end].split())


class _Counts:
    """How often each run of up to `LONGEST` + 1 signs was met, the rarest forgotten."""

    def __init__(self, kept: int) -> None:
        self._kept, self._floor, self._signs = kept, 0, 0
        self._table: Counter[str] = Counter()

    def add(self, text: str) -> None:
        for match in _HAN.finditer(text):
            run = f"{_WALL}{match[0]}{_WALL}"
            self._signs += len(run)
            for length in range(1, min(LONGEST + 1, len(run)) + 1):
                ends = range(length, len(run) + 1)
                self._table.update([run[end - length : end] for end in ends])
        while len(self._table) > self._kept:
            self._forget()

    def _forget(self) -> None:
        # A run is never met more often than its parts: they are never forgotten before it.
        self._floor += 1
        held = {run: count for run, count in self._table.items() if count > self._floor}
        self._table = Counter(held)

    def words(self, least: int, held: Engine) -> Iterator[Found]:
        """Yield the words met `least` times or more that `held` does not know."""
        often = {
            run: count for run, count in self._table.items() if self._may_be(run, count, least)
        }
        sides = self._sides(often)
        for word, count in often.items():
            cohesion = self._cohesion(word, count)
            if cohesion < COHESION:
                continue
            freedom = min(_entropy(side, count) for side in sides[word])
            if freedom >= FREEDOM and _is_news(word, held):
                yield Found(word, count, round(cohesion, 2), round(freedom, 2))

    def _may_be(self, run: str, count: int, least: int) -> bool:
        return count >= least and 1 < len(run) <= LONGEST and _WALL not in run

    def _cohesion(self, word: str, count: int) -> float:
        seams = range(1, len(word))
        chance = max(self._table[word[:seam]] * self._table[word[seam:]] for seam in seams)
        return log2(count * self._signs / chance)

    def _sides(self, words: Mapping[str, int]) -> dict[str, tuple[list[int], list[int]]]:
        sides: dict[str, tuple[list[int], list[int]]] = {word: ([], []) for word in words}
        for run, count in self._table.items():
            for side, word in enumerate((run[1:], run[:-1])):
                if word in sides:
                    sides[word][side].append(count)
        return sides


def _entropy(neighbours: list[int], count: int) -> float:
    """Return the bits of what stands on one side; forgotten neighbours count as met once each."""
    rest = max(count - sum(neighbours), 0)
    known = sum(times / count * log2(count / times) for times in neighbours)
    return known + rest / count * log2(count)


def _is_news(word: str, held: Engine) -> bool:
    pieces = held.cut(word)
    if held.knows(word) or stop_words() & {pieces[0], pieces[-1], word[0], word[-1]}:
        return False
    # 手机手机手机 is no word, nor is 哈哈哈哈.
    return any(one != other for one, other in pairwise(pieces or word)) or len(pieces) == 1
