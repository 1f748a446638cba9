"""The shipped model: two linear questions on hashed features, for Chinese and for English.

One question is whether the text judges at all, the other which way. They are asked apart since
most review sets know no neutral: such a set can teach the second question and leave the first
alone, and reviews do not collapse into neutral, nor tweets into praise and blame.
"""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from nlp.errors import ModelUnavailable
from nlp.sentiment.features import Features, Recipe, Words, features
from nlp.stage import digest

Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[Any]]
T = TypeVar("T")

UNSURE = (0.33, 0.34, 0.33)
"""Probabilities where the model knows nothing: neutral, and as little confidence as can be."""

LEAST_KNOWN = 0.4
"""The least share of a text's features that the model must know to have a say. Of signs that were
never learned one in seven shares its bucket with one that was; of 15,565 labelled texts kept apart
all but three are above (python -m nlp.training.sentiment: the part `calibrate`)."""
_FEWEST_KNOWN = 2  # a single sign is two features, itself and a word

QUESTIONS = ("polarity", "neutral")
_LETTER = re.compile(r"[^\W\d_]")
_MOST_BITS = 26  # a quarter of a gigabyte of places
_LONGEST = 16
# All that reading of a damaged archive was seen to raise: zipfile, zlib and numpy each have theirs.
_BROKEN = (
    OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, NotImplementedError,
    RuntimeError, MemoryError, OverflowError, SyntaxError, BadZipFile, zlib.error,
)  # fmt: skip
_LARGEST = 1 << 28  # bytes of all arrays of an archive; the largest shipped has 18 MB
_BATCH = 512  # texts at a time: the features of more do not fit the processor's cache


@dataclass(frozen=True)
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
        found = features(words, self.recipe, texts)
        sums = self._sums(found)
        margins, _ = _margins(sums)
        positive, neutral = 1 / (1 + np.exp(-(margins * self.scales[:, 0] + self.scales[:, 1]).T))
        answer = np.stack([(1 - positive) * (1 - neutral), neutral, positive * (1 - neutral)], 1)
        answer[_strange(sums[:, 3], np.diff(found.offsets))] = UNSURE
        return answer.astype(np.float32)

    def margins(self, found: Features) -> tuple[Floats, Floats]:
        """Return (n, 2) distances from the two borders and the (n,) lengths of the vectors."""
        return _margins(self._sums(found))

    def _sums(self, found: Features) -> Floats:
        # A row of nothing at the end, so that the last text may be one without features.
        places = np.append(self.places.take(found.buckets), 0)
        sums: Floats = np.add.reduceat(self._rows.take(places, axis=0), found.offsets[:-1], axis=0)
        sums[np.diff(found.offsets) == 0] = 0
        return sums

    @cached_property
    def _rows(self) -> Floats:
        """(k, 4) what a feature adds to the squared length of a text, its answers and its count."""
        rows = np.ones((len(self.idf), 4), np.float32)
        rows[:, 0] = self.idf**2
        rows[:, 1:3] = self.idf[:, None] * self.weights
        rows[0, 3] = 0
        return rows


def _margins(sums: Floats) -> tuple[Floats, Floats]:
    norms: Floats = np.sqrt(sums[:, 0])
    lengths = np.maximum(norms, np.float32(1e-6))
    return (sums[:, 1:3] / lengths[:, None]).astype(np.float32), norms


def _strange(known: Floats, features: NDArray[np.int64]) -> NDArray[np.bool_]:
    strange: NDArray[np.bool_] = known < np.maximum(LEAST_KNOWN * features, _FEWEST_KNOWN)
    return strange


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
        arrays |= {
            **features_of(lang, scorer.recipe, buckets, "steps"),
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
    return LinearModel(*read_archive(path, _scorer))


def read_archive(path: Path, build: Callable[[Arrays, str], T]) -> tuple[str, dict[str, T]]:
    """Return the digest of an archive of arrays, and what `build` makes of each language in it.

    Args:
        path: the archive; every language in it has an array `LANGUAGE.recipe`.
        build: makes something of the arrays of a language; a ValueError refuses them.

    Raises:
        ModelUnavailable: there is no such file, or it is not one of ours.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ModelUnavailable(path.stem, fault=str(error)) from error
    try:
        _refuse_swelling(raw)
        with np.load(BytesIO(raw), allow_pickle=False) as arrays:
            langs = sorted(name.removesuffix(".recipe") for name in arrays if ".recipe" in name)
            built = {lang: build(arrays, lang) for lang in langs}
    except _BROKEN as error:
        fault = f"the file is damaged ({str(error) or type(error).__name__})"
        raise ModelUnavailable(path.stem, fault=fault) from error
    if not built:
        raise ModelUnavailable(path.stem, fault="the file holds no model")
    return digest(raw), built


def _refuse_swelling(raw: bytes) -> None:
    """Raise ValueError if an archive says that it unpacks to more than weights ever take.

    None unpacks to more than it says: reading stops there.
    """
    with ZipFile(BytesIO(raw)) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > _LARGEST:
        msg = f"unpacks to {size:,} bytes; no weights have more than {_LARGEST:,}"
        raise ValueError(msg)


def features_of(
    lang: str, recipe: Recipe, buckets: NDArray[np.int64], steps: str
) -> dict[str, NDArray[Any]]:
    """Return the arrays that `learned` reads: the recipe, and the steps from bucket to bucket."""
    return {
        f"{lang}.recipe": np.array([recipe.bits, recipe.words, *recipe.chars], np.int32),
        f"{lang}.{steps}": np.diff(buckets, prepend=0).astype(np.uint32),
    }


def learned(arrays: Arrays, lang: str, steps: str) -> tuple[Recipe, NDArray[np.int64]]:
    """Return which features a language has, and the ascending buckets of those that were learned.

    Raises:
        ValueError: there can be no such.
    """
    name, steps = f"{lang}.recipe", f"{lang}.{steps}"
    numbers = array(arrays, name, 4)
    bits, words, shortest, longest = numbers.tolist()
    whole = numbers.dtype.kind == "i" and 0 <= numbers[1:].min() <= numbers[1:].max() <= _LONGEST
    refuse_unless(bool(whole) and 0 < bits <= _MOST_BITS, name)
    buckets = np.cumsum(array(arrays, steps, None), dtype=np.int64)
    ascending = np.diff(buckets, prepend=-1).min(initial=1) > 0
    refuse_unless(len(buckets) > 0 and ascending and buckets[-1] < 1 << bits, steps)
    return Recipe(bits, words, (shortest, longest)), buckets


def array(arrays: Arrays, name: str, *shape: int | None) -> NDArray[Any]:
    """Return an array of numbers, all finite; None in `shape` is any length.

    Raises:
        ValueError: it is another.
    """
    found = arrays[name]
    fits = len(found.shape) == len(shape) and all(
        asked in {None, size} for asked, size in zip(shape, found.shape, strict=True)
    )
    refuse_unless(fits and found.dtype.kind in "iuf" and bool(np.isfinite(found).all()), name)
    return found


def refuse_unless(fits: bool, name: str) -> None:  # noqa: FBT001  # reads as a sentence
    """Raise ValueError with the name of an array unless it `fits`."""
    if not fits:
        msg = f"wrong {name}"
        raise ValueError(msg)


def _scorer(arrays: Arrays, lang: str) -> Scorer:
    recipe, buckets = learned(arrays, lang, "steps")
    places = np.zeros(1 << recipe.bits, np.int32)
    places[buckets] = np.arange(1, len(buckets) + 1)
    idf = np.zeros(len(buckets) + 1, np.float32)
    idf[1:] = array(arrays, f"{lang}.idf", len(buckets))
    weights = np.zeros((len(buckets) + 1, len(QUESTIONS)), np.float32)
    weights[1:] = array(arrays, f"{lang}.weights", len(QUESTIONS), len(buckets)).T
    scales = array(arrays, f"{lang}.scales", len(QUESTIONS), 2)
    return Scorer(recipe, places, idf, weights, scales)
