"""Signs and words repeated without end, found in all texts of a batch at once."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.text.codes import codes

Span = tuple[int, int]

_LONGEST: Final = 12
"""Signs of the longest unit that is looked for."""
_LEAST: Final = 8
"""At least so many signs in a row must be those one unit before them."""
_FEW, _MANY = 3, 5
"""Times that a unit of four signs or more, and a shorter one, must stand there."""
_SURE = 40
"""So many signs fill a text up however long it is, ..."""
_SHARE = 0.4
"""... fewer where they are so much of it."""
_CODE = re.compile(r"\[[^\[\]]{1,8}\]")


def repeated(texts: Sequence[str]) -> list[list[Span]]:
    """Return where each text repeats a unit of up to 12 signs: (start, end) left to right.

    One sign nine times or more; two or three signs five times; a longer unit three times.
    """
    found: list[list[Span]] = [[] for _ in texts]
    signs, starts = _apart(texts)
    for unit in range(1, _LONGEST + 1):
        for start, end in _runs(signs, unit):
            row = int(np.searchsorted(starts, start, side="right")) - 1
            found[row].append((start - int(starts[row]), end - int(starts[row])))
    return [_merged(spans) if len(spans) > 1 else spans for spans in found]


def _apart(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the signs of all texts, between them numbers that none is equal to."""
    signs = codes("\n".join(texts)).astype(np.int32)
    starts = np.zeros(len(texts), np.int64)
    starts[1:] = np.cumsum([len(text) + 1 for text in texts[:-1]])
    signs[starts[1:] - 1] = -np.arange(1, len(texts), dtype=np.int32)
    return signs, starts


def _runs(signs: NDArray[np.int32], unit: int) -> list[Span]:
    # Eight in a row by three steps of doubling: most batches have none, and this is fast.
    same = signs[unit:] == signs[:-unit]
    for step in (1, 2, 4):
        same = same[:-step] & same[step:]
    places = np.flatnonzero(same)
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > 1)
    firsts = places[np.concatenate(([0], breaks + 1))]
    lasts = places[np.concatenate((breaks, [len(places) - 1]))]
    times = _FEW if unit > _FEW else _MANY
    return [
        (first, last + _LEAST + unit)
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
        if last + _LEAST + unit - first >= unit * times
    ]


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def floods(text: str, spans: Sequence[Span], allowed: frozenset[str]) -> Span | None:
    """Return the first stretch that fills a text up, or none.

    Signs that are not letters do not (！！！！), nor emoticon codes, nor what is `allowed`.
    """
    kept = [span for span in spans if _empty_words(text[slice(*span)], allowed)]
    if not kept:
        return None
    total = sum(end - start for start, end in kept)
    return kept[0] if total >= min(_SURE, _SHARE * len(text)) else None


def _empty_words(stretch: str, allowed: frozenset[str]) -> bool:
    letters = {sign for sign in _CODE.sub("", stretch).lower() if sign.isalnum()}
    return not letters <= allowed
