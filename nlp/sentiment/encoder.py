"""The small transformer that comes with this package, joined with the linear model.

Every text is asked alone: the scale of a quantised step is that of all it is given, so an answer
would else change with the texts beside it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nlp.errors import ModelUnavailable
from nlp.sentiment.linear import UNSURE, Floats, LinearModel, read_as
from nlp.stage import digest
from nlp.text.cleaning import with_reposts
from nlp.text.codes import fold
from nlp.text.traditional import simplified

LONGEST: Final = 128
"""Pieces of a text that are read: of a longer one the first and the last half of so many."""

_LEAST = 1e-6


@dataclass(frozen=True)
class EncoderModel:
    """The network with what makes its two answers, and those of `fast`, probabilities.

    Attributes:
        path: the network, in the ONNX format; `.tokenizer.json` beside it holds the pieces.
        fast: the linear model, whose answers count too.
        scales: per language (2, 3): for the questions which way and whether neutral, the weights
            of the network's answer and of that of `fast` (as log odds), and an offset.
        version: changes with any of them.
    """

    path: Path
    fast: LinearModel
    scales: Mapping[str, Floats]
    version: str

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # noqa: PLC0415  # a third of a second that `fast` does without

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(self.path, options, ["CPUExecutionProvider"])

    @cached_property
    def _pieces(self) -> Any:
        from tokenizers import Tokenizer  # noqa: PLC0415

        return Tokenizer.from_file(str(_beside(self.path)))

    def predict(
        self, texts: Sequence[str], *, words: Sequence[Sequence[str]], langs: Sequence[str]
    ) -> Floats:
        """Return (n, 3) probabilities of negative, neutral and positive.

        Args:
            texts: the texts as stored.
            words: the words of each text's author.
            langs: the language of each text.

        Texts of which `fast` knows nothing, those in other languages among them, stay so.
        """
        given = self.fast.predict(texts, words=words, langs=langs)
        return self.revised(given, texts, words=words, langs=langs)

    def revised(
        self,
        given: Floats,
        texts: Sequence[str],
        *,
        words: Sequence[Sequence[str]],
        langs: Sequence[str],
    ) -> Floats:
        """Return (n, 3) probabilities, `given` those of `fast`; the rest as for `predict`."""
        answer = given.copy()
        read = np.array(list(map(read_as, words, langs)), dtype=object)
        known = (answer != np.array(UNSURE, np.float32)).any(axis=1)
        for lang, scales in self.scales.items():
            rows = np.flatnonzero((read == lang) & known).tolist()
            margins = self.margins([texts[row] for row in rows])
            told = np.isfinite(margins[:, 0])
            places = np.array(rows, np.intp)[told]
            answer[places] = joined(margins[told], answer[places], scales)
        return answer

    def margins(self, texts: Sequence[str]) -> Floats:
        """Return (n, 2) log odds of positive and of neutral as the network has them.

        Shape: (n,) texts as stored -> (n, 2); NaN for a text without any sign that is read.
        """
        found = np.full((len(texts), 2), np.nan, np.float32)
        for row, pieces in enumerate(self._pieces.encode_batch(list(map(plain, texts)))):
            if pieces.ids:
                found[row] = self._session.run(None, {"pieces": [shortened(pieces.ids)]})[0]
        return found


def plain(text: str | None) -> str:
    """Return `text` as the network reads it: no links and names, simplified signs, no capitals."""
    return fold(simplified(with_reposts(text)))


def shortened(pieces: list[int]) -> list[int]:
    """Return at most `LONGEST` pieces of a text: the first and the last, where judgements are."""
    if len(pieces) <= LONGEST:
        return pieces
    return pieces[: LONGEST // 2] + pieces[-LONGEST // 2 :]


def joined(margins: Floats, chances: Floats, scales: Floats) -> Floats:
    """Return (n, 3) probabilities from the network's log odds and the chances `fast` gives."""
    odds = fast_odds(chances)
    sums = margins * scales[:, 0] + odds * scales[:, 1] + scales[:, 2]
    positive, neutral = 1 / (1 + np.exp(-sums.T))
    return np.stack([(1 - positive) * (1 - neutral), neutral, positive * (1 - neutral)], 1)


def fast_odds(chances: Floats) -> NDArray[np.float64]:
    """Return (n, 2) log odds of positive among those that judge, and of neutral."""
    negative, neutral, positive = np.maximum(chances.astype(np.float64), _LEAST).T
    return np.stack([np.log(positive / negative), np.log(neutral / (negative + positive))], 1)


def load(path: Path, fast: LinearModel) -> EncoderModel:
    """Return the network at `path`, to be read when it is first asked.

    Raises:
        ModelUnavailable: one of its three files is not there, or can not be read.
    """
    facts = read_facts(path)
    try:
        digests = [digest(each.read_bytes()) for each in (path, _beside(path))]
        scales = _scales(facts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelUnavailable(path.stem, fault=f"its card is wrong: {error}") from error
    version = digest(*digests, fast.version, json.dumps(facts["scales"]))
    return EncoderModel(path, fast, scales, version)


def _scales(facts: Mapping[str, Any]) -> dict[str, Floats]:
    scales = {lang: np.array(rows, np.float32) for lang, rows in facts["scales"].items()}
    if any(rows.shape != (2, 3) or not np.isfinite(rows).all() for rows in scales.values()):
        msg = "scales must be two rows of three numbers a language"
        raise ValueError(msg)
    return scales


def read_facts(path: Path) -> Mapping[str, Any]:
    """Return what the card for programs beside the weights `path` says.

    Raises:
        ModelUnavailable: there is none, or it can not be read.
    """
    try:
        facts: Mapping[str, Any] = json.loads(path.with_suffix(".json").read_bytes())
    except (OSError, ValueError) as error:
        raise ModelUnavailable(path.stem, fault=str(error)) from error
    return facts


def _beside(path: Path) -> Path:
    return path.with_suffix(".tokenizer.json")
