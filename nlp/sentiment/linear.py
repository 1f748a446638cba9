"""The shipped model: two linear questions on hashed features, for Chinese and for English.

One question is whether the text judges at all, the other which way. They are asked apart since
most review sets know no neutral: such a set can teach the second question and leave the first
alone, and reviews do not collapse into neutral, nor tweets into praise and blame.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.errors import ModelUnavailable
from nlp.sentiment.features import Features, Recipe, Words, features
from nlp.stage import digest

Floats = NDArray[np.float32]

UNSURE = (0.33, 0.34, 0.33)
"""Probabilities where the model knows nothing: neutral, and as little confidence as can be."""

QUESTIONS = ("polarity", "neutral")
_LETTER = re.compile(r"[^\W\d_]")
_BATCH = 512  # texts at a time: the features of more do not fit the processor's cache


@dataclass(frozen=True, slots=True)
class Scorer:
    """The two questions for one language.

    Attributes:
        recipe: which features a text has.
        places: (2^bits,) row of each bucket in the arrays below; 0 for a bucket never learned.
        idf: (k,) weight of a feature in a text; row 0 is 0.
        weights: (k, 2) weight of a feature for each question.
        scales: (2, 2) slope and offset of the logistic curve that makes each answer a
            probability (Platt 1999).
    """

    recipe: Recipe
    places: NDArray[np.int32]
    idf: Floats
    weights: Floats
    scales: Floats

    def probabilities(self, words: Words, texts: Sequence[str] | None = None) -> Floats:
        """Return (n, 3) probabilities of negative, neutral and positive.

        Args:
            words: the words of each text.
            texts: the texts as stored, if they hold more than the words.
        """
        whole = list(map("".join, words)) if texts is None else texts
        parts = [slice(start, start + _BATCH) for start in range(0, len(words), _BATCH)]
        found = [self._batch(words[part], whole[part]) for part in parts]
        return np.concatenate([np.zeros((0, 3), np.float32), *found])

    def _batch(self, words: Words, texts: Sequence[str]) -> Floats:
        margins, norms = self.margins(features(words, self.recipe, texts))
        positive, neutral = 1 / (1 + np.exp(-(margins * self.scales[:, 0] + self.scales[:, 1]).T))
        answer = np.stack([(1 - positive) * (1 - neutral), neutral, positive * (1 - neutral)], 1)
        answer[norms == 0] = UNSURE
        return answer.astype(np.float32)

    def margins(self, found: Features) -> tuple[Floats, Floats]:
        """Return (n, 2) distances from the two borders and the (n,) lengths of the vectors."""
        places = self.places[found.buckets]
        idf = self.idf[places]
        norms = np.sqrt(_sums(idf * idf, found.offsets)).astype(np.float32)
        raw = _sums(idf[:, None] * self.weights[places], found.offsets)
        return (raw / np.maximum(norms, 1e-6)[:, None]).astype(np.float32), norms


def _sums(values: Floats, offsets: NDArray[np.int64]) -> Floats:
    sums = np.zeros((len(values) + 1, *values.shape[1:]), np.float64)
    np.cumsum(values, axis=0, out=sums[1:])
    return (sums[offsets[1:]] - sums[offsets[:-1]]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A `Scorer` a language; texts in other languages are neutral, with no confidence.

    Attributes:
        version: changes whenever answers may.
        scorers: by language.
    """

    version: str
    scorers: Mapping[str, Scorer]

    def predict(self, texts: Sequence[str], *, words: Words, langs: Sequence[str]) -> Floats:
        """Return (n, 3) probabilities of negative, neutral and positive.

        Args:
            texts: the texts as stored, whose characters are read, what is reposted included.
            words: the words of each text's author.
            langs: the language of each text. A text without any letter (`und`: emoji, 666) is
                read as Chinese, whose model knows such cries; unknown signs leave it unsure.
        """
        answer = np.tile(np.array(UNSURE, np.float32), (len(texts), 1))
        read = np.array(list(map(read_as, words, langs)), dtype=object)
        for lang, scorer in self.scorers.items():
            rows = np.flatnonzero(read == lang).tolist()
            asked = [words[row] for row in rows], [texts[row] for row in rows]
            answer[rows] = scorer.probabilities(*asked)
        return answer


def read_as(words: Sequence[str], lang: str) -> str:
    """Return the language whose model reads a text: signs without any letter go to Chinese."""
    return "zh" if lang == "und" and not _LETTER.search("".join(words)) else lang


def save(path: Path, scorers: Mapping[str, Scorer]) -> None:
    """Write the scorers as one compressed archive of plain arrays, weights in half precision."""
    arrays: dict[str, Any] = {}
    for lang, scorer in scorers.items():
        buckets = np.flatnonzero(scorer.places)
        recipe = scorer.recipe
        arrays |= {
            f"{lang}.recipe": np.array([recipe.bits, recipe.words, *recipe.chars], np.int32),
            f"{lang}.steps": np.diff(buckets, prepend=0).astype(np.uint32),
            f"{lang}.idf": scorer.idf[1:].astype(np.float16),
            f"{lang}.weights": scorer.weights[1:].T.astype(np.float16),
            f"{lang}.scales": scorer.scales.astype(np.float32),
        }
    np.savez_compressed(path, **arrays)


def load(path: Path) -> LinearModel:
    """Read what `save` wrote; no code is run on loading.

    Raises:
        ModelUnavailable: there is no such file, or it is not one of ours.
    """
    try:
        raw = path.read_bytes()
        with np.load(path, allow_pickle=False) as arrays:
            langs = sorted(name.removesuffix(".recipe") for name in arrays if ".recipe" in name)
            scorers = {lang: _scorer(arrays, lang) for lang in langs}
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnavailable(path.stem, fault=str(error)) from error
    return LinearModel(digest(raw), scorers)


def _scorer(arrays: Mapping[str, NDArray[Any]], lang: str) -> Scorer:
    bits, words, shortest, longest = arrays[f"{lang}.recipe"].tolist()
    buckets = np.cumsum(arrays[f"{lang}.steps"], dtype=np.int64)
    places = np.zeros(1 << bits, np.int32)
    places[buckets] = np.arange(1, len(buckets) + 1)
    return Scorer(
        Recipe(bits, words, (shortest, longest)),
        places,
        np.concatenate([[0], arrays[f"{lang}.idf"]]).astype(np.float32),
        np.concatenate([np.zeros((1, 2)), arrays[f"{lang}.weights"].T]).astype(np.float32),
        arrays[f"{lang}.scales"],
    )
