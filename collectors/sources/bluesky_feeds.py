"""Bluesky's pages of posts, newest first: search, author feeds, quotes; and whole threads."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from collectors.base import Query, Rejected, Withdrawn
from collectors.errors import NotThisFormat
from collectors.fields import Fields, fields, objects, read_each, words
from collectors.post import Post
from collectors.sources.bluesky_api import Parameters, Service
from collectors.sources.bluesky_posts import LOGGED_IN_ONLY, labels_of, post_of, repost_of
from collectors.times import parse_time
from collectors.walk import Batch

PAGE_SIZE = 100
"""Posts a page: the most that these methods give."""
DEPTH = 1000
"""Levels of a thread, up and down: the most that may be asked for."""

AUTHOR_FEED = "app.bsky.feed.getAuthorFeed"

_MILLISECOND = timedelta(milliseconds=1)
_BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads views of posts; leaves out those with labels that are not wanted."""

    query: Query
    skip_labels: frozenset[str] = frozenset()
    skip_unlisted: bool = False

    def posts(self, views: Iterable[Any], where: str) -> tuple[list[Post], list[Rejected]]:
        """Return the posts of views, and the views that are none."""
        return read_each(views, lambda view: self._posts(view, view), where=where)

    def feed(self, items: Iterable[Any], where: str) -> tuple[list[Post], list[Rejected]]:
        """Return the posts of the items of a feed, a repost before what it passes on."""
        return read_each(items, lambda item: self._posts(item, fields(item, "post")), where=where)

    def _posts(self, item: Any, view: Fields) -> Iterator[Post]:
        if not self._is_wanted(fields(view)):
            return
        repost = repost_of(item, self.query)
        if repost:
            yield repost
        yield post_of(view, self.query)

    def _is_wanted(self, view: Fields) -> bool:
        unwanted = self.skip_labels | ({LOGGED_IN_ONLY} if self.skip_unlisted else set())
        return not (unwanted & labels_of(view))


def read_page(
    service: Service, method: str, parameters: Parameters, reader: Reader, *, cursor: str
) -> Batch:
    """Return one page of a method that pages by cursor, ordered by when the network saw posts.

    Raises:
        NotThisFormat: it lists nothing.
    """
    listed = "feed" if method == AUTHOR_FEED else "posts"
    further = [("cursor", cursor)] if cursor else []
    answer = service.ask(method, [*parameters, ("limit", str(PAGE_SIZE)), *further])
    items = answer.get(listed)
    if not isinstance(items, list):
        raise NotThisFormat(method, expected=f"a list of {listed}", why="there is none")
    read = reader.feed if listed == "feed" else reader.posts
    posts, rejected = read(items, method)
    return Batch(
        tuple(posts),
        tuple(rejected),
        following=words(answer, "cursor"),
        times=tuple(_seen(items, reader.query)),
        ids=tuple(_names(items)),
    )


def windowed(read: Callable[[str, str], Batch]) -> Callable[[str], Batch]:
    """Return how to read on where a cursor ends before the results do: by moments, from there.

    A token is a moment and a cursor, `|` between them; either may be empty.

    Args:
        read: reads the page at a cursor among the posts before a moment (text, empty: now).
    """

    def read_at(token: str) -> Batch:
        until, _, cursor = token.partition(_BETWEEN)
        batch = read(until, cursor)
        following = batch.following
        onward = f"{until}{_BETWEEN}{following}" if following else _window_below(batch, until)
        return Batch(batch.posts, batch.rejected, onward, times=batch.times, ids=batch.ids)

    return read_at


FIRST = _BETWEEN
"""Token of the newest page of what is `windowed`."""


def _window_below(batch: Batch, until: str) -> str | None:
    """Return where the posts older than a page begin; None when it has none below its window."""
    oldest = min(batch.times or (), default=None)
    if oldest is None:
        return None
    # until is exclusive: others of the same moment must not be missed
    below = (oldest + _MILLISECOND).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return f"{below}{_BETWEEN}" if not until or below < until else None


def thread_of(service: Service, uri: str) -> tuple[list[Fields], list[Withdrawn]]:
    """Return the posts of a thread, from the one that opened it, and those that are no more.

    Raises:
        Gone: the post itself is no more.
        NotThisFormat: the answer is no thread.
    """
    asked = [("uri", uri), ("depth", str(DEPTH)), ("parentHeight", str(DEPTH))]
    root = fields(service.ask("app.bsky.feed.getPostThread", asked), "thread")
    if not root:
        raise NotThisFormat(uri, expected="a thread", why="there is none")
    above = _line(root)
    nodes = [*reversed(above), *_below(root)]
    views = [fields(node, "post") for node in nodes if "post" in node]
    lost = [name for node in nodes if node.get("notFound") and (name := words(node, "uri"))]
    return views, [Withdrawn("placeholder", name, erase=True) for name in lost]


def _line(node: Fields) -> list[Fields]:
    """Return what a node of a thread answers to, nearest first."""
    above: list[Fields] = []
    while node := fields(node, "parent"):
        above.append(node)
    return above


def _below(root: Fields) -> Iterator[Fields]:
    """Yield a node and all below it; without recursion, for threads may be deep."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(objects(node, "replies"))


def _seen(items: list[Any], query: Query) -> Iterator[datetime]:
    """Yield when the network saw each item: the repost, where it is one."""
    for item in objects(items):
        told = fields(item, "reason").get("indexedAt") or fields(item, "post").get("indexedAt")
        when = parse_time(told or item.get("indexedAt"), now=query.now)
        pinned = str(fields(item, "reason").get("$type", "")).endswith("#reasonPin")
        if when and not pinned:
            yield when.moment


def _names(items: list[Any]) -> Iterator[str]:
    for item in objects(items):
        uri = words(item, "uri") or words(fields(item, "post"), "uri")
        by = words(fields(item, "reason", "by"), "did") or ""
        if uri:
            yield f"{uri} {by}"
