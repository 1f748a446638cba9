"""Two plain models that ours must beat, one a language, trained on the same texts.

Words and word pairs in a logistic regression; characters, their pairs and triples in a linear
support vector machine. Both take the labels of the sets as they are and are told nothing of sets
that lack neutral. They read texts as stored. The costs were chosen on the part `calibrate`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from held import TRAINS, cached, key_of
from models import Asked
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

SEED = 7
WORDS: Final = "words + logistic regression"
CHARS: Final = "characters + SVM"
COSTS: Final = {WORDS: 5.0, CHARS: 0.3}
"""Cost of an error (C), the better of two on the part `calibrate`."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each feature stands in each text: rows of training and of held-out texts."""

    train: sparse.csr_matrix
    test: sparse.csr_matrix


def _runs(words: list[str]) -> list[str]:
    plain = [word.lower() for word in words if not word.isspace()]
    return plain + [f"{first}\t{second}" for first, second in pairwise(plain)]


def _vectors(kind: str) -> tuple[str, Any]:
    if kind == WORDS:
        return "stored", CountVectorizer(analyzer=_runs, min_df=2, dtype=np.float32)
    return "text", CountVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, dtype=np.float32)


def _machine(kind: str) -> Any:
    if kind == WORDS:
        return OneVsRestClassifier(
            LogisticRegression(C=COSTS[WORDS], solver="liblinear", random_state=SEED)
        )
    return LinearSVC(C=COSTS[CHARS], random_state=SEED)


def training(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows the baselines learn from: no text twice with the same label."""
    rows = frame[(frame["part"] == "train") & frame["set"].map(TRAINS)]
    return rows.drop_duplicates(["text", "polarity"])


def count(kind: str, train: pd.DataFrame, test: pd.DataFrame) -> Counts:
    """Return the counts of one baseline's features."""
    column, vectors = _vectors(kind)
    return Counts(vectors.fit_transform(train[column]), vectors.transform(test[column]))


def learn_and_ask(kind: str, counts: Counts, labels: NDArray[Any]) -> pd.DataFrame:
    """Return the answers of one baseline to the held-out rows of `counts`.

    Args:
        kind: `WORDS` or `CHARS`.
        counts: features that stand in fewer than two training rows are left out.
        labels: (n,) class of each training row.
    """
    kept = np.flatnonzero(np.bincount(counts.train.indices, minlength=counts.train.shape[1]) > 1)
    weights = TfidfTransformer(sublinear_tf=True)
    machine = _machine(kind).fit(weights.fit_transform(counts.train[:, kept]), labels)
    asked = weights.transform(counts.test[:, kept])
    if kind == WORDS:
        return _answers(machine.predict_proba(asked), machine.classes_, sure=True)
    return _answers(machine.decision_function(asked), machine.classes_, sure=False)


def _answers(scores: NDArray[Any], classes: NDArray[Any], *, sure: bool) -> pd.DataFrame:
    place: Mapping[str, int] = {name: column for column, name in enumerate(classes)}
    return pd.DataFrame(
        {
            "said": classes[scores.argmax(axis=1)],
            "polarity": scores[:, place["positive"]] - scores[:, place["negative"]],
            "confidence": scores.max(axis=1) if sure else np.nan,
        }
    )


def baselines(frame: pd.DataFrame, cache: Path | None) -> list[Asked]:
    """Return what both say of the held-out texts of every set."""
    return [Asked(kind, _both_languages(kind, frame, cache)) for kind in (WORDS, CHARS)]


def _both_languages(kind: str, frame: pd.DataFrame, cache: Path | None) -> pd.DataFrame:
    parts = []
    for lang, rows in frame.groupby("lang"):
        train, test = training(rows), rows[rows["part"] == "test"]
        key = digest_key(kind, train, test)
        answers = cached(cache, f"baseline-{lang}", key, lambda: _one(kind, train, test))  # noqa: B023  # called at once
        print(f"{kind}, {lang}: done")
        parts.append(answers)
    return pd.concat(parts).loc[frame.index[frame["part"] == "test"]]


def digest_key(kind: str, train: pd.DataFrame, test: pd.DataFrame) -> str:
    """Return what the answers of a baseline depend on."""
    column, _ = _vectors(kind)
    return f"{kind} {_machine(kind)!r} {key_of(train, column)} {key_of(test, column)}"


def _one(kind: str, train: pd.DataFrame, test: pd.DataFrame) -> pd.DataFrame:
    answers = learn_and_ask(kind, count(kind, train, test), train["polarity"].to_numpy())
    return answers.set_index(test.index)
