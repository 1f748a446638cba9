"""The question whether a text is sarcastic, from comments under news (ToSarcasm).

The set is small and six in ten of its comments are sarcastic, which no stream is. So plain texts
of other sets stand beside it as not sarcastic, lightly, and the curve that makes answers
probabilities is fitted on answers about comments that the weights have not seen.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from nlp.sentiment.features import Recipe
from nlp.text.cleaning import clean
from nlp.text.words import cutter
from nlp.training.bags import Vocabulary, learned
from nlp.training.sets import LabelledSet, read_set
from nlp.training.splits import split

SEED = 20261122
SET = LabelledSet(
    "tosarcasm", "zh", {"literal": "literal", "sarcastic": "sarcastic"}, "none stated"
)
_FOLDS = 5
_COST = 2.0
_PLAIN = 0.1  # weight of a text of another set
_TOPIC = "\ue000"  # before a word of the topic: it is not the author's

Floats = NDArray[np.float64]


def read_sarcasm(folder: Path) -> pd.DataFrame:
    """Return `clean`, `words`, `topic_words`, `polarity` (sarcastic or literal), `part`."""
    frame = read_set(folder, SET).assign(topic=_topics(folder))
    frame["clean"] = [clean(text).text for text in frame["text"]]
    frame, cut = split(frame), cutter()
    topics = [[_TOPIC + word for word in cut(topic)] for topic in frame["topic"]]
    return frame.assign(
        words=pd.Series([cut(text) for text in frame["clean"]], dtype="object"),
        topic_words=pd.Series(topics, dtype="object"),
    )


def _topics(folder: Path) -> "pd.Series[str]":
    named = LabelledSet(SET.name, SET.lang, SET.polarity, SET.licence, column="topic")
    return read_set(folder, named)["text"]


def fit_sarcasm(
    rows: pd.DataFrame, plain: list[list[str]], vocabulary: Vocabulary
) -> tuple[Floats, float]:
    """Return the (k,) weights and the offset of the question, with probabilities as answers.

    Args:
        rows: what `read_sarcasm` gives; the part `test` is not looked at.
        plain: words of texts of other sets, taken for not sarcastic.
        vocabulary: the features that have a weight.
    """
    seen = rows[rows["part"] != "test"]
    answers = (seen["polarity"] == "sarcastic").to_numpy()
    matrix, other = vocabulary.matrix(seen["words"].tolist()), vocabulary.matrix(plain)
    slope, offset = _curve(_unseen(matrix, answers, other), answers)
    machine = _machine(matrix, answers, other)
    return machine.coef_.ravel() * slope, float(machine.intercept_[0]) * slope + offset


def _machine(
    matrix: sparse.csr_matrix, answers: NDArray[np.bool_], plain: sparse.csr_matrix
) -> LogisticRegression:
    weights = np.repeat([1.0, _PLAIN], [matrix.shape[0], plain.shape[0]])
    answers = np.concatenate([answers, np.zeros(plain.shape[0], np.bool_)])
    machine = LogisticRegression(C=_COST, max_iter=200)
    return machine.fit(sparse.vstack([matrix, plain]).tocsr(), answers, sample_weight=weights)


def _unseen(
    matrix: sparse.csr_matrix, answers: NDArray[np.bool_], plain: sparse.csr_matrix
) -> Floats:
    margins = np.zeros(len(answers))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=SEED)
    for train, held in folds.split(margins, answers):
        machine = _machine(matrix[train], answers[train], plain)
        margins[held] = machine.decision_function(matrix[held])
    return margins


def _curve(margins: Floats, answers: NDArray[np.bool_]) -> tuple[float, float]:
    curve = LogisticRegression(C=1e6).fit(margins[:, None], answers)
    return float(curve.coef_[0, 0]), float(curve.intercept_[0])


def by_source(rows: pd.DataFrame, recipe: Recipe) -> dict[str, dict[str, float]]:
    """Return AUC and average precision, in per cent, from the text, and with the news title.

    On comments not seen in training, in folds over all but the part `test`.
    """
    seen = rows[rows["part"] != "test"]
    answers = (seen["polarity"] == "sarcastic").to_numpy()
    both = (seen["words"] + seen["topic_words"]).tolist()
    found = {}
    for name, words in (("text", seen["words"].tolist()), ("text and title", both)):
        matrix = learned(words, recipe, least=2).matrix(words)
        margins = _unseen(matrix, answers, matrix[:0])
        found[name] = ranking(answers, margins)
    return found


def ranking(answers: NDArray[np.bool_], margins: NDArray[Any]) -> dict[str, float]:
    """Return how well `margins` put the true ones first: AUC, average precision, in per cent."""
    return {
        "auc": 100 * float(roc_auc_score(answers, margins)),
        "average_precision": 100 * float(average_precision_score(answers, margins)),
    }
