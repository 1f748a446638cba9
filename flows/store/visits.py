"""Which posts are to be looked at again, by their age."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from collectors.base import Held
from collectors.post import post_key
from flows.store import tables
from flows.store.record import Record
from flows.store.rows import among, write
from flows.store.withdrawals import forget

_POSTS, _VISITS = tables.posts.c, tables.visits.c
_HELD = (
    _POSTS.id, _POSTS.kind, _POSTS.url, _POSTS.thread_id, _POSTS.parent_id, _POSTS.subject,
    _POSTS.published_at, _POSTS.replies,
)  # fmt: skip


def due_visits(record: Record, source: str, *, now: datetime, limit: int) -> list[Held]:
    """Return the posts of `source` whose time has come, the longest overdue first."""
    chosen = (
        sa.select(*_HELD)
        .join_from(tables.visits, tables.posts, _VISITS.post_key == _POSTS.post_key)
        .where(_VISITS.source == source, _VISITS.due_at <= now)
        .order_by(_VISITS.due_at, _VISITS.post_key)
        .limit(limit)
    )
    with record.read() as connection:
        return [Held(*row) for row in connection.execute(chosen)]


def plan_visits(
    connection: sa.Connection,
    keys: Sequence[str],
    *,
    source: str,
    ages: Sequence[timedelta],
    now: datetime,
) -> None:
    """Set when posts are due next: at the first of `ages` (ascending) that they have not reached.

    The age counts from publication, or from the first sight where that is not known. A post past
    the last age, or withdrawn, is due no more.
    """
    ripe = {
        key: next((since + age for age in ages if since + age > now), None)
        for key, since in _births(connection, keys).items()
    }
    rows = [(key, source, due) for key, due in ripe.items() if due is not None]
    write(connection, tables.visits, rows)
    forget(connection, tables.visits, list(set(keys) - {row[0] for row in rows}))


def keys_of(source: str, ids: Iterable[str]) -> list[str]:
    """Return the keys of the posts of `source` with these ids."""
    return [post_key(source, one) for one in ids]


def _births(connection: sa.Connection, keys: Sequence[str]) -> Mapping[str, datetime]:
    born = sa.func.coalesce(
        _POSTS.published_at, _POSTS.first_seen_at, type_=_POSTS.published_at.type
    )
    chosen = sa.select(_POSTS.post_key, born).where(
        among(connection, _POSTS.post_key, keys), _POSTS.deleted_at.is_(None)
    )
    return {row[0]: row[1] for row in connection.execute(chosen)}
