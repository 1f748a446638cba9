"""What a sentiment model is, how to get one, and the stage that asks it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.sentiment import linear
from nlp.sentiment.labels import LabelsUnfit
from nlp.sentiment.mute import is_mute
from nlp.stage import Batch, Stage, stage

DIGITS = 4
"""Digits kept of polarity and confidence: more would differ from processor to processor."""
CLASSES = ("negative", "neutral", "positive")
UNDECIDED = "undecided"
FLOOR = 0.40
"""The least confidence that decides. Three classes drawn by lot give 0.33 each: an answer barely
above that is no opinion of the author but none of the model, and says so. A model that knows
nothing of a text (`linear.UNSURE`) stays below."""
SHIPPED = ("fast", "accurate", "auto")
FAST = Path(__file__).parents[1] / "models" / "fast.npz"
ACCURATE = Path(__file__).parents[1] / "models" / "accurate.onnx"


class SentimentModel(Protocol):
    """Anything that tells, for each text, how likely it is negative, neutral and positive."""

    @property
    def version(self) -> str:
        """Changes whenever answers may."""
        ...

    def predict(
        self, texts: Sequence[str], *, words: Sequence[Sequence[str]], langs: Sequence[str]
    ) -> NDArray[np.float32]:
        """Return (n, 3) probabilities in the order of `CLASSES`, rows summing to 1.

        Args:
            texts: the texts as stored, what they repost included.
            words: the words of each text's author.
            langs: the language of each text.
        """
        ...


class Verdicts(NamedTuple):
    """What probabilities say of n texts: three (n,) arrays."""

    sentiment: NDArray[np.object_]
    polarity: NDArray[np.float64]
    confidence: NDArray[np.float64]


def verdicts(chances: NDArray[np.floating]) -> Verdicts:
    """Return what (n, 3) probabilities, in the order of `CLASSES`, say of each text.

    Sentiment is the likeliest class, or undecided where its probability is below `FLOOR`;
    confidence that probability; polarity P(positive) - P(negative), of undecided texts too.
    """
    exact = chances.astype(np.float64)
    confidence = exact.max(axis=1, initial=0).round(DIGITS)
    likeliest = np.array(CLASSES, dtype=object)[exact.argmax(axis=1)]
    return Verdicts(
        np.where(confidence >= FLOOR, likeliest, UNDECIDED),
        (exact[:, 2] - exact[:, 0]).round(DIGITS),
        confidence,
    )


def load_model(name: str, labels: Mapping[str, str] | None = None) -> SentimentModel:
    """Return the model of that name.

    Args:
        name: "fast" or "accurate" for weights that come with this package, "auto" for both of
            them together; else the folder, or the name on a model hub, of a
            sequence-classification model (needs the extra `torch`). Nothing is fetched unless a
            hub name is given.
        labels: what the labels of a model of a folder or hub mean: label -> negative, neutral,
            positive or ignored.

    Raises:
        ExtraMissing: the model needs `pip install 'opinionflow[torch]'`.
        ModelUnavailable: it is not there or can not be read.
        LabelsUnclear: its labels name no polarity, or not those that `labels` speaks of.
    """
    if name in SHIPPED:
        if labels:
            raise LabelsUnfit(name, labels=CLASSES, fault="comes with its labels; map none")
        return _shipped(name)
    from nlp.sentiment.transformer import load  # noqa: PLC0415  # torch takes half a minute

    return load(name, labels)


def _shipped(name: str) -> SentimentModel:
    fast = linear.load(FAST)
    if name == "fast":
        return fast
    # What runs the network takes a while to import, and `fast` needs none of it.
    from nlp.sentiment import auto, encoder  # noqa: PLC0415

    return encoder.load(ACCURATE, fast) if name == "accurate" else auto.load(ACCURATE, fast)


def sentiment(model: SentimentModel) -> Stage:
    """Return the stage that asks `model` for or against."""

    @stage(
        requires=("text", "clean", "words", "lang"),
        assigns={"sentiment": "str", "polarity": "float64", "confidence": "float64"},
        version=model.version,
    )
    def sentiment(batch: Batch) -> Batch:
        """Add what the model says of each text."""
        texts = [text if isinstance(text, str) else "" for text in batch["text"].tolist()]
        mute = np.array(list(map(is_mute, batch["clean"].tolist())), dtype=bool)
        chances = model.predict(texts, words=batch["words"].tolist(), langs=batch["lang"].tolist())
        said = verdicts(np.where(mute[:, None], linear.UNSURE, chances))
        told = pd.Series(said.sentiment, batch.index, "str")
        return pd.DataFrame(said._asdict() | {"sentiment": told}, batch.index)

    return sentiment
