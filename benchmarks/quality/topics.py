"""The shipped taxonomy against the channels of news headlines (tnews).

A channel is an editor's choice of shelf, a topic is words in the text, so this is a rough check:
precision says how often a topic of ours stands on the shelf it should, recall how much of the
shelf has any such topic. Headlines often name persons and teams that no taxonomy lists.
"""

from pathlib import Path

import pandas as pd

from nlp.text.words import cutter
from nlp.topics.taxonomy import Taxonomy

# Channel of tnews: the labels of ours that belong on it, by prefix.
SHELVES = {
    "car": ("car/",),
    "tech": ("digital/",),
    "sports": ("sport/",),
    "game": ("games/",),
    "entertainment": ("screen/",),
    "edu": ("education/",),
    "finance": ("finance/money",),
    "stock": ("finance/stocks",),
    "house": ("home/property",),
    "travel": ("travel/",),
}
MAPPED = tuple(prefix for prefixes in SHELVES.values() for prefix in prefixes)


def topic_scores(taxonomy: Taxonomy, data: Path) -> pd.DataFrame:
    """Return per channel: headlines, precision and recall of our labels, in percent."""
    frame = pd.read_csv(data / "tnews" / "train.csv.gz", dtype=str, keep_default_na=False)
    cut = cutter()
    found = [
        {topic.label for topic in taxonomy.find(text, cut(text)) if topic.label.startswith(MAPPED)}
        for text in frame["text"]
    ]
    channels = frame["label"].str.removeprefix("news_")
    rows = {name: _row(channels == name, found, shelf) for name, shelf in SHELVES.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("channel")


def _row(belongs: pd.Series, found: list[set[str]], shelf: tuple[str, ...]) -> dict[str, float]:
    said = pd.Series([any(label.startswith(shelf) for label in labels) for labels in found])
    right = int((said & belongs).sum())
    return {
        "headlines": int(belongs.sum()),
        "found": int(said.sum()),
        "precision": 100 * right / max(int(said.sum()), 1),
        "recall": 100 * right / max(int(belongs.sum()), 1),
    }
