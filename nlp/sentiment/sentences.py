"""For or against, sentence by sentence; where a sentence turns, on both sides of the turn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.sentiment.corrections import Floats, Shown, corrected, shown
from nlp.sentiment.cues import Cues, shipped_cues
from nlp.sentiment.model import SentimentModel, Verdicts, verdicts
from nlp.stage import Batch, Stage, digest, stage
from nlp.text.cleaning import way_back, with_reposts

Words = Sequence[str]

_LEAN = 0.4
"""Weight of the whole text, against 1 of the span, in English: its words say less apart than
Chinese ones do. In sentences of SemEval 2014 with more than one span it gives the aspect its
polarity in 55.9 instead of 51.7 of 100, where the opinions disagree in 50.3 instead of 49.5; in
Chinese it costs 3 where they disagree."""
_LEAST = 0.02


class Span(NamedTuple):
    """A stretch of a clean text: characters `start` to `end`, words `first` to `last`."""

    start: int
    end: int
    first: int
    last: int


def spans(text: str, words: Words, cuts: Sequence[int]) -> list[Span]:
    """Return the stretches of a text; none of a text of space alone.

    Args:
        text: the clean text.
        words: which join to it.
        cuts: words before which it is cut; space at both sides of a cut belongs to no stretch.
    """
    if not cuts:
        return [Span(0, len(text), 0, len(words))] if text and not text.isspace() else []
    ends = list(accumulate(map(len, words), initial=0))
    found = []
    for first, last in pairwise((0, *cuts, len(words))):
        part = text[ends[first] : ends[last]]
        start = ends[first] + len(part) - len(part.lstrip())
        found.append(Span(start, start + len(part.strip()), first, last))
    return found


def sentences(model: SentimentModel, cues: Cues | None = None) -> Stage:
    """Return the stage that says of each sentence whether it is for or against.

    Args:
        model: is asked about the texts that have more than one span or repost others' words; the
            others keep the answer that the whole text got, unless the cues correct it.
        cues: where sentences turn and what corrects the model; the shipped ones by default.
    """
    known = cues or shipped_cues()

    @stage(
        requires=("text", "clean", "words", "lang", "sentiment", "polarity", "confidence"),
        assigns={"sentences": "object"},
        version=digest(model.version, known.version),
    )
    def sentences(batch: Batch) -> Batch:
        """Add (n,) lists of {start, end, sentiment, polarity, confidence, kind}, left to right.

        Offsets count characters of `text`; kind is statement, question or wish. The spans do not
        overlap, and leave out only space and what is not the author's own words between them.
        """
        read = _read(batch, known)
        texts = batch["text"].tolist()
        rows = map(_stored, texts, read.texts, read.found, _answers(batch, read, model))
        return pd.DataFrame({"sentences": pd.Series(list(rows), index=batch.index, dtype="object")})

    return sentences


@dataclass(frozen=True, slots=True)
class _Read:
    """Texts with their spans.

    Attributes:
        texts: the clean texts.
        words: of each text.
        found: the spans of each text.
        owners: the text of each span.
        parts: what each span says.
        shows: what the cues show of each span.
        reposts: whether the text of each span repeats what others said.
    """

    texts: list[str]
    words: list[Words]
    found: list[list[Span]]
    owners: NDArray[np.int64]
    parts: list[str]
    shows: Shown
    reposts: NDArray[np.bool_]


def _read(batch: Batch, cues: Cues) -> _Read:
    texts, words = batch["clean"].tolist(), batch["words"].tolist()
    found = list(map(spans, texts, words, cues.splitter.cuts(words)))
    parts = [
        text[each.start : each.end] for text, row in zip(texts, found, strict=True) for each in row
    ]
    owners = np.repeat(np.arange(len(texts)), [len(row) for row in found])
    reposts = np.array(list(map(_reposts, batch["text"].tolist(), texts)), dtype=bool)
    return _Read(texts, words, found, owners, parts, shown(parts, cues), reposts[owners])


def _reposts(text: Any, own: str) -> bool:
    return isinstance(text, str) and "//" in text and with_reposts(text) != own


def _answers(batch: Batch, read: _Read, model: SentimentModel) -> list[list[tuple[Any, ...]]]:
    """Return sentiment, polarity, confidence and kind of each span of each text."""
    given = Verdicts(*(batch[name].to_numpy()[read.owners] for name in Verdicts._fields))
    alone = (np.bincount(read.owners, minlength=len(batch))[read.owners] == 1) & ~read.reposts
    chances = _whole(given)
    chances[~alone] = _leaning(
        _asked(batch, read, model, np.flatnonzero(~alone).tolist()),
        chances[~alone],
        ((batch["lang"].to_numpy()[read.owners] == "en") & ~read.reposts)[~alone],
    )
    said = verdicts(corrected(chances, read.shows))
    kept = alone & ~read.shows.telling
    columns = [np.where(kept, *pair).tolist() for pair in zip(given, said, strict=True)]
    rows = list(zip(*columns, read.shows.kinds, strict=True))
    ends = accumulate(map(len, read.found), initial=0)
    return [rows[first:last] for first, last in pairwise(ends)]


def _asked(batch: Batch, read: _Read, model: SentimentModel, rows: list[int]) -> Floats:
    if not rows:
        return np.zeros((0, 3))
    langs, places = batch["lang"].tolist(), list(chain.from_iterable(read.found))
    owners = read.owners.tolist()
    return model.predict(
        [read.parts[row] for row in rows],
        words=[read.words[owners[row]][places[row].first : places[row].last] for row in rows],
        langs=[langs[owners[row]] for row in rows],
    ).astype(np.float64)


def _leaning(chances: Floats, whole: Floats, english: NDArray[np.bool_]) -> Floats:
    """Return probabilities of spans, those in English with what the whole text says mixed in."""
    leaning = chances * np.maximum(whole, _LEAST) ** np.where(english, _LEAN, 0)[:, None]
    even: Floats = leaning / leaning.sum(axis=1, keepdims=True)
    return even


def _whole(given: Verdicts) -> Floats:
    """Return (n, 3) probabilities that give these answers; of undecided ones, about these."""
    named, polarity, confidence = given
    poles = np.where(named == "neutral", 1 - confidence, 2 * confidence - np.abs(polarity))
    poles = np.clip(poles, np.abs(polarity), 1)
    return np.stack([(poles - polarity) / 2, 1 - poles, (poles + polarity) / 2], axis=1)


def _stored(
    text: Any, own: str, found: list[Span], answers: list[tuple[Any, ...]]
) -> list[dict[str, Any]]:
    places: Iterable[tuple[int, int]] = ((each.start, each.end) for each in found)
    if found and text != own:
        way = way_back(text, own)
        places = (way.span(*place) for place in places)
    return [
        {
            "start": start,
            "end": end,
            "sentiment": sentiment,
            "polarity": polarity,
            "confidence": confidence,
            "kind": kind,
        }
        for (start, end), (sentiment, polarity, confidence, kind) in zip(
            places, answers, strict=True
        )
    ]
