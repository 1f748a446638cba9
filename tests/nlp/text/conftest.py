"""What a stream leaves in memory."""

import gc
import tracemalloc
from collections.abc import Callable, Iterable, Iterator

import pytest


@pytest.fixture
def growth() -> Iterator[Callable[..., int]]:
    """Bytes in use after the last text more than at number `start`.

    What lives is measured, not what waits for the collector, whose moments others decide.
    """

    def measured(read: Callable[[Iterable[str]], object], texts: Iterable[str], start: int) -> int:
        used: list[int] = []

        def watched() -> Iterator[str]:
            for number, text in enumerate(texts):
                if number == start:
                    used.append(in_use())
                yield text
            used.append(in_use())

        read(watched())
        return used[1] - used[0]

    tracemalloc.start()
    yield measured
    tracemalloc.stop()


def in_use() -> int:
    """Return the bytes in use that were asked for since tracing began."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
