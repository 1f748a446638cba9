"""One text read for the stance of its author to what it speaks of."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from nlp.interests.stances import Cue, Shown

BESIDE: Final = 2
"""Clauses on either side of what speaks of an interest in which a stance to it is looked for."""
OF: Final = 4
"""Signs between a place that nobody owns and what stands in it: 酒店的空调."""
MENTIONS: Final = "mentions"
ASKS: Final = "asks"
OWNS: Final = "owns"
_NOTHING = re.compile(r"[了啦吧呢的哦啊呀耶~\s]*\W*")


class Sentence(NamedTuple):
    """A sentence of a text, and whether it asks."""

    start: int
    end: int
    asks: bool


class Place(NamedTuple):
    """Where a text first speaks of an interest, and how sure it is that it does."""

    start: int
    end: int
    score: float


class Held(NamedTuple):
    """An interest, the author's stance, a score of 0 to 1, and what speaks of it."""

    label: str
    stance: str
    score: float
    start: int
    end: int


class Reading:
    """Reads one text.

    Args:
        text: plain.
        shown: the stances that it shows.
        places: where it speaks of each interest.
        sentences: of the text, left to right.
        order: of the stances; of several the first counts.
    """

    def __init__(
        self,
        text: str,
        shown: Shown,
        *,
        places: Mapping[str, Place],
        sentences: Sequence[Sentence],
        order: Mapping[str, int],
    ) -> None:
        self.text, self.shown = text, shown
        self.places, self.sentences, self.order = places, sentences, order
        self.starts = [sentence.start for sentence in sentences]

    def stance(self, label: str, *, owned: bool) -> str:
        """Return the stance to an interest.

        Only words show it: who blames one phone may be fond of phones.

        Args:
            label: of the interest.
            owned: whether one can own what speaks of it.
        """
        place = self.places[label]
        sentence = self._sentence(place.start)
        found = [cue.stance for cue in self._cues(label) if owned or cue.stance != OWNS]
        if sentence and sentence.asks and self._beside(label, sentence.end - 1):
            found.append(ASKS)
        return min(found, key=self.order.__getitem__, default=MENTIONS)

    def stands_in(self, label: str, places: Iterable[str]) -> bool:
        """Return whether what speaks of an interest stands in one of some places: 酒店的空调."""
        start = self.places[label].start
        return any(
            0 <= start - self.places[place].end <= OF
            and self._clauses[place] == self._clauses[label]
            for place in places
        )

    @cached_property
    def _clauses(self) -> dict[str, int]:
        return {label: self.shown.clause(place.start) for label, place in self.places.items()}

    def _sentence(self, place: int) -> Sentence | None:
        row = bisect_right(self.starts, place) - 1
        return self.sentences[row] if row >= 0 else None

    def _cues(self, label: str) -> Iterator[Cue]:
        """Yield the cues in the clause that speaks of an interest, and in those beside it."""
        place, clause = self.places[label], self._clauses[label]
        other = {held for name, held in self._clauses.items() if name != label}
        for cue in self.shown.cues:
            held = self.shown.clause(cue.start)
            if cue.right_before:
                if held == clause and self._leads(cue, place):
                    yield cue
            elif held == clause:
                if not self._governs_another(cue, place):
                    yield cue
            elif abs(held - clause) <= BESIDE and held not in other and self._open(cue):
                yield cue

    def _governs_another(self, cue: Cue, place: Place) -> bool:
        """Return whether a Chinese cue behind `place` is about what follows: 租房党想买洗衣机."""
        if cue.start < place.end or self.text[cue.start].isascii():
            return False
        clause = self.shown.clause(cue.start)
        return any(
            cue.end <= other.start and self._clauses[label] == clause
            for label, other in self.places.items()
        )

    def _open(self, cue: Cue) -> bool:
        """Return whether a cue of another clause may be about the interest.

        It may not where it says itself what the author owns: 到货了 may, 换了房间 may not.
        """
        if cue.stance != OWNS or self.text[cue.start].isascii():
            return True
        end = self.shown.bounds[self.shown.clause(cue.start) + 1]
        return _NOTHING.fullmatch(self.text, cue.end, end) is not None

    def _beside(self, label: str, place: int) -> bool:
        return abs(self.shown.clause(place) - self._clauses[label]) <= BESIDE

    def _leads(self, cue: Cue, place: Place) -> bool:
        between = (cue.end <= other.start < place.start for other in self.places.values())
        return cue.leads(self.text, place.start) and not any(between)


def judged(stored: Mapping[str, Any]) -> Sentence:
    """Return a sentence as the stage of sentences stores it."""
    return Sentence(stored["start"], stored["end"], stored["kind"] == "question")
