"""Looking again at posts of a forum: one answer settles all that are held of a topic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from collectors.base import Held, Page, Query, Withdrawn
from collectors.discourse.forum import CHUNK, Forum, Topic, number_of
from collectors.discourse.posts import Found, read_posts
from collectors.errors import Gone
from collectors.groups import groups_of
from collectors.review_parts import how_gone
from collectors.several import Ask

MOST_NEW = 200
"""Posts of a topic, newer than those held, that one visit brings; the rest comes by collecting."""


@dataclass(frozen=True, slots=True)
class Again:
    """Looks again at held posts."""

    forum: Forum

    def asks(self, held: Sequence[Held]) -> list[Ask]:
        """Return what there is to ask: topic by topic, then posts of which no topic is known."""
        ours = [one for one in held if number_of({"id": one.id})]
        known = sorted((one for one in ours if _topic_of(one)), key=_topic_of)
        topics = [
            partial(self._topic, topic_id, tuple(some))
            for topic_id, some in groupby(known, key=_topic_of)
        ]
        return [*topics, *(partial(self._post, one) for one in ours if not _topic_of(one))]

    def _topic(self, topic_id: str, held: Sequence[Held], query: Query) -> Iterator[Page]:
        ids = tuple(one.id for one in held)
        try:
            topic = self.forum.topic(topic_id)
        except Gone as error:
            yield _gone(ids, error)
            return
        yield from self._parts(topic, ids, query)

    def _parts(self, topic: Topic, ids: tuple[str, ...], query: Query) -> Iterator[Page]:
        """Yield the first posts, what is gone, and then the held and the new ones beyond."""
        stream = set(topic.stream)
        gone = tuple(Withdrawn("missing", one) for one in ids if one not in stream)
        first = tuple(number_of(item) or "" for item in topic.items)
        numbers = {(topic.id, number): one for number, one in topic.numbers.items()}
        settled = tuple(one for one in ids if one not in stream or one in first)

        def found(items: Sequence[object]) -> Found:
            return read_posts(
                list(items), query, base=self.forum.base, numbers=numbers, title=topic.title
            )

        yield _page(found(topic.items), visited=settled, gone=gone)
        newest = max(map(int, ids))
        new = [one for one in topic.stream if int(one) > newest][-MOST_NEW:]
        beyond = [one for one in ids if one in stream and one not in first]
        wanted = [one for one in dict.fromkeys([*beyond, *new]) if one not in first]
        for part in groups_of(CHUNK, wanted):
            items = self.forum.posts(topic.id, part)
            yield _page(found(items), visited=tuple(one for one in part if one in beyond))

    def _post(self, held: Held, query: Query) -> Iterator[Page]:
        try:
            item = self.forum.post(held.id)
        except Gone as error:
            yield _gone((held.id,), error)
            return
        found = read_posts([item], query, base=self.forum.base, numbers={})
        yield _page(found, visited=(held.id,))


def _topic_of(held: Held) -> str:
    return number_of({"id": held.thread_id}) or ""


def _page(found: Found, *, visited: tuple[str, ...], gone: tuple[Withdrawn, ...] = ()) -> Page:
    return Page(found.posts, found.rejected, withdrawn=(*gone, *found.withdrawn), visited=visited)


def _gone(ids: tuple[str, ...], error: Gone) -> Page:
    return Page((), withdrawn=tuple(Withdrawn(how_gone(error), one) for one in ids), visited=ids)
