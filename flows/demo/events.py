"""What happens in the demo world: the events that make people talk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flows.demo.market import products
from flows.demo.texts import table
from flows.demo.truths import Said, Sentiment


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens `day` days before the world's end and is talked about.

    Attributes:
        posts: posts a day at the default size, from the first day on.
        product: slug of the product it is about, None for none.
        aspect: aspect that is judged, empty when it is an interest's event.
        interest: key of the interest table, empty when it is a product's event.
        zh: what Chinese writers say; `en` what others say.
    """

    name: str
    title: str
    day: int
    posts: tuple[int, ...]
    topic: str
    sentiment: Sentiment
    tags: tuple[str, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]
    product: str | None = None
    aspect: str = ""
    interest: str = ""

    @property
    def said(self) -> Said:
        """Return what each post on it means; brands are found when it is finished."""
        own = () if self.product is None else (products()[self.product].topic,)
        topics = tuple(dict.fromkeys((self.topic, *own)))
        shown = (table("interests")[self.interest]["interest"],) if self.interest else own
        return Said(
            self.sentiment,
            topics,
            aspects=(self.aspect,) if self.aspect else (),
            interests=tuple((label, "mentions") for label in shown),
        )

    def starts_at(self, end: datetime) -> datetime:
        """Return the start of its first day (UTC) in a world that ends at `end`."""
        return midnight(end) - timedelta(days=self.day)

    def ends_at(self, end: datetime) -> datetime:
        """Return the end of its last day."""
        return self.starts_at(end) + timedelta(days=len(self.posts))


@cache
def events() -> tuple[Event, ...]:
    """Return the events, oldest first."""
    found = [Event(**_frozen(row)) for row in table("events")["events"]]
    return tuple(sorted(found, key=lambda event: -event.day))


def midnight(moment: datetime) -> datetime:
    """Return the last midnight (UTC) not after `moment`."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _frozen(row: dict[str, object]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
