"""A connection reset at every byte of every answer of a source, and what is lost by it: figures."""

from collections.abc import Iterator
from dataclasses import dataclass

from acts import good, reset_at
from examples import Source
from hostile import MEMORY, Memory, only, wire
from replaying import Reply
from running import Kept, hurried

MOST_REQUESTS = 3000


@dataclass
class Figures:
    """What became of so many broken runs, each followed by a whole one."""

    tried: int = 0
    hangs: int = 0
    crashes: int = 0
    lost: int = 0
    doubled: int = 0

    def plus(self, other: "Figures") -> "Figures":
        """Return both together."""
        return Figures(
            self.tried + other.tried,
            self.hangs + other.hangs,
            self.crashes + other.crashes,
            self.lost + other.lost,
            self.doubled + other.doubled,
        )


class Resets:
    """Break runs of one source in memory, and mend them by a further run."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.lengths: list[int] = []
        self._whole = Kept()
        self._run(self._whole, Memory(source.exchanges, self._measured))
        self._mended: dict[str, Kept] = {}

    def places(self, *, step: int = 1, begin: int = 0) -> Iterator[tuple[int, int]]:
        """Yield (request, offset) for each `step`th byte of all answers."""
        every = (
            (number, offset)
            for number, length in enumerate(self.lengths)
            for offset in range(length)
        )
        for place, one in enumerate(every):
            if place % step == begin % step:
                yield one

    def tried(self, number: int, offset: int) -> Figures:
        """Return what a reset of that answer at that byte does."""
        kept = Kept()
        memory = Memory(self._source.exchanges, reset_at(offset), when=only(number))
        try:
            self._run(kept, memory)
            mended = self._after(kept)
        except Exception:  # noqa: BLE001  # whatever it is, it is counted
            return Figures(1, crashes=1)
        return Figures(
            1,
            hangs=memory.troupe.number > MOST_REQUESTS,
            lost=sum(mended.posts.get(key) != post for key, post in self._whole.posts.items()),
            doubled=kept.doubled + mended.doubled + len(mended.posts.keys() - self._whole.posts),
        )

    def _measured(self, reply: Reply) -> Iterator[bytes]:
        self.lengths.append(len(wire(reply)))
        yield from good(reply)  # type: ignore[misc]  # only bytes

    def _run(self, kept: Kept, memory: Memory) -> None:
        with hurried(transport=memory) as client:
            kept.run(self._source.at(MEMORY), client)

    def _after(self, kept: Kept) -> Kept:
        """Return what a further run makes of it; equal remains are mended once."""
        state = repr((sorted(kept.posts), sorted(kept.marks.items())))
        if state not in self._mended:
            self._run(kept, Memory(self._source.exchanges, good))
            self._mended[state] = kept
        return self._mended[state]
