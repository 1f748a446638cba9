"""The way through all posts of a forum, newest first."""

from typing import Any

from collectors.base import Query
from collectors.discourse.forum import Forum, number_of
from collectors.discourse.posts import read_posts
from collectors.walk import Batch

WINDOW = 50
"""Posts an answer; older forums (until 2024 or so) answer the 50 ids below `before` instead,
fewer posts or none where they are private."""


def read_latest(forum: Forum, query: Query, before: str) -> Batch:
    """Return one answer of the whole forum.

    Args:
        forum: which.
        query: what to fetch.
        before: id below which to read on; empty for the newest.

    Raises:
        CollectorError: it was not answered.
    """
    items = forum.latest(before)
    found = read_posts(items, query, base=forum.base, numbers={})
    return Batch(
        found.posts,
        found.rejected,
        following=_following(items, before),
        # a window without posts is no end: each has a name of its own
        ids=(*(post.id for post in found.posts), f"before {before}"),
        withdrawn=found.withdrawn,
    )


def _following(items: list[Any], before: str) -> str | None:
    """Return the id to read below; None at the first post, or where `before` was not heeded."""
    ids = [int(own_id) for item in items if (own_id := number_of(item))]
    bound = int(before) if before else None
    if bound is not None and ids and max(ids) > bound:
        return None
    lowest = min(ids, default=0)
    if bound is not None and not (ids and lowest < bound):
        lowest = bound - WINDOW
    return str(lowest) if lowest > 1 else None
