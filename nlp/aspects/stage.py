"""The stage that says what a text judges, and how."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.aspects.aspects import LEAN, Aspects
from nlp.aspects.extraction import NOWHERE, Found
from nlp.aspects.polarity import TargetPolarity
from nlp.stage import Batch, Stage, digest, stage
from nlp.text.cleaning import way_back

MENTION = 0.75
"""Polarity of a sentence from which on a thing that it only names counts as judged."""
CLEAR = 0.75
"""Polarity of words from which on they say themselves whether they praise or blame."""
_SAID, _AROUND = 0.6, 0.25
"""Weight of the model, or without one of the sentence, where the words themselves say something."""
_NOTHING: Mapping[str, Any] = {"polarity": 0.0, "kind": "statement"}

Sentence = Mapping[str, Any]
Floats = NDArray[np.float64]


def aspects(taxonomy: Aspects, polarity: TargetPolarity | None = None) -> Stage:
    """Return the stage that finds the aspects of `taxonomy` and how each is judged.

    Args:
        taxonomy: aspects and the words that judge them.
        polarity: a model that says how a thing is judged where it stands; without one the words
            say it, and the sentence where they do not.
    """

    @stage(
        requires=("text", "clean", "words", "lang", "sentences"),
        assigns={"aspects": "object"},
        version=digest(taxonomy.version, polarity.version if polarity else ""),
    )
    def aspects(batch: Batch) -> Batch:
        """Add (n,) lists of {aspect, target, opinion, polarity, start, end}, left to right.

        Offsets count characters of `text` and hold target and opinion. The target is empty where
        nothing names what is judged, the opinion where only the sentence judges. Nothing that is
        only asked or wished for is among them.
        """
        texts, clean = batch["text"].tolist(), batch["clean"].tolist()
        found = taxonomy.find_all(clean, batch["words"].tolist())
        asked = _asked(batch, clean, found, polarity)
        columns = zip(texts, clean, batch["sentences"].tolist(), found, asked, strict=True)
        rows = [_rows(*each) if each[3] else [] for each in columns]
        return pd.DataFrame({"aspects": pd.Series(rows, index=batch.index, dtype="object")})

    return aspects


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
) -> list[dict[str, Any]]:
    span: Callable[[int, int], tuple[int, int]] | None = None
    if text != own:
        span = way_back(text, own).span
    starts = [sentence["start"] for sentence in sentences]
    rows = []
    for each, said in zip(found, asked, strict=True):
        aspect, _, target, opinion = each
        start, end = span(*each.span) if span else each.span
        place = bisect_right(starts, start) - 1
        polarity = _polarity(each, sentences[place] if place >= 0 else _NOTHING, said)
        if polarity is not None:
            rows.append(
                {
                    "aspect": aspect,
                    "target": own[target[0] : target[1]],
                    "opinion": own[opinion[0] : opinion[1]],
                    "polarity": polarity,
                    "start": start,
                    "end": end,
                }
            )
    return rows


def _polarity(found: Found, sentence: Sentence, said: float | None) -> float | None:
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
    if found.polarity >= CLEAR:
        return max(told, LEAN)
    return min(told, -LEAN) if found.polarity <= -CLEAR else told
