"""The page that states the figures: what they mean first, details below."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import tables
from baselines import CHARS, COSTS, WORDS
from cells import framed
from families import FAST
from held import SOURCES, TRAINS
from peers import SAMPLE
from rivals import NAMES, Rivals

from nlp.training.splits import TEST

_PAGE = Path(__file__).with_name("page.md")
_LEFT = """\
`fast` and both baselines were trained again without all sets of one family, and without every text
of it that also stands in another set, then asked about its held-out texts (measured {date} with
{share} % of the training texts, drawn by lot; answers as they come, without undecided). In brackets
the fall against training with everything. Related texts stay in: without `books`, the book reviews
of the shopping sets still train. English tweets can not be left out: nothing else in English
teaches neutral.

{table}

On average over these sets `fast` has {own:.1f} and loses {own_fall:.1f} points; the better baseline
has {best:.1f} and loses {best_fall:.1f}."""
_NOT_LEFT = "Not measured yet: run with `--leave-out 1`."


@dataclass(frozen=True, slots=True)
class Extra:
    """What stands on the page beside the answers about the held-out texts.

    Attributes:
        date: of the run.
        left_out: what `families.leave_out` found; empty if it was never run.
        topics: what `topics.topic_scores` found.
        own: the section on texts of our own.
        feelings: the section on emotion and sarcasm.
    """

    date: str
    left_out: Mapping[str, Any]
    topics: pd.DataFrame
    own: str
    feelings: str


def page(rivals: Rivals, extra: Extra) -> str:
    """Return the page."""
    facts = {**_facts(rivals), **_tables(rivals)}
    return _PAGE.read_text(encoding="utf-8").format(
        **facts,
        date=extra.date,
        left_out=_left_out(extra.left_out),
        own=extra.own,
        feelings=extra.feelings,
        headlines=int(extra.topics["headlines"].sum()),
        topics=framed(extra.topics, "channel"),
    )


def _facts(rivals: Rivals) -> dict[str, Any]:
    count = int((rivals.texts["set"] == "eprstmt").sum())
    tools = [f"{asked.name} {asked.version}" for asked in rivals.others if asked.version]
    mistaken = [f"`{asked.name}` {rivals.mistaken(asked):.1f}" for asked in rivals.models]
    return {
        "versions": ", ".join(f"`{asked.name}` ({asked.version})" for asked in rivals.models),
        "test": TEST,
        "words": WORDS,
        "chars": CHARS,
        "c_words": COSTS[WORDS],
        "c_chars": COSTS[CHARS],
        "peers": ", ".join(tools) or "none installed",
        "sample": SAMPLE,
        "eprstmt": count,
        "one": 100 / max(count, 1),
        "mistaken": f"- Taken for another language than their set's: {', '.join(mistaken)} %.",
    }


def _tables(rivals: Rivals) -> dict[str, str]:
    shipped = rivals.models
    return {
        "summary": tables.summary(rivals),
        "short": "\n".join(filter(None, (_against(rivals, asked.name) for asked in shipped))),
        "accuracy": _by_language(rivals, tables.with_published),
        "poles": _by_language(rivals, lambda held, lang: tables.side_by_side(held, "poles", lang)),
        "reliability": _by_language(rivals, tables.reliabilities),
        "lengths": _by_language(rivals, tables.lengths),
        "sources": "\n\n".join(f"`{name}`:\n\n{tables.sources(rivals, name)}" for name in SOURCES),
        "details": "\n\n".join(
            f"### `{asked.name}`\n\n{tables.details(rivals, asked)}\n\nEach class:\n\n"
            f"{tables.classes(rivals, asked)}"
            for asked in shipped
        ),
        "published": tables.published(),
    }


def _by_language(rivals: Rivals, made: Callable[[Rivals, str], str]) -> str:
    return "\n\n".join(f"{name}:\n\n{made(rivals, lang)}" for lang, name in NAMES.items())


def _against(rivals: Rivals, name: str) -> str:
    frame = pd.concat([rivals.found("accuracy", lang) for lang in NAMES])
    ahead = frame[name] - frame[[WORDS, CHARS]].max(axis=1)
    ahead = ahead[[TRAINS[str(held)] for held in frame.index]]
    return (
        f"- `{name}` is at least level with the better of two plain models on"
        f" {int((ahead.round(1) >= 0).sum())} of {len(ahead)} sets, on average"
        f" {ahead.mean():+.1f} points; furthest behind on `{ahead.idxmin()}` ({ahead.min():+.1f})."
    )


def _left_out(found: Mapping[str, Any]) -> str:
    if not found:
        return _NOT_LEFT
    told = [pairs for family in found["families"].values() for pairs in family.values()]
    own = [pairs[FAST] for pairs in told]
    best = [max(pairs[WORDS], pairs[CHARS], key=lambda pair: pair[1]) for pairs in told]
    return _LEFT.format(
        date=found["date"],
        share=round(100 * found["share"]),
        table=tables.left_out(found["families"]),
        own=_mean([less for _, less in own]),
        own_fall=_mean([whole - less for whole, less in own]),
        best=_mean([less for _, less in best]),
        best_fall=_mean([whole - less for whole, less in best]),
    )


def _mean(figures: list[float]) -> float:
    return sum(figures) / len(figures)
