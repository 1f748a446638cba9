"""The shipped weights that say which categories of its industry a text speaks of, and how.

Categories are those of labelled sets, asked one by one; a text has each whose probability reaches
a border of its own. What a text says of a category is judged from the sentence that speaks of it
most: its words, what the linear sentiment model makes of it and of the whole, and how the category
is spoken of as a rule. `nlp/lexicons/categories.toml` names the aspect that each category is.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from pathlib import Path
from tomllib import loads
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.emotion.model import Table
from nlp.sentiment.features import Words, features
from nlp.sentiment.linear import (
    Arrays,
    LinearModel,
    Scorer,
    array,
    learned,
    read_archive,
    refuse_unless,
)
from nlp.stage import digest

CATEGORIES = Path(__file__).parents[1] / "models" / "categories.npz"
DIGITS = 4
"""Digits kept of scores and polarities: more would differ from processor to processor."""
SIDES = 2
"""Columns of the table behind those of the categories: praise and blame, against neither."""
ODDS = 4
"""What the sentiment model says, two log odds each: of the sentence, and of the whole text."""

Floats = NDArray[np.float64]
_END: Final = re.compile(r"[。！？!?；;\n…~]+")
_MOST = 6.0  # of a log odds
_SPLIT = "#"
_BATCH = 512  # texts at a time


class Category(NamedTuple):
    """A category in a text: how likely, for or against, and the sentence that speaks of it."""

    label: str
    score: float
    polarity: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Industry:
    """The weights of one industry.

    Attributes:
        labels: the L categories.
        table: a column each, and praise and blame behind them.
        thresholds: (L,) the probability from which on a text has the category.
        odds: (4, 2) what the sentiment model's log odds say for praise and blame.
        leans: (L, 2) how each category is spoken of as a rule.
    """

    labels: tuple[str, ...]
    table: Table
    thresholds: Floats
    odds: Floats
    leans: Floats


@dataclass(frozen=True, slots=True)
class CategoryModel:
    """An `Industry` each, for Chinese texts.

    Attributes:
        version: changes whenever answers may.
        industries: by name.
        scorer: the sentiment model's for Chinese.
    """

    version: str
    industries: Mapping[str, Industry]
    scorer: Scorer

    def categories(
        self,
        texts: Sequence[str],  # noqa: ARG002  # as `judged`; the words join to them
        words: Words,
        industry: str,
    ) -> list[list[tuple[str, float]]]:
        """Return the categories of each text with their probabilities, likeliest first.

        Args:
            texts: clean Chinese texts.
            words: of each text, joining to it.
            industry: a name of `industries`.
        """
        held = self.industries[industry]
        chances, _ = _chances(held, words)
        return [
            [(held.labels[label], float(row[label].round(DIGITS))) for label in _named(held, row)]
            for row in chances
        ]

    def judged(self, texts: Sequence[str], words: Words, industry: str) -> list[list[Category]]:
        """Return the categories of each text, likeliest first, with polarity and sentence."""
        held, found = self.industries[industry], list[list[Category]]()
        for low in range(0, len(texts), _BATCH):
            part = slice(low, low + _BATCH)
            found += _judged(held, self.scorer, texts[part], words[part])
        return found


def _chances(held: Industry, words: Words) -> tuple[Floats, Floats]:
    """Return (n, L) probabilities and (n, 2) what the words say for praise and blame."""
    margins, known = held.table.margins(words)
    chances = 1 / (1 + np.exp(-np.clip(margins[:, :-SIDES], -50, 50)))
    return np.asarray(chances * known[:, None]), margins[:, -SIDES:]


def _named(held: Industry, row: Floats) -> list[int]:
    named = np.flatnonzero(row >= held.thresholds)
    return [int(label) for label in named[np.argsort(-row[named], kind="stable")]]


def _judged(
    held: Industry, scorer: Scorer, texts: Sequence[str], words: Words
) -> list[list[Category]]:
    whole, _ = _chances(held, words)
    named = [_named(held, row) for row in whole]
    asked = [row for row, labels in enumerate(named) if labels]
    cuts = [sentences(texts[row], words[row]) for row in asked]
    parts = [part.words for row in cuts for part in row]
    chances, said = _chances(held, parts)
    odds = log_odds(scorer, [*parts, *(words[row] for row in asked)])
    offsets = [0, *accumulate(map(len, cuts))]
    answer: list[list[Category]] = [[] for _ in texts]
    for place, (row, (first, last)) in enumerate(zip(asked, pairwise(offsets), strict=True)):
        for label in named[row]:
            best = first + int(chances[first:last, label].argmax())
            four = np.concatenate([odds[best], odds[len(parts) + place]])
            polarity = _polarity(said[best] + held.leans[label], four, held.odds)
            part = cuts[place][best - first]
            score = float(whole[row, label].round(DIGITS))
            answer[row].append(Category(held.labels[label], score, polarity, part.start, part.end))
    return answer


def _polarity(said: Floats, four: Floats, weights: Floats) -> float:
    praise, blame = (sum(pair) for pair in zip(said, *(four[:, None] * weights), strict=True))
    powers = np.exp(np.clip([praise, blame, 0.0], -50, 50))
    return float(((powers[0] - powers[1]) / powers.sum()).round(DIGITS))


class Sentence(NamedTuple):
    """A sentence: its characters `start` to `end`, and its words."""

    start: int
    end: int
    words: Sequence[str]


def sentences(text: str, words: Sequence[str]) -> list[Sentence]:
    """Return the sentences of a text, marks included, cut between words; joined they are it."""
    ends = [0, *accumulate(map(len, words))]
    cuts = {bisect_left(ends, match.end()) for match in _END.finditer(text)}
    places = sorted({0, len(words), *(min(cut, len(words)) for cut in cuts)})
    found = [Sentence(ends[a], ends[b], words[a:b]) for a, b in pairwise(places)]
    return found or [Sentence(0, len(text), words)]


def log_odds(scorer: Scorer, words: Words) -> Floats:
    """Return (n, 2) log odds of praise against blame and of neutral against both."""
    parts = [
        scorer.margins(features(words[low : low + _BATCH], scorer.recipe))[0]
        for low in range(0, len(words), _BATCH)
    ]
    margins = np.concatenate([np.zeros((0, 2)), *parts])
    return np.clip(margins * scorer.scales[:, 0] + scorer.scales[:, 1], -_MOST, _MOST)


def general(industry: str, label: str) -> str:
    """Return the aspect that a category is, or that its attribute or its entity is.

    Raises:
        KeyError: the file names none.
    """
    held = _aspects()[industry]
    entity, _, attribute = label.partition(_SPLIT)
    return str(held[label] if label in held else held.get(_SPLIT + attribute) or held[entity])


@cache
def _aspects() -> dict[str, dict[str, str]]:
    raw = (files("nlp") / "lexicons" / "categories.toml").read_text(encoding="utf-8")
    return loads(raw)


def save(path: Path, industries: Mapping[str, Industry]) -> None:
    """Write the industries as one compressed archive of plain arrays."""
    arrays: dict[str, Any] = {}
    for name, held in industries.items():
        table, recipe = held.table, held.table.recipe
        arrays |= {
            f"{name}.recipe": np.array([recipe.bits, recipe.words, *recipe.chars], np.int32),
            f"{name}.gaps": np.diff(table.buckets, prepend=0).astype(np.uint32),
            f"{name}.labels": np.frombuffer("\n".join(held.labels).encode(), np.uint8),
            f"{name}.squares": table.squares,
            f"{name}.weights": table.weights.T,
            f"{name}.steps": table.steps,
            f"{name}.offsets": table.offsets,
            f"{name}.thresholds": held.thresholds,
            f"{name}.odds": held.odds,
            f"{name}.leans": held.leans,
        }
    np.savez_compressed(path, **arrays)


def load(sentiment: LinearModel, path: Path = CATEGORIES) -> CategoryModel:
    """Read what `save` wrote; no code is run on loading.

    Args:
        sentiment: the shipped linear model, `nlp.sentiment.linear.load(FAST)`.
        path: the weights.

    Raises:
        ModelUnavailable: there is no such file, or it is not one of ours.
    """
    version, industries = read_archive(path, _industry)
    return CategoryModel(digest(version, sentiment.version), industries, sentiment.scorers["zh"])


def _industry(arrays: Arrays, name: str) -> Industry:
    recipe, buckets = learned(arrays, name, "gaps")
    labels = tuple(bytes(array(arrays, f"{name}.labels", None)).decode().split("\n"))
    wide = len(labels) + SIDES
    squares = array(arrays, f"{name}.squares", len(buckets))
    weights = array(arrays, f"{name}.weights", wide, len(buckets))
    for part, whole in (("squares", squares), ("weights", weights)):
        refuse_unless(whole.dtype == np.int16, f"{name}.{part}")
    return Industry(
        labels,
        Table(
            recipe,
            buckets,
            squares,
            np.ascontiguousarray(weights.T),
            array(arrays, f"{name}.steps", wide),
            array(arrays, f"{name}.offsets", wide),
        ),
        array(arrays, f"{name}.thresholds", len(labels)),
        array(arrays, f"{name}.odds", ODDS, SIDES),
        array(arrays, f"{name}.leans", len(labels), SIDES),
    )
