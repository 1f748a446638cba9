"""The sentences of texts, between words: where they speak of a category most."""

import re
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Final, NamedTuple

import numpy as np

from nlp.text.codes import codes
from nlp.text.marks import table_of

_END: Final = "。！？!?；;\n…~"
_MARKS: Final = table_of((ord(sign), ord(sign)) for sign in _END)
_TURN: Final = re.compile(f"[{_END}][^{_END}]")


class Sentence(NamedTuple):
    """A sentence: its characters `start` to `end`, and its words."""

    start: int
    end: int
    words: Sequence[str]


def several(text: str) -> bool:
    """Return whether a text can have more than one sentence."""
    return _TURN.search(text) is not None


def sentences(texts: Sequence[str], words: Sequence[Sequence[str]]) -> list[list[Sentence]]:
    """Return the sentences of each text, marks included, cut between words; joined they are it."""
    counts = np.fromiter(map(len, words), np.int64, len(words))
    lengths = np.fromiter(map(len, chain.from_iterable(words)), np.int64)
    ends = np.append(0, np.cumsum(lengths))  # of the words of all texts, laid end to end
    firsts = np.append(0, np.cumsum(counts))
    marks = np.append(_MARKS[codes("".join(texts))], False)
    after = np.flatnonzero(marks[:-1] & ~marks[1:]) + 1
    cuts = np.unique(np.concatenate([firsts, np.searchsorted(ends, after)]))
    edges, places = np.searchsorted(cuts, firsts).tolist(), cuts.tolist()
    at: list[int] = ends[cuts].tolist()
    found = []
    for text, own, (low, high) in zip(texts, words, pairwise(edges), strict=True):
        base, begun = places[low], at[low]
        found.append(
            [
                Sentence(
                    at[k] - begun, at[k + 1] - begun, own[places[k] - base : places[k + 1] - base]
                )
                for k in range(low, high)
            ]
            or [Sentence(0, len(text), own)]
        )
    return found
