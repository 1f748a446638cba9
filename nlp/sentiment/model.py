"""What a sentiment model is, how to get one, and the stage that asks it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.sentiment import linear
from nlp.stage import Batch, Stage, stage

DIGITS = 4
"""Digits kept of polarity and confidence: more would differ from processor to processor."""
CLASSES = ("negative", "neutral", "positive")
FAST = Path(__file__).parents[1] / "models" / "fast.npz"


class SentimentModel(Protocol):
    """Anything that tells, for each text, how likely it is negative, neutral and positive."""

    @property
    def version(self) -> str:
        """Changes whenever answers may."""
        ...

    def predict(
        self, texts: Sequence[str], *, words: Sequence[Sequence[str]], langs: Sequence[str]
    ) -> NDArray[np.float32]:
        """Return (n, 3) probabilities in the order of `CLASSES`, rows summing to 1."""
        ...


def load_model(name: str) -> SentimentModel:
    """Return the model of that name.

    Args:
        name: "fast" for the weights that come with this package; else the folder, or the name on
            a model hub, of a sequence-classification model (needs the extra `torch`). Nothing is
            fetched unless a hub name is given.

    Raises:
        ExtraMissing: the model needs `pip install 'opinionflow[torch]'`.
        ModelUnavailable: it is not there or can not be read.
        LabelsUnclear: its labels name no polarity.
    """
    if name == "fast":
        return linear.load(FAST)
    from nlp.sentiment.transformer import load  # noqa: PLC0415  # torch takes half a minute

    return load(name)


def sentiment(model: SentimentModel) -> Stage:
    """Return the stage that asks `model` for or against."""

    @stage(
        requires=("clean", "words", "lang"),
        assigns={"sentiment": "str", "polarity": "float64", "confidence": "float64"},
        version=model.version,
    )
    def sentiment(batch: Batch) -> Batch:
        """Add the likeliest class, its probability, and P(positive) - P(negative)."""
        chances = model.predict(
            batch["clean"].tolist(), words=batch["words"].tolist(), langs=batch["lang"].tolist()
        ).astype(np.float64)
        best = chances.argmax(axis=1)
        return pd.DataFrame(
            {
                "sentiment": pd.Series(np.array(CLASSES)[best], index=batch.index, dtype="str"),
                "polarity": (chances[:, 2] - chances[:, 0]).round(DIGITS),
                "confidence": chances[np.arange(len(best)), best].round(DIGITS),
            },
            index=batch.index,
        )

    return sentiment
