"""Comparisons of brands, and what texts say of each, on sentences of our own."""

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
from cells import cell, table

import nlp
from nlp.pipeline import Pipeline
from nlp.sentiment import model
from nlp.sentiment.model import load_model
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words
from nlp.topics import naming
from nlp.topics.brands import Brand, Brands, Product
from nlp.topics.comparisons import read_comparisons

LABELLED = Path(__file__).parents[2] / "tests" / "nlp" / "topics"
LEXICON = Path(nlp.__file__).parent / "lexicons" / "comparisons.toml"
KNOWN = Brands(
    (
        Brand(name="Lark", aliases=("云雀",), products=(Product(name="LarkPods"),)),
        Brand(name="Northpeak", aliases=("北峰",)),
        Brand(name="Tern", aliases=("燕鸥",)),
        Brand(name="Morningdew", aliases=("晨露",)),
    )
)
_TEXT = """\
## Brands and comparisons

Sentences of our own on invented brands, two thirds Chinese. One hand wrote the sentences, their
rows and the rules; those of `held` were written before the rules were tuned, and not looked at
while they were. A row is right if winner, loser and aspect are. Baseline: a text with 比 or `than`
and two brands says that the first wins.

{rows}

Polarity towards each brand (for, against, none), per cent of mentions right. Baseline: the polarity
of the whole text, for every brand in it.

{towards}"""
Case = Sequence[str]


def section(data: Path) -> str:  # noqa: ARG001  # every section is given the data
    """Return the Markdown of how well brands are compared and judged."""
    rows = [row for part in ("tuned", "held") for row in _compared(part)]
    towards = [row for part in ("tuned", "held") for row in _judged(part)]
    return _TEXT.format(
        rows=table(["part", "by", "rows", "precision", "recall", "F1"], rows),
        towards=table(["part", "by", "mentions", "right"], towards),
    )


def _read(name: str, part: str) -> list[Case]:
    held: list[Case] = tomllib.loads((LABELLED / name).read_text(encoding="utf-8"))[part]
    return held


def _tagged(texts: Sequence[str]) -> pd.DataFrame:
    fast = load_model("fast")
    stages = (
        cleaned,
        language,
        words(KNOWN.words),
        model.sentiment(fast),
        sentences(fast),
        naming.brands(KNOWN, rules=read_comparisons(LEXICON), model=fast),
    )
    return Pipeline(frozenset({"text"}), stages)(pd.DataFrame({"text": list(texts)}))


def _compared(part: str) -> list[list[str]]:
    cases = _read("comparisons.toml", part)
    tagged = _tagged([text for text, *_ in cases])
    ways: dict[str, Callable[[pd.Series], set[str]]] = {"rules": _rows, "baseline": _first_wins}
    found = {name: [way(row) for _, row in tagged.iterrows()] for name, way in ways.items()}
    return [[part, name, *_figures(cases, rows)] for name, rows in found.items()]


def _rows(row: pd.Series) -> set[str]:
    said = ((each["winner"], each["loser"], each["aspect"]) for each in row["comparisons"])
    return {f"{one} > {other}" + (f": {aspect}" if aspect else "") for one, other, aspect in said}


def _first_wins(row: pd.Series) -> set[str]:
    names = list(dict.fromkeys(each["label"] for each in row["brands"]))
    compares = "比" in row["text"] or "than" in row["text"]
    return {f"{names[0]} > {names[1]}"} if compares and len(names) > 1 else set()


def _figures(cases: Sequence[Case], found: Sequence[set[str]]) -> list[str]:
    wanted = sum(len(rows) for _, *rows in cases)
    right = sum(len(set(rows) & got) for (_, *rows), got in zip(cases, found, strict=True))
    given = sum(map(len, found))
    scores = (right / max(given, 1), right / wanted, 2 * right / (wanted + given))
    return [str(wanted), *(cell(100 * score) for score in scores)]


def _judged(part: str) -> list[list[str]]:
    cases = _read("towards.toml", part)
    tagged = _tagged([text for text, *_ in cases])
    own = [[_sign(each["polarity"]) for each in row] for row in tagged["brands"]]
    pairs = zip(tagged["sentiment"], own, strict=True)
    whole = [[{"positive": "+", "negative": "-"}.get(said, "0")] * len(row) for said, row in pairs]
    return [
        [part, name, *_right(cases, signs)]
        for name, signs in (("each brand", own), ("baseline", whole))
    ]


def _right(cases: Sequence[Case], signs: Sequence[Sequence[str]]) -> list[str]:
    wanted = [[mention[-1] for mention in mentions] for _, *mentions in cases]
    right = sum(
        one == other
        for row, given in zip(wanted, signs, strict=True)
        for one, other in zip(row, given, strict=True)
    )
    count = sum(map(len, wanted))
    return [str(count), cell(100 * right / count)]


def _sign(polarity: float | None) -> str:
    return "0" if not polarity else "+" if polarity > 0 else "-"
