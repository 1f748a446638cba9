"""The stage that says what a text feels like."""

import numpy as np
import pandas as pd

from nlp.emotion.model import EMOTIONS, FeelingsModel
from nlp.sentiment.mute import is_mute
from nlp.stage import Batch, Stage, stage

DIGITS = 4
"""Digits kept of probabilities: more would differ from processor to processor."""

NONE = EMOTIONS.index("none")
SARCASTIC = 0.8
"""From here on a comment under news counts as sarcastic when the model is scored; no text is
marked by it (`docs/methods.md`)."""


def feelings(model: FeelingsModel) -> Stage:
    """Return the stage that asks `model` for emotion and sarcasm."""

    @stage(
        requires=("clean", "words", "lang"),
        assigns={"emotion": "str", "emotion_confidence": "float64", "sarcasm": "float64"},
        version=model.version,
    )
    def feelings(batch: Batch) -> Batch:
        """Add the likeliest emotion, its probability, and the probability of sarcasm.

        Where nothing is known (no text, marks alone, no known sign, a language not learned) the
        emotion is none with confidence 0. Sarcasm is judged in Chinese alone; elsewhere it is 0.
        """
        found = model.predict(batch["words"].tolist(), langs=batch["lang"].tolist())
        mute = np.array(list(map(is_mute, batch["clean"])), dtype=bool)
        confidence = np.where(mute, 0, found.emotions.max(axis=1, initial=0)).round(DIGITS)
        best = np.where(confidence > 0, found.emotions.argmax(axis=1), NONE)
        return pd.DataFrame(
            {
                "emotion": pd.Series(np.array(EMOTIONS)[best], index=batch.index, dtype="str"),
                "emotion_confidence": confidence,
                "sarcasm": np.where(mute, 0, found.sarcasm).round(DIGITS),
            },
            index=batch.index,
        )

    return feelings
