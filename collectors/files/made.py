"""Posts from the parts that the columns of a table stand for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from collectors.addresses import clean_address
from collectors.errors import BadOptions
from collectors.files.cells import identifier, text_of
from collectors.post import Kind, Post, digest
from collectors.ratings import Rating, count, number, rating
from collectors.texts import from_html
from collectors.times import When, zone_named
from collectors.weibo_ids import published_when


def zone_of(name: str | None) -> tzinfo | None:
    """Return the zone of that name, None for none.

    Raises:
        BadOptions: there is none of that name.
    """
    try:
        return zone_named(name) if name else None
    except ValueError as error:
        raise BadOptions("import", key="zone", why=str(error)) from error


@dataclass(slots=True)
class PostMaker:
    """Turn the parts of one file's rows into posts.

    Attributes:
        source: name stamped on the posts.
        now: moment that relative times are read against (aware).
        zone: of times that name none; None means Beijing for times in Chinese, else UTC.
        kind: of rows that do not say; None means post.
        low: worst value of the scale where the row does not say.
        high: its best value.
        wordless: whether a post may be without words, heading and rating, as a picture is.
        now_is_known: whether somebody stated `now`.
        weibo: whether ids are Weibo's, which carry the time.
    """

    source: str
    now: datetime
    zone: tzinfo | None = None
    kind: Kind | None = None
    low: float | None = None
    high: float | None = None
    wordless: bool = False
    now_is_known: bool = True
    weibo: bool = False
    _nameless: Counter[str] = field(default_factory=Counter)

    def post(self, parts: Mapping[str, Any]) -> Post:
        """Return the post with these parts (part of a post -> what its cell holds).

        Raises:
            ValueError: they make no post; the message says why.
        """
        raw = str(parts.get("text") or "")
        text = from_html(raw)
        stars = self._rating(parts)
        title = text_of(parts.get("title"))
        if not (text or title or stars or self.wordless):
            msg = "no words, no heading and no rating"
            raise ValueError(msg)
        published, edited = self._when(parts, "published_at"), self._when(parts, "edited_at")
        author = text_of(parts.get("author"))
        author_id = identifier(parts.get("author_id"), "author_id") or author
        native_id = identifier(parts.get("id"), "id")
        received = str(parts.get("raw_text") or raw)
        return Post(
            source=self.source,
            id=native_id or self._digest(parts, author_id, text or str(title)),
            kind=parts.get("kind") or self.kind or "post",
            url=clean_address(str(parts["url"])) if parts.get("url") else None,
            author_id=author_id,
            author=author,
            published_at=published and published.moment,
            published_precision=published and published.precision,
            published_assumed=bool(published and published.assumed),
            edited_at=edited and edited.moment,
            title=title,
            text=text or title or "",
            raw_text=received if received and received != text else None,
            rating=stars and stars.value,
            rating_low=stars and stars.low,
            rating_high=stars and stars.high,
            parent_id=_parent(parts),
            thread_id=identifier(parts.get("thread_id"), "thread_id"),
            repost_of=identifier(parts.get("repost_of"), "repost_of"),
            likes=count(parts.get("likes")),
            replies=count(parts.get("replies")),
            reposts=count(parts.get("reposts")),
            subject=text_of(parts.get("subject")),
            lang=text_of(parts.get("lang")),
        )

    def _when(self, parts: Mapping[str, Any], name: str) -> When | None:
        written = parts.get(name)
        if written is None:
            return None
        timed_id = str(parts.get("id")) if self.weibo and name == "published_at" else ""
        when = published_when(
            written, timed_id, now=self.now, now_is_known=self.now_is_known, zone=self.zone
        )
        if when is None:
            msg = f"{name} {written!r} is not a time that can be read for sure; write 2023-05-13"
            raise ValueError(msg)
        return when

    def _rating(self, parts: Mapping[str, Any]) -> Rating | None:
        written = parts.get("rating")
        if written is None:
            return None
        found = rating(written)
        if found is None:
            msg = f"rating {written!r} is no rating"
            raise ValueError(msg)
        low, high = number(parts.get("rating_low")), number(parts.get("rating_high"))
        low, high = self.low if low is None else low, high or self.high
        return Rating(found.value, found.low if low is None else low, high or found.high)

    def _digest(self, parts: Mapping[str, Any], author: str | None, text: str) -> str:
        """Return an id for a row without one.

        Rows with neither author nor time are told apart by how often the same words came
        before: two customers may well have answered the same.
        """
        written = str(parts.get("published_at") or "")
        key = digest(str(parts.get("url") or ""), author or "", written, text)
        if author or written:
            return key
        self._nameless[key] += 1
        return digest(key, str(self._nameless[key]))


def _parent(parts: Mapping[str, Any]) -> str | None:
    found = identifier(parts.get("parent_id"), "parent_id")
    return None if found == "0" else found
