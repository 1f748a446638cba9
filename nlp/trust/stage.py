"""The stage that says how far a text may be trusted, by its words alone."""

import re
from collections.abc import Sequence
from math import prod
from typing import Any, Final

import pandas as pd

from nlp.stage import Batch, Stage, stage
from nlp.text.cleaning import NOISE, way_back
from nlp.trust.rules import Reason, Rules, shipped_rules

_LINK: Final = re.compile(NOISE["link"])


def trust(rules: Rules | None = None) -> Stage:
    """Return the stage that finds what speaks against each text.

    Args:
        rules: what shows it; the shipped ones by default.
    """
    known = rules or shipped_rules()

    @stage(requires=("text", "clean"), assigns={"trust": "object"}, version=known.version)
    def trust(batch: Batch) -> Batch:
        """Add (n,) `{score, reasons: [{code, start, end, weight}]}`; offsets into `text`.

        The score is 1 where nothing speaks against a text, else the product of 1 - weight.
        """
        texts, own = batch["text"].tolist(), batch["clean"].tolist()
        rows = zip(texts, own, known.search(own), strict=True)
        judged = [
            _stored(text, clean, known.judge(read, linked=text != clean and _linked(text)))
            for text, clean, read in rows
        ]
        return pd.DataFrame({"trust": pd.Series(judged, index=batch.index, dtype="object")})

    return trust


def _linked(text: Any) -> bool:
    return isinstance(text, str) and _LINK.search(text) is not None


def _stored(text: Any, own: str, reasons: Sequence[Reason]) -> dict[str, Any]:
    if not reasons:
        return {"score": 1.0, "reasons": []}
    span = way_back(text, own).span
    rows = []
    for code, first, last, weight in reasons:
        start, end = span(first, last)
        rows.append({"code": code, "start": start, "end": end, "weight": weight})
    return {"score": combined([reason.weight for reason in reasons]), "reasons": rows}


def combined(weights: Sequence[float]) -> float:
    """Return the trust left after all of `weights`: the product of (1 - weight), 0 to 1."""
    return round(prod(1 - weight for weight in weights), 4)
