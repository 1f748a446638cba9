"""Held posts that are looked at one by one, of which one may fail alone."""

from collections.abc import Callable, Iterable, Iterator

from collectors.base import Page
from collectors.errors import Blocked, CollectorError, Resting, Throttled

MOST_WALLS = 3
"""Walls in a row that are no matter of single posts any more."""

_ENDS_IT = (Resting, Throttled)
"""What concerns the whole host, and says so itself."""


def one_by_one(looks: Iterable[Callable[[], Page]]) -> Iterator[Page]:
    """Yield what each of `looks` gives; one that fails leaves its posts due, and others go on.

    Raises:
        CollectorError: the host wants to be left alone, or gave walls only, or else the first
            failure, after all others were looked at.
    """
    failure: CollectorError | None = None
    walls = 0
    for look in looks:
        try:
            page = look()
        except _ENDS_IT:
            raise
        except CollectorError as error:
            failure = failure or error
            walls = walls + 1 if isinstance(error, Blocked) else 0
            if walls == MOST_WALLS:
                break
            continue
        walls = 0
        yield page
    if failure:
        raise failure
