"""Texts as sets of shingles: short runs of signs, hashed, for a whole batch at once.

Only letters, signs and figures count; emoji, punctuation and spaces do not, nor do capitals,
full-width forms and traditional signs. A run that begins with a Han or Kana sign has two signs,
any other five: two Latin letters say next to nothing.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.features import BASE, MIX
from nlp.text.codes import codes, folded
from nlp.text.traditional import simplified_codes

SHORTEST = 8
"""Texts of fewer signs are told apart by their exact words alone."""

ROOM = 1 << 21
"""Signs or shingles worked on at once."""
MOST = 1 << 15
"""Texts or pairs worked on at once, however short."""

_HAN = 0x2E80
_LONG = 5
_WIDTH = np.uint64(32)
_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of n texts: text i has `hashes[offsets[i]:offsets[i + 1]]`, ascending."""

    offsets: NDArray[np.int64]
    hashes: NDArray[np.uint32]


def normal(texts: Sequence[str]) -> list[str]:
    """Return what counts of each text."""
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    return [plain for chunk in cuts(sizes) for plain in _normal(texts[chunk])]


def _normal(texts: Sequence[str]) -> list[str]:
    joined = "\n".join(text.replace("\n", " ") for text in texts)
    plain = simplified_codes(folded(joined)).tobytes().decode("utf-32-le", "surrogatepass")
    return [_NOT_SAID.sub("", text).lower() for text in plain.split("\n")][: len(texts)]


def digests(plain: Sequence[str]) -> NDArray[np.uint64]:
    """Return a number for each normal text; equal texts, equal numbers."""
    held = (
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for text in plain
    )
    return np.frombuffer(b"".join(held), "<u8").astype(np.uint64)


def cuts(sizes: NDArray[np.int64]) -> Iterator[slice]:
    """Return slices, one after the other, of at most `ROOM` in sum; what is larger stands alone.

    Args:
        sizes: signs or shingles of each text or pair.
    """
    ends, first = np.cumsum(sizes), 0
    while first < len(sizes):
        before = int(ends[first - 1]) if first else 0
        last = int(np.searchsorted(ends, before + ROOM, side="right"))
        last = min(max(last, first + 1), first + MOST)
        yield slice(first, last)
        first = last


def shingles(plain: Sequence[str]) -> Shingles:
    """Return the shingles of normal texts; a text too short for one has none."""
    lengths = np.fromiter(map(len, plain), np.int64, len(plain))
    signs = codes("".join(plain)).astype(np.uint64)
    owner = np.repeat(np.arange(len(plain), dtype=np.uint64), lengths)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(signs))
    runs, hashes = [], signs
    for length in range(2, _LONG + 1):
        hashes = hashes[:-1] * BASE + signs[length - 1 :]
        if length in {2, _LONG}:
            place = np.flatnonzero((left >= length)[: len(hashes)])
            place = place[(signs[place] >= _HAN) == (length == 2)]  # noqa: PLR2004  # as above
            mixed = ((hashes[place] ^ (hashes[place] >> np.uint64(29))) * MIX) >> _WIDTH
            runs.append(owner[place] << _WIDTH | mixed)
    keys = np.sort(np.concatenate(runs))
    keys = keys[np.flatnonzero(np.diff(keys, prepend=np.uint64(1 << 63)))]
    offsets = np.searchsorted(keys >> _WIDTH, np.arange(len(plain) + 1, dtype=np.uint64))
    return Shingles(offsets.astype(np.int64), keys.astype(np.uint32))
