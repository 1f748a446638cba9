"""The labelled sets for feelings: what each label says of the eight emotions, and what it leaves.

A label means one or more emotions, and is silent on others. "anger disgust / none" means one of
the first two, and that those who labelled could not have said none. Such a row counts for the
first, against all that is in neither list, and neither way for what stands behind the stroke: a
set that lacks an answer does not push it down elsewhere. "happiness (like)" is silent on `like`
too, which is yet right where answers are counted: praise has no label of its own in SMP2020.
"""

from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files
from tomllib import loads
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.emotion.model import EMOTIONS
from nlp.text.words import cutter
from nlp.training.sets import LabelledSet

_NONE = "none stated"
_UER = "repository Apache-2.0, data not stated"
_SMP = {
    "angry": "anger disgust",
    "fear": "fear",
    "happy": "happiness (like)",
    "neutral": "none",
    "sad": "sadness",
    "surprise": "surprise",
}
_SEVEN = {
    "anger": "anger / none",
    "disgust": "disgust / none",
    "fear": "fear / none",
    "gratitude": "like / happiness none",
    "optimism": "happiness (like) / none",
    "sadness": "sadness / none",
    "surprise": "surprise / none",
}
_TWEETS = {
    "anger": "anger disgust / none",
    "joy": "happiness / none",
    "optimism": "like / none",
    "sadness": "sadness / none",
}
_SIDES = {
    "negative": "anger disgust fear sadness / surprise",
    "neutral": "none / surprise",
    "positive": "happiness like / surprise",
}
_REVIEW = {"negative": "anger disgust sadness", "positive": "like / happiness"}


@dataclass(frozen=True, slots=True)
class EmotionSet:
    """One public set and how it is used.

    Attributes:
        source: its folder, language, licence; its labels with what they mean.
        weight: how much one of its rows counts.
        most: at most so many of its rows train.
        calibrates: how often it has each emotion is how often posts have; reviews lack none.
    """

    source: LabelledSet
    weight: float = 1.0
    most: int = 1_000_000
    calibrates: bool = True


def _review(name: str, licence: str = _NONE) -> EmotionSet:
    return EmotionSet(LabelledSet(name, "zh", _REVIEW, licence), 0.6, 1500, calibrates=False)


SETS = (
    EmotionSet(LabelledSet("smp2020_usual", "zh", _SMP, _UER)),
    EmotionSet(LabelledSet("smp2020_virus", "zh", _SMP, _UER)),
    EmotionSet(LabelledSet("weibo_emotion7", "zh", _SEVEN, _NONE)),
    EmotionSet(
        LabelledSet(
            "nlpcc2014_weibo_emotion",
            "zh",
            {name: name for name in EMOTIONS},
            "repository GPL-2.0",
            why_not="copyleft",
        )
    ),
    _review("online_shopping_10_cats"),
    _review("waimai_10k"),
    _review("douban_book_review", _UER),
    _review("nlpcc2014_product"),
    _review("car_reviews"),
    # Headlines state: whatever their channel, they are what a text without feeling looks like.
    EmotionSet(
        LabelledSet("tnews", "zh", defaultdict(lambda: "none"), _NONE),
        0.4,
        3000,
        calibrates=False,
    ),
    EmotionSet(LabelledSet("tweet_emotion_en", "en", _TWEETS, "repository MIT"), 3.0),
    EmotionSet(LabelledSet("tweet_sentiment_en", "en", _SIDES, "repository MIT"), 0.5, 15_000),
    EmotionSet(
        LabelledSet("amazon_polarity_en", "en", _REVIEW, "MIT on the collection"),
        0.5,
        3000,
        calibrates=False,
    ),
)
_EITHER = "happiness (like)"
TABLE = "emoticons"
"""Name that the table of signs bears among the sets."""
WEIGHTS = {each.source.name: each.weight for each in SETS} | {TABLE: 2.0}
_PLACES = {"zh": ("", "今天", "刚到公司", "这个事情"), "en": ("", "today", "at the office", "so")}


class Meanings(NamedTuple):
    """What n labels say: (n, 8) each, in the order of `EMOTIONS`.

    Attributes:
        means: a row counts for these together.
        offered: it says anything of these, for or against.
        right: any of these is a right answer.
    """

    means: NDArray[np.bool_]
    offered: NDArray[np.bool_]
    right: NDArray[np.bool_]


def meanings(labels: "pd.Series[str]") -> Meanings:
    """Return what each label says."""
    codes, names = pd.factorize(labels)
    means, beside, silent = (
        np.array([[part(each) in name.split() for each in EMOTIONS] for name in halves])
        for halves, part in (
            ([name.partition("/")[0] for name in names], str),
            (names, "({})".format),
            ([name.partition("/")[2] for name in names], str),
        )
    )
    return Meanings(means[codes], ~(beside | silent)[codes], (means | beside)[codes])


def refined(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` with praise told from joy where their labels do not, by the shipped signs.

    Where a text bears signs of one of the two alone it is that one; else it is either.
    """
    table, out = _table(), rows["polarity"].to_numpy(object).copy()
    words = [frozenset(each) for each in rows["words"]]
    for row in np.flatnonzero([label.startswith(_EITHER) for label in out]).tolist():
        shown = [
            name
            for name in ("happiness", "like")
            if not words[row].isdisjoint((*table[name]["signs"], *table[name]["zh"]))
        ]
        meant = shown[0] if len(shown) == 1 else "happiness like"
        out[row] = out[row].replace(_EITHER, meant)
    return rows.assign(polarity=pd.Series(out, rows.index, dtype="str"))


def signs(lang: str) -> pd.DataFrame:
    """Return the shipped table of signs and words of feeling as training rows of one language.

    Each stands alone and behind a few plain words, so that it weighs in a longer text too.
    """
    entries = [
        (f"{place} {entry}".strip() if lang == "en" else place + entry, emotion)
        for emotion, groups in _table().items()
        for entry in (*groups["signs"], *groups[lang])
        for place in _PLACES[lang]
    ]
    rows = pd.DataFrame(entries, columns=["clean", "polarity"])
    cut = cutter()
    words = pd.Series([cut(text) for text in rows["clean"]], dtype="object")
    return rows.assign(set=TABLE, lang=lang, part="train", words=words)


def _table() -> dict[str, dict[str, list[str]]]:
    raw = (files("nlp") / "lexicons" / "emoticons.toml").read_text(encoding="utf-8")
    return loads(raw)
