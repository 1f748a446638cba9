"""The stage that finds where brands are named, how they are judged, and how they compare."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any

import pandas as pd

from nlp.sentiment.corrections import corrected, shown
from nlp.sentiment.cues import Cues, shipped_cues
from nlp.sentiment.model import SentimentModel, verdicts
from nlp.stage import Batch, Stage, digest, stage
from nlp.text.cleaning import way_back
from nlp.topics.brands import Brands
from nlp.topics.comparisons import Comparisons
from nlp.topics.towards import Part, Told, judgement, told

MOST = 60
"""Mentions of brands in a text from which on no comparison is looked for."""


def brands(
    known: Brands, *, rules: Comparisons, model: SentimentModel, cues: Cues | None = None
) -> Stage:
    """Return the stage that finds brands, what is said of each, and comparisons.

    Args:
        known: the brands.
        rules: of comparison.
        model: is asked about the parts of sentences that name several brands.
        cues: what corrects the model; the shipped ones by default.
    """
    correcting = cues or shipped_cues()

    @stage(
        requires=("text", "clean", "words", "lang", "sentences"),
        assigns={"brands": "object", "comparisons": "object"},
        version=digest(known.version, rules.version, model.version, correcting.version),
    )
    def brands(batch: Batch) -> Batch:
        """Add (n,) lists, left to right; offsets count characters of `text`.

        `brands`: {label, product, start, end, polarity}; product and polarity null where no
        product is named and where no word near it judges it. `comparisons`: {winner, loser, aspect,
        start, end}; "" is the thing the text is about, or no aspect.
        """
        found = _told(batch, known, rules)
        _ask(batch, found, model, correcting)
        for each in found.values():
            each.weigh(rules.lists)
            each.compare()
        columns = {"brands": _column(found, _mentioned, batch)}
        columns["comparisons"] = _column(found, _compared, batch)
        return pd.DataFrame(columns)

    return brands


def _told(batch: Batch, known: Brands, rules: Comparisons) -> dict[int, Told]:
    """Return what the texts tell that name a brand, by their rows."""
    texts, clean = batch["text"].tolist(), batch["clean"].tolist()
    sentences = batch["sentences"].tolist()
    found = known.find_all(clean, batch["words"].tolist())
    rows = [row for row, mentions in enumerate(found) if mentions]
    # Who wins is looked for among all pairs: a list of names is no comparison, and dear to read.
    some = [found[row] if len(found[row]) <= MOST else [] for row in rows]
    compared = rules.find_all([clean[row] for row in rows], some)
    return {
        row: told(way_back(texts[row], clean[row]), found[row], sentences[row], comparisons)
        for row, comparisons in zip(rows, compared, strict=True)
    }


def _ask(batch: Batch, found: dict[int, Told], model: SentimentModel, cues: Cues) -> None:
    """Ask the model, in one go, about the parts of all sentences that name several brands."""
    asked = [(row, part) for row, each in found.items() for part in each.parts()]
    if not asked:
        return
    cuts, langs = batch["words"].tolist(), batch["lang"].tolist()
    ends = {row: list(accumulate(map(len, cuts[row]))) for row, _ in asked}
    texts = [found[row].way.text[part.start : part.end] for row, part in asked]
    chances = model.predict(
        texts,
        words=[_words(cuts[row], ends[row], part) for row, part in asked],
        langs=[langs[row] for row, _ in asked],
    ).astype("float64")
    said = verdicts(corrected(chances, shown(texts, cues)))
    judged = map(judgement, said.sentiment.tolist(), said.polarity.tolist())
    for (row, part), polarity in zip(asked, judged, strict=True):
        for place in part.mentions:
            found[row].polarities[place] = polarity


def _words(words: Sequence[str], ends: Sequence[int], part: Part) -> Sequence[str]:
    """Return the words of a part of a text, given where each word of the text ends."""
    return words[bisect_right(ends, part.start) : bisect_left(ends, part.end) + 1]


def _column(
    found: dict[int, Told], write: Callable[[Told], Iterable[dict[str, Any]]], batch: Batch
) -> pd.Series:
    rows = [list(write(found[row])) if row in found else [] for row in range(len(batch))]
    return pd.Series(rows, index=batch.index, dtype="object")


def _mentioned(said: Told) -> Iterable[dict[str, Any]]:
    for mention, polarity in zip(said.mentions, said.polarities, strict=True):
        start, end = said.way.span(mention.start, mention.end)
        yield {
            "label": mention.label,
            "product": mention.product,
            "start": start,
            "end": end,
            "polarity": polarity,
        }


def _compared(said: Told) -> Iterable[dict[str, Any]]:
    for row in said.comparisons:
        start, end = said.way.span(row.start, row.end)
        yield {
            "winner": row.winner,
            "loser": row.loser,
            "aspect": row.aspect,
            "start": start,
            "end": end,
        }
