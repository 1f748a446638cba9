"""Posts as rows of the record: pseudonymous, masked, and with what tells a change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collectors.post import Post, digest
from flows.store import tables
from flows.store.privacy import author_key, mask, storable
from flows.store.rows import Row

_POST = tables.posts.c
KNOWN = (
    _POST.post_key,
    _POST.content_hash,
    _POST.row_hash,
    _POST.version,
    _POST.first_seen_at,
    _POST.changed_at,
    _POST.published_at,
    _POST.published_precision,
    _POST.published_assumed,
    _POST.deleted_at,
    _POST.deleted_how,
)
"""Columns of a stored post that decide what becomes of the next sight of it."""

_NAMES = tuple(column.name for column in tables.posts.columns)
_CONTENT = ("title", "text", "raw_text", "rating", "rating_low", "rating_high")
_FINENESS = ("second", "minute", "hour", "day", "week", "month", "year")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Known:
    """What the record holds of a post; fields are the columns of `KNOWN`."""

    post_key: str
    content_hash: str
    row_hash: str
    version: int
    first_seen_at: datetime
    changed_at: datetime
    published_at: datetime | None
    published_precision: str | None
    published_assumed: bool
    deleted_at: datetime | None
    deleted_how: str | None


def is_settled(post: Post, known: Known | None) -> bool:
    """Return whether a sight of `post` is older than the event that took it back.

    Copies and indexes lag behind; only a later edit says that it is there again.
    """
    if known is None or known.deleted_at is None or known.deleted_how != "event":
        return False
    return not (post.edited_at and post.edited_at > known.deleted_at)


def why_not(post: Post) -> str | None:
    """Return why no database can hold `post`, or None when it can."""
    for name in ("likes", "replies", "reposts"):
        if (getattr(post, name) or 0) > _LARGEST:
            return f"{name} is larger than 2^63 - 1"
    return None


def post_row(post: Post, known: Known | None, *, key: bytes, seen_at: datetime) -> Row:
    """Return `post` as a row of `posts`, given what is `known` of it.

    A time of withdrawal stays what it was first seen to be, and a time of publication gives way
    only to a finer one: "3 hours ago", read again, must not look like a change.
    """
    deleted_at = (known and post.deleted_at and known.deleted_at) or post.deleted_at
    content = (*_words(post), post.rating, post.rating_low, post.rating_high)
    content_hash = _hash(*content, post.edited_at, deleted_at is not None)
    before = (
        *map(_clean, (post.source, post.id, post.kind, post.url)),
        post.author_id and author_key(key, post.source, post.author_id),
        *_published(post, known),
        post.edited_at,
        deleted_at,
        deleted_at and ((known and known.deleted_how) or "said"),
    )
    after = (
        *map(_clean, (post.parent_id, post.thread_id, post.repost_of)),
        *(post.likes, post.replies, post.reposts),
        *map(_clean, (post.subject, post.lang)),
        content_hash,
    )
    same = known is not None and known.content_hash == content_hash
    since = (
        known.version + (not same) if known else 1,
        known.first_seen_at if known else seen_at,
        known.changed_at if known and same else seen_at,
    )
    return (post.key, *before, *content, *after, _hash(*before, *after), *since)


def withdrawn_row(row: Row, *, how: str, erase: bool, seen_at: datetime) -> Row:
    """Return a stored row of `posts` as it is once the post was taken back.

    Args:
        row: as stored.
        how: how we know.
        erase: whether its words go too.
        seen_at: when we learnt it (aware).
    """
    post = dict(zip(_NAMES, row, strict=True))
    if erase:
        post |= {"title": None, "text": "", "raw_text": None, "url": None}
    post |= {"deleted_at": post["deleted_at"] or seen_at, "deleted_how": how}
    content = _hash(*(post[name] for name in _CONTENT), post["edited_at"], True)  # noqa: FBT003  # as in post_row
    # the source's next word on it is a change, whatever it says
    post |= {"content_hash": content, "row_hash": "", "version": post["version"] + 1}
    return tuple((post | {"changed_at": seen_at}).values())


def _words(post: Post) -> tuple[str | None, str | None, str | None]:
    title, text, raw_text = map(_masked, (post.title, post.text, post.raw_text))
    return title, text, None if raw_text == text else raw_text


def _published(post: Post, known: Known | None) -> tuple[datetime | None, str | None, bool]:
    said = (post.published_at, post.published_precision, post.published_assumed)
    if known is None or known.published_at is None:
        return said
    told, before = _fineness(post.published_precision), _fineness(known.published_precision)
    if post.published_at is not None and (told < before or told == before == 0):
        return said
    return (known.published_at, known.published_precision, known.published_assumed)


def _fineness(precision: str | None) -> int:
    return _FINENESS.index(precision) if precision else len(_FINENESS)


def _clean(text: str | None) -> str | None:
    return text if text is None else storable(text)


def _masked(text: str | None) -> str | None:
    return text if text is None else mask(storable(text))


def _hash(*values: Any) -> str:
    # Two equal times may differ in repr (their fold), not in isoformat.
    plain = [v.isoformat() if isinstance(v, datetime) else v for v in values]
    return digest(repr(plain))
