"""One text read for the stance of its author to what it speaks of."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from nlp.interests.stances import Cue, Shown

FIRM: Final = 0.6
"""The least polarity of a sentence, for or against, that tells likes from dislikes."""
GUESSED: Final = 0.6
"""How much less sure polarity is of a stance than a word that shows it."""
BESIDE: Final = 2
"""Clauses on either side of what speaks of an interest in which a stance to it is looked for."""
WIDE: Final = 60
"""Signs of the longest sentence whose polarity is taken for a stance, in Chinese; English has
twice as many. A long one praises and blames all kinds of things."""
MENTIONS: Final = "mentions"
ASKS: Final = "asks"
OWNS: Final = "owns"


class Sentence(NamedTuple):
    """A sentence of a text: whether it asks; above 0 if it praises, below if it blames."""

    start: int
    end: int
    asks: bool
    polarity: float


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

    def stance(self, label: str, *, owned: bool) -> tuple[str, float]:
        """Return the stance to an interest, and how sure it is.

        Args:
            label: of the interest.
            owned: whether one can own what speaks of it.
        """
        place = self.places[label]
        sentence = self._sentence(place.start)
        found = [cue.stance for cue in self._cues(label) if owned or cue.stance != OWNS]
        if sentence and sentence.asks and self._beside(label, sentence.end - 1):
            found.append(ASKS)
        if found:
            return min(found, key=self.order.__getitem__), 1.0
        if sentence is None or self._clauses[label] in self.shown.others:
            return MENTIONS, 1.0
        return self._by_polarity(sentence)

    def _by_polarity(self, sentence: Sentence) -> tuple[str, float]:
        said = self.text[sentence.start : sentence.end]
        wide = len(said) > WIDE * (1 + said.isascii())
        if wide or abs(sentence.polarity) < FIRM:
            return MENTIONS, 1.0
        return "likes" if sentence.polarity > 0 else "dislikes", GUESSED * abs(sentence.polarity)

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
            elif held == clause or (abs(held - clause) <= BESIDE and held not in other):
                yield cue

    def _beside(self, label: str, place: int) -> bool:
        return abs(self.shown.clause(place) - self._clauses[label]) <= BESIDE

    def _leads(self, cue: Cue, place: Place) -> bool:
        between = (cue.end <= other.start < place.start for other in self.places.values())
        return cue.leads(self.text, place.start) and not any(between)


def judged(stored: Mapping[str, Any]) -> Sentence:
    """Return a sentence as the stage of sentences stores it."""
    firm = stored["sentiment"] in {"positive", "negative"}
    asks = stored["kind"] == "question"
    return Sentence(stored["start"], stored["end"], asks, stored["polarity"] if firm else 0.0)
