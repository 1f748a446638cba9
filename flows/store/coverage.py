"""Looks at sources, and what they leave unseen: "nothing was said" told from "could not look"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from collectors.base import Reach
from flows.store import tables
from flows.store.engine import serialise
from flows.store.privacy import storable
from flows.store.record import Record
from flows.store.rows import Row, upsert, write

ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""`looks.read_from` of a look that read all that the source shows."""

KEPT_DAYS = 366
"""A late look lights up the dark of as many days before it, at most."""

DARK_HOURS, DARK_SHARE = 6.0, 0.1
"""A day is dark when so many hours of so large a share of the posts went unread."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
Span = tuple[datetime, datetime]
_LOOKS = tables.looks.c


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a source; the counts are posts, `refused` items.

    Attributes:
        looked_at: when (aware).
        answered: the source was read to the end.
        read_from: everything published since then, until `looked_at`, was read; None = nothing.
        unread: something was left for the next look.
        error: what went wrong.
    """

    source: str
    looked_at: datetime
    answered: bool
    read_from: datetime | None
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    refused: int = 0
    unread: bool = False
    error: str | None = None


def read_from(reaches: Iterable[Reach]) -> datetime | None:
    """Return from when on all questions of one look were read; None when none said so."""
    starts = [reach.since or ALL for reach in reaches]
    return max(starts, default=None)


def note_look(record: Record, look: Look) -> None:
    """Log a look, and count anew the days that it may throw light on."""
    with record.begin() as connection:
        serialise(connection, look.source)
        since = _midnight(look.looked_at) - KEPT_DAYS * DAY
        earlier, began = _others(connection, look, since), _began(connection, look)
        told = look if look.read_from or not look.answered else _since_the_last(look, earlier)
        row = (
            *(told.source, told.looked_at, told.answered, told.read_from),
            *(told.new, told.changed, told.withdrawn, told.refused, told.unread),
            storable(told.error) if told.error else None,
        )
        write(connection, tables.looks, [row])
        days = _days([*earlier, told], since=max(began, since))
        upsert(connection, tables.coverage, days)


def dark_days(record: Record) -> list[datetime]:
    """Return the midnights (UTC) of the days whose counts cannot be held against others.

    These are the days on which sources that brought `DARK_SHARE` of all posts or more were dark
    for `DARK_HOURS` or longer.
    """
    posts, coverage = tables.posts.c, tables.coverage.c
    total = sa.select(sa.func.count()).select_from(tables.posts).scalar_subquery()
    brought = (
        sa.select(posts.source, sa.func.count().label("posts")).group_by(posts.source).subquery()
    )
    chosen = (
        sa.select(coverage.day)
        .join_from(tables.coverage, brought, coverage.source == brought.c.source)
        .where(coverage.dark_hours >= DARK_HOURS)
        .group_by(coverage.day)
        .having(sa.func.sum(brought.c.posts) >= DARK_SHARE * total)
        .order_by(coverage.day)
    )
    with record.read() as connection:
        found = connection.scalars(chosen).all()
    return [datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) for day in found]


def _others(connection: sa.Connection, look: Look, since: datetime) -> list[Look]:
    """Return the other looks at the same source from `since` on, oldest first."""
    chosen = sa.select(tables.looks).where(
        _LOOKS.source == look.source,
        _LOOKS.looked_at >= since,
        _LOOKS.looked_at != look.looked_at,
    )
    return [Look(*row) for row in connection.execute(chosen.order_by(_LOOKS.looked_at))]


def _began(connection: sa.Connection, look: Look) -> datetime:
    """Return the midnight before the source was first looked at."""
    chosen = sa.select(sa.func.min(_LOOKS.looked_at)).where(_LOOKS.source == look.source)
    first = connection.scalar(chosen)
    return _midnight(min(first or look.looked_at, look.looked_at))


def _since_the_last(look: Look, earlier: Sequence[Look]) -> Look:
    """Return a look that says nothing of its reach: it saw what came since the last, or all."""
    answered = [one.looked_at for one in earlier if one.answered]
    return replace(look, read_from=max(answered, default=ALL))


def _days(looks: Sequence[Look], *, since: datetime) -> list[Row]:
    """Return the rows of `coverage` from `since` to the last of `looks`."""
    source, until = looks[-1].source, max(look.looked_at for look in looks)
    by_day: dict[date, list[Look]] = {}
    for look in looks:
        by_day.setdefault(look.looked_at.date(), []).append(look)
    dark = _dark_spans(looks, since=since, until=until)
    count = (until.date() - since.date()).days + 1
    days = [_midnight(since) + n * DAY for n in range(count)]
    return [_row(source, day, by_day.get(day.date(), []), dark) for day in days]


def _row(source: str, day: datetime, looks: Sequence[Look], dark: Sequence[Span]) -> Row:
    shadows = (min(end, day + DAY) - max(start, day) for start, end in dark)
    hours = sum((one / HOUR for one in shadows if one > timedelta(0)), 0.0)
    errors = [look.error for look in looks if look.error]
    return (
        *(source, day.date().isoformat(), len(looks), sum(look.answered for look in looks)),
        *(sum(look.new for look in looks), sum(look.changed for look in looks)),
        *(sum(look.withdrawn for look in looks), sum(look.refused for look in looks)),
        *(sum(look.unread for look in looks), round(hours, 4), errors[-1] if errors else None),
    )


def _dark_spans(looks: Sequence[Look], *, since: datetime, until: datetime) -> list[Span]:
    """Return what lies between `since` and `until` and was read by no look."""
    lit = sorted((look.read_from, look.looked_at) for look in looks if look.read_from)
    dark: list[Span] = []
    reached = since
    for start, end in lit:
        if start > reached:
            dark.append((reached, start))
        reached = max(reached, end)
    return [*dark, (reached, until)] if reached < until else dark


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
