"""The stage that says what a text judges, and how."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.aspects.aspects import LEAN, Aspects
from nlp.aspects.extraction import NOWHERE, Found
from nlp.aspects.polarity import TargetPolarity
from nlp.aspects.spoken import Implied, Row, Spoken, implied
from nlp.stage import Batch, Stage, digest, stage
from nlp.text.cleaning import way_back

MENTION = 0.75
"""Polarity of a sentence from which on a thing that it only names counts as judged."""
CLEAR, STRONG = 0.75, 0.9
"""Polarity of words from which on they say themselves whether they praise or blame: of negations
that are listed (不起球) and English ones, of which the model knows little; and of others."""
_NEGATED: Final = re.compile(r"[不没无未]|^[\x00-\x7f]+$")
_SAID, _AROUND = 0.6, 0.25
"""Weight of the model, or without one of the sentence, where the words themselves say something."""
_NAME = "\ue000"
_NOTHING: Mapping[str, Any] = {"polarity": 0.0, "kind": "statement"}

Sentence = Mapping[str, Any]
Floats = NDArray[np.float64]


def aspects(
    taxonomy: Aspects, polarity: TargetPolarity | None = None, spoken: Spoken | None = None
) -> Stage:
    """Return the stage that finds the aspects of `taxonomy` and how each is judged.

    Args:
        taxonomy: aspects and the words that judge them.
        polarity: a model that says how a thing is judged where it stands; without one the words
            say it, and the sentence where they do not.
        spoken: weights that say what texts of one industry speak of, whatever their words.
    """

    @stage(
        requires=("text", "clean", "words", "lang", "sentences", "brands"),
        assigns={"aspects": "object"},
        version=digest(
            taxonomy.version, *(each.version if each else "" for each in (polarity, spoken))
        ),
    )
    def aspects(batch: Batch) -> Batch:
        """Add (n,) lists of {aspect, target, opinion, polarity, start, end}, left to right.

        Offsets count characters of `text` and hold target and opinion. The target is empty where
        nothing names what is judged, the opinion where only the sentence judges. Nothing that is
        only asked or wished for is among them, and no word of a brand's name: 好孩子, Lark Audio.
        With `spoken` there are rows as well of what a text speaks of without judging it, or without
        naming it; their opinion is empty and their place the name or else the sentence.
        """
        texts, clean = batch["text"].tolist(), batch["clean"].tolist()
        unnamed = list(map(_unnamed, texts, clean, batch["brands"]))
        found = taxonomy.find_all(unnamed, batch["words"].tolist())
        asked = _asked(batch, clean, found, polarity)
        columns = zip(texts, clean, batch["sentences"].tolist(), found, asked, strict=True)
        rows = [_rows(*each) if each[3] else [] for each in columns]
        if spoken:
            rows = _with_spoken(batch, found, rows, spoken)
        return pd.DataFrame({"aspects": pd.Series(rows, index=batch.index, dtype="object")})

    return aspects


def _unnamed(text: Any, own: str, brands: Sequence[Mapping[str, Any]]) -> str:
    """Return a clean text with a sign of no meaning for each character of a brand's name."""
    if not brands:
        return own
    way, end = way_back(text, own), 0
    parts: list[str] = []
    for each in brands:
        start, stop = way.inward(each["start"]), way.inward(each["end"] - 1) + 1
        if start >= end:
            parts += own[end:start], _NAME * (stop - start)
            end = stop
    return "".join((*parts, own[end:]))


def _asked(
    batch: Batch,
    clean: Sequence[str],
    found: Sequence[Sequence[Found]],
    model: TargetPolarity | None,
) -> list[list[float | None]]:
    """Return what the model says of each thing found in each text; None without a model."""
    counts = [len(each) for each in found]
    if model is None or not any(counts):
        return [[None] * count for count in counts]
    places = [each.opinion if each.target == NOWHERE else each.target for each in chain(*found)]
    starts, ends = np.array(places, np.int64).T
    said = model.predict(
        clean,
        words=batch["words"].tolist(),
        langs=batch["lang"].tolist(),
        owners=np.repeat(np.arange(len(clean)), counts),
        starts=starts,
        ends=ends,
    )
    stops = np.cumsum(counts)[:-1]
    return [part.tolist() for part in np.split(said, stops)]


def _rows(
    text: Any,
    own: str,
    sentences: Sequence[Sentence],
    found: Sequence[Found],
    asked: Iterable[float | None],
) -> list[Row]:
    span: Callable[[int, int], tuple[int, int]] | None = None
    if text != own:
        span = way_back(text, own).span
    starts = [sentence["start"] for sentence in sentences]
    rows = []
    for each, model in zip(found, asked, strict=True):
        aspect, _, target, opinion = each
        start, end = span(*each.span) if span else each.span
        place = bisect_right(starts, start) - 1
        said = own[target[0] : target[1]], own[opinion[0] : opinion[1]]
        least = CLEAR if _NEGATED.search(said[1]) else STRONG
        polarity = _polarity(each, sentences[place] if place >= 0 else _NOTHING, model, least)
        if polarity is not None:
            rows.append(_row(aspect, said, polarity, (start, end)))
    return rows


def _with_spoken(
    batch: Batch, found: Sequence[Sequence[Found]], rows: Sequence[list[Row]], spoken: Spoken
) -> list[list[Row]]:
    """Return the rows by words of each text with what the weights make of them and add."""
    texts, clean = batch["text"].tolist(), batch["clean"].tolist()
    told = spoken.told(clean, batch["words"].tolist(), batch["lang"].tolist())
    whole = list(rows)
    for place, each in enumerate(told):
        if each:
            kept = [row for row in (spoken.kept(row, each) for row in rows[place]) if row]
            more = implied(clean[place], found[place], each, kept)
            whole[place] = _joined(kept, more, texts[place], clean[place]) if more else kept
    return whole


def _joined(rows: list[Row], more: Iterable[Implied], text: Any, own: str) -> list[Row]:
    way = way_back(text, own)
    added = [
        _row(each.aspect, (own[slice(*each.target)], ""), each.polarity, way.span(*each.place))
        for each in more
    ]
    return sorted((*rows, *added), key=itemgetter("start"))


def _row(aspect: str, said: tuple[str, str], polarity: float, place: tuple[int, int]) -> Row:
    return {
        "aspect": aspect,
        "target": said[0],
        "opinion": said[1],
        "polarity": polarity,
        "start": place[0],
        "end": place[1],
    }


def _polarity(found: Found, sentence: Sentence, said: float | None, clear: float) -> float | None:
    """Return how the thing is judged, or None where it is not."""
    whole, kind = sentence["polarity"], sentence["kind"]
    # A question of much polarity asks nothing: 这质量也好意思卖？
    least = {"statement": 0.0, "question": MENTION}.get(kind, LEAN)
    if -least < whole < least:
        return None
    if -MENTION < whole < MENTION and found.opinion == NOWHERE:
        return None
    other, share = (float(whole), _AROUND) if said is None else (said, _SAID)
    if found.polarity is None:
        return other
    told = round((1 - share) * found.polarity + share * other, 4)
    if found.polarity >= clear:
        return max(told, LEAN)
    return min(told, -LEAN) if found.polarity <= -clear else told
