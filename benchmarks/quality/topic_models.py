"""What texts are about: the trained classifier, and classifiers learned by example.

Machines of our kind stand beside two plain ones that learn from the same texts; all three take the
better of two costs on the part `calibrate` (with a hundred labels and more, the lower). The shipped
weights are asked about two sets that they were not taught with.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from cells import cell, table
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

from nlp.sentiment.features import Recipe
from nlp.text.words import cutter
from nlp.topics.classifier import FEWEST, FLOOR, TopicsModel, load
from nlp.topics.fitting import SEED, Space, machines, margins
from nlp.topics.learning import COST, SHARE, vocabulary_of
from nlp.topics.taxonomy import Taxonomy, read_taxonomy
from nlp.training.bags import learned
from nlp.training.topic_sets import OFFENSIVE, keyword_texts, texts_of

NOTHING = Path(__file__).with_name("topic_nothing.toml")
LEXICON = Path(__file__).parents[2] / "nlp" / "lexicons" / "topics.toml"
COSTS = (0.3, 1.0)
PUBLISHED = {
    "tnews": "BERT-base 56.1 with 4.5 times the texts (CLUE README)",
    "iflytek_apps": "BERT-base 60.4 with twice the texts (CLUE README)",
    "thucnews_titles": "FastText 92.2 with 18 times the texts (source README)",
    "cold_offensive": "BERT about 81 on its own test part (paper, from memory)",
}
CHANNELS = {
    "sports": "sport", "entertainment": "screen", "finance": "finance", "stocks": "finance",
    "education": "education", "game": "games", "realty": "home/property", "science": "digital",
}  # fmt: skip
CATEGORIES = {
    "明星": "screen", "综艺": "screen", "电视剧": "screen", "电影": "screen", "体育": "sport",
    "财经": "finance", "游戏": "games", "科技": "digital", "互联网": "digital", "数码": "digital",
    "汽车": "car", "军事": "news/military",
}  # fmt: skip
_RECIPE, _SHARE = Recipe(20, 2, (1, 3)), 0.35
_KEYWORDS = 0.5
_MANY = 100  # labels, with which a second cost would take minutes
_SHOTS, _DRAWS, _KINDS = (8, 16, 32, 64), 2, 20

Answers = NDArray[Any]


class Parts(NamedTuple):
    """A set in its three parts."""

    train: pd.DataFrame
    calibrate: pd.DataFrame
    test: pd.DataFrame


def section(data: Path) -> str:
    """Return the section of the quality page, as Markdown."""
    model, sets = load(), _sets(data)
    parts = [
        "## What texts are about\n",
        __doc__.split("\n\n", 1)[1].strip() if __doc__ else "",
        "\n### Machines that learn from the same texts: accuracy, macro-F1\n",
        table(
            ["set", "labels", "texts held out", "words + LR", "characters + SVM", "ours",
             "published accuracy"],
            [_against_plain(name, rows, model) for name, rows in sets.items()],
        ),
        f"\n### The shipped weights on sets not taught, from {FLOOR:g} on\n",
        table(
            ["set", "label", "texts", "with it", "precision", "recall", "F1",
             "rules: precision", "rules: recall", "rules: F1"],
            _shipped(sets, model, read_taxonomy(LEXICON)),
        ),
        "\n### Marked as offensive where hardly any is, of 1,000\n",
        table(["set", "marked"], _alarms(sets, model)),
        "\n### Texts of our own about nothing in particular (`topic_nothing.toml`)\n",
        table(["texts", "of them", "given a label"], _nothing(model)),
        "\n### By example: macro-F1 by texts a label, plain (words + LR) and ours\n",
        table(
            ["set", *(f"{shots}: {who}" for shots in _SHOTS for who in ("plain", "ours"))],
            [_few(name, sets[name], model)
             for name in ("tnews", "thucnews_titles", "iflytek_apps")],
        ),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _sets(data: Path) -> dict[str, Parts]:
    names = ("tnews", "thucnews_titles", "cold_offensive", "iflytek_apps")
    frames = {name: _raw(data / name) for name in names}
    hot = pd.read_csv(
        data / "weibo_hot_hub" / "topics.csv.gz", dtype=str, keep_default_na=False
    ).query("category != ''")
    hot["label"] = hot["category"].str.partition("-")[0]
    hot["text"] = hot["title"] + " " + hot["summary"]
    frames["weibo_hot_hub"] = hot
    return {name: _parts(frame.assign(set=name)) for name, frame in frames.items()}


def _raw(folder: Path) -> pd.DataFrame:
    paths = [path for name in ("train", "dev") if (path := folder / f"{name}.csv.gz").exists()]
    return pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths])


def _parts(frame: pd.DataFrame) -> Parts:
    if "keywords" not in frame:
        frame["keywords"] = ""
    rows = texts_of(frame.assign(polarity=frame["label"]))
    return Parts(*(rows[rows["part"] == name] for name in Parts._fields))


def _against_plain(name: str, rows: Parts, model: TopicsModel) -> list[str]:
    found = [_best(kind, rows, model) for kind in (_words, _characters, _ours)]
    shown = [f"{cell(100 * exact)}, {cell(100 * macro)}" for exact, macro in found]
    top = max(range(3), key=lambda place: found[place])
    shown[top] = f"**{shown[top]}**"
    count = str(rows.train["polarity"].nunique())
    return [name, count, str(len(rows.test)), *shown, PUBLISHED.get(name, "–")]


def _best(kind: Any, rows: Parts, model: TopicsModel) -> tuple[float, float]:
    asked = pd.concat([rows.calibrate, rows.test])
    size = len(rows.calibrate)
    costs = COSTS if rows.train["polarity"].nunique() < _MANY else COSTS[:1]
    said = [kind(rows.train, asked, cost, model) for cost in costs]
    right = [(each[:size] == rows.calibrate["polarity"].to_numpy()).mean() for each in said]
    chosen = said[int(np.argmax(right))][size:]
    truth = rows.test["polarity"].to_numpy()
    macro = f1_score(truth, chosen, average="macro", zero_division=0)
    return float((chosen == truth).mean()), float(macro)


def _plain(words: Sequence[str]) -> list[str]:
    return [word.lower() for word in words if not word.isspace()]


def _words(train: pd.DataFrame, asked: pd.DataFrame, cost: float, _model: TopicsModel) -> Answers:
    vectors = TfidfVectorizer(analyzer=_plain, sublinear_tf=True)
    one = LogisticRegression(C=20 * cost, solver="liblinear", random_state=SEED)
    machine = OneVsRestClassifier(one).fit(vectors.fit_transform(train["words"]), train["polarity"])
    return np.asarray(machine.predict(vectors.transform(asked["words"])))


def _characters(
    train: pd.DataFrame, asked: pd.DataFrame, cost: float, _model: TopicsModel
) -> Answers:
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    machine = LinearSVC(C=cost, random_state=SEED)
    machine.fit(vectors.fit_transform(train["clean"]), train["polarity"])
    return np.asarray(machine.predict(vectors.transform(asked["clean"])))


def _ours(train: pd.DataFrame, asked: pd.DataFrame, cost: float, model: TopicsModel) -> Answers:
    labels = np.array(sorted(train["polarity"].unique()))
    rows = pd.concat([train, keyword_texts(train)])
    words = rows["words"].tolist()
    space = Space(learned(words, _RECIPE, least=2), model.vectors, _SHARE)
    weights = np.ones((len(rows), len(labels)))
    weights[len(train) :] = _KEYWORDS
    answers = rows["polarity"].to_numpy()[:, None] == labels
    found = machines(space.matrix(words), answers, cost=cost, weights=weights)
    return np.asarray(labels[margins(space.matrix(asked["words"].tolist()), found).argmax(axis=1)])


def _shipped(sets: Mapping[str, Parts], model: TopicsModel, taxonomy: Taxonomy) -> list[list[str]]:
    shown = []
    for name, meaning in (("thucnews_titles", CHANNELS), ("weibo_hot_hub", CATEGORIES)):
        rows = pd.concat(sets[name])
        truth = rows["polarity"].map(meaning).fillna("").to_numpy()
        likely = model.probabilities(rows["words"].tolist())
        found = taxonomy.find_all(rows["clean"].tolist(), rows["words"].tolist())
        ruled = [tuple(topic.label for topic in topics) for topics in found]
        for label in sorted(set(meaning.values())):
            said = likely[:, model.judge.labels.index(label)] >= FLOOR
            rule = np.array([any(each.startswith(label) for each in labels) for labels in ruled])
            belongs = truth == label
            counts = [str(len(rows)), str(int(belongs.sum()))]
            shown.append([name, label, *counts, *_rates(said, belongs), *_rates(rule, belongs)])
    return shown


def _rates(said: Answers, truth: Answers) -> list[str]:
    right, found, there = float((said & truth).sum()), float(said.sum()), float(truth.sum())
    if not found:
        return ["–", "0.0", "0.0"]
    rates = (right / found, right / max(there, 1.0), 2 * right / (found + there))
    return [cell(100 * rate) for rate in rates]


def _alarms(sets: Mapping[str, Parts], model: TopicsModel) -> list[list[str]]:
    place = model.judge.labels.index(OFFENSIVE)
    shown = []
    for name in ("tnews", "thucnews_titles", "iflytek_apps", "weibo_hot_hub"):
        likely = model.probabilities(sets[name].test["words"].tolist())[:, place]
        shown.append([name, cell(1000 * float((likely >= FLOOR).mean()))])
    return shown


def _nothing(model: TopicsModel) -> list[list[str]]:
    told = {"mended": "looked at while it was mended", "held": "kept apart"}
    lists = tomllib.loads(NOTHING.read_text(encoding="utf-8"))
    cut, shown = cutter(), []
    for name, texts in lists.items():
        words = [cut(text) for text in texts]
        long = np.array([sum(map(str.isalnum, each)) >= FEWEST for each in words])
        said = (model.probabilities(words) >= FLOOR).any(axis=1) & long
        shown.append([told[name], str(len(texts)), str(int(said.sum()))])
    return shown


def _few(name: str, rows: Parts, model: TopicsModel) -> list[str]:
    counts = rows.train["polarity"].value_counts()
    kinds = counts.index[counts >= max(_SHOTS)][:_KINDS]
    train = rows.train[rows.train["polarity"].isin(kinds)]
    test = rows.test[rows.test["polarity"].isin(kinds)]
    shown = []
    for shots in _SHOTS:
        drawn = [train.groupby("polarity").sample(shots, random_state=s) for s in range(_DRAWS)]
        for ask in (_words_few, _taught):
            said = [ask(few, test, model) for few in drawn]
            scores = [f1_score(test["polarity"], each, average="macro") for each in said]
            shown.append(cell(100 * float(np.mean(scores))))
    return [f"{name} ({len(kinds)} labels)", *shown]


def _words_few(few: pd.DataFrame, test: pd.DataFrame, model: TopicsModel) -> Answers:
    return _words(few, test, 0.5, model)


def _taught(few: pd.DataFrame, test: pd.DataFrame, model: TopicsModel) -> Answers:
    labels, words = np.array(sorted(few["polarity"].unique())), few["words"].tolist()
    space = Space(vocabulary_of(words, model.judge.table), model.vectors, SHARE)
    answers = few["polarity"].to_numpy()[:, None] == labels
    found = machines(space.matrix(words), answers, cost=COST, balanced=True)
    return np.asarray(labels[margins(space.matrix(test["words"].tolist()), found).argmax(axis=1)])
