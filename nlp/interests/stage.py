"""The stage that finds what authors are interested in."""

from typing import Any

import pandas as pd

from nlp.interests.finding import judged
from nlp.interests.taxonomy import Interests
from nlp.stage import Batch, Stage, stage
from nlp.text.cleaning import way_back
from nlp.topics.taxonomy import Found


def interests(known: Interests) -> Stage:
    """Return the stage that finds the interests of `known` and the author's stance to each."""

    @stage(
        requires=("text", "clean", "words", "sentences", "topics"),
        assigns={"interests": "object"},
        version=known.version,
    )
    def interests(batch: Batch) -> Batch:
        """Add (n,) lists of {label, stance, score, start, end}, best first; offsets into `text`.

        One row an interest; stance is wants, asks, likes, dislikes, owns or mentions.
        """
        texts, clean = batch["text"].tolist(), batch["clean"].tolist()
        own = map(_back, texts, clean, known.words.find_all(clean, batch["words"].tolist()))
        places = list(map(known.places, batch["topics"].tolist(), own))
        rows = [row for row, held in enumerate(places) if held]
        sentences = batch["sentences"].tolist()
        found = known.find_all(
            [texts[row] for row in rows],
            [places[row] for row in rows],
            [list(map(judged, sentences[row])) for row in rows],
        )
        lists: list[list[dict[str, Any]]] = [[] for _ in texts]
        for row, held in zip(rows, found, strict=True):
            lists[row] = [each._asdict() for each in held]
        return pd.DataFrame({"interests": pd.Series(lists, index=batch.index, dtype="object")})

    return interests


def _back(text: Any, clean: str, found: list[Found]) -> list[Found]:
    """Return what was found in a clean text, by the characters of the text as stored."""
    if not found or text == clean:
        return found
    span = way_back(text, clean).span
    return [Found(each.label, each.score, *span(each.start, each.end)) for each in found]
