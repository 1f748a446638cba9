"""The shipped weights that say which categories of its industry a text speaks of, and how.

Categories are those of labelled sets, asked one by one; a text has each whose probability reaches
a border of its own. What a text says of a category is judged from the sentence that speaks of it
most: its words, what the linear sentiment model makes of it and of the whole, and how the category
is spoken of as a rule. `nlp/lexicons/categories.toml` names the aspect that each category is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from tomllib import loads
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.aspects.category_sentences import Sentence, sentences, several
from nlp.aspects.category_words import SIDES, Told, joined, told_by
from nlp.emotion.model import Table
from nlp.sentiment.features import Words
from nlp.sentiment.linear import (
    Arrays,
    LinearModel,
    Scorer,
    array,
    features_of,
    learned,
    read_archive,
    refuse_unless,
)
from nlp.stage import digest

CATEGORIES = Path(__file__).parents[1] / "models" / "categories.npz"
DIGITS = 4
"""Digits kept of scores and polarities: more would differ from processor to processor."""
ODDS = 4
"""What the sentiment model says, two log odds each: of the sentence, and of the whole text."""

Floats = NDArray[np.float64]
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

    def judged(self, texts: Sequence[str], words: Words, industry: str) -> list[list[Category]]:
        """Return the categories of each text, likeliest first, with polarity and sentence."""
        return self.read(texts, words, industry)[1]

    def read(
        self, texts: Sequence[str], words: Words, industry: str, *, short: int = 1
    ) -> tuple[Floats, list[list[Category]]]:
        """Return (n, L) probabilities of all categories, and what `judged` does.

        Args:
            texts: clean Chinese texts.
            words: of each text, joining to it.
            industry: a name of `industries`.
            short: characters under which a text's words say less, in proportion to its length.
        """
        held, found = self.industries[industry], list[list[Category]]()
        chances = [np.zeros((0, len(held.labels)))]
        for low in range(0, len(texts), _BATCH):
            part = slice(low, low + _BATCH)
            told = told_by(held.table, self.scorer, words[part])
            chances.append(_chances(held, told, texts[part], short))
            found += _judged(held, self.scorer, chances[-1], told, (texts[part], words[part]))
        return np.concatenate(chances), found


def _chances(held: Industry, told: Told, texts: Sequence[str], short: int) -> Floats:
    """Return (n, L) probabilities that texts have the categories."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    shares = np.minimum(lengths / short, 1.0)[:, None]
    margins = held.table.offsets[:-SIDES] + told.more * shares
    chances = 1 / (1 + np.exp(-np.clip(margins, -50, 50)))
    return np.asarray(chances * told.known[:, None])


def _judged(
    held: Industry,
    scorer: Scorer,
    chances: Floats,
    told: Told,
    read: tuple[Sequence[str], Words],
) -> list[list[Category]]:
    rows, labels = np.nonzero(chances >= held.thresholds)
    ranges, stretches = _stretches(sorted(set(rows.tolist())), *read)
    told = joined(
        told, told_by(held.table, scorer, [each.words for each in stretches[len(chances) :]])
    )
    best = np.array(
        [
            ranges[row][0] + int(told.more[slice(*ranges[row]), label].argmax())
            for row, label in zip(rows.tolist(), labels.tolist(), strict=True)
        ],
        np.int64,
    )
    # A sentence that speaks against it is no place of it, though it be the best.
    order = np.lexsort((labels, -chances[rows, labels], rows))
    order = order[told.more[best, labels][order] > 0]
    rows, labels, best = rows[order], labels[order], best[order]
    odds = np.concatenate([told.odds[best], told.odds[rows]], axis=1)
    polarities = _polarities(told.sides[best] + held.leans[labels], odds, held.odds)
    found: list[list[Category]] = [[] for _ in chances]
    scores = chances[rows, labels].round(DIGITS)
    for row, label, place, score, polarity in zip(
        *(each.tolist() for each in (rows, labels, best, scores, polarities)), strict=True
    ):
        start, end, _ = stretches[place]
        found[row].append(Category(held.labels[label], score, polarity, start, end))
    return found


def _stretches(
    asked: Sequence[int], texts: Sequence[str], words: Words
) -> tuple[dict[int, tuple[int, int]], list[Sentence]]:
    """Return all texts and behind them the sentences of those asked that have several.

    With them, for each text asked, from where to where among them its sentences stand.
    """
    ranges = {row: (row, row + 1) for row in asked}
    found = [Sentence(0, len(text), own) for text, own in zip(texts, words, strict=True)]
    longer = [row for row in asked if several(texts[row])]
    cut = sentences([texts[row] for row in longer], [words[row] for row in longer])
    for row, parts in zip(longer, cut, strict=True):
        if len(parts) > 1:
            ranges[row] = (len(found), len(found) + len(parts))
            found += parts
    return ranges, found


def _polarities(said: Floats, odds: Floats, weights: Floats) -> Floats:
    # Added up one by one: the same whatever stands beside it.
    for place in range(ODDS):
        said = said + odds[:, place, None] * weights[place]
    powers = np.exp(np.clip(said, -50, 50))
    return np.asarray(((powers[:, 0] - powers[:, 1]) / (powers.sum(axis=1) + 1)).round(DIGITS))


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
        table = held.table
        arrays |= {
            **features_of(name, table.recipe, table.buckets, "gaps"),
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
