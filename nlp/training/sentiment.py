"""Make the shipped sentiment weights again: `python -m nlp.training.sentiment --data DIR`.

Reads the sets of `nlp.training.sets` under DIR, fits the two questions of `nlp.sentiment.linear`
for Chinese and English, turns their answers into probabilities on a part of its own, scores on a
third part, and writes weights and card to `nlp/models/`. Same data, same weights.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from nlp.sentiment.features import Features, Recipe, features
from nlp.sentiment.linear import Floats, Scorer, load, save
from nlp.sentiment.model import FAST
from nlp.text.cleaning import clean
from nlp.text.words import cutter
from nlp.training import card
from nlp.training.card import write_card
from nlp.training.machine import machine, telling
from nlp.training.scores import score
from nlp.training.sets import HEADLINES, LESSONS, POLES, SETS, LabelledSet, read_set
from nlp.training.splits import split

SEED = 20261122
_BATCH = 2000
_CODE = r"\[[^\[\]]{1,8}\]"
_EMOTICON = 0.1  # weight of a row of emoticons alone: they say it plainly, and are many


@dataclass(frozen=True, slots=True)
class Settings:
    """How one language is fitted.

    Attributes:
        recipe: which features a text has.
        texts: a feature must occur in so many training texts.
        word: how much more a run of words counts than a run of characters, which are many.
        telling: how much a feature that praise and blame share counts from the start, in the
            first question, beside the log ratio of one that they do not.
        polarity: cost of an error (C of a linear support vector machine) in the first question.
        neutral: the same in the second.
        reviews: weight, in the second question, of a row from a set without neutral.
        others: the same where nobody was asked to judge.
        lean: how much more a neutral row counts there than one that judges.
    """

    recipe: Recipe
    texts: int
    word: float
    telling: float
    polarity: float
    neutral: float
    reviews: float
    others: float
    lean: float


SETTINGS = {
    "zh": Settings(
        Recipe(23, 2, (1, 3)),
        texts=3,
        word=1.0,
        telling=0.5,
        polarity=0.3,
        neutral=0.4,
        reviews=1.0,
        others=0.3,
        lean=1.3,
    ),
    "en": Settings(
        Recipe(22, 3, (2, 5)),
        texts=3,
        word=1.5,
        telling=0.1,
        polarity=0.5,
        neutral=0.3,
        reviews=1.0,
        others=1.0,
        lean=0.75,
    ),
}
EMOTICONS = LabelledSet("weibo_senti", "zh", POLES, "none stated", review=False)
"""Posts labelled by the emoticons in them: what is read of them is the emoticons alone."""


def read_all(folder: Path) -> pd.DataFrame:
    """Return `set`, `lang`, `clean`, `words`, `polarity`, `part` of every row of every set."""
    frame = pd.concat([read_set(folder, labelled) for labelled in SETS], ignore_index=True)
    return _cut(split(_cleaned(frame)))


def _cleaned(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(clean=[clean(text).text for text in frame["text"]])


def _cut(frame: pd.DataFrame) -> pd.DataFrame:
    cut = cutter()
    return frame.assign(words=pd.Series([cut(text) for text in frame["clean"]], dtype="object"))


def lessons(folder: Path, frame: pd.DataFrame, *more: LabelledSet) -> pd.DataFrame:
    """Return the rows of the sets that only teach, but none near a held-out row of `frame`.

    Args:
        folder: the folder of the sets.
        frame: what `read_all` gave.
        more: sets that teach beside `LESSONS`.
    """
    held = frame.loc[frame["part"] != "train", ["set", "lang", "text", "clean", "polarity"]]
    taught = [_cleaned(read_set(folder, labelled)) for labelled in (*LESSONS, *more)]
    rows = split(pd.concat([held, *taught], ignore_index=True))
    names = [labelled.name for labelled in (*LESSONS, *more)]
    kept = rows[rows["set"].isin(names) & (rows["part"] == "train")]
    return _cut(kept.reset_index(drop=True))


def emoticons(folder: Path) -> pd.DataFrame:
    """Return rows to train on that hold nothing but emoticon codes, such as `[泪]`."""
    frame = read_set(folder, EMOTICONS)
    codes = frame["text"].str.findall(_CODE)
    frame = frame.assign(words=codes, text=codes.str.join(""), part="emoticons")
    return frame[frame["text"] != ""].assign(clean=frame["text"])


def fit(rows: pd.DataFrame, settings: Settings) -> Scorer:
    """Return the scorer of one language, fitted on the parts `train` and `calibrate` of `rows`."""
    train = rows[(rows["part"] == "train") & rows["set"].map(by_name("trains"))]
    train = train.drop_duplicates(["text", "polarity"])
    train = pd.concat([train, rows[rows["part"] == "emoticons"]])
    empty = _vocabulary(train, settings)
    matrix = _matrix(train, empty)
    weights = np.stack([_polarity(matrix, train, settings), _neutral(matrix, train, settings)], 1)
    return calibrated(replace(empty, weights=_half(weights)), rows, settings)


def by_name(attribute: str) -> Mapping[str, Any]:
    """Return an attribute of every set that is read here, by the set's name."""
    return {
        labelled.name: getattr(labelled, attribute) for labelled in (*SETS, *LESSONS, HEADLINES)
    }


def _vocabulary(rows: pd.DataFrame, settings: Settings) -> Scorer:
    size = 1 << settings.recipe.bits
    texts = np.bincount(_features(rows, settings.recipe).buckets, minlength=size)
    wordy = _features(rows, replace(settings.recipe, chars=(1, 0))).buckets
    kept = np.flatnonzero(texts >= settings.texts)
    places = np.zeros(size, np.int32)
    places[kept] = np.arange(1, len(kept) + 1)
    idf = np.log((len(rows) + 1) / (texts + 1)) + 1
    idf[np.unique(wordy)] *= settings.word
    return Scorer(
        settings.recipe,
        places,
        _half(np.concatenate([[0], idf[kept]])),
        np.zeros((len(kept) + 1, 2), np.float32),
        np.array([[1, 0], [1, 0]], np.float32),
    )


def _half(values: NDArray[Any]) -> Floats:
    # Weights are stored in half precision: fit and calibrate with what will be used.
    return values.astype(np.float16).astype(np.float32)


def _features(rows: pd.DataFrame, recipe: Recipe) -> Features:
    words, texts = rows["words"].tolist(), rows["text"].tolist()
    starts = range(0, len(rows), _BATCH)
    parts = [features(words[s : s + _BATCH], recipe, texts[s : s + _BATCH]) for s in starts]
    counts = np.concatenate([np.diff(part.offsets) for part in parts])
    buckets = np.concatenate([part.buckets for part in parts])
    return Features(np.concatenate([[0], np.cumsum(counts)]), buckets)


def _matrix(rows: pd.DataFrame, scorer: Scorer) -> sparse.csr_matrix:
    found = _features(rows, scorer.recipe)
    places = scorer.places[found.buckets]
    shape = (len(rows), len(scorer.idf))
    matrix = sparse.csr_matrix((scorer.idf[places], places, found.offsets), shape)
    matrix.eliminate_zeros()
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sparse.diags_array(1 / np.maximum(lengths, 1e-6)) @ matrix).tocsr()


def _polarity(matrix: sparse.csr_matrix, rows: pd.DataFrame, settings: Settings) -> NDArray[Any]:
    weights = np.where(rows["polarity"] == "neutral", 0.0, _seldom(rows))
    answers = (rows["polarity"] == "positive").to_numpy()
    told = weights > 0
    scales = telling(matrix[told], answers[told], least=settings.telling)
    scaled = (matrix @ sparse.diags_array(scales.astype(np.float32))).tocsr()
    return _answered(scaled, answers, settings.polarity, weights) * scales


def _neutral(matrix: sparse.csr_matrix, rows: pd.DataFrame, settings: Settings) -> NDArray[Any]:
    answers = (rows["polarity"] == "neutral").to_numpy()
    return _answered(matrix, answers, settings.neutral, _second_weights(rows, settings))


def _answered(
    matrix: sparse.csr_matrix, answers: NDArray[np.bool_], cost: float, weights: NDArray[Any]
) -> NDArray[Any]:
    told = weights > 0
    return machine(matrix[told], answers[told], cost=cost, weights=weights[told])


def _seldom(rows: pd.DataFrame) -> NDArray[np.float64]:
    weights = rows["set"].map(by_name("weight")).to_numpy(np.float64)
    return np.where(rows["part"] == "emoticons", _EMOTICON, weights)


def _second_weights(rows: pd.DataFrame, settings: Settings) -> NDArray[np.float64]:
    teaches = rows["set"].map(by_name("neutral")).to_numpy(bool)
    reviews = rows["set"].map(by_name("review")).to_numpy(bool)
    judges = np.where(teaches, 1.0, np.where(reviews, settings.reviews, settings.others))
    weights = np.where(rows["polarity"] == "neutral", settings.lean, judges)
    return weights * _seldom(rows)


def calibrated(scorer: Scorer, rows: pd.DataFrame, settings: Settings) -> Scorer:
    """Return `scorer` with its answers made probabilities on the part `calibrate` of `rows`."""
    held = rows[(rows["part"] == "calibrate") & rows["set"].map(by_name("trains"))]
    margins, _ = scorer.margins(_features(held, scorer.recipe))
    judged = np.where(held["polarity"] == "neutral", 0.0, 1.0)
    scales = [
        _curve(margins[:, 0], held["polarity"] == "positive", judged),
        _curve(margins[:, 1], held["polarity"] == "neutral", _second_weights(held, settings)),
    ]
    return replace(scorer, scales=np.array(scales, np.float32))


def _curve(margins: Floats, answers: Any, weights: NDArray[np.float64]) -> tuple[float, float]:
    curve = LogisticRegression(C=1e6).fit(margins[:, None], answers, sample_weight=weights)
    return float(curve.coef_[0, 0]), float(curve.intercept_[0])


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.sentiment", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--output", type=Path, default=FAST, help="weights to write (.npz)")
    parser.add_argument("--date", default="undated", help="date to write on the card")
    asked = parser.parse_args(arguments)
    started = time.monotonic()
    frame = read_all(asked.data)
    more = [lessons(asked.data, frame), emoticons(asked.data)]
    taught = pd.concat([frame, *more], ignore_index=True)
    scorers = {}
    for lang, settings in SETTINGS.items():
        scorers[lang] = fit(taught[taught["lang"] == lang], settings)
        print(f"{lang}: {len(scorers[lang].idf) - 1} features, {time.monotonic() - started:.0f} s")
    save(asked.output, scorers)
    model = load(asked.output)
    scores = score(model, frame[frame["part"] == "test"])
    print(scores.to_string())
    write_card(
        asked.output,
        card.FAST,
        command="python -m nlp.training.sentiment --data DIR",
        version=model.version,
        frame=taught,
        scores=scores,
        settings={lang: asdict(chosen) for lang, chosen in SETTINGS.items()},
        seed=SEED,
        date=asked.date,
    )


if __name__ == "__main__":
    main()
