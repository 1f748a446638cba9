"""What could not be read is kept, with its reason, until somebody looks at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from collectors.post import digest
from flows.store import tables
from flows.store.people import without_people
from flows.store.privacy import author_key, mask, storable
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
        raw: the item itself. Before it is stored, personal numbers are masked, and where it is
            JSON, what stands under names such as author, account_id or phone is left out
            (`people.without_people`): the record is pseudonymous, refused items too.
    """

    source: str
    stage: str
    location: str
    reason: str
    raw: str


def put(record: Record, items: Iterable[Refused], *, seen_at: datetime) -> int:
    """Store `items` that are not there yet; return how many those were."""
    with record.begin() as connection:
        return put_all(connection, items, key=record.key, seen_at=seen_at)


def put_all(
    connection: sa.Connection, items: Iterable[Refused], *, key: bytes, seen_at: datetime
) -> int:
    """Do as `put` does, within a transaction that others began."""
    table = tables.quarantine
    rows = {key_of(table, row): row for row in (_row(item, key, seen_at) for item in items)}
    known = stored_rows(connection, table, rows)
    fresh = [row for key, row in rows.items() if key not in known]
    write(connection, table, fresh)
    return len(fresh)


def _row(item: Refused, key: bytes, seen_at: datetime) -> Row:
    given = storable(item.raw)
    kept = without_people(given)
    raw = mask(kept)
    words = (item.source, item.stage, item.location, item.reason)
    # Two items may differ only in whose they are; a digest of that alone could be guessed at.
    whose = () if kept == given else (author_key(key, item.source, given),)
    return (digest(item.source, item.stage, raw, *whose), *map(storable, words), raw, seen_at)
