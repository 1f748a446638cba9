"""Looking again at posts of a forum: one answer settles all that are held of a topic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from collectors.absence import surely
from collectors.base import RAW_LENGTH, Held, Page, Query, Rejected, Withdrawn
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
        if topic.stream:
            yield from self._parts(topic, ids, query)
        else:
            why = "the topic lists no posts, not even its first; nothing is taken for deleted"
            yield Page((), (Rejected(f"topic {topic_id}", why, ",".join(ids)[:RAW_LENGTH]),))

    def _parts(self, topic: Topic, ids: tuple[str, ...], query: Query) -> Iterator[Page]:
        """Yield the first posts, what is gone, and then the held and the new ones beyond.

        The last page settles the held ones: a visit that breaks off before it is made again, for
        otherwise the new posts would wait for the next one.
        """
        there = frozenset(topic.stream)
        gone = tuple(Withdrawn("missing", one) for one in ids if one not in there)
        numbers = {(topic.id, number): one for number, one in topic.numbers.items()}

        def found(items: Sequence[object]) -> Found:
            return read_posts(
                list(items), query, base=self.forum.base, numbers=numbers, title=topic.title
            )

        page = _page(found(topic.items), gone=gone)
        for part in groups_of(CHUNK, _beyond(topic, ids)):
            yield page
            page = _page(found(self.forum.posts(topic.id, part)))
        yield replace(page, visited=ids)

    def _post(self, held: Held, query: Query) -> Iterator[Page]:
        try:
            item = self.forum.post(held.id)
        except Gone as error:
            yield _gone((held.id,), error)
            return
        found = read_posts([item], query, base=self.forum.base, numbers={})
        yield replace(_page(found), visited=(held.id,))


def _topic_of(held: Held) -> str:
    return number_of({"id": held.thread_id}) or ""


def _beyond(topic: Topic, ids: Sequence[str]) -> list[str]:
    """Return the held and the new posts of a topic that its first page does not show."""
    first = {number_of(item) for item in topic.items}
    newest = max(map(int, ids))
    new = [one for one in topic.stream if int(one) > newest][-MOST_NEW:]
    there = frozenset(topic.stream)
    held = [one for one in ids if one in there]
    return [one for one in dict.fromkeys([*held, *new]) if one not in first]


def _page(found: Found, *, gone: tuple[Withdrawn, ...] = ()) -> Page:
    return Page(found.posts, found.rejected, withdrawn=(*gone, *found.withdrawn))


def _gone(ids: tuple[str, ...], error: Gone) -> Page:
    how = how_gone(surely(error))
    return Page((), withdrawn=tuple(Withdrawn(how, one) for one in ids), visited=ids)
