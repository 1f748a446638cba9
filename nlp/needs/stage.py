"""The stage that finds what people need and why."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from nlp.needs.file import KINDS
from nlp.needs.pieces import Found
from nlp.needs.rules import Label, Rules, Sentence, shipped_rules
from nlp.stage import Batch, Stage, stage
from nlp.text.cleaning import way_back

Spoken = dict[str, Any]
_AGAINST: Final = -0.4
"""Polarity from which on a negative statement may be a complaint."""


def needs(rules: Rules | None = None) -> Stage:
    """Return the stage that finds needs, intents, roles and psychology.

    Args:
        rules: what shows them; the shipped ones by default.
    """
    known = rules or shipped_rules()

    @stage(
        requires=("text", "clean", "sentences"),
        assigns=dict.fromkeys(KINDS, "object"),
        version=known.version,
    )
    def needs(batch: Batch) -> Batch:
        """Add (n,) lists of `{label, score, start, end}` each, best first; offsets into `text`."""
        texts, own = batch["text"].tolist(), batch["clean"].tolist()
        rows = zip(texts, own, known.find_all(own), batch["sentences"], strict=True)
        stored = [_stored(_judged(known, *row)) for row in rows]
        columns = {kind: [row[kind] for row in stored] for kind in KINDS}
        return pd.DataFrame(
            {kind: pd.Series(lists, batch.index, "object") for kind, lists in columns.items()}
        )

    return needs


def _judged(
    rules: Rules, text: Any, own: str, read: tuple[str, list[Found]], sentences: Sequence[Spoken]
) -> list[Label]:
    plain, found = read
    if text == own:
        spoken = _spoken(sentences)
        return rules.judge(plain, found, spoken) if found or spoken else []
    way = way_back(text, own)
    spoken = [
        Sentence(way.inward(start), way.inward(end - 1) + 1, sort)
        for start, end, sort in _spoken(sentences)
    ]
    labels = rules.judge(plain, found, spoken)
    return [
        each._replace(start=start, end=end)
        for each in labels
        for start, end in [way.span(each.start, each.end)]
    ]


def _spoken(sentences: Sequence[Spoken]) -> list[Sentence]:
    found = []
    for each in sentences:
        if each["kind"] != "statement":
            found.append(Sentence(each["start"], each["end"], each["kind"]))
        elif each["sentiment"] == "negative" and each["polarity"] <= _AGAINST:
            found.append(Sentence(each["start"], each["end"], "negative"))
    return found


def _stored(labels: Sequence[Label]) -> dict[str, list[dict[str, Any]]]:
    """Return the labels of a text by kind, as they are stored."""
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for kind, label, score, start, end in labels:
        if kind in found:
            found[kind].append({"label": label, "score": score, "start": start, "end": end})
    return found
