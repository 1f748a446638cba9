"""Which questions of a survey are answered on a scale, and on which."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from collectors.ratings import number

ENOUGH = 3
"""Answers; fewer say nothing about a scale that is not written."""

_PLAIN = re.compile(r"\s*[-+]?\d+(?:[.,]\d+)?\s*(?:分|点|points?)?\s*", re.IGNORECASE)
_WRITTEN = re.compile(r"(?<!\d)(0|1)\s*(?:[-~–—至到]|to|bis)\s*(5|7|10|100)(?!\d)", re.IGNORECASE)
_NPS = re.compile(r"\bnps\b|净推荐|recommend|推荐.{0,6}(?:可能|意愿|程度)", re.IGNORECASE)
_TOLD_APART = 1000  # different answers that are counted; choices to tick are fewer
_WORDS_LEAST, _KINDS_LEAST = 4.0, 0.3
_USUAL = ((1.0, 5.0), (1.0, 7.0), (0.0, 10.0))


@dataclass(slots=True)
class Answers:
    """What the answers to one question have in common, without keeping them."""

    numbers: int = 0
    others: int = 0
    low: float = math.inf
    high: float = -math.inf
    halves: bool = True
    characters: int = 0
    said: set[int] = field(default_factory=set)

    def add(self, answer: Any) -> None:
        """Take one answer into account; None is none."""
        if answer is None:
            return
        value = scale_value(answer)
        if value is None:
            self._add_words(str(answer).strip())
            return
        self.numbers += 1
        self.low, self.high = min(self.low, value), max(self.high, value)
        self.halves = self.halves and (value * 2).is_integer()

    def all_within(self, low: float, high: float) -> bool:
        """Return whether there are answers, and all of them numbers from `low` to `high`."""
        return self.numbers > 0 == self.others and low <= self.low and self.high <= high

    def in_words(self) -> bool:
        """Return whether they are words of one's own: some length, and seldom the same."""
        if not self.others:
            return False
        different = len(self.said) / min(self.others, _TOLD_APART)
        return self.characters / self.others >= _WORDS_LEAST and different >= _KINDS_LEAST

    def _add_words(self, answer: str) -> None:
        self.others += 1
        self.characters += len(answer)
        if len(self.said) < _TOLD_APART:
            self.said.add(hash(answer))


def scale_value(answer: Any) -> float | None:
    """Return the number that `answer` is, None for anything with words in it."""
    if isinstance(answer, str) and not _PLAIN.fullmatch(answer):
        return None
    return number(answer)


def scale_of(question: str, answers: Answers) -> tuple[float, float] | None:
    """Return (worst, best) of the scale that all answers are on, None when they are on none.

    The question says it (0-10, NPS), else it is the least of 1-5, 1-7 and 0-10 that holds all
    answers: at least three, whole numbers or halves, not all of them 0 and 1.
    """
    if not answers.numbers or answers.others or not answers.halves:
        return None
    written = _WRITTEN.search(question)
    if written:
        stated = [(float(written[1]), float(written[2]))]
    elif _NPS.search(question):
        stated = [(0.0, 10.0)]
    else:
        # nothing but 0 and 1 are boxes that were ticked or not
        rated = answers.numbers >= ENOUGH and answers.high > 1
        stated = list(_USUAL) if rated else []
    return _least(stated, answers)


def _least(scales: Iterable[tuple[float, float]], answers: Answers) -> tuple[float, float] | None:
    holding = (one for one in scales if one[0] <= answers.low and answers.high <= one[1])
    return next(holding, None)
