"""The linear model everywhere, the network where the linear one is unsure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.errors import ModelUnavailable
from nlp.sentiment import encoder
from nlp.sentiment.encoder import EncoderModel
from nlp.sentiment.linear import Floats, LinearModel
from nlp.stage import digest


@dataclass(frozen=True)
class AutoModel:
    """Two models, and where the second one is asked.

    Attributes:
        accurate: asked for texts of which its `fast` is less sure than `doubt`.
        doubt: per language the confidence below which the second opinion is worth its cost; in
            other languages none is asked for.
    """

    accurate: EncoderModel
    doubt: Mapping[str, float]

    @property
    def fast(self) -> LinearModel:
        """Asked for every text."""
        return self.accurate.fast

    @property
    def version(self) -> str:
        """Changes with either model and with what counts as doubt."""
        return digest(self.accurate.version, repr(sorted(self.doubt.items())))

    def predict(
        self, texts: Sequence[str], *, words: Sequence[Sequence[str]], langs: Sequence[str]
    ) -> Floats:
        """Return (n, 3) probabilities of negative, neutral and positive.

        Args:
            texts: the texts as stored.
            words: the words of each text's author.
            langs: the language of each text.
        """
        answer = self.fast.predict(texts, words=words, langs=langs)
        limits = np.array([self.doubt.get(lang, 0.0) for lang in langs])
        rows = np.flatnonzero(answer.max(axis=1, initial=0) < limits).tolist()
        if rows:
            answer[rows] = self.accurate.revised(
                answer[rows],
                [texts[row] for row in rows],
                words=[words[row] for row in rows],
                langs=[langs[row] for row in rows],
            )
        return answer


def load(accurate: Path, fast: LinearModel) -> AutoModel:
    """Return `fast` and the network at `accurate` as one, with the doubt on the latter's card.

    Raises:
        ModelUnavailable: a file of the network is not there, or can not be read.
    """
    facts = encoder.read_facts(accurate)
    try:
        doubt = {lang: float(limit) for lang, limit in facts["doubt"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelUnavailable(accurate.stem, fault=f"its card is wrong: {error}") from error
    return AutoModel(encoder.load(accurate, fast), doubt)
