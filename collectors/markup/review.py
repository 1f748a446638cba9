"""One marked-up review to a post."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from collectors.addresses import clean_address, is_web
from collectors.markup.found import Found
from collectors.markup.nodes import Node, each, text_of
from collectors.post import Post, digest
from collectors.ratings import Rating, count, number, rating
from collectors.texts import from_html
from collectors.times import When, parse_time

LOWEST, HIGHEST = 1.0, 5.0
"""The scale of a rating that names none (schema.org/Rating)."""

_AUTHOR = ("author", "reviewer", "creator")
_WORDS = ("reviewbody", "description", "text")
_TITLE = ("name", "headline", "summary")
_PUBLISHED = ("datepublished", "datecreated", "dtreviewed", "uploaddate")
_RATING = ("reviewrating", "rating", "starrating")


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a page was read.

    Attributes:
        source: name of the source.
        page: address that the reviews belong to, the same for every page of a listing.
        url: address of this very page.
        now: moment of fetching (aware).
        zone: for times that name none.
    """

    source: str
    page: str
    url: str
    now: datetime
    zone: tzinfo | None


def to_post(found: Found, place: Place) -> Post:
    """Return the review as a post; its id is a digest of page, author, date and words.

    Raises:
        ValueError: it has neither author nor words nor rating.
    """
    node = found.node
    author = _author(node)
    stars = _stars(node)
    raw = _first(node, _WORDS) or ""
    text = from_html(raw)
    if not (author or text or stars):
        msg = "a review without author, words and rating"
        raise ValueError(msg)
    when = _when(node, _PUBLISHED, place)
    edited = _when(node, ("datemodified",), place)
    title = _first(node, _TITLE)
    return Post(
        source=place.source,
        id=digest(place.page, author or "", _stable_day(when), text or f"{stars}"),
        kind="review",
        url=clean_address(_address(node) or place.url),
        author=author,
        author_id=_author_id(node),
        published_at=when and when.moment,
        published_precision=when and when.precision,
        published_assumed=bool(when and when.assumed),
        edited_at=edited and edited.moment,
        title=from_html(title) if title else None,
        text=text,
        raw_text=raw if raw != text else None,
        rating=stars and stars.value,
        rating_low=stars and stars.low,
        rating_high=stars and stars.high,
        likes=_count(node),
        subject=from_html(found.subject) if found.subject else None,
        lang=text_of(node.get("inlanguage")),
    )


def _first(node: Node, names: tuple[str, ...]) -> str | None:
    return next((text for name in names if (text := text_of(node.get(name)))), None)


def _author(node: Node) -> str | None:
    name = _first(node, _AUTHOR)
    return None if name is None or is_web(name) else from_html(name) or None


def _author_id(node: Node) -> str | None:
    """Return the address of the author's own page, the only id that markup knows."""
    for value in (one for name in _AUTHOR for one in each(node.get(name))):
        address = text_of(value.get("url")) if isinstance(value, dict) else value
        if isinstance(address, str) and is_web(address):
            return address
    return None


def _address(node: Node) -> str | None:
    address = text_of(node.get("url"))
    return address if address and is_web(address) else None


def _when(node: Node, names: tuple[str, ...], place: Place) -> When | None:
    written = _first(node, names)
    return parse_time(written, now=place.now, zone=place.zone) if written else None


def _stable_day(when: When | None) -> str:
    """Return what the id may hold of a time: words such as "2 days ago" change every day."""
    if when is None:
        return ""
    if not when.relative:
        return when.moment.isoformat()
    fine = when.precision not in ("week", "month", "year")
    return when.moment.date().isoformat() if fine else ""


def _stars(node: Node) -> Rating | None:
    for value in (one for name in _RATING for one in each(node.get(name))):
        read: Callable[[Any], Rating | None] = _rated if isinstance(value, dict) else rating
        if found := read(value):
            return _on_scale(found)
    return None


def _rated(node: Node) -> Rating | None:
    found = rating(_one(node.get("ratingvalue", node.get("value"))))
    if found is None:
        return None
    low, high = (number(_one(node.get(name))) for name in ("worstrating", "bestrating"))
    return Rating(found.value, found.low if low is None else low, high or found.high)


def _one(value: Any) -> Any:
    return next(iter(each(value)), None)


def _on_scale(found: Rating) -> Rating | None:
    """Fill in the usual scale where it fits; 0 of 1-5 is how sites write "no rating"."""
    low, high = found.low, found.high
    if found.value == 0 and (low is None or low > 0):
        return None
    if high is None and found.value <= HIGHEST:
        high = HIGHEST
    if low is None and found.value >= LOWEST and high is not None:
        low = LOWEST
    return Rating(found.value, low, high)


def _count(node: Node) -> int | None:
    votes = node.get("upvotecount")
    return None if votes is None else count(_one(votes))
