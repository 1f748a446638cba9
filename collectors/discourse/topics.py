"""The way through topics: those of a category, of a tag, of a search, or named ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any, Protocol

from collectors.base import Query, Rejected
from collectors.discourse.errands import Errand, Place
from collectors.discourse.forum import CHUNK, Forum, Topic, number_of
from collectors.discourse.posts import Numbers, read_posts
from collectors.errors import Gone, Refused
from collectors.fields import fields
from collectors.groups import groups_of
from collectors.times import parse_time
from collectors.walk import Batch


class Listing(Protocol):
    """A list of topics, page by page."""

    def page(self, number: int, query: Query, *, floor: float | None) -> tuple[list[Errand], bool]:
        """Return the topics of a page that moved since `floor`, and whether older ones follow."""
        ...


@dataclass
class Topics:
    """Reads topics for one run.

    Attributes:
        forum: which.
        query: what to fetch.
        listing: where topics are found; None when they are named, and then must be there.
    """

    forum: Forum
    query: Query
    listing: Listing | None = None
    _topic: Topic | None = None
    _numbers: Numbers = field(default_factory=dict)

    def read(self, text: str) -> Batch:
        """Return what is at a place.

        Raises:
            CollectorError: it was not answered.
        """
        place = Place.of(text)
        if not place.errands:
            return self._listed(place)
        try:
            return self._part(place, place.errands[0])
        except (Gone, Refused) as error:
            if self.listing is None:
                raise
            # taken away, or made private, since the list was read
            rejected = Rejected(f"topic {place.errands[0].topic}", str(error), "")
            return Batch((), (rejected,), place.after(), ids=(text,))

    def _listed(self, place: Place) -> Batch:
        if self.listing is None or place.page is None:
            return Batch(())
        errands, more = self.listing.page(place.page, self.query, floor=place.floor)
        onward = replace(place, page=place.page + 1 if more else None, errands=tuple(errands))
        going = bool(errands) or more
        ids = tuple(f"topic {one.topic} {one.moved}" for one in errands)
        return Batch((), following=onward.text() if going else None, times=(), ids=ids)

    def _part(self, place: Place, errand: Errand) -> Batch:
        """Return twenty posts of a topic: first those it begins with, then from the newest back."""
        topic = self._opened(errand.topic, place)
        if errand.posts:
            return self._batch(place, errand, topic, self._chosen(topic, errand.posts))
        parts = groups_of(CHUNK, topic.stream[len(topic.items) :][::-1])
        items = topic.items if place.part == 0 else self._asked(topic, parts, place.part)
        done = place.part >= len(parts) or (place.part > 0 and self._is_known(items, place.floor))
        onward = None if done else place.part + 1
        if self.listing is None:
            moved = parse_time(topic.last, now=self.query.now)
            errand = replace(errand, moved=moved.moment.timestamp() if moved else None)
        return self._batch(place, errand, topic, items, onward=onward)

    def _opened(self, topic_id: str, place: Place) -> Topic:
        """Return the first page of a topic, asked for anew when its first part is due."""
        if self._topic is None or self._topic.id != topic_id or place.part == 0:
            self._topic = self.forum.topic(topic_id)
            self._numbers = {
                (topic_id, number): own_id for number, own_id in self._topic.numbers.items()
            }
        return self._topic

    def _chosen(self, topic: Topic, wanted: Sequence[str]) -> list[Any]:
        """Return some posts of a topic, those from its first page without asking again."""
        there = [item for item in topic.items if number_of(item) in wanted]
        rest = sorted(set(wanted) - {number_of(item) for item in there}, key=int)
        return [*there, *(self.forum.posts(topic.id, rest) if rest else [])]

    def _asked(self, topic: Topic, parts: Sequence[Sequence[str]], number: int) -> list[Any]:
        # posts may have gone since the place was written down
        return self.forum.posts(topic.id, parts[number - 1]) if number <= len(parts) else []

    def _is_known(self, items: list[Any], floor: float | None) -> bool:
        """Return whether a part lies below the floor, most of it: posts may have been moved in."""
        written = (fields(item).get("created_at") for item in items)
        moments = [when.moment for one in written if (when := parse_time(one, now=self.query.now))]
        middle = median_low(moments) if moments else self.query.now
        return floor is not None and middle.timestamp() < floor

    def _batch(
        self,
        place: Place,
        errand: Errand,
        topic: Topic,
        items: list[Any],
        *,
        onward: int | None = None,
    ) -> Batch:
        found = read_posts(
            items, self.query, base=self.forum.base, numbers=self._numbers, title=topic.title
        )
        return Batch(
            found.posts,
            found.rejected,
            place.after(part=onward),
            times=errand.times,
            ids=(*(post.id for post in found.posts), f"{topic.id} {place.part} {errand.posts}"),
            withdrawn=found.withdrawn,
        )


def first_place(
    query: Query, *, asked: str, look_back: timedelta, topic: str | None = None
) -> Place:
    """Return where a run begins: at the first page of the list, or at a topic that was named.

    Its floor is where the last run began, less the look-back; there is none as long as earlier
    runs left something, for that may lie within the same topics.
    """
    mark = query.mark(asked)
    back_to = _moment(mark.get("back_to"))
    wider = query.since is not None and back_to is not None and query.since < back_to
    newest = None if wider else _moment(mark.get("newest_at"))
    known = newest - look_back if newest else None
    floors = [moment.timestamp() for moment in (known, query.since) if moment]
    floor = None if mark.get("left") else max(floors, default=None)
    return Place(None if topic else 0, (Errand(topic),) if topic else (), floor=floor)


def _moment(written: Any) -> datetime | None:
    return datetime.fromisoformat(written) if isinstance(written, str) else None
