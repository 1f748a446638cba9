"""The record of one thing that somebody said, whatever the source."""

import hashlib
import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

Precision = Literal["second", "minute", "hour", "day", "week", "month", "year"]
Kind = Literal["review", "post", "comment", "article", "repost", "survey"]

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
"""Of times that people may have said something at; others are numbers taken for times."""

LONGEST_ID = 1000
"""Characters; nothing longer is an id."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _in_utc(moment: datetime) -> datetime:
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        msg = f"the year {moment.year} is not from {EARLIEST_YEAR} to {LATEST_YEAR}"
        raise ValueError(msg)
    return moment.astimezone(UTC)


def _bare(written: str) -> str:
    bare = (written if written.isprintable() else _CONTROLS.sub("", written)).strip()
    if len(bare) > LONGEST_ID:
        msg = f"an id of {len(bare)} characters"
        raise ValueError(msg)
    return bare


def _given(bare: str) -> str:
    if not bare:
        msg = "an empty id"
        raise ValueError(msg)
    return bare


UtcTime = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Id = Annotated[str, AfterValidator(_bare), AfterValidator(_given)]
Reference = Annotated[
    str | None, AfterValidator(lambda given: _bare(given) or None if given else None)
]


class Post(BaseModel):
    """One review, post, comment or article, as the source gives it.

    Null always means "the source does not say"; a count of 0 means that it says zero.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(min_length=1, description="Name of the source in the settings.")
    id: Id = Field(min_length=1, description="The source's own id, as text.")
    kind: Kind = Field(description="What was said: a review, a post, a comment, ...")
    url: str | None = Field(None, description="Where it can be read.")
    author_id: Reference = Field(None, description="The source's own id of the author.")
    author: str | None = Field(None, description="The author's name as shown.")
    author_labels: tuple[str, ...] = Field(
        (), description="Hobbies, trade and the like that authors publish about themselves."
    )
    published_at: UtcTime | None = Field(None, description="When it was said, UTC.")
    published_precision: Precision | None = Field(
        None, description="How exactly `published_at` is known; a day is stored as its midnight."
    )
    published_assumed: bool = Field(
        default=False, description="The zone, or the whole time, was assumed, not given."
    )
    edited_at: UtcTime | None = Field(None, description="When it was last changed, UTC.")
    deleted_at: UtcTime | None = Field(None, description="When it was withdrawn, UTC.")
    title: str | None = Field(None, description="Its heading.")
    text: str = Field("", description="Its words, cleaned of markup.")
    raw_text: str | None = Field(None, description="Its words as received, if they differ.")
    rating: float | None = Field(None, description="The author's rating, on the source's scale.")
    rating_low: float | None = Field(None, description="The worst value of that scale.")
    rating_high: float | None = Field(None, description="The best value of that scale.")
    parent_id: Reference = Field(None, description="Id of the post it answers.")
    thread_id: Reference = Field(None, description="Id of the post that opened the thread.")
    repost_of: Reference = Field(None, description="Id of the post it passes on.")
    likes: int | None = Field(None, ge=0, description="How many liked it.")
    replies: int | None = Field(None, ge=0, description="How many answered it.")
    reposts: int | None = Field(None, ge=0, description="How many passed it on.")
    subject: str | None = Field(None, description="The product, place or thing it is about.")
    lang: str | None = Field(None, description="Language as declared by source or author.")

    @property
    def key(self) -> str:
        """Return the key of this post across all sources."""
        return post_key(self.source, self.id)


def post_key(source: str, native_id: str) -> str:
    """Return the 32 hexadecimal digits that name a post of `source` everywhere."""
    return digest(source, native_id)


def digest(*parts: str) -> str:
    """Return 32 hexadecimal digits (BLAKE2b, 128 bits) that depend on every part and its place."""
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=16).hexdigest()
