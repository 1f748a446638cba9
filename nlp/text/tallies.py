"""How often things were met in a stream, in how many texts, and where, in bounded memory."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

EXAMPLES: Final = 3
"""Places kept of each thing."""
AROUND: Final = 20
"""Signs of an example on either side of what it is an example of."""


class Place(NamedTuple):
    """Where something stands; `start` and `end` (excluded) count characters as stored.

    Attributes:
        row: of the text in the stream, from 0.
        start: in the text.
        end: in the text.
        text: a stretch of it, white space made one space, lone surrogates `?`.
    """

    row: int
    start: int
    end: int
    text: str


class Tally:
    """What is known of one thing.

    Attributes:
        count: times met.
        texts: texts it was met in.
        different: those of them that are no repeats.
        places: the first in each of `EXAMPLES` different texts; of what came back in repeats
            alone after it was forgotten, the first in the first of them.
        missed: times it may have been met before, at most.
    """

    __slots__ = ("count", "different", "missed", "places", "texts")

    def __init__(self, missed: int) -> None:
        self.count, self.texts, self.different, self.missed = 0, 0, 0, missed
        self.places: tuple[Place, ...] = ()


class Tallies:
    """Tallies of things by name; of many, the rarest are forgotten on the way.

    That is lossy counting (Manku and Motwani 2002): what is still known at the end was met at most
    `missed` times more often than it says.

    Attributes:
        missed: how many meetings of a thing may have been forgotten.
    """

    def __init__(self, kept: int) -> None:
        self.missed = 0
        self._kept = kept
        self._table: dict[str, Tally] = {}

    def add(self, met: Mapping[str, list[tuple[int, int]]], *, row: int, text: str) -> None:
        """Count what was met in a text, by name, with all its spans.

        Args:
            met: spans in the text, by name.
            row: of the text in the stream; below 0 it is a repeat, in row `~row`.
            text: as stored.
        """
        for name, spans in met.items():
            tally = self._table.get(name)
            if tally is None:
                tally = self._table[name] = Tally(self.missed)
            tally.count += len(spans)
            tally.texts += 1
            tally.different += row >= 0
            if not tally.places or (row >= 0 and len(tally.places) < EXAMPLES):
                place = _place(row if row >= 0 else ~row, text, *spans[0])
                tally.places = (*tally.places, place)
        while len(self._table) > self._kept:
            self._forget()

    def items(self) -> Iterator[tuple[str, Tally]]:
        """Yield what is known."""
        yield from self._table.items()

    def _forget(self) -> None:
        self.missed += 1
        self._table = {
            name: tally
            for name, tally in self._table.items()
            if tally.count + tally.missed > self.missed
        }


class Counts:
    """How often things were met, at the most, and nothing else; of many, the rarest are forgotten.

    Attributes:
        total: meetings, those forgotten too.
        missed: by how much a count may be too high.
    """

    def __init__(self, kept: int) -> None:
        self.total, self.missed = 0, 0
        self._kept = kept
        self._table: dict[str, int] = {}

    def add(self, names: Sequence[str]) -> None:
        """Count what was met, as often as it is named."""
        self.total += len(names)
        for name in names:
            self._table[name] = self._table.get(name, self.missed) + 1
        while len(self._table) > self._kept:
            self.missed += 1
            held = {name: count for name, count in self._table.items() if count > self.missed}
            self._table = held

    def items(self) -> Iterator[tuple[str, int]]:
        """Yield what is known, with its count."""
        yield from self._table.items()

    def __getitem__(self, name: str) -> int:
        return self._table.get(name, self.missed)


def _place(row: int, text: str, start: int, end: int) -> Place:
    around = text[max(start - AROUND, 0) : end + AROUND].encode("utf-8", "replace").decode()
    return Place(row, start, end, " ".join(around.split()))
