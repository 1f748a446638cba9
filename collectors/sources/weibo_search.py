"""The search of Weibo's commercial interface, read back in time."""

import re
from typing import Any

from collectors.base import Query
from collectors.fields import fields
from collectors.ratings import count
from collectors.sources.weibo_timelines import Timeline, ids_of, listed_in, read_items, times_of
from collectors.walk import Batch

MOST_PAGES = 20
"""Pages of one question of which each may repeat what came before; further ones must not."""

_TOKEN = re.compile(r"([0-9]{1,12}):([0-9]{1,4})")


def search(words: str) -> Timeline:
    """Return the timeline of what holds `words`."""
    params = {"q": words, "sort": "time"}
    path = "search/statuses/limited"
    return Timeline(f"search/{words}", path, "statuses", params, by_time=True)


def bounds_of(token: str) -> dict[str, str]:
    """Return the parameters that lead to where `token` points: `second:page`, empty at the top."""
    found = _TOKEN.fullmatch(token)
    return {"endtime": found[1], "page": found[2]} if found else {}


def read_search(found: Any, timeline: Timeline, query: Query, *, token: str, where: str) -> Batch:
    """Return the statuses of an answer as posts, and the second from which to read on.

    Args:
        found: the answer, as JSON.
        timeline: what was asked.
        query: whose source and moment are stamped on the posts.
        token: see `bounds_of`.
        where: address of the answer.

    Raises:
        NotThisFormat: it is no answer of a search.
    """
    listed = listed_in(found, timeline, where=where)
    posts, rejected, withdrawn = read_items(listed, timeline, query, where=where)
    times = times_of(listed, query)
    known = count(fields(found).get("total_number"))
    seconds = [int(moment.timestamp()) for moment in times]
    whole = known is not None and known <= len(listed)
    following = None if whole else _onward(seconds, token)
    page = int(bounds_of(token).get("page", "1"))
    # the last second comes again with the next answer: where that begins makes it new
    beginning = (f"from {token}",) if listed and page <= MOST_PAGES else ()
    return Batch(
        tuple(posts),
        tuple(rejected),
        following=following,
        times=times,
        ids=(*ids_of(listed), *beginning),
        withdrawn=tuple(withdrawn),
    )


def _onward(seconds: list[int], token: str) -> str | None:
    """Return where to read on; None at the end.

    A question shows the newest of what it finds, so the next one ends where this one did. Whether
    the end counts in is not said: one second is added, and pages are turned where that stands
    still, for more may be written in a second than an answer holds.
    """
    if not seconds:
        return None
    at = bounds_of(token)
    following = min(seconds) + 1
    if not at or following < int(at["endtime"]):
        return f"{following}:1"
    return f"{at['endtime']}:{int(at['page']) + 1}"
