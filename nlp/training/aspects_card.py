"""The card that goes with the weights for aspects."""

import json
import platform
from collections.abc import Mapping
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import pandas as pd

from nlp.training.aspect_sets import SETS
from nlp.training.card import table
from nlp.training.splits import TEST

_BUILT_WITH = ("numpy", "scipy", "scikit-learn", "pandas", "rjieba")
_HEAD = """\
# {name}

How a text judges one thing in it (`{name}.npz`, read by `nlp/aspects/model.py`), and which
categories of its industry it speaks of (`categories.npz`, read by `nlp/aspects/categories.py`).
Both are linear on hashed words and characters and on what `fast` says of parts of the text. The
same figures for programs are in `{name}.json`.

- versions `{versions[0]}` and `{versions[1]}`, {size:.1f} MB together, made {date} by `{command}`
- Python {python}, {libraries}
- made for the weights of `fast` that stood beside them: make both again together

## Scores: one thing in a text

On parts held out by us ({held} of all texts, by digest of the text; near-repeats dropped from
training). `target`: a thing that is named; `opinions`: the place of the opinion; `whole`: a whole
sentence. `mixed`: accuracy in texts that judge both ways. Published, on the official test parts
and so for scale only: SemEval 2014, BERT-SPC 84.5 restaurants and 79.0 laptops (AEN paper).

{places}

## Scores: categories

`micro_f1`, `macro_f1`: of categories found; `with_polarity`: micro-F1 where the polarity must be
right as well; `polarity`: right among the found. Published, with other parts or more data:
bdci_car_topics, contest winners about 0.70 with polarity; ASAP about 80 macro-F1.

{categories}

## Data

Licence "none stated": the source states none. No texts are shipped, only weights, from which no
text can be read back. SemEval's data come with terms of their own, so they only measure: English
weights are those that Chinese places teach about the sentiment model's answers, and no words. The
neutral of bdci_car_topics means that nothing is judged; it teaches the categories of cars alone.

{data}

## Known failures

- English: no word of its own is learned; neutral is hardly ever answered.
- Two things praised and blamed within one clause without a mark between them; a weak word beside
  a strong one (味道不错，环境太吵 leaves the second about neither).
- Categories are learned from texts of their industry: in others they are named too often.
- Rare pairs of electronics (LENS#PRICE) are not asked for.
- Polarity of restaurant categories: one sentence is read, even if three speak of the category.
"""


def write_card(
    weights: tuple[Path, Path],
    versions: tuple[str, str],
    frame: pd.DataFrame,
    scores: Mapping[str, pd.DataFrame],
    *,
    date: str,
) -> None:
    """Write `<name>.md` for people and `<name>.json` for programs, beside the first weights.

    Args:
        weights: of places, and of categories.
        versions: of the two models.
        frame: a row a text: `set`, `part`.
        scores: of `places` and of `categories`.
        date: to write on the card.
    """
    facts: dict[str, Any] = {
        "name": weights[0].stem,
        "versions": versions,
        "date": date,
        "size": sum(path.stat().st_size for path in weights) / 1e6,
        "command": f"python -m nlp.training.aspects --data DIR --date {date}",
        "python": platform.python_version(),
        "libraries": {name: installed(name) for name in _BUILT_WITH},
        "scores": {
            name: _told(rows, None).to_dict(orient="index") for name, rows in scores.items()
        },
        "data": _data(frame),
    }
    weights[0].with_suffix(".json").write_text(
        json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
    weights[0].with_suffix(".md").write_text(_text(facts, scores), encoding="utf-8")


def _data(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    counts = pd.crosstab(frame["set"], frame["part"])
    return {
        each.name: {
            "lang": each.lang,
            "licence": each.licence,
            "use": f"measures only: {each.why_not}" if each.why_not else "trains",
            **{str(part): int(counts[part][each.name]) for part in counts.columns},
        }
        for each in SETS
        if each.name in counts.index
    }


def _text(facts: Mapping[str, Any], scores: Mapping[str, pd.DataFrame]) -> str:
    libraries = ", ".join(f"{name} {number}" for name, number in facts["libraries"].items())
    tables = {name: table(_told(rows, "–").rename_axis("set")) for name, rows in scores.items()}
    data = table(pd.DataFrame.from_dict(facts["data"], orient="index").rename_axis("set"))
    return _HEAD.format(
        **{**facts, **tables, "data": data, "libraries": libraries}, held=f"{TEST:.0%}"
    )


def _told(rows: pd.DataFrame, missing: str | None) -> pd.DataFrame:
    return rows.round(1).astype(object).where(rows.notna(), missing)
