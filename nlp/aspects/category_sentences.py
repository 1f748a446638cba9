"""The sentences of a text, between words: where it speaks of a category most."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

_END: Final = re.compile(r"[。！？!?；;\n…~]+")


class Sentence(NamedTuple):
    """A sentence: its characters `start` to `end`, and its words."""

    start: int
    end: int
    words: Sequence[str]


def sentences(text: str, words: Sequence[str]) -> list[Sentence]:
    """Return the sentences of a text, marks included, cut between words; joined they are it."""
    ends = [0, *accumulate(map(len, words))]
    cuts = {bisect_left(ends, match.end()) for match in _END.finditer(text)}
    places = sorted({0, len(words), *(min(cut, len(words)) for cut in cuts)})
    found = [Sentence(ends[a], ends[b], words[a:b]) for a, b in pairwise(places)]
    return found or [Sentence(0, len(text), words)]
