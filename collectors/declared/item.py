"""What one item of a source says, to a post."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from collectors.declared.settings import DeclaredSettings
from collectors.post import Post, digest
from collectors.ratings import Rating, count
from collectors.times import When, parse_time, zone_named
from collectors.times.patterns import CHINESE
from collectors.times.when import BEIJING
from collectors.times.within import time_within

LOWEST, HIGHEST = 1.0, 5.0
"""The scale of a rating that names none, where it fits."""

_PERCENT = 100.0
_COUNT = re.compile(r"(?<![\d.,])\d[\d.,]*\s?(?:[kKwWmM万萬亿億]\b|[万萬亿億])?\+?")
_ONE = re.compile(r"one (?:person|user|customer|like|reply|comment)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What one item says, as it is written there; None where it says nothing.

    Attributes:
        id: its id; None if the source shows none, then a digest stands for it.
        text: its words, clean.
        raw: its words as received.
        rating: as it was read; `rating_written` is what it was read from.
        link: its own address, whole.
        thread: id of the item at the head of those it is nested in.
    """

    id: str | None = None
    text: str = ""
    raw: str | None = None
    title: str | None = None
    author: str | None = None
    author_id: str | None = None
    rating: Rating | None = None
    rating_written: str | None = None
    date: Any = None
    edited: Any = None
    link: str | None = None
    parent: str | None = None
    thread: str | None = None
    likes: Any = None
    replies: Any = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when an item was read.

    Attributes:
        source: name of the source.
        listing: address that the items belong to, the same for all pages of a listing.
        url: address of this very page or answer, where people can read it; None if they cannot.
        now: moment of fetching (aware).
        settings: what holds for all items.
    """

    source: str
    listing: str
    url: str | None
    now: datetime
    settings: DeclaredSettings

    @property
    def zone(self) -> tzinfo | None:
        """Return the zone of times that name none."""
        return zone_named(self.settings.zone) if self.settings.zone else None


def to_post(said: Said, place: Place) -> Post:
    """Return the post.

    Raises:
        ValueError: it has neither words nor heading nor rating.
    """
    settings = place.settings
    stars = on_scale(said.rating, settings)
    if not (said.text or said.title or stars):
        msg = "an item without words, heading and rating"
        raise ValueError(msg)
    when, edited = moment_of(said.date, place), moment_of(said.edited, place)
    return Post(
        source=place.source,
        id=said.id or _digest(said, place, when),
        kind=settings.post_kind,
        url=said.link or place.url,
        author_id=said.author_id,
        author=said.author,
        published_at=when and when.moment,
        published_precision=when and when.precision,
        published_assumed=bool(when and when.assumed),
        edited_at=edited and edited.moment,
        title=said.title,
        text=said.text,
        raw_text=said.raw if said.raw != said.text else None,
        rating=stars and stars.value,
        rating_low=stars and stars.low,
        rating_high=stars and stars.high,
        parent_id=said.parent,
        thread_id=said.thread,
        likes=count_in(said.likes),
        replies=count_in(said.replies),
        subject=said.subject,
        lang=settings.lang,
    )


def unread(said: Said, post: Post) -> Iterator[tuple[str, str]]:
    """Yield what the item says of time, rating and counts that could not be read."""
    no_rating = said.rating is not None and said.rating.value == 0
    for field, written, read in (
        ("date", said.date, post.published_at),
        ("edited", said.edited, post.edited_at),
        ("rating", None if no_rating else said.rating_written, post.rating),
        ("likes", said.likes, post.likes),
        ("replies", said.replies, post.replies),
    ):
        if written not in (None, "") and read is None:
            yield field, str(written)[:200]


def moment_of(written: Any, place: Place) -> When | None:
    """Return the time that is written, alone or among other words."""
    if when := parse_time(written, now=place.now, zone=place.zone):
        return when
    if not isinstance(written, str):
        return None
    return time_within(written, now=place.now, zone=place.zone)


def on_scale(found: Rating | None, settings: DeclaredSettings) -> Rating | None:
    """Return a rating on the scale that it was written with, else that of the settings, else 1-5.

    0 of a scale that begins above 0 is how sites write "no rating"; what lies beyond its scale
    is none. Per cent become a share of the best value where the settings name one.
    """
    if found is None:
        return None
    if (found.low, found.high) == (0.0, _PERCENT) and settings.rating_high:
        found = Rating(found.value / _PERCENT * settings.rating_high)
    low = settings.rating_low if found.low is None else found.low
    high = settings.rating_high if found.high is None else found.high
    if high is None and found.value <= HIGHEST:
        high = HIGHEST
    if low is None and found.value >= LOWEST and high is not None:
        low = LOWEST
    nothing = found.value == 0 and (low is None or low > 0)
    beyond = (low is not None and found.value < low) or (high is not None and found.value > high)
    return None if nothing or beyond else Rating(found.value, low, high)


def count_in(written: Any) -> int | None:
    """Return a count, also one that stands among other words: Helpful (12), 赞[3], 1.2万 likes."""
    if (whole := count(written)) is not None or not isinstance(written, str):
        return whole
    numbers = _COUNT.findall(written[:100])
    if not numbers and _ONE.match(written.strip()):
        return 1
    return count(numbers[0]) if len(numbers) == 1 else None


def _digest(said: Said, place: Place, when: When | None) -> str:
    words = said.text or said.title or f"{said.rating and said.rating.value}"
    return digest(place.listing, said.author or "", _day(said.date, when, place), words)


def _day(written: Any, when: When | None, place: Place) -> str:
    """Return the day of an item as people there see it; it stays, however the time is written.

    "2 weeks ago" names no day: it would be another one tomorrow.
    """
    if when is None or (when.relative and when.precision in ("week", "month", "year")):
        return ""
    chinese = isinstance(written, str) and CHINESE.search(written)
    return when.moment.astimezone(place.zone or (BEIJING if chinese else UTC)).date().isoformat()
