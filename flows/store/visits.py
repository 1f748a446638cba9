"""Which posts are to be looked at again, by their age."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from collectors.base import Held, Withdrawn
from collectors.post import post_key
from flows.store import tables
from flows.store.record import Record
from flows.store.rows import among, stored_rows, write
from flows.store.withdrawals import forget

_POSTS, _VISITS = tables.posts.c, tables.visits.c
_MISSED_AT = [column.name for column in tables.visits.columns].index("missed_at")
_HELD = (
    _POSTS.id, _POSTS.kind, _POSTS.url, _POSTS.thread_id, _POSTS.parent_id, _POSTS.subject,
    _POSTS.published_at, _POSTS.replies,
)  # fmt: skip


def due_visits(record: Record, source: str, *, now: datetime, limit: int) -> list[Held]:
    """Return the posts of `source` whose time has come: the longest overdue, in no order.

    One that breaks off the visit must not stand before the same others each time.
    """
    chosen = (
        sa.select(*_HELD)
        .join_from(tables.visits, tables.posts, _VISITS.post_key == _POSTS.post_key)
        .where(_VISITS.source == source, _VISITS.due_at <= now)
        .order_by(_VISITS.due_at, _VISITS.post_key)
        .limit(limit)
    )
    with record.read() as connection:
        held = [Held(*row) for row in connection.execute(chosen)]
    Random(now.isoformat()).shuffle(held)  # noqa: S311  # no secret hangs on it
    return held


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
        key: next((since + age for age in ages if age > now - since), None)
        for key, since in _births(connection, keys, now).items()
    }
    rows = [(key, source, due, None) for key, due in ripe.items() if due is not None]
    write(connection, tables.visits, rows)
    forget(connection, tables.visits, list(set(keys) - {row[0] for row in rows}))


def keys_of(source: str, ids: Iterable[str]) -> list[str]:
    """Return the keys of the posts of `source` with these ids."""
    return [post_key(source, one) for one in ids]


def twice_missed(
    connection: sa.Connection,
    missed: Sequence[Withdrawn],
    *,
    source: str,
    after: timedelta,
    now: datetime,
) -> list[Withdrawn]:
    """Return those of the posts not found that were not found before, `after` or longer ago.

    The others are to be looked at once more: an outage looks like a withdrawal.
    """
    told = {post_key(source, one.id): one for one in missed if one.id is not None}
    visits = stored_rows(connection, tables.visits, [(key,) for key in told])
    since = {key: row[_MISSED_AT] or now for (key,), row in visits.items()}
    sure = [key for key in told if now - since.get(key, now) >= after]
    standing = _births(connection, [key for key in told if key not in sure], now)
    rows = [(key, source, now + after, since.get(key, now)) for key in standing]
    write(connection, tables.visits, rows)
    return [told[key] for key in sure]


def _births(
    connection: sa.Connection, keys: Sequence[str], now: datetime
) -> Mapping[str, datetime]:
    """Return when each standing post was published, or first seen; none lies ahead of `now`."""
    kind = _POSTS.published_at.type
    born = sa.func.coalesce(_POSTS.published_at, _POSTS.first_seen_at, type_=kind)
    chosen = sa.select(_POSTS.post_key, born).where(
        among(connection, _POSTS.post_key, keys), _POSTS.deleted_at.is_(None)
    )
    return {row[0]: min(row[1], now) for row in connection.execute(chosen)}
