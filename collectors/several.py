"""One source that is asked for several things, one after the other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from collectors.base import Page, Query
from collectors.errors import (
    Blocked,
    CollectorError,
    NetworkTrouble,
    Resting,
    Throttled,
    TooSlow,
)
from collectors.http import Client

Ask = Callable[[Query], Iterator[Page]]
"""Reads one of the things; the query it is given says how many posts are still wanted."""

HOST_TROUBLE = (Blocked, NetworkTrouble, Resting, Throttled, TooSlow)
"""Errors that speak of the host, and not of the one thing that was asked for."""


def each_asked(
    client: Client,
    query: Query,
    asks: Iterable[Ask],
    *,
    ends_at: tuple[type[CollectorError], ...] = (),
) -> Iterator[Page]:
    """Yield the pages of each of `asks` in turn, until the limit of `query` is reached.

    One that fails does not keep the others from being read, unless by an error of `ends_at`.

    Raises:
        CollectorError: the first failure, after all the others were read.
    """
    failure: CollectorError | None = None
    for ask in asks:
        if query.limit is not None and query.limit <= 0:
            break
        try:
            for page in ask(query):
                query = _left(query, len(page.posts))
                yield page
        except CollectorError as error:
            client.note(error)
            failure = failure or error
            if isinstance(error, ends_at):
                break
    if failure:
        raise failure


def _left(query: Query, read: int) -> Query:
    return query if query.limit is None else replace(query, limit=query.limit - read)
