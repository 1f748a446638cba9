"""Make the weights of `accurate` and the doubt of `auto` again.

Run: `python -m nlp.training.accurate --data DIR --date YYYY-MM-DD` (about two hours on two cores;
needs the extras `torch` and `training`). What is read before the labels (vocabulary, encoder) is
kept in `--work`, if given, and taken from there the next time; `--steps N` has it read N batches
more. The tuned network is kept there too: `--from-classifier` takes it from there.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import torch
from sklearn.linear_model import LogisticRegression

from nlp.sentiment import encoder as running
from nlp.sentiment import linear
from nlp.sentiment.encoder import EncoderModel, fast_odds, joined
from nlp.sentiment.linear import Floats
from nlp.sentiment.model import ACCURATE, FAST
from nlp.training.card import table, write_card
from nlp.training.exporting import export
from nlp.training.fine_tuning import QUESTIONS, Tuning, answers, fine_tuned
from nlp.training.network import Classifier, Encoder, Shape
from nlp.training.reading import batches_read, read_encoder, readings, vocabulary
from nlp.training.scores import score, score_chances
from nlp.training.sentiment import by_name, lessons, read_all
from nlp.training.sets import HEADLINES

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
- batches read without labels, in each run of the command (`--steps`): {settings[reading]}
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
TUNING = Tuning()
SECOND_OPINIONS = 0.08
"""Share of texts for which `auto` may ask the network: with more it is not five times as fast."""


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


def read_taught(data: Path) -> pd.DataFrame:
    """Return the rows of every set, those that only teach among them (see `read_all`)."""
    frame = read_all(data)
    return pd.concat([frame, lessons(data, frame, HEADLINES)], ignore_index=True)


def train(frame: pd.DataFrame, encoder: Encoder, work: Path, tuning: Tuning) -> None:
    """Keep in `work` a network on `encoder` fitted to the rows of `frame`, and how it was made."""
    taught = frame[(frame["part"] == "train") & frame["set"].map(by_name("trains"))]
    taught = taught.drop_duplicates(["text", "polarity"])
    network = fine_tuned(encoder, taught, vocabulary(work), tuning)
    settings = {
        "reading": batches_read(work),
        "readings": list(map(asdict, readings(work))),
        "tuning": asdict(tuning),
    }
    torch.save({"settings": settings, "weights": network.state_dict()}, work / "classifier.pt")


def write(work: Path, output: Path) -> dict[str, Any]:
    """Write the network that `work` keeps, and its pieces, to `output`; return how it was made."""
    tokenizer = vocabulary(work)
    kept = torch.load(work / "classifier.pt", weights_only=True)
    network = Classifier(Encoder(Shape(tokenizer.get_vocab_size())), QUESTIONS)
    network.load_state_dict(kept["weights"])
    export(network, output)
    tokenizer.save(str(output.with_suffix(".tokenizer.json")), pretty=False)
    settings: dict[str, Any] = kept["settings"]
    return settings


def fitted(output: Path, frame: pd.DataFrame) -> dict[str, Any]:
    """Return the scales of the network at `output`, the doubt of `auto`, and its cost curve."""
    held = frame[(frame["part"] == "calibrate") & frame["set"].map(by_name("trains"))]
    held = held.reset_index(drop=True)
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
    with TemporaryDirectory() as folder:
        asked = _parser(Path(folder)).parse_args(arguments)
        frame = read_taught(asked.data)
        if not asked.from_classifier:
            encoder = read_encoder(asked.data, asked.work, asked.steps)
            train(frame, encoder, asked.work, replace(TUNING, rounds=asked.rounds))
        settings = write(asked.work, asked.output)
    facts = fitted(asked.output, frame)
    asked.output.with_suffix(".json").write_text(json.dumps(facts), encoding="utf-8")
    model = running.load(asked.output, linear.load(FAST))
    scores = score(model, frame[frame["part"] == "test"])
    print(scores.round(1).to_string())
    write_card(
        asked.output,
        HEAD,
        command="python -m nlp.training.accurate --data DIR --work DIR",
        version=model.version,
        frame=frame,
        scores=scores,
        settings=settings,
        seed=TUNING.seed,
        date=asked.date,
        more=facts,
    )


def _parser(work: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlp.training.accurate", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder of the labelled sets")
    add("--work", type=Path, default=work, help="folder that keeps what took long")
    add("--steps", type=int, help="batches to read without labels beyond those kept")
    add("--rounds", type=int, default=TUNING.rounds, help="times that each label is read")
    add("--from-classifier", action="store_true", help="take the tuned network kept in --work")
    add("--output", type=Path, default=ACCURATE, help="network to write (.onnx)")
    add("--date", default="undated", help="date to write on the card")
    return parser


if __name__ == "__main__":
    main()
