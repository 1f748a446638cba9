"""What stands around a place in a text: its clause left and right of it, and the clauses beside."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.text.codes import codes

Whole = NDArray[np.int64]

STRETCHES: Final = ("target", "left", "right", "before", "behind", "clause", "all", "last", "next")
"""The place itself; its clause left and right of it; of these the characters next to it; its whole
clause; the whole text; the clauses before and after its own."""

_NEAR: Final = {"en": 20}
_NEAR_ELSE = 6  # characters next to a place
_SIGNS = "，。！？；：!?;:\n…~～()（）"
_POINTS = ".,"  # no marks where a figure follows
_CUTS: Final = {
    "en": re.compile(
        rf"[{_SIGNS}]+|[{_POINTS}](?!\d)"
        r"|\s(?=(?:but|although|though|while|however|yet|except|whereas)\b)",
        re.IGNORECASE,
    ),
}
_MARK, _POINT, _FIGURE = 1, 2, 4
_MARKS = rf"[{_SIGNS}\s]"


def stretches(
    texts: Sequence[str],
    lang: str,
    *,
    owners: Whole,
    starts: Whole,
    ends: Whole,
) -> tuple[Whole, Whole]:
    """Return (9, n) starts and ends of the stretches around n places, in the order of `STRETCHES`.

    They count the characters of all texts laid end to end; an empty one ends where it starts.

    Args:
        texts: of one language.
        lang: that language.
        owners: (n,) the text of each place.
        starts: (n,) where the place begins in its text.
        ends: (n,) where it ends, end excluded.
    """
    offsets = np.fromiter(accumulate(map(len, texts), initial=0), np.int64, len(texts) + 1)
    low, high = offsets[owners], offsets[owners + 1]
    begin, end = low + starts, low + ends
    cuts = _cuts(texts, lang, offsets)
    here = np.searchsorted(cuts, begin, "right") - 1
    there = np.searchsorted(cuts, end, "left")
    opens, closes = cuts[here], np.maximum(cuts[there], end)
    near = _NEAR.get(lang, _NEAR_ELSE)
    before, behind = np.maximum(opens, begin - near), np.minimum(closes, end + near)
    last = np.maximum(cuts[np.maximum(here - 1, 0)], low)
    after = np.minimum(cuts[np.minimum(there + 1, len(cuts) - 1)], high)
    after = np.maximum(after, closes)
    return (
        np.stack([begin, opens, end, before, end, opens, low, last, closes]),
        np.stack([end, begin, closes, begin, behind, closes, high, opens, after]),
    )


def _cuts(texts: Sequence[str], lang: str, offsets: Whole) -> Whole:
    """Return where clauses begin, ascending, and where the last text ends."""
    pattern = _CUTS.get(lang)
    if pattern is None:
        return np.union1d(offsets, _marked(texts, offsets))
    found = [
        offset + match.end()
        for text, offset in zip(texts, offsets.tolist(), strict=False)
        for match in pattern.finditer(text)
    ]
    return np.union1d(offsets, np.array(found, np.int64))


def _marked(texts: Sequence[str], offsets: Whole) -> Whole:
    """Return where marks and blanks end, those in a row as one; there may be text ends among it."""
    kinds = _kinds().take(codes("".join(texts)), mode="clip")
    following = np.append(kinds[1:], 0)[: len(kinds)]
    following[offsets[(offsets > 0) & (offsets <= len(kinds))] - 1] = 0
    point = (kinds & _POINT > 0) & (following & _FIGURE == 0)
    marks = np.append((kinds & _MARK > 0) | point, False)
    return np.flatnonzero(marks[:-1] & ~marks[1:]) + 1


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return for each sign of the first two planes what it is to a clause: above is nothing."""
    kinds = np.zeros(0x20000, np.uint8)
    every = "".join(map(chr, range(len(kinds))))
    for signs, kind in ((_MARKS, _MARK), (f"[{_POINTS}]", _POINT), (r"\d", _FIGURE)):
        kinds[[match.start() for match in re.finditer(signs, every)]] = kind
    return kinds
