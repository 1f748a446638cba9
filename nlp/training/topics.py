"""Make the shipped weights for topics again: `python -m nlp.training.topics --data DIR`.

Reads the sets of `nlp.training.topic_sets` and texts without labels under DIR, finds where words
lie, fits one machine a label, makes its answers probabilities on a part of its own, scores on a
third part, and writes weights and card. Same data, same weights.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score

from nlp.sentiment.features import Recipe
from nlp.topics.classifier import FLOOR, TOPICS, TopicsModel, load, save
from nlp.topics.fitting import Space, curve, judge, machines, margins
from nlp.topics.judge import Judge
from nlp.topics.rows import Floats, Rows
from nlp.training.bags import learned
from nlp.training.generic import GENERIC
from nlp.training.topic_sets import COMMENTS, NOTHING, keyword_texts, read_sets
from nlp.training.topics_card import write_card
from nlp.training.word_vectors import fit_vectors, plain_words

RECIPE = Recipe(19, 1, (1, 2))
SHARE = 0.5
"""Length of the place of a text beside its words and characters."""
_COST = 0.2
_LEAST = 4  # a feature must occur in so many training texts
_KEYWORDS = 0.5  # weight of an editor's keywords as a text
_OUTSIDE = 0.3  # weight of a text against a label that its set does not offer


def fit(frame: pd.DataFrame, vectors: Rows) -> Judge:
    """Return the judge fitted on the part `train` of `frame`, its curves on `calibrate`."""
    train = frame[frame["part"] == "train"]
    keywords = keyword_texts(train)
    rows = pd.concat([train, keywords], ignore_index=True)
    words, labels = rows["words"].tolist(), labels_of(frame)
    space = Space(learned(words, RECIPE, least=_LEAST), vectors, SHARE)
    counts = weights(rows, labels)
    counts[len(train) :] *= _KEYWORDS
    found = machines(space.matrix(words), answers(rows, labels), cost=_COST, weights=counts)
    held = frame[frame["part"] == "calibrate"]
    far = margins(space.matrix(held["words"].tolist()), found)
    said, counts = answers(held, labels), weights(held, labels)
    curves = [curve(*each) for each in zip(far.T, said.T, counts.T, strict=True)]
    return judge(labels, space, found, np.array(curves))


def labels_of(frame: pd.DataFrame) -> list[str]:
    """Return the labels there are, in alphabetical order."""
    return sorted(set(frame["polarity"]) - {NOTHING})


def answers(rows: pd.DataFrame, labels: Sequence[str]) -> np.ndarray:
    """Return (n, c) whether a text has a label."""
    return np.asarray(rows["polarity"].to_numpy()[:, None] == np.array(labels))


def weights(rows: pd.DataFrame, labels: Sequence[str]) -> Floats:
    """Return (n, c) how much a text says of a label: less if its set does not offer the label.

    Comments taught as offensive or not say nothing of what they are about; texts about nothing
    speak against every label.
    """
    counts = np.full((len(rows), len(labels)), _OUTSIDE)
    for name in rows["set"].unique():
        own = (rows["set"] == name).to_numpy()
        if name == COMMENTS:
            counts[own] = 0
        elif name == GENERIC:
            counts[own] = 1
        counts[np.outer(own, np.isin(labels, rows["polarity"].to_numpy()[own]))] = 1
    return counts


def scores(model: TopicsModel, frame: pd.DataFrame) -> pd.DataFrame:
    """Return per label what the model says of held-out texts, in per cent, from `FLOOR` on."""
    labels = list(model.judge.labels)
    counts, said = weights(frame, labels), answers(frame, labels)
    likely = model.probabilities(frame["words"].tolist())
    table = {}
    for place, label in enumerate(labels):
        asked = counts[:, place] == 1
        table[label] = _row(said[asked, place], likely[asked, place])
    return pd.DataFrame.from_dict(table, orient="index").rename_axis("label")


def _row(truth: np.ndarray, likely: Floats) -> dict[str, float]:
    found = likely >= FLOOR
    right = float((truth & found).sum())
    precision, recall = right / max(found.sum(), 1), right / max(truth.sum(), 1)
    return {
        "texts": len(truth),
        "texts_with": int(truth.sum()),
        "precision": 100 * precision,
        "recall": 100 * recall,
        "f1": 200 * precision * recall / max(precision + recall, 1e-9),
        "average_precision": 100 * float(average_precision_score(truth, likely)),
        "ece": 100 * _off(truth, likely),
    }


def _off(truth: np.ndarray, likely: Floats) -> float:
    bins = np.minimum((likely * 10).astype(int), 9)
    gaps = np.bincount(bins, likely - truth, 10)
    return float(np.abs(gaps).sum() / max(len(truth), 1))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.topics", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--output", type=Path, default=TOPICS, help="weights to write (.npz)")
    parser.add_argument("--date", default="undated", help="date to write on the card")
    asked = parser.parse_args(arguments)
    started = time.monotonic()
    vectors = fit_vectors(list(plain_words(asked.data)))
    print(f"{len(vectors.buckets)} words lie somewhere, {time.monotonic() - started:.0f} s")
    frame = read_sets(asked.data)
    save(asked.output, fit(frame, vectors), vectors)
    model = load(asked.output)
    print(f"{len(model.judge.labels)} labels, {time.monotonic() - started:.0f} s")
    held = frame[(frame["part"] == "test") & (frame["set"] != GENERIC)]
    table = scores(model, held)
    print(table.round(1).to_string())
    write_card(asked.output, model.version, frame, table, date=asked.date)


if __name__ == "__main__":
    main()
