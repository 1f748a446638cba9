"""Aspects as the tagger gives them: words, target model and what was learned of an industry."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from aspect_sets import Judged
from cells import cell, table, whole

from nlp.aspects import model as targets
from nlp.aspects.aspects import pole, shipped_aspects
from nlp.aspects.spoken import shipped_spoken
from nlp.aspects.stage import aspects
from nlp.pipeline import Pipeline
from nlp.sentiment import linear
from nlp.sentiment.model import FAST, sentiment
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words

IMPLICIT = Path(__file__).with_name("implicit.toml")
_SIGNS = {"+": "positive", "-": "negative"}
_HEAD = """\
### Texts of our own that name nothing

`implicit.toml`: a text an aspect that it judges without naming it (用两天就没电), labelled by the
hand that wrote them, before any of these words were looked for. Lists were then lengthened after
reading `seen`; `kept` only measures. Right: aspect and polarity; every other row counts against
precision, `overall` aside."""


def tagged(texts: Sequence[str], industry: str) -> pd.Series:
    """Return the column `aspects` of texts about an industry, by the stages of the tagger."""
    fast = linear.load(FAST)
    held = shipped_aspects(industry)
    judged = aspects(held, targets.load(fast), shipped_spoken(industry, held.labels, fast))
    stages = (cleaned, language, words(), sentiment(fast), sentences(fast), judged)
    batch = pd.DataFrame({"text": list(texts), "brands": [[] for _ in texts]}, dtype="object")
    return Pipeline(frozenset({"text", "brands"}), stages)(batch)["aspects"]


def as_shipped(
    rows: Iterable[Mapping[str, Any]], shelf: str, names: Mapping[tuple[str, str], str]
) -> Judged:
    """Return the categories of a set that the rows of a text are, with their mean polarity."""
    found: dict[str, list[float]] = {}
    for row in rows:
        category = names.get((shelf, row["aspect"]))
        if category:
            found.setdefault(category, []).append(row["polarity"])
    return {category: pole(float(np.mean(said))) for category, said in found.items()}


def implicit() -> str:
    """Return the table of texts that judge without naming what."""
    held = tomllib.loads(IMPLICIT.read_text(encoding="utf-8"))
    lines = []
    for name, texts in held.items():
        frame = pd.DataFrame(texts, columns=["industry", "text", "label"])
        frame["lang"] = ["English" if text.isascii() else "Chinese" for text in frame["text"]]
        for industry, part in frame.groupby("industry"):
            frame.loc[part.index, "rows"] = tagged(part["text"].tolist(), str(industry)).to_numpy()
        lines += [_line(name, str(lang), part) for lang, part in frame.groupby("lang")]
    head = ["texts", "language", "n", "precision", "recall", "aspect alone, recall"]
    return f"{_HEAD}\n\n{table(head, lines)}"


def _line(name: str, lang: str, rows: pd.DataFrame) -> list[str]:
    right = found = given = 0
    for label, told in zip(rows["label"], rows["rows"], strict=True):
        wanted = (label[:-1], _SIGNS[label[-1]])
        said = {(row["aspect"], pole(row["polarity"])) for row in told}
        said = {each for each in said if each[0] != "overall"}
        right += wanted in said
        found += wanted[0] in {aspect for aspect, _ in said}
        given += len(said)
    figures = (right / max(given, 1), right / len(rows), found / len(rows))
    return [name, lang, whole(len(rows)), *(cell(100 * each) for each in figures)]
