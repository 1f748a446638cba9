"""For or against, sentence by sentence; where a sentence turns, on both sides of the turn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import ne
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.sentiment.clauses import Ints, Row, in_a_row
from nlp.sentiment.corrections import Floats, Shown, corrected, shown
from nlp.sentiment.cues import Cues, shipped_cues
from nlp.sentiment.model import SentimentModel, Verdicts, verdicts
from nlp.stage import Batch, Stage, digest, stage
from nlp.text.cleaning import Cleaned, way_back, with_reposts

_LEAN = 0.4
"""Weight of the whole text, against 1 of the span, in English: its words say less apart than
Chinese ones do. In sentences of SemEval 2014 with more than one span it gives the aspect its
polarity in 55.9 instead of 51.7 of 100, where the opinions disagree in 50.3 instead of 49.5; in
Chinese it costs 3 where they disagree."""
_LEAST = 0.02
_WHOLE = (0,)
_ASKED = 1024
"""Spans asked about at a time: to hold the words of more slows the search for garbage."""


@dataclass(frozen=True, slots=True)
class Spans:
    """The stretches of several texts, left to right.

    Attributes:
        owners: the text of each.
        starts: where each begins in its text.
        parts: what each says.
        firsts: the first word of each, as they stand in a row.
        lasts: the one behind its last word.
    """

    owners: Ints
    starts: Ints
    parts: list[str]
    firsts: Ints
    lasts: Ints


def spans(texts: Sequence[str], row: Row, cuts: Sequence[Sequence[int]]) -> Spans:
    """Return the stretches of each text; none of a text of space alone.

    Args:
        texts: the clean texts.
        row: their words, which join to them.
        cuts: of each text the words before which it is cut; space at both sides of a cut belongs
            to no stretch.
    """
    said = (text and not text.isspace() for text in texts)
    bounds = [
        ((0, *inner) if inner else _WHOLE) if says else ()
        for says, inner in zip(said, cuts, strict=True)
    ]
    owners = np.repeat(np.arange(len(texts)), [len(bound) for bound in bounds])
    edges = row.edges[owners]
    firsts = np.fromiter(chain.from_iterable(bounds), np.int64) + edges
    last = np.append(owners[1:], -1) != owners
    lasts = np.where(last, row.edges[owners + 1], np.append(firsts[1:], 0))
    starts, ends = row.places[firsts] - row.places[edges], row.places[lasts] - row.places[edges]
    places = zip(owners.tolist(), starts.tolist(), ends.tolist(), strict=True)
    parts = [texts[owner][start:end] for owner, start, end in places]
    _strip(parts, starts, np.flatnonzero(~last | (firsts > edges)).tolist())
    return Spans(owners, starts, parts, firsts, lasts)


def _strip(parts: list[str], starts: Ints, rows: Iterable[int]) -> None:
    for row in rows:
        begun = parts[row].lstrip()
        starts[row] += len(parts[row]) - len(begun)
        parts[row] = begun.rstrip()


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
        places = _places(batch, read.spans)
        said = (column.tolist() for column in _answers(batch, read, model))
        stored = [
            {
                "start": start,
                "end": end,
                "sentiment": sentiment,
                "polarity": polarity,
                "confidence": confidence,
                "kind": kind,
            }
            for start, end, sentiment, polarity, confidence, kind in zip(
                *places, *said, read.shows.kinds, strict=True
            )
        ]
        edges = np.searchsorted(read.spans.owners, np.arange(len(batch) + 1)).tolist()
        rows = [stored[first:last] for first, last in pairwise(edges)]
        return pd.DataFrame({"sentences": pd.Series(rows, index=batch.index, dtype="object")})

    return sentences


@dataclass(frozen=True, slots=True)
class _Read:
    """Texts with their spans.

    Attributes:
        row: the words of the texts.
        spans: of all texts.
        shows: what the cues show of each span.
        reposts: whether the text of each span repeats what others said.
    """

    row: Row
    spans: Spans
    shows: Shown
    reposts: NDArray[np.bool_]


def _read(batch: Batch, cues: Cues) -> _Read:
    texts, row = batch["clean"].tolist(), in_a_row(batch["words"].tolist())
    found = spans(texts, row, cues.splitter.cuts(row))
    reposts = np.array(list(map(_reposts, batch["text"].tolist(), texts)), dtype=bool)
    return _Read(row, found, shown(found.parts, cues), reposts[found.owners])


def _reposts(text: Any, own: str) -> bool:
    return isinstance(text, str) and "//" in text and with_reposts(text) != own


def _answers(batch: Batch, read: _Read, model: SentimentModel) -> Verdicts:
    owners = read.spans.owners
    given = Verdicts(*(batch[name].to_numpy()[owners] for name in Verdicts._fields))
    alone = (np.bincount(owners, minlength=len(batch))[owners] == 1) & ~read.reposts
    langs = batch["lang"].to_numpy(dtype=object)[owners]
    chances = _whole(given)
    chances[~alone] = _leaning(
        _asked(read, model, np.flatnonzero(~alone), langs),
        chances[~alone],
        ((langs == "en") & ~read.reposts)[~alone],
    )
    said = verdicts(corrected(chances, read.shows))
    kept = alone & ~read.shows.telling
    return Verdicts(*(np.where(kept, *pair) for pair in zip(given, said, strict=True)))


def _asked(read: _Read, model: SentimentModel, rows: Ints, langs: NDArray[np.object_]) -> Floats:
    words, found = read.row.words, read.spans
    answers = [np.zeros((0, 3))]
    for part in (rows[start : start + _ASKED] for start in range(0, len(rows), _ASKED)):
        bounds = zip(found.firsts[part].tolist(), found.lasts[part].tolist(), strict=True)
        answer = model.predict(
            [found.parts[row] for row in part.tolist()],
            words=[words[first:last] for first, last in bounds],
            langs=langs[part].tolist(),
        )
        answers.append(answer.astype(np.float64))
    return np.concatenate(answers)


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


def _places(batch: Batch, found: Spans) -> tuple[list[int], list[int]]:
    """Return where each span begins and ends in its text as stored."""
    starts: list[int] = found.starts.tolist()
    ends = [start + len(part) for start, part in zip(starts, found.parts, strict=True)]
    texts, own = batch["text"].tolist(), batch["clean"].tolist()
    changed = np.fromiter(map(ne, texts, own), np.bool_, len(own))
    way, owner = Cleaned(""), -1
    for place in np.flatnonzero(changed[found.owners]).tolist():
        if found.owners[place] != owner:
            owner = found.owners[place]
            way = way_back(texts[owner], own[owner])
        starts[place], ends[place] = way.span(starts[place], ends[place])
    return starts, ends
