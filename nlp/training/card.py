"""The card that goes with shipped weights: what they are made of, and how well they do."""

import json
import platform
from collections.abc import Mapping
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import pandas as pd

from nlp.training.sets import HEADLINES, LESSONS, SETS
from nlp.training.splits import TEST

_BUILT_WITH = ("numpy", "scipy", "scikit-learn", "pandas", "jieba")
FAST = """\
# {name}

Sentiment of Chinese and English texts in three classes: two linear machines a language (does the
text judge; which way) on hashed runs of words (the author's own) and of characters (of the text as
stored, what is reposted included). Read by `nlp/sentiment/linear.py`; the same figures for programs
are in `{name}.json`.

- version `{version}`, {size:.1f} MB, made {date} by `{command}`
- seed {seed}; Python {python}, {libraries}
- other languages are answered neutral with confidence 0.34: it has not learned them

## Scores

On parts held out by us ({held} of all texts, by digest of the text; training texts that share half
of their runs of 8 characters, 20 in English, with a held-out text were dropped). `accuracy` counts
neutral as wrong where a set has no neutral; `poles` is positive against negative only; `neutral`
is how many per cent were called neutral; `ece` the calibration error in points.

{scores}

## Data

Weights come from the sets marked *trains*, those of emoticon codes from the posts of weibo_senti.
A licence "none stated" means that the source states none: texts are not shipped, only weights,
from which no text can be read back. Sets that are copyleft, research-only or non-commercial only
measure.

{data}

## Known failures

- Plain Chinese statements and questions without any feeling ("the meeting is at ten", "does it
  take two cards") are mostly called positive or negative, some with a confidence of 0.85. No
  Chinese set here teaches neutral outside Weibo and restaurants.
- English negation by a mild word: "not bad" comes out negative.
- Sarcasm, comparison ("better than theirs was") and irony carried by context.
- Neutral is learned from tweets, Weibo and sentences of restaurant reviews. Long mixed
  reviews are called positive or negative, seldom neutral.
- Weibo without its emoticons is labelled by them, so a share of its labels says nothing of the
  words.
- Emotion is not judgement: sad and frightened posts count as negative, whatever they are about.
- Surprise was left out of training; such posts fall on any side.
- What is reposted weighs as the author's own characters do: who mocks a cheerful post in two words
  may count as cheerful.
"""


def write_card(  # noqa: PLR0913  # all that a card tells
    weights: Path,
    head: str,
    *,
    command: str,
    version: str,
    frame: pd.DataFrame,
    scores: pd.DataFrame,
    settings: Mapping[str, Any],
    seed: int,
    date: str,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write `<weights>.md` for people and `<weights>.json` for programs, beside the weights.

    Args:
        weights: the file that the card belongs to.
        head: the card for people, with the facts as fields in braces.
        command: what makes the weights again.
        version: of the model.
        frame: rows of all sets with their `part`.
        scores: one row a set.
        settings: how it was fitted.
        seed: of all chance in it.
        date: to write on the card.
        more: further facts.
    """
    facts = {
        "name": weights.stem,
        "version": version,
        "date": date,
        "size": weights.stat().st_size / 1e6,
        "command": command,
        "seed": seed,
        "python": platform.python_version(),
        "libraries": {name: installed(name) for name in _BUILT_WITH},
        "settings": dict(settings),
        "scores": scores.round(1).to_dict(orient="index"),
        "data": _data(frame),
        **(more or {}),
    }
    weights.with_suffix(".json").write_text(
        json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
    weights.with_suffix(".md").write_text(_text(head, facts, scores), encoding="utf-8")


def _data(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    counts = pd.crosstab(frame["set"], frame["part"])
    return {
        each.name: {
            "lang": each.lang,
            "licence": each.licence,
            "use": f"measures only: {each.why_not}" if each.why_not else "trains",
            "neutral": each.neutral,
            **{part: int(counts[part][each.name]) for part in ("train", "calibrate", "test")},
        }
        for each in (*SETS, *LESSONS, HEADLINES)
        if each.name in counts.index
    }


def _text(head: str, facts: Mapping[str, Any], scores: pd.DataFrame) -> str:
    libraries = ", ".join(f"{name} {number}" for name, number in facts["libraries"].items())
    data = pd.DataFrame.from_dict(facts["data"], orient="index").rename_axis("set")
    tables = {"scores": table(scores.round(1)), "data": table(data)}
    return head.format(**{**facts, **tables, "libraries": libraries, "held": f"{TEST:.0%}"})


def table(frame: pd.DataFrame) -> str:
    """Return `frame` as a Markdown table, its index as first column."""
    rows = frame.reset_index().astype(object)
    lines = [list(map(str, rows.columns)), ["---"] * len(rows.columns)]
    lines += [[_cell(value) for value in row] for row in rows.itertuples(index=False)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
