"""The weights for aspects beside plain linear models that are trained in the same run.

All are judged on the parts `test` of `nlp.training.splits`; the plain models learn from all other
texts of the same set alone.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from cells import NONE, cell, table, whole
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlp.aspects import categories, model
from nlp.aspects.model import TargetModel
from nlp.sentiment import linear
from nlp.sentiment.linear import LinearModel
from nlp.sentiment.model import FAST
from nlp.training.aspect_scores import counted, judged_places, told_by
from nlp.training.aspect_sets import OPINIONS, WHOLE, read_categories, read_places
from nlp.training.aspect_targets import LABELS, SETTINGS, ask, fit, read

_MOST = 8000
"""At most so many places teach a plain model: more make it slow and hardly better."""
_FEWEST = 5
"""Categories with fewer test texts have no row of their own."""
_KEYWORDS = 3
_PUBLISHED = {
    "semeval2014_absa": "BERT-SPC 84.5 restaurants, 79.0 laptops",
    "bdci_car_topics": "contest winners about 70 with polarity",
    "dianping_aspect_categories": "ASAP, BERT with 20 times the texts: about 80 macro-F1",
}
_HEAD = """\
## Aspects: trained models

`model` is what ships (`nlp/models/aspects.npz`, `categories.npz`), on the parts held out by us. The
plain models learn from the other texts of the same set: `words` is TF-IDF of words and logistic
regression, `characters` TF-IDF of runs of 1 to 3 (English 2 to 5) and a support vector machine,
one against the rest. Published figures are on the official test parts, so for scale only.
"""


def section(data: Path) -> str:
    """Return the section of the quality page."""
    sentiment = linear.load(FAST)
    places, texts = read_places(data), read_categories(data)
    parts = [_HEAD, *_places(places, sentiment), *_categories(texts, sentiment)]
    return "\n".join(parts)


def _places(rows: pd.DataFrame, sentiment: LinearModel) -> list[str]:
    judge = model.load(sentiment)
    lines, labels = [], []
    for name, part in rows[~rows["kind"].isin([OPINIONS, WHOLE])].groupby("set"):
        test, train = part[part["part"] == "test"], part[part["part"] != "test"]
        answers = {
            "fast, whole text": _of_texts(sentiment, test),
            "words": _plain(train, test, _words, LogisticRegression(C=10.0, max_iter=300)),
            "characters": _plain(train, test, _characters, LinearSVC(C=0.5)),
            "model": ask(judge, test).argmax(axis=1),
        }
        if not test["lang"].eq("zh").all():
            answers["model, taught by this set"] = _taught(train, test, sentiment)
        lines += [_line(str(name), tool, test, said) for tool, said in answers.items()]
        labels += _by_label(str(name), test, answers["model"])
    head = ["set", "tool", "places", "accuracy", "macro-F1", "in texts that judge both ways"]
    return [
        "### One thing in a text, for or against\n",
        table([*head, "published"], lines),
        "\n### The same, by label\n",
        table(["set", "label", "precision", "recall", "F1", "n"], labels),
    ]


def _line(name: str, tool: str, test: pd.DataFrame, said: NDArray[np.int64]) -> list[str]:
    scores = judged_places(test, said)
    figures = [cell(scores[each]) for each in ("accuracy", "macro_f1", "mixed")]
    published = _PUBLISHED.get(name, NONE) if tool.startswith("model") else NONE
    return [name, tool, whole(scores["texts"]), *figures, published]


def _of_texts(sentiment: LinearModel, rows: pd.DataFrame) -> NDArray[np.int64]:
    texts, words, langs = (rows[name].tolist() for name in ("clean", "words", "lang"))
    return sentiment.predict(texts, words=words, langs=langs).argmax(axis=1).astype(np.int64)


def _words(rows: pd.DataFrame) -> list[list[str]]:
    more = rows["target"] if "target" in rows else [""] * len(rows)
    return [[*words, f"= {each}"] for words, each in zip(rows["words"], more, strict=True)]


def _characters(rows: pd.DataFrame) -> list[list[str]]:
    spans = range(1, 4) if rows["lang"].eq("zh").all() else range(2, 6)
    more = rows["target"] if "target" in rows else [""] * len(rows)
    texts = [f"{text} = {each}" for text, each in zip(rows["clean"], more, strict=True)]
    return [
        [text[start : start + size] for size in spans for start in range(len(text) - size + 1)]
        for text in texts
    ]


def _bags(
    train: pd.DataFrame, test: pd.DataFrame, cut: Callable[[pd.DataFrame], list[list[str]]]
) -> tuple[Any, Any]:
    maker = TfidfVectorizer(analyzer=lambda each: each, sublinear_tf=True, min_df=2)
    return maker.fit_transform(cut(train)), maker.transform(cut(test))


def _plain(
    train: pd.DataFrame,
    test: pd.DataFrame,
    cut: Callable[[pd.DataFrame], list[list[str]]],
    machine: Any,
) -> NDArray[np.int64]:
    train = train.sample(min(len(train), _MOST), random_state=0)
    known, asked = _bags(train, test, cut)
    said = machine.fit(known, train["label"]).predict(asked)
    return np.array([LABELS.index(each) for each in said])


def _taught(train: pd.DataFrame, test: pd.DataFrame, sentiment: LinearModel) -> NDArray[np.int64]:
    found = read(train, sentiment.scorers["en"], SETTINGS["en"].recipe)
    own = TargetModel("", {"en": fit(found, train["label"], SETTINGS["en"])}, sentiment.scorers)
    return ask(own, test).argmax(axis=1)


def _by_label(name: str, test: pd.DataFrame, said: NDArray[np.int64]) -> list[list[str]]:
    truth = test["label"].to_numpy()
    pairs = [(truth == label, said == place) for place, label in enumerate(LABELS)]
    return [[name, label, *_prf(*pair)] for label, pair in zip(LABELS, pairs, strict=True)]


def _prf(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> list[str]:
    both = int((truth & said).sum())
    precision, recall = both / max(int(said.sum()), 1), both / max(int(truth.sum()), 1)
    f1 = 2 * both / max(int(truth.sum() + said.sum()), 1)
    return [*(cell(100 * each) for each in (precision, recall, f1)), whole(truth.sum())]


def _categories(rows: pd.DataFrame, sentiment: LinearModel) -> list[str]:
    sorter, lines, labels = categories.load(sentiment), [], []
    for (name, industry), part in rows.groupby(["set", "industry"]):
        test, train = part[part["part"] == "test"], part[part["part"] != "test"]
        truth = test["opinions"].tolist()
        found = told_by(sorter, test, str(industry))
        plain = _plain_categories(train, test)
        for tool, told in (*plain.items(), ("model", found)):
            scores = counted(truth, told)
            names = ("precision", "recall", "micro_f1", "macro_f1", "with_polarity")
            published = _PUBLISHED.get(str(name), NONE) if tool == "model" else NONE
            figures = [cell(scores[each]) for each in names]
            lines.append([str(name), tool, whole(len(test)), *figures, published])
        labels += [[str(name), *row] for row in _category_rows(str(industry), truth, found)]
    head = ["set", "tool", "texts", "precision", "recall", "micro-F1", "macro-F1"]
    return [
        "\n### Categories of an industry\n",
        f"`keywords`: the {_KEYWORDS} words that tell each category best in the training texts.\n",
        table([*head, "micro-F1 with polarity", "published"], lines),
        f"\n### The same, by category (those with {_FEWEST} test texts or more)\n",
        table(["set", "category", "aspect", "precision", "recall", "F1", "n"], labels),
    ]


def _plain_categories(train: pd.DataFrame, test: pd.DataFrame) -> dict[str, list[dict[str, str]]]:
    names = sorted({each for told in train["opinions"] for each in told})
    truth = np.array([[bool(told.get(name)) for name in names] for told in train["opinions"]])
    known, asked = _bags(train, test, _words)
    found = {
        "keywords": _keywords(known, asked, truth),
        "words": _rest(known, asked, truth, LogisticRegression(C=10.0, max_iter=200)),
        "characters": _rest(*_bags(train, test, _characters), truth, LinearSVC(C=0.5)),
    }
    judge = _polarities(train, test, names)
    return {tool: _told(names, said, judge) for tool, said in found.items()}


def _rest(known: Any, asked: Any, truth: NDArray[np.bool_], machine: Any) -> NDArray[np.bool_]:
    columns = [
        machine.fit(known, answers).predict(asked)
        if 0 < answers.sum() < len(answers)
        else np.full(asked.shape[0], bool(answers.all()))
        for answers in truth.T
    ]
    return np.stack(columns, axis=1)


def _keywords(known: Any, asked: Any, truth: NDArray[np.bool_]) -> NDArray[np.bool_]:
    there, asked = (known > 0).astype(np.float64), (asked > 0).astype(np.float64)
    sizes = np.asarray(there.sum(axis=0)).ravel()
    columns = []
    for answers in truth.T:
        both = np.asarray(there[np.flatnonzero(answers)].sum(axis=0)).ravel()
        best = np.argsort(-2 * both / (sizes + answers.sum()), kind="stable")[:_KEYWORDS]
        columns.append(np.asarray(asked[:, best].sum(axis=1)).ravel() > 0)
    return np.stack(columns, axis=1)


Judge = Callable[[Sequence[tuple[int, str]]], list[str]]


def _polarities(train: pd.DataFrame, test: pd.DataFrame, names: list[str]) -> Judge:
    """Return the plain model of what a text says of a category: its words and the category."""
    maker = TfidfVectorizer(analyzer=lambda each: each, sublinear_tf=True, min_df=2)
    pairs = [
        ([*words, f"= {name}"], each)
        for words, told in zip(train["words"], train["opinions"], strict=True)
        for name, each in told.items()
        if name in names and each in LABELS
    ]
    known = maker.fit_transform([bag for bag, _ in pairs])
    machine = LogisticRegression(C=10.0, max_iter=200).fit(known, [each for _, each in pairs])
    words = test["words"].tolist()

    def judge(asked: Sequence[tuple[int, str]]) -> list[str]:
        bags = [[*words[row], f"= {name}"] for row, name in asked]
        return list(machine.predict(maker.transform(bags))) if bags else []

    return judge


def _told(names: list[str], said: NDArray[np.bool_], judge: Judge) -> list[dict[str, str]]:
    pairs = [(int(row), names[column]) for row, column in np.argwhere(said)]
    told: list[dict[str, str]] = [{} for _ in said]
    for (row, name), each in zip(pairs, judge(pairs), strict=True):
        told[row][name] = each
    return told


def _category_rows(
    industry: str, truth: Sequence[dict[str, str]], found: Sequence[dict[str, str]]
) -> list[list[str]]:
    rows = []
    for name in sorted({each for told in truth for each in told}):
        true = np.array([bool(told.get(name)) for told in truth])
        silent = np.array([told.get(name) == "" for told in truth])
        said = np.array([name in told for told in found]) & ~silent
        if true.sum() >= _FEWEST:
            rows.append([name, categories.general(industry, name), *_prf(true, said)])
    return rows


if __name__ == "__main__":
    import sys

    print(section(Path(sys.argv[1])))
