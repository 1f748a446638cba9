"""What could not be read is kept, with its reason, until somebody looks at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from collectors.post import digest
from flows.store import tables
from flows.store.privacy import mask, storable
from flows.store.record import Record
from flows.store.rows import Row, key_of, stored_rows, write


@dataclass(frozen=True, slots=True)
class Refused:
    """One item that could not be read.

    Attributes:
        source: name of the source or file.
        stage: collect, import or tag.
        location: where it stood: address, line, item.
        reason: why it could not be read.
        raw: the item itself; personal numbers are masked before it is stored.
    """

    source: str
    stage: str
    location: str
    reason: str
    raw: str


def put(record: Record, items: Iterable[Refused], *, seen_at: datetime) -> int:
    """Store `items` that are not there yet; return how many those were."""
    with record.begin() as connection:
        return put_all(connection, items, seen_at=seen_at)


def put_all(connection: sa.Connection, items: Iterable[Refused], *, seen_at: datetime) -> int:
    """Do as `put` does, within a transaction that others began."""
    table = tables.quarantine
    rows = {key_of(table, row): row for row in (_row(item, seen_at) for item in items)}
    known = stored_rows(connection, table, rows)
    fresh = [row for key, row in rows.items() if key not in known]
    write(connection, table, fresh)
    return len(fresh)


def _row(item: Refused, seen_at: datetime) -> Row:
    raw = mask(storable(item.raw))
    words = (item.source, item.stage, item.location, item.reason)
    key = digest(item.source, item.stage, raw)
    return (key, *map(storable, words), raw, seen_at)
