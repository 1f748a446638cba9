"""The card that goes with the weights for topics."""

import json
import platform
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import pandas as pd

from nlp.topics.classifier import FLOOR
from nlp.topics.fitting import SEED
from nlp.training.card import table
from nlp.training.splits import TEST
from nlp.training.topic_sets import SETS

_BUILT_WITH = ("numpy", "scipy", "scikit-learn", "pandas", "rjieba")
_HEAD = """\
# {name}

What a Chinese text is about, one linear machine a label: on hashed words, characters and pairs of
characters, and on the place where its words lie. Words lie near each other if they stand in the
same short texts; what analysts teach by example uses the places too. Read by
`nlp/topics/classifier.py`; the same figures for programs are in `{name}.json`.

- version `{version}`, {size:.1f} MB, made {date} by `{command}`
- seed {seed}; Python {python}, {libraries}
- a label is said from {floor} on; of other languages nothing is said

## Scores

On parts held out by us ({held} of all texts, by digest of the text; near-repeats dropped from
training), of the sets that offer a label, in per cent. `ece`: calibration error in points.

{scores}

## Data

Licence "none stated": the source states none. No texts are shipped, only weights, from which no
text can be read back. Words are placed by headlines, replies and reviews without labels
(zh_unlabelled, none stated), titles of hot searches (MIT), and texts of the sets below without
their labels. thucnews_titles and weibo_hot_hub are for research only: they measure
(`docs/quality.md`). Texts about nothing, which speak against every label, are joined from clauses
of shops' reviews whose words are at home on no one shelf (`nlp/training/generic.py`).

{data}

## Known failures

- Headlines fit several channels, and editors differ; military, world and story are right in little
  more than half of what is said.
- `digital` is technology in the widest sense of a newspaper, firms of the internet included.
- `conduct/offensive` was taught by comments on race, gender and region (COLD), half of them
  offensive, marked by a model for the most part. On plain posts it is rare, so more of what is
  found will be wrong; quoted insults and insults among friends count as well.
- Reviews that name no thing (很好，会回购) have no label, as they should, but some turns of phrase
  of shoppers for clothes or cosmetics still have one.
- Music, astrology, jobs, weather, law and many other things have no label.
- English and other languages: nothing is said.
"""


def write_card(
    weights: Path, version: str, frame: pd.DataFrame, scores: pd.DataFrame, *, date: str
) -> None:
    """Write `<weights>.md` for people and `<weights>.json` for programs, beside the weights."""
    facts: dict[str, Any] = {
        "name": weights.stem,
        "version": version,
        "date": date,
        "size": weights.stat().st_size / 1e6,
        "command": f"python -m nlp.training.topics --data DIR --date {date}",
        "seed": SEED,
        "floor": FLOOR,
        "python": platform.python_version(),
        "libraries": {name: installed(name) for name in _BUILT_WITH},
        "scores": scores.round(1).to_dict(orient="index"),
        "data": _data(frame),
    }
    weights.with_suffix(".json").write_text(
        json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
    libraries = ", ".join(f"{name} {number}" for name, number in facts["libraries"].items())
    data = table(pd.DataFrame.from_dict(facts["data"], orient="index").rename_axis("set"))
    told = {"scores": table(scores.round(1)), "data": data, "libraries": libraries}
    text = _HEAD.format(**{**facts, **told}, held=f"{TEST:.0%}")
    weights.with_suffix(".md").write_text(text, encoding="utf-8")


def _data(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    counts = pd.crosstab(frame["set"], frame["part"])
    return {
        each.name: {
            "licence": each.licence,
            **{str(part): int(counts[part][each.name]) for part in counts.columns},
        }
        for each in SETS
        if each.name in counts.index
    }
