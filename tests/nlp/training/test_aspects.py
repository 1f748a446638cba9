"""Fitting the weights for aspects on made-up rows."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nlp.aspects.model import TargetModel
from nlp.sentiment import linear
from nlp.sentiment.features import Recipe
from nlp.sentiment.model import FAST
from nlp.text.words import cutter
from nlp.training import aspect_categories, aspect_targets
from nlp.training.aspect_categories import SPLIT, said
from nlp.training.aspect_scores import counted, judged_places, side
from nlp.training.aspect_sets import SETS
from nlp.training.aspect_sides import industry
from nlp.training.aspect_targets import alone, ask, calibrated, fit, read

SENTIMENT = linear.load(FAST)
SMALL = aspect_targets.Settings(Recipe(14, 1, (1, 2)), 1, 10.0, 0.1, 40)
CUT = cutter()
GOOD, BAD, PLAIN = "嘻嘻呱", "呜呜嘟", "哒哒咚"  # words the sentiment model can not know


def places() -> pd.DataFrame:
    ends = {"positive": GOOD, "negative": BAD, "neutral": PLAIN}
    rows = [
        (f"{one}{ends[first]}，{other}{ends[second]}", *place)
        for one, other in (("门", "窗"), ("窗", "门"), ("桌", "灯"))
        for first in ends
        for second in ends
        for place in ((0, first), (5, second))
    ]
    frame = pd.DataFrame(rows, columns=["clean", "start", "label"])
    words = pd.Series([CUT(text) for text in frame["clean"]], dtype="object")
    return frame.assign(text=frame["clean"], words=words, lang="zh", end=frame["start"] + 1)


def test_the_clause_of_a_place_decides_not_the_one_beside() -> None:
    rows = places()
    table = fit(read(rows, SENTIMENT.scorers["zh"], SMALL.recipe), rows["label"], SMALL)
    model = TargetModel("", {"zh": table}, SENTIMENT.scorers)
    scores = judged_places(rows, ask(model, rows).argmax(axis=1))
    assert scores["accuracy"] == scores["mixed"] == 100


def test_calibration_keeps_the_order_of_answers() -> None:
    rows = places()
    found = read(rows, SENTIMENT.scorers["zh"], SMALL.recipe)
    model = TargetModel("", {"zh": fit(found, rows["label"], SMALL)}, SENTIMENT.scorers)
    after = TargetModel("", {"zh": calibrated(model, "zh", rows)}, SENTIMENT.scorers)
    before, now = ask(model, rows), ask(after, rows)
    assert np.array_equal(before.argmax(axis=1), now.argmax(axis=1))
    assert now.max(axis=1).mean() > before.max(axis=1).mean()  # all of them are right


def test_without_words_only_the_sentiment_model_speaks() -> None:
    rows = places()
    found = read(rows, SENTIMENT.scorers["zh"], SMALL.recipe)
    assert not alone(found.odds, rows["label"], SMALL).weights.any()


def texts() -> pd.DataFrame:
    said = {
        "屏幕": ("DISPLAY#QUALITY", "positive"),
        "屏幕价": ("DISPLAY#PRICE", "negative"),
        "镜头": ("LENS#QUALITY", "positive"),
        "镜头价": ("LENS#PRICE", "negative"),
    }
    rows = [
        (f"{place}{number}{thing}。", {label: each})
        for number in range(12)
        for place in ("说说", "看看")
        for thing, (label, each) in said.items()
    ]
    rows += [(f"今天是{number}号。", {}) for number in range(30)]
    frame = pd.DataFrame(rows, columns=["clean", "opinions"])
    words = pd.Series([CUT(text) for text in frame["clean"]], dtype="object")
    return frame.assign(text=frame["clean"], words=words, lang="zh")


def test_categories_are_told_apart_and_judged() -> None:
    settings = aspect_categories.Settings(Recipe(14, 1, (1, 2)), 1, 1, 1.0, 0.5, 1.0)
    rows = texts()
    asked = aspect_categories.fit(rows, settings)
    named = asked.chances(rows["words"].tolist()) >= asked.thresholds
    assert (named == said(rows, asked.labels)).mean() > 0.95
    held = industry(asked, rows, SENTIMENT.scorers["zh"])
    praised = asked.labels.index("LENS#QUALITY"), asked.labels.index("LENS#PRICE")
    assert held.leans[praised[0], 0] > held.leans[praised[1], 0]
    assert all(SPLIT in label for label in held.labels)


def test_what_a_set_does_not_say_counts_neither_way() -> None:
    truth = [{"price": "positive", "taste": ""}, {"taste": "negative"}]
    told = [{"price": "positive", "taste": "positive"}, {"taste": "positive"}]
    scores = counted(truth, told)
    assert scores["micro_f1"] == 100
    assert scores["with_polarity"] == 50
    assert scores["macro_f1"] == 100


def test_a_category_that_is_not_there_costs() -> None:
    scores = counted([{"price": "positive"}], [{"price": "positive", "taste": "neutral"}])
    assert (scores["precision"], scores["recall"]) == (50, 100)


@pytest.mark.parametrize(
    ("polarity", "name"), [(-0.9, "negative"), (0.1, "neutral"), (1, "positive")]
)
def test_a_polarity_near_nothing_is_neutral(polarity: float, name: str) -> None:
    assert side(polarity) == name


def test_the_card_says_what_trained_and_what_only_measures() -> None:
    card = Path(FAST.parent, "aspects.json").read_text(encoding="utf-8")
    uses = {name: row["use"] for name, row in json.loads(card)["data"].items()}
    assert {name for name, use in uses.items() if use == "trains"} == {
        each.name for each in SETS if not each.why_not
    }
