"""Posts that were taken back at their source."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from collectors.base import Withdrawn
from collectors.post import post_key
from flows.store import tables
from flows.store.post_rows import withdrawn_row
from flows.store.privacy import author_key
from flows.store.rows import Row, among, stored_rows, write
from flows.store.versions import keep_versions

_PLACES = {column.name: place for place, column in enumerate(tables.posts.columns)}
_TAGS = (
    tables.post_tags,
    tables.overruled_tags,
    tables.aspects,
    tables.comparisons,
    tables.trust_signals,
    tables.post_trust,
    tables.candidate_posts,
    tables.corrections,
    tables.audits,
    tables.tagged,
)


def withdraw(
    connection: sa.Connection,
    withdrawn: Iterable[Withdrawn],
    *,
    source: str,
    key: bytes,
    seen_at: datetime,
) -> int:
    """Mark posts as withdrawn, and erase their words where that is asked; return how many changed.

    A post that is not in the record, or was marked before, stays as it is.
    """
    told = _by_key(connection, withdrawn, source=source, key=key)
    stored = stored_rows(connection, tables.posts, [(one,) for one in told])
    rows = {
        post: withdrawn_row(row, how=told[post].how, erase=told[post].erase, seen_at=seen_at)
        for (post,), row in stored.items()
        if _stands(row, told[post])
    }
    keep_versions(connection, list(rows), seen_at)
    write(connection, tables.posts, list(rows.values()))
    forget(connection, tables.visits, list(rows))
    _erase(connection, [post for post in rows if told[post].erase])
    return len(rows)


def forget(connection: sa.Connection, table: sa.Table, keys: list[str]) -> None:
    """Delete what `table` holds of these posts."""
    connection.execute(sa.delete(table).where(among(connection, table.c.post_key, keys)))


def _by_key(
    connection: sa.Connection, withdrawn: Iterable[Withdrawn], *, source: str, key: bytes
) -> Mapping[str, Withdrawn]:
    told: dict[str, Withdrawn] = {}
    for one in withdrawn:
        if one.id is not None:
            told[post_key(source, one.id)] = one
        if one.author_id is not None:
            author = author_key(key, source, one.author_id)
            told |= dict.fromkeys(_posts_of(connection, author), one)
    return told


def _posts_of(connection: sa.Connection, author: str) -> Iterable[str]:
    posts = tables.posts.c
    return connection.scalars(sa.select(posts.post_key).where(posts.author_key == author))


def _stands(row: Row, told: Withdrawn) -> bool:
    hidden = row[_PLACES["deleted_at"]] is not None
    has_words = bool(row[_PLACES["text"]] or row[_PLACES["title"]])
    return not hidden or (told.erase and has_words)


def _erase(connection: sa.Connection, keys: list[str]) -> None:
    """Take the words out of earlier versions, and all that was read from them."""
    versions = tables.post_versions
    connection.execute(
        sa.update(versions)
        .where(among(connection, versions.c.post_key, keys))
        .values(title=None, text="")
    )
    for table in _TAGS:
        forget(connection, table, keys)
