"""Lists of topics of a forum: a category's, a tag's, the hits of a search."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from collectors.base import Query
from collectors.discourse.errands import Errand
from collectors.discourse.forum import CHUNK, Forum, number_of
from collectors.errors import NotThisFormat
from collectors.fields import Fields, fields, objects
from collectors.groups import groups_of
from collectors.times import parse_time


@dataclass(frozen=True, slots=True)
class TopicList:
    """The topics of a category or a tag, the last written in first; pinned ones before all."""

    forum: Forum
    path: str

    def page(self, number: int, query: Query, *, floor: float | None) -> tuple[list[Errand], bool]:
        """Return the topics of a page that moved since `floor`, and whether older ones follow.

        Raises:
            CollectorError: it was not answered.
        """
        # a category may have an order of its own
        told, url = self.forum.listing(self.path, {"page": str(number), "order": "activity"})
        listed = fields(told, "topic_list")
        if not isinstance(listed.get("topics"), list):
            raise NotThisFormat(url, expected="a list of topics", why="it has none")
        errands, passed = [], False
        for topic in objects(listed, "topics"):
            moved, pinned = _moved(topic, query), _is_pinned(topic)
            old = _is_below(moved, floor)
            passed = passed or (old and not pinned)
            if not old and (own_id := number_of(topic)):
                errands.append(Errand(own_id, None if pinned else moved))
        return errands, bool(listed.get("more_topics_url")) and not passed


@dataclass(frozen=True, slots=True)
class Hits:
    """The posts that a search finds, the newest first."""

    forum: Forum
    words: str

    def page(self, number: int, query: Query, *, floor: float | None) -> tuple[list[Errand], bool]:
        """Return the topics with the hits of a page, newest first, and whether more follow.

        Raises:
            CollectorError: it was not answered.
        """
        asked = self.words if "order:" in self.words else f"{self.words} order:latest"
        told, url = self.forum.listing("/search.json", {"q": asked, "page": str(number + 1)})
        if not told.keys() & {"posts", "grouped_search_result"}:
            raise NotThisFormat(url, expected="hits", why="it has none")
        hits = [hit for hit in objects(told, "posts") if number_of(hit, "topic_id")]
        new = [hit for hit in hits if not _is_below(_created(hit, query), floor)]
        errands = sorted(_by_topic(new, query), key=lambda one: -(one.moved or 0))
        more = fields(told, "grouped_search_result").get("more_full_page_results")
        return errands, bool(more) and len(new) == len(hits)


def _is_pinned(topic: Fields) -> bool:
    return bool(topic.get("pinned") or topic.get("pinned_globally"))


def _moved(topic: Fields, query: Query) -> float | None:
    written = topic.get("bumped_at") or topic.get("last_posted_at") or topic.get("created_at")
    when = parse_time(written, now=query.now)
    return when.moment.timestamp() if when else None


def _by_topic(hits: list[Fields], query: Query) -> Iterator[Errand]:
    """Yield the topics of some hits, with twenty of them at most each time."""
    topics: dict[str, list[Fields]] = {}
    for hit in hits:
        topics.setdefault(str(number_of(hit, "topic_id")), []).append(hit)
    for topic, own in topics.items():
        for some in groups_of(CHUNK, own):
            moments = [moment for hit in some if (moment := _created(hit, query))]
            ids = tuple(number for hit in some if (number := number_of(hit)))
            if ids:
                yield Errand(topic, max(moments, default=None), ids)


def _created(hit: Any, query: Query) -> float | None:
    when = parse_time(hit.get("created_at"), now=query.now)
    return when.moment.timestamp() if when else None


def _is_below(moved: float | None, floor: float | None) -> bool:
    return moved is not None and floor is not None and moved < floor
