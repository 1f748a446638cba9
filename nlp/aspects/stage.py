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
from nlp.sentiment.linear import read_as
from nlp.stage import Batch, Stage, digest, stage
from nlp.text.cleaning import way_back
from nlp.text.parts import HASHTAG

MENTION = 0.75
"""Polarity of a sentence from which on a thing that it only names counts as judged."""
CLEAR, STRONG = 0.75, 0.9
"""Polarity of words from which on they say themselves whether they praise or blame: of negations
that are listed (不起球) and English ones, of which the model knows little; and of others."""
_NEGATED: Final = re.compile(r"[不没无未]|^[\x00-\x7f]+$")
_SAID, _AROUND = 0.6, 0.25
"""Weight of the model, or without one of the sentence, where the words themselves say something."""
_LEARNED = "zh"
_HASHTAG: Final = re.compile(HASHTAG)
_WISHED: Final = re.compile(
    r"希望|但愿|要是|如果|期待|建议|\b(?:hope|wish|if only)\b", re.IGNORECASE
)
_FAR: Final = {False: 16, True: 60}
"""Characters behind a word that wishes in which all is wished, by whether it is English."""
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
        found = [_untagged(*each) for each in zip(clean, found, strict=True)]
        asked = _asked(batch, clean, found, polarity)
        columns = zip(texts, clean, batch["sentences"].tolist(), found, asked, strict=True)
        rows = [_rows(*each) if each[3] else [] for each in columns]
        if spoken:
            rows = _with_spoken(batch, found, rows, spoken)
        rows = list(map(_stated, texts, rows, batch["sentences"]))
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


def _untagged(own: str, found: list[Found]) -> list[Found]:
    """Return what is found in a clean text without what only a hashtag says: #好吃不贵#."""
    if not found or "#" not in own:
        return found
    tags = [match.span() for match in _HASHTAG.finditer(own)]
    return [each for each in found if not any(low <= each.opinion[0] < high for low, high in tags)]


def _stated(text: Any, rows: list[Row], sentences: Sequence[Sentence]) -> list[Row]:
    """Return the rows without praise that is only asked or wished for."""
    if not rows or all(each["kind"] == "statement" for each in sentences):
        return rows
    starts = [each["start"] for each in sentences]
    return [
        row
        for row in rows
        if row["polarity"] < LEAN
        or _says(text, sentences[max(bisect_right(starts, row["start"]) - 1, 0)], row["start"])
    ]


def _says(text: str, sentence: Sentence, place: int) -> bool:
    """Return whether a sentence says what stands at a place of it.

    Questions of much polarity ask nothing. A wish is the word that wishes and what is near behind.
    """
    if sentence["kind"] == "question":
        return bool(abs(sentence["polarity"]) >= MENTION)
    wished = _WISHED.search(text, sentence["start"], sentence["end"])
    if sentence["kind"] == "statement" or not wished:
        return bool(sentence["kind"] == "statement")
    return not wished.start() <= place <= wished.end() + _FAR[wished[0].isascii()]


def _asked(
    batch: Batch,
    clean: Sequence[str],
    found: Sequence[Sequence[Found]],
    model: TargetPolarity | None,
) -> list[list[float | None]]:
    """Return what the model says of each thing found in each text; None where it is not asked.

    It learned places of Chinese texts alone: of others, words and sentences know more.
    """
    langs = list(map(read_as, batch["words"], batch["lang"]))
    asked = [each if lang == _LEARNED else () for each, lang in zip(found, langs, strict=True)]
    counts = [len(each) for each in asked]
    if model is None or not any(counts):
        return [[None] * len(each) for each in found]
    places = [each.opinion if each.target == NOWHERE else each.target for each in chain(*asked)]
    starts, ends = np.array(places, np.int64).T
    said = model.predict(
        clean,
        words=batch["words"].tolist(),
        langs=batch["lang"].tolist(),
        owners=np.repeat(np.arange(len(clean)), counts),
        starts=starts,
        ends=ends,
    )
    parts = np.split(said, np.cumsum(counts)[:-1])
    told = zip(parts, found, strict=True)
    return [part.tolist() if len(part) else [None] * len(each) for part, each in told]


def _rows(
    text: Any,
    own: str,
    sentences: Sequence[Sentence],
    found: Sequence[Found],
    asked: Iterable[float | None],
) -> list[Row]:
    span = _span(text, own)
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


def _span(text: Any, own: str) -> Callable[[int, int], tuple[int, int]] | None:
    """Return what finds a place of the clean text in the stored one; None where they are one."""
    return way_back(text, own).span if text != own else None


def _with_spoken(
    batch: Batch, found: Sequence[Sequence[Found]], rows: Sequence[list[Row]], spoken: Spoken
) -> list[list[Row]]:
    """Return the rows by words of each text with what the weights make of them and add."""
    texts, clean = batch["text"].tolist(), batch["clean"].tolist()
    told = spoken.told(clean, batch["words"].tolist(), batch["lang"].tolist())
    whole = list(rows)
    for place, each in enumerate(told):
        if each and (each.named or rows[place]):
            kept = [row for row in (spoken.kept(row, each) for row in rows[place]) if row]
            more = implied(clean[place], found[place], each, kept)
            whole[place] = _joined(kept, more, texts[place], clean[place]) if more else kept
    return whole


def _joined(rows: list[Row], more: Iterable[Implied], text: Any, own: str) -> list[Row]:
    span = _span(text, own)
    added = [
        _row(
            each.aspect,
            (own[slice(*each.target)], ""),
            each.polarity,
            span(*each.place) if span else each.place,
        )
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
