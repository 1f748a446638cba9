"""What a linear judge says of texts: how likely each of its labels is.

It adds up weights of hashed words and characters, and of the place where the words lie: words
that stand in the same texts lie near each other. All sums are of whole numbers below 2^53, so an
answer does not depend on the texts around it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.features import Words
from nlp.topics.rows import Floats, Rows, lengths

SQUARE = 64
"""Squared feature weights are kept in this part of one."""
DIGITS = 4
"""Digits kept of probabilities: more would differ from processor to processor."""


@dataclass(frozen=True)
class Judge:
    """Weights for some labels.

    Attributes:
        labels: what it can say.
        table: of each feature its squared weight in a text, in parts of `SQUARE`, then what it
            says for each label, in steps.
        steps: (c,) size of one step.
        offsets: (c,) what is added.
        heads: (d, c) what the place of a text says for each label, in steps of their own.
        head_steps: (c,) size of one such step.
    """

    labels: tuple[str, ...]
    table: Rows
    steps: Floats
    offsets: Floats
    heads: NDArray[np.int16]
    head_steps: Floats

    def probabilities(self, words: Words, vectors: Rows) -> Floats:
        """Return (n, c) how likely each label is; all 0 where nothing of the text is known.

        Args:
            words: the words of each text.
            vectors: where words lie.
        """
        sums, places = self.table.sums(words), vectors.sums(words)
        said = sums[:, 1:] * self.steps / np.sqrt(np.maximum(sums[:, :1], 1) / SQUARE)
        said += (places @ self.heads.astype(np.float64)) * self.head_steps / lengths(places)
        margins = np.clip(said + self.offsets, -500, 500)
        likely = np.where(sums[:, :1] > 0, 1 / (1 + np.exp(-margins)), 0)
        return np.asarray(likely.round(DIGITS))
