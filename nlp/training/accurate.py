"""Make the weights of `accurate` and the doubt of `auto` again.

Run: `python -m nlp.training.accurate --data DIR --date YYYY-MM-DD` (about two hours on two cores;
needs the extras `torch` and `training`). What is read before the labels (vocabulary, encoder) is
kept in `--work`, if given, and taken from there the next time.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

from nlp.sentiment import encoder as running
from nlp.sentiment import linear
from nlp.sentiment.encoder import EncoderModel, fast_odds, joined
from nlp.sentiment.linear import Floats
from nlp.sentiment.model import ACCURATE, FAST
from nlp.training.card import table, write_card
from nlp.training.exporting import export
from nlp.training.fine_tuning import Tuning, answers, fine_tuned
from nlp.training.network import Encoder, Shape
from nlp.training.pieces import learned
from nlp.training.pretraining import Learning, pretrained
from nlp.training.scores import score, score_chances
from nlp.training.sentiment import read_all
from nlp.training.sets import SETS
from nlp.training.texts import plain_texts

HEAD = """\
# {name}

Sentiment of Chinese and English texts in three classes: a transformer of 4 layers and 256 states
with a vocabulary of 20,000 pieces, made here from nothing, read first on texts without labels and
then on the labelled sets; its two answers are joined with those of `fast`. Run by
`nlp/sentiment/encoder.py` (ONNX, 8-bit weights); the same figures for programs are in
`{name}.json`, with the weights of the two models in an answer (`scales`) and the confidence of
`fast` below which `auto` asks a second time (`doubt`).

- version `{version}`, {size:.1f} MB, made {date} by `{command}`
- seed {seed}; Python {python}, {libraries}
- other languages are answered as `fast` answers them: undecided
- of a text longer than 128 pieces the first and the last 64 are read

## Scores

On parts held out by us ({held} of all texts, by digest of the text; training texts that share half
of their runs of 8 characters, 20 in English, with a held-out text were dropped, and no held-out
text was read without its label either). Columns as on the card of `fast`.

{scores}

## What the second opinion costs

Mean accuracy over the sets (part `calibrate`) by the share of texts for which the network is
asked, those first of which `fast` is least sure. `auto` asks for 8 %: with more it would not be
five times as fast as asking for all.

{curve}

## Data

Labels come from the sets marked *trains*, a language from these and the sets of
`nlp/training/texts.py`. A licence "none stated" means that the source states none: texts are not
shipped, only weights. Sets that are copyleft, research-only or non-commercial only measure.

{data}

## Known failures

- Trained on two cores in hours, not on graphics processors in days: see `docs/quality.md` for how
  far that goes.
- English saw 2 million words in all; the answers there are mostly those of `fast`.
- What `fast` can not learn from these sets (neutral statements outside of Weibo, sarcasm) this
  model does not learn either.
"""
PIECES = 20_000
LEARNING, TUNING = Learning(), Tuning()
SECOND_OPINIONS = 0.08
"""Share of texts for which `auto` may ask the network: with more it is not five times as fast."""

_VOCABULARY_TEXTS, _VOCABULARY_SIGNS = 450_000, 2000
_TRAINS = {each.name: each.trains for each in SETS}


def read_encoder(data: Path, work: Path | None) -> tuple[Any, Encoder]:
    """Return the vocabulary and an encoder that has read the texts of `data`.

    Args:
        data: folder of the sets.
        work: where both are kept, or taken from when they are there; None keeps nothing.
    """
    kept = work / "encoder.pt" if work else None
    if kept and kept.exists():
        tokenizer = Tokenizer.from_file(str(kept.with_suffix(".json")))
        encoder = Encoder(Shape(tokenizer.get_vocab_size()))
        encoder.load_state_dict(torch.load(kept, weights_only=True))
        return tokenizer, encoder
    texts = plain_texts(data, seed=LEARNING.seed)
    short = [text for text in texts if len(text) < _VOCABULARY_SIGNS]
    tokenizer = learned(short[:_VOCABULARY_TEXTS], pieces=PIECES)
    encoder = pretrained(texts, tokenizer, LEARNING)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(kept.with_suffix(".json")))
        torch.save(encoder.state_dict(), kept)
    return tokenizer, encoder


def scaled(margins: Floats, chances: Floats, rows: pd.DataFrame) -> Floats:
    """Return (2, 3) weights of the network's answer, of that of `fast`, and an offset.

    Two logistic regressions on texts that neither has learned from (Wolpert 1992).

    Args:
        margins: (n, 2) log odds of the network.
        chances: (n, 3) probabilities of `fast`.
        rows: `set`, `polarity` of the texts.
    """
    said, odds = answers(rows, TUNING), fast_odds(chances)
    found = []
    for question in range(2):
        counted = said.weights[:, question] > 0
        seen = np.stack([margins[:, question], odds[:, question]], 1)[counted]
        curve = LogisticRegression(C=10).fit(
            seen, said.labels[counted, question], said.weights[counted, question]
        )
        found.append([*curve.coef_[0], *curve.intercept_])
    return np.array(found, np.float32)


def doubts(chances: Floats, langs: pd.Series, share: float) -> dict[str, float]:
    """Return per language the confidence that `share` of the texts stay under."""
    sure = pd.Series(chances.max(axis=1), langs.index)
    return {
        str(lang): float(np.floor(sure[rows].quantile(share) * 1000) / 1000)
        for lang, rows in langs.groupby(langs).groups.items()
    }


def cost_curve(fast: Floats, both: Floats, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mean accuracy over sets by the share of texts asked a second time."""
    lines = {}
    for share in (0.0, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0):
        limits = rows["lang"].map(doubts(fast, rows["lang"], share)).to_numpy()
        asked = (fast.max(axis=1) < limits) | (share == 1.0)
        chosen = np.where(asked[:, None], both, fast)
        lines[share] = {
            "asked": 100 * asked.mean(),
            "accuracy": score_chances(chosen, rows)["accuracy"].mean(),
        }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("share")


def train(data: Path, work: Path | None, output: Path) -> pd.DataFrame:
    """Write the network and its pieces to `output`; return the rows it was fitted and held to."""
    tokenizer, encoder = read_encoder(data, work)
    frame = read_all(data)
    taught = frame[(frame["part"] == "train") & frame["set"].map(_TRAINS)]
    taught = taught.drop_duplicates(["text", "polarity"])
    export(fine_tuned(encoder, taught, tokenizer, TUNING), output)
    tokenizer.save(str(output.with_suffix(".tokenizer.json")), pretty=False)
    return frame


def fitted(output: Path, frame: pd.DataFrame) -> dict[str, Any]:
    """Return the scales of the network at `output`, the doubt of `auto`, and its cost curve."""
    held = frame[(frame["part"] == "calibrate") & frame["set"].map(_TRAINS)].reset_index(drop=True)
    network = EncoderModel(output, linear.load(FAST), {}, "")
    chances = network.fast.predict(
        held["text"].tolist(), words=held["words"].tolist(), langs=held["lang"].tolist()
    )
    margins = network.margins(held["text"].tolist())
    places = held.groupby("lang").indices.items()
    scales = {
        str(lang): scaled(margins[rows], chances[rows], held.iloc[rows]) for lang, rows in places
    }
    both = chances.copy()
    for lang, rows in places:
        both[rows] = joined(margins[rows], chances[rows], scales[str(lang)])
    return {
        "scales": {lang: rows.tolist() for lang, rows in scales.items()},
        "doubt": doubts(chances, held["lang"], SECOND_OPINIONS),
        "curve": table(cost_curve(chances, both, held).round(2)),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.accurate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--work", type=Path, help="folder that keeps what was read without labels")
    parser.add_argument("--output", type=Path, default=ACCURATE, help="network to write (.onnx)")
    parser.add_argument("--date", default="undated", help="date to write on the card")
    asked = parser.parse_args(arguments)
    frame = train(asked.data, asked.work, asked.output)
    facts = fitted(asked.output, frame)
    asked.output.with_suffix(".json").write_text(json.dumps(facts), encoding="utf-8")
    model = running.load(asked.output, linear.load(FAST))
    scores = score(model, frame[frame["part"] == "test"])
    print(scores.round(1).to_string())
    write_card(
        asked.output,
        HEAD,
        command="python -m nlp.training.accurate --data DIR",
        version=model.version,
        frame=frame,
        scores=scores,
        settings={"reading": asdict(LEARNING), "tuning": asdict(TUNING)},
        seed=TUNING.seed,
        date=asked.date,
        more=facts,
    )


if __name__ == "__main__":
    main()
