"""The card that goes with the weights for feelings."""

import json
import platform
from collections.abc import Mapping
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import pandas as pd

from nlp.emotion.model import FEELINGS
from nlp.emotion.stage import SARCASTIC
from nlp.training import sarcasm
from nlp.training.card import table
from nlp.training.emotion_sets import SETS
from nlp.training.splits import TEST

_BUILT_WITH = ("numpy", "scipy", "scikit-learn", "pandas", "rjieba")
_HEAD = """\
# {name}

What Chinese and English texts feel like: one of seven emotions or none, with its probability, and
for Chinese the probability of sarcasm. One linear table a language on hashed words, word pairs
(English) and characters. Read by `nlp/emotion/model.py`; the same figures for programs are in
`{name}.json`.

- version `{version}`, {size:.1f} MB, made {date} by `{command}`
- seed {seed}; Python {python}, {libraries}
- other languages and empty texts: none, with confidence 0; sarcasm is 0 where it is not judged
  (all but Chinese)

## How it is taught

Each set says something of some of the eight answers: a label may mean one of two (SMP2020 calls
praise happy and contempt angry), and a set may lack an answer (no set of reviews knows none). A
row counts for what its label means, against what its makers could have said, and neither way for
the rest. Happy posts with a sign of praise alone ([心], 喜欢) are taught as like, with a sign of
joy alone as happiness, others as either. Reviews teach only the side: praise is like, blame one of
anger, disgust and sadness. The signs of `nlp/lexicons/emoticons.toml` are texts of their own. How
likely each emotion is follows the posts held out for that, not the reviews.

## Scores: emotion

On parts held out by us ({held} of all texts, at most 1,500 a set; near-repeats dropped from
training). `accuracy` and `macro_f1`: among the set's own labels, as papers count. `open`: the
answer as shipped, one of eight, is among what the label means. `none`: answered none. `ece`:
calibration error in points. Beside: SMP2020 usual, BERT-base 77.2 accuracy and 73.9 macro-F1
(BrownSweater/BERT_SMP2020-EWECT, README); tweet emotion, macro-F1 of an SVM 64.7 and of
RoBERTa-base 76.1 (TweetEval, README); both with the official test parts, so for scale only.

{emotions}

## Scores: sarcasm

Comments under news titles, {sarcastic:.0f} % of them sarcastic, held out as above. Marked is a
text from {mark} on.

{sarcasm}

Ranking in folds over the rest of the set, by what is read (titles do not help such a model, and
at run time there is only the text):

{sources}

Marked among 1,000 held-out texts of other sets, where hardly any is sarcastic; a probability says
what it would be among such comments, so in a stream of reviews even a marked text is more often
meant as said.

{alarms}

## Data

Licence "none stated": the source states none. No texts are shipped, only weights, from which no
text can be read back. Sets that are copyleft only measure.

{data}

## Known failures

- Praise and joy in Weibo posts: no training set tells them apart; signs and reviews do it.
- Emotion and sentiment are asked apart and may contradict: by set, 1 to 11 in 100 held-out texts
  are called glad or praising and yet negative by `fast`, 0 to 11 the other way round; with both
  sure (0.6 or more) 0 to 3 (2026-11-22, `contradictions` in `benchmarks/quality/feelings.py`).
- Disgust and anger run into each other; English has no set with disgust, fear or surprise, there
  they come from the signs and words of the table alone.
- English optimism (mottos, good wishes) is called like, and mostly not found.
- None: posts that tell something nice without any feeling are often called happiness.
- Sarcasm about politics and technology news is all that it has seen; irony in reviews is mostly
  missed.
"""


def write_card(
    weights: Path,
    version: str,
    frame: pd.DataFrame,
    scores: Mapping[str, pd.DataFrame],
    *,
    date: str,
) -> None:
    """Write `<weights>.md` for people and `<weights>.json` for programs, beside the weights."""
    facts: dict[str, Any] = {
        "name": weights.stem,
        "version": version,
        "date": date,
        "size": weights.stat().st_size / 1e6,
        "command": f"python -m nlp.training.emotion --data DIR --date {date}",
        "seed": sarcasm.SEED,
        "python": platform.python_version(),
        "libraries": {name: installed(name) for name in _BUILT_WITH},
        "scores": {
            name: _told(rows, None).to_dict(orient="index") for name, rows in scores.items()
        },
        "data": _data(frame),
    }
    weights.with_suffix(".json").write_text(
        json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
    weights.with_suffix(".md").write_text(_text(facts, scores), encoding="utf-8")


def _data(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    counts = pd.crosstab(frame["set"], frame["part"])
    sources = {each.source.name: each.source for each in SETS} | {sarcasm.SET.name: sarcasm.SET}
    return {
        name: {
            "lang": source.lang,
            "licence": source.licence,
            "use": f"measures only: {source.why_not}" if source.why_not else "trains",
            **{str(part): int(counts[part][name]) for part in counts.columns},
        }
        for name, source in sources.items()
        if name in counts.index
    }


def _text(facts: Mapping[str, Any], scores: Mapping[str, pd.DataFrame]) -> str:
    libraries = ", ".join(f"{name} {number}" for name, number in facts["libraries"].items())
    tables = {name: table(_told(rows, "–")) for name, rows in scores.items()}
    data = table(pd.DataFrame.from_dict(facts["data"], orient="index").rename_axis("set"))
    share = float(scores["sarcasm"]["sarcastic"].iloc[0])
    return _HEAD.format(
        **{**facts, **tables, "data": data, "libraries": libraries},
        held=f"{TEST:.0%}",
        mark=SARCASTIC,
        sarcastic=share,
    )


def _told(rows: pd.DataFrame, missing: str | None) -> pd.DataFrame:
    return rows.round(1).astype(object).where(rows.notna(), missing)


def scores_of(weights: Path = FEELINGS) -> dict[str, pd.DataFrame]:
    """Return the figures that the card beside `weights` states."""
    facts = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    return {
        name: pd.DataFrame.from_dict(rows, orient="index") for name, rows in facts["scores"].items()
    }
