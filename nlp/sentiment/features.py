"""Words, word pairs and character n-grams of a batch as hashed features, without a Python loop.

All texts of a batch are laid end to end as code points; a polynomial hash with prefix sums then
gives the hash of any stretch by one subtraction (Karp and Rabin 1987), modulo 2^64. Capitals,
full-width forms and traditional signs count as the plain ones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.text.traditional import plain_codes

Words = Sequence[Sequence[str]]
Hashes = NDArray[np.uint64]
Keys = NDArray[Any]  # of four or eight bytes

# Of the polynomial and of the last step; whoever hashes alike needs both.
BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
MIX = np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which features a text has.

    Attributes:
        bits: the features share 2^bits buckets.
        words: the longest run of words that is one feature.
        chars: shortest and longest run of characters that is one feature.
    """

    bits: int
    words: int
    chars: tuple[int, int]


def numbered(buckets: NDArray[np.int64], bits: int) -> NDArray[np.int32]:
    """Return for each of 2^bits buckets its number among `buckets`, from 1; 0 for all others."""
    places = np.zeros(1 << bits, np.int32)
    places[buckets] = np.arange(1, len(buckets) + 1)
    return places


@dataclass(frozen=True, slots=True)
class Features:
    """The features of n texts: text i has `buckets[offsets[i]:offsets[i + 1]]`, each once."""

    offsets: NDArray[np.int64]
    buckets: NDArray[np.int64]


def features(words: Words, recipe: Recipe, texts: Sequence[str] | None = None) -> Features:
    """Return the features of each text; sorted by bucket, no repeats.

    Args:
        words: the words of each text.
        recipe: which features.
        texts: where the characters come from, if not from the words: a text as stored says more
            than the author's own words, such as what was reposted.
    """
    lengths = np.fromiter(map(len, chain.from_iterable(words)), np.int64)
    counts = np.fromiter(map(len, words), np.int64, len(words))
    codes = sign_codes(chain.from_iterable(words))
    # What a text owns is told by the high bits of a key, the bucket by the low ones.
    wide = len(words) << recipe.bits > 1 << 32
    numbers = np.arange(len(words)) << recipe.bits
    keys = numbers.astype(np.uint64 if wide else np.uint32)
    owner = np.repeat(keys, counts)
    word_runs = _word_runs(word_hashes(codes, lengths), owner, recipe.words)
    if texts is None:
        owner = np.repeat(owner, lengths)
    else:
        signs = np.fromiter(map(len, texts), np.int64, len(texts))
        codes, owner = sign_codes(texts), np.repeat(keys, signs)
    return _gathered([*_char_runs(codes, owner, recipe.chars), *word_runs], keys, recipe.bits)


def coarser(found: Features, bits: int) -> Features:
    """Return the features that texts have by the same recipe with `bits` fewer bits."""
    buckets = found.buckets >> bits  # a bucket is the top of a hash
    fresh = np.ones(len(buckets) + 1, np.bool_)
    fresh[1:-1] = buckets[1:] != buckets[:-1]
    fresh[found.offsets] = True
    counts = np.concatenate([[0], np.cumsum(fresh[:-1])])
    return Features(counts[found.offsets], buckets[fresh[:-1]])


def sign_codes(parts: Iterable[str]) -> Hashes:
    """Return the code points of all parts, end to end, as plain signs."""
    return plain_codes("".join(parts)).astype(np.uint64)


def word_hashes(codes: Hashes, lengths: NDArray[np.int64]) -> tuple[Hashes, NDArray[np.bool_]]:
    """Return the hash of each word and whether it is more than blank.

    Args:
        codes: code points of all words, end to end.
        lengths: of each word.
    """
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * _powers(BASE, len(codes)), out=sums[1:])
    ends = np.cumsum(lengths)
    starts = ends - lengths
    blank = codes[starts] <= ord(" ") if len(starts) else np.zeros(0, np.bool_)
    return (sums[ends] - sums[starts]) * _powers(_INVERSE, len(codes) + 1)[starts], ~blank


def _powers(base: np.uint64, count: int) -> Hashes:
    factors = np.full(count, base, np.uint64)
    factors[:1] = 1
    return np.cumprod(factors)


def _char_runs(codes: Hashes, owner: Keys, span: tuple[int, int]) -> list[tuple[Hashes, Keys]]:
    runs, hashes = [], np.zeros(len(codes), np.uint64)
    for length in range(1, span[1] + 1):
        shift = length - 1
        hashes = hashes[: len(codes) - shift] * BASE + codes[shift:]
        if length >= span[0]:
            whole = owner[: len(hashes)] == owner[shift:]
            runs.append((hashes[whole] + np.uint64(length), owner[: len(hashes)][whole]))
    return runs


def _word_runs(
    words: tuple[Hashes, NDArray[np.bool_]], owner: Keys, longest: int
) -> list[tuple[Hashes, Keys]]:
    single, owner = words[0][words[1]] ^ MIX, owner[words[1]]
    runs, hashes = [], np.zeros(len(single), np.uint64)
    for length in range(1, longest + 1):
        shift = length - 1
        hashes = hashes[: len(single) - shift] * BASE + single[shift:]
        whole = owner[: len(hashes)] == owner[shift:]
        runs.append((hashes[whole], owner[: len(hashes)][whole]))
    return runs


def _gathered(runs: list[tuple[Hashes, Keys]], firsts: Keys, bits: int) -> Features:
    hashes = np.concatenate([hashes for hashes, _ in runs])
    keys = np.concatenate([owner for _, owner in runs])
    hashes ^= hashes >> np.uint64(31)
    hashes *= MIX
    hashes >>= np.uint64(64 - bits)
    keys |= hashes.astype(keys.dtype)
    # Keys of four bytes are sorted in half the time of those of eight.
    keys.sort()
    # Six times faster than `np.unique` (numpy 2.4), and most of the cost of a text.
    keys = keys[np.concatenate([keys[:1] >= 0, keys[1:] > keys[:-1]])]
    offsets = np.append(np.searchsorted(keys, firsts), len(keys))
    return Features(offsets.astype(np.int64), (keys & ((1 << bits) - 1)).astype(np.int64))
