"""The texts of our own as the benchmark measures and pins them."""

import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from cells import cell, framed, table
from rivals import NAMES

SUPPORT = Path(__file__).parents[2] / "tests" / "support"
sys.path.insert(0, str(SUPPORT))

from own_texts import (  # noqa: E402  # the path comes first
    FOLDER,
    file_digest,
    own_figures,
    read_own,
    shipped,
)

FILE = FOLDER / "floors.toml"
_HEAD = """\
# What each model must reach on own_texts.csv, in per cent right of all texts and of each class;
# `reversed`, taken for the opposite with a confidence over 0.8, must not be exceeded. Pinned by
# `python benchmarks/quality/run.py --pin`, which never eases one unless told `--lower`.
"""
_MARGINS = {"accuracy": 3.0, "reversed": 1.5}
_CLASS_MARGIN = 5.0

_OWN = """\
{count} short texts written for this project ({zh} Chinese, {en} English): reviews, posts,
complaints, plain facts and questions, negation, mixed verdicts, emoji, emoticon codes, slang,
sarcasm. One hand wrote and labelled them, and labelled them again in shuffled order: both passes
agree on all of them, which says that they are clear, not that they are typical. CI holds floors on
them (`tests/quality`). `reversed`: taken for the opposite with a confidence over 0.8.

{table}

Accuracy by kind of text:

{kinds}"""
_OWN_COLUMNS = ("accuracy", "negative", "neutral", "positive", "reversed")

Own = Mapping[str, Mapping[str, Mapping[str, float]]]


def own_answers(models: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return what each model says of our own texts."""
    return {model: shipped(model)(read_own()) for model in models}


def own_scores(answers: Mapping[str, pd.DataFrame]) -> Own:
    """Return the figures of each model and language."""
    return {model: own_figures(rows) for model, rows in answers.items()}


def own_section(scores: Own, answers: Mapping[str, pd.DataFrame]) -> str:
    """Return the Markdown of what the models make of our own texts."""
    counts = next(iter(answers.values()))["written"].value_counts()
    rows = [
        [f"`{model}`, {NAMES[lang]}", *(cell(told.get(name)) for name in _OWN_COLUMNS)]
        for model, langs in scores.items()
        for lang, told in langs.items()
    ]
    return _OWN.format(
        **counts.to_dict(),
        count=counts.sum(),
        table=table(["", *_OWN_COLUMNS], rows),
        kinds=framed(_kinds(answers), "kind"),
    )


def _kinds(answers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    columns = {"texts": next(iter(answers.values()))["kind"].value_counts()}
    for model, rows in answers.items():
        columns[model] = 100 * (rows["sentiment"] == rows["expected"]).groupby(rows["kind"]).mean()
    return pd.DataFrame(columns).sort_values("texts", ascending=False)


def pin_own(scores: Own, *, lower: bool) -> None:
    """Write the floors under `scores`; models not measured keep theirs."""
    old = tomllib.loads(FILE.read_text(encoding="utf-8"))["models"] if FILE.is_file() else {}
    lines = [_HEAD.rstrip(), f'texts = "{file_digest()}"']
    for model in sorted({*old, *scores}):
        for lang in sorted({*old.get(model, {}), *scores.get(model, {})}):
            was, now = old.get(model, {}).get(lang, {}), scores.get(model, {}).get(lang, {})
            lines += ["", f"[models.{model}.{lang}]", *_lines(was, now, lower=lower)]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lines(was: Mapping[str, float], now: Mapping[str, float], *, lower: bool) -> list[str]:
    new = {name: _floor(name, figure) for name, figure in now.items()}
    if not lower:
        new = {name: _stricter(name, floor, was.get(name, floor)) for name, floor in new.items()}
    return [f"{name} = {floor:.1f}" for name, floor in sorted({**was, **new}.items())]


def _floor(name: str, figure: float) -> float:
    margin = _MARGINS.get(name, _CLASS_MARGIN)
    return figure + margin if name == "reversed" else max(figure - margin, 0.0)


def _stricter(name: str, new: float, old: float) -> float:
    return min(new, old) if name == "reversed" else max(new, old)
