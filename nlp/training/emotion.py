"""Make the shipped weights for feelings again: `python -m nlp.training.emotion --data DIR`.

Reads the sets of `nlp.training.emotion_sets` and ToSarcasm under DIR, fits the table of
`nlp.emotion.model` for Chinese and English, turns its answers into probabilities on a part of its
own, scores on a third part, and writes weights and card. Same data, same weights.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize

from nlp.emotion.model import EMOTIONS, FEELINGS, SQUARE, Table, load, save
from nlp.sentiment.features import Recipe
from nlp.text.cleaning import clean
from nlp.text.words import cutter
from nlp.training.bags import Vocabulary, learned
from nlp.training.emotion_sets import SETS, WEIGHTS, Meanings, meanings, refined, signs
from nlp.training.feelings_card import write_card
from nlp.training.feelings_scores import false_alarms, score_emotions, score_sarcasm
from nlp.training.sarcasm import by_source, fit_sarcasm, read_sarcasm
from nlp.training.sets import read_set
from nlp.training.splits import split

SEED = 20261122
_HELD = 1500  # at most so many texts a set for calibrating, and for scores: reviews are many
_STEPS = 2000  # steps of the largest weight of a column
_TIGHT = 5.0  # how strongly the offsets that calibrate are held to zero

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """How one language is fitted.

    Attributes:
        recipe: which features a text has.
        least: a feature must occur in so many training texts.
        cost: of an error, beside that of large weights.
        rounds: of L-BFGS at most.
    """

    recipe: Recipe
    least: int
    cost: float
    rounds: int


SETTINGS = {
    "zh": Settings(Recipe(19, 1, (1, 2)), 4, 4.0, 80),
    "en": Settings(Recipe(19, 2, (1, 0)), 3, 4.0, 80),
}


def read_all(folder: Path) -> pd.DataFrame:
    """Return `set`, `lang`, `clean`, `words`, `polarity` (what the label means), `part`."""
    sources = pd.concat([read_set(folder, each.source) for each in SETS], ignore_index=True)
    sources["clean"] = [clean(text).text for text in sources["text"]]
    most = {each.source.name: each.most for each in SETS}
    groups = split(sources).groupby(["set", "part"], sort=False)
    drawn = [
        rows.sample(
            min(len(rows), most[str(name)] if part == "train" else _HELD), random_state=SEED
        )
        for (name, part), rows in groups
    ]
    frame, cut = pd.concat(drawn, ignore_index=True), cutter()
    return frame.assign(words=pd.Series([cut(text) for text in frame["clean"]], dtype="object"))


def fit(rows: pd.DataFrame, settings: Settings, sarcasm: pd.DataFrame | None = None) -> Table:
    """Return the table of one language, fitted on the parts `train` and `calibrate` of `rows`."""
    ours = rows[rows["set"].isin([each.source.name for each in SETS if each.source.trains])]
    train = pd.concat([refined(ours[ours["part"] == "train"]), signs(str(ours["lang"].iloc[0]))])
    words = train["words"].tolist()
    more = [] if sarcasm is None else sarcasm.loc[sarcasm["part"] != "test", "words"].tolist()
    vocabulary = learned(words + more, settings.recipe, least=settings.least)
    weights, offsets = _emotions(vocabulary, train, settings)
    posts = [each.source.name for each in SETS if each.calibrates]
    held = ours[(ours["part"] == "calibrate") & ours["set"].isin(posts)]
    slope, shift = calibrated(vocabulary.matrix(held["words"].tolist()) @ weights + offsets, held)
    weights, offsets = weights * slope, offsets * slope + shift
    if sarcasm is not None:
        column, offset = fit_sarcasm(sarcasm, words[::4], vocabulary)
        weights = np.column_stack([weights, column])
        offsets = np.append(offsets, offset)
    return _table(vocabulary, weights, offsets)


def _emotions(
    vocabulary: Vocabulary, rows: pd.DataFrame, settings: Settings
) -> tuple[Floats, Floats]:
    matrix = vocabulary.matrix(rows["words"].tolist())
    turned = matrix.T.tocsr()
    said, weight = meanings(rows["polarity"]), rows["set"].map(WEIGHTS).to_numpy(np.float32)
    shape = (matrix.shape[1] + 1, len(EMOTIONS))

    def loss(flat: Floats) -> tuple[float, Floats]:
        values = flat.reshape(shape).astype(np.float32)
        lost, pull = _lost(matrix @ values[:-1] + values[-1], said, weight)
        slopes = np.concatenate([turned @ pull + values[:-1] / settings.cost, [pull.sum(axis=0)]])
        size = float((values[:-1] ** 2).sum(dtype=np.float64)) / (2 * settings.cost)
        return lost + size, slopes.ravel().astype(np.float64)

    values = _least(loss, np.zeros(shape).ravel(), settings.rounds).reshape(shape)
    return values[:-1], values[-1]


def _lost(margins: Any, said: Meanings, weight: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    """Return how unlikely what was said is, and its slope: each row among what was offered."""
    powers = np.exp(margins - margins.max(axis=1, keepdims=True)) * said.offered
    right = powers * said.means
    whole, part = powers.sum(axis=1) + 1e-30, right.sum(axis=1) + 1e-30
    lost = float((weight * np.log(whole / part)).sum(dtype=np.float64))
    return lost, (powers / whole[:, None] - right / part[:, None]) * weight[:, None]


def _least(loss: Any, start: Floats, rounds: int) -> Floats:
    options = {"maxiter": rounds, "maxcor": 6}
    return np.asarray(
        optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    )


def calibrated(margins: Floats, rows: pd.DataFrame) -> tuple[float, Floats]:
    """Return slope and offsets that make `margins` of `rows` honest probabilities."""
    labels, weight = meanings(rows["polarity"]), rows["set"].map(WEIGHTS).to_numpy()
    said = Meanings(labels.right, labels.offered | labels.right, labels.right)

    def loss(values: Floats) -> tuple[float, Floats]:
        lost, pull = _lost(margins * values[0] + values[1:], said, weight)
        slopes = np.append((pull * margins).sum(), pull.sum(axis=0) + _TIGHT * values[1:])
        return lost + _TIGHT / 2 * float((values[1:] ** 2).sum()), slopes

    found = _least(loss, np.append(1.0, np.zeros(len(EMOTIONS))), 200)
    return float(found[0]), found[1:]


def _table(vocabulary: Vocabulary, weights: Floats, offsets: Floats) -> Table:
    squares = np.round(vocabulary.idf.astype(np.float64) ** 2 * SQUARE)
    told = vocabulary.idf[:, None].astype(np.float64) * weights
    steps = np.abs(told).max(axis=0) / _STEPS
    return Table(
        vocabulary.recipe,
        vocabulary.buckets,
        squares.astype(np.int16),
        np.round(told / steps).astype(np.int16),
        steps,
        offsets,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.emotion", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--output", type=Path, default=FEELINGS, help="weights to write (.npz)")
    parser.add_argument("--date", default="undated", help="date to write on the card")
    asked = parser.parse_args(arguments)
    started = time.monotonic()
    frame, sarcasm = read_all(asked.data), read_sarcasm(asked.data)
    tables = {}
    for lang, settings in SETTINGS.items():
        comments = sarcasm if lang == "zh" else None
        tables[lang] = fit(frame[frame["lang"] == lang], settings, comments)
        print(f"{lang}: {len(tables[lang].buckets)} features, {time.monotonic() - started:.0f} s")
    save(asked.output, tables)
    model = load(asked.output)
    test = frame[frame["part"] == "test"]
    scores = {
        "emotions": score_emotions(model, test),
        "sarcasm": score_sarcasm(model, sarcasm[sarcasm["part"] == "test"]),
        "sources": pd.DataFrame(by_source(sarcasm, SETTINGS["zh"].recipe)).T.rename_axis("from"),
        "alarms": false_alarms(model, test),
    }
    for table in scores.values():
        print(table.round(1).to_string())
    every = pd.concat([frame, sarcasm])
    write_card(asked.output, model.version, every, scores, date=asked.date)


if __name__ == "__main__":
    main()
