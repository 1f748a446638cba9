"""Facts of the company: customers, orders, and the accounts that customers named."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.collected import Saved
from flows.store.errors import FrameMismatch
from flows.store.order_lines import Repeats, numbered
from flows.store.privacy import author_key
from flows.store.quarantine import Refused, put_all
from flows.store.reading import Field, fields_for, optional, required
from flows.store.record import Record
from flows.store.rows import Row, upsert


def save_customers(
    record: Record, frame: pd.DataFrame, *, source: str, seen_at: datetime, zone: str = "UTC"
) -> Saved:
    """Store customers: customer_id, and if known sex, birth_year, place, joined_at.

    Args:
        record: where they go.
        frame: one row a customer; values may be text as read from a file. Other columns are
            left alone; of a customer that comes twice, the last row counts.
        source: file or system it came from.
        seen_at: when it was read (aware).
        zone: IANA name of the zone of times that carry none.

    Raises:
        FrameMismatch: there are rows, but a column that each of them needs is missing.
        UnknownZone: no zone is called `zone`.
    """
    read = fields_for(zone)
    fields = {
        "customer_id": required(read.name),
        "sex": optional(read.sex),
        "birth_year": optional(read.year),
        "place": optional(read.text),
        "joined_at": optional(read.moment),
    }
    rows, refused = _readings(frame, fields, table=tables.customers, source=source)
    return _store(record, tables.customers, [(*row, source) for row in rows], refused, seen_at)


def save_orders(  # noqa: PLR0913  # the defaults of a file are its own
    record: Record,
    frame: pd.DataFrame,
    *,
    source: str,
    seen_at: datetime,
    zone: str = "UTC",
    currency: str = "CNY",
) -> Saved:
    """Store order lines: order_id, ordered_at, amount, and if known the other columns of `orders`.

    Numbers of orders count within their `source`: two shops may both have an order 1. A missing
    quantity is 1, a missing currency is `currency`. Two rows with the same order and `line`, but
    other content, are not both right: the first is stored, the other refused.

    Without a column `line`, lines are numbered within their order as they come. If the record
    has the order already, a line is known again by its product (the second line of a product by
    being the second) and replaces what it was; a line of another product is added. So the same
    file again changes nothing, and an order may come in several files, a line in each. Where
    products have no names, only numbered lines may come so.

    Otherwise as `save_customers`.
    """
    read = fields_for(zone)
    fields = {
        "order_id": required(read.name),
        "line": required(read.whole) if "line" in frame else optional(read.whole),
        "customer_id": optional(read.name),
        "ordered_at": required(read.moment),
        "product": optional(read.text),
        "quantity": optional(read.number, default=1.0),
        "amount": required(read.number),
        "currency": optional(read.currency, default=currency),
        "channel": optional(read.text),
    }
    repeats = Repeats() if "line" in frame else None
    rows, refused = _readings(frame, fields, table=tables.orders, source=source, check=repeats)
    lines = [(source, *row) for row in rows]
    return _store(record, tables.orders, lines, refused, seen_at, finish=numbered)


def save_identities(
    record: Record, frame: pd.DataFrame, *, source: str, seen_at: datetime, zone: str = "UTC"
) -> Saved:
    """Store the accounts that customers named as theirs; the account itself as a pseudonym.

    Columns: customer_id, account_source (name of the source in the settings), account_id (the
    source's own id of the author), evidence, purpose, consent_at, and if it ends, ends_at.
    Otherwise as `save_customers`.
    """
    read = fields_for(zone)
    fields = {
        "customer_id": required(read.name),
        "account_source": required(read.name),
        "account_id": required(read.name),
        "evidence": required(read.text),
        "purpose": required(read.text),
        "consent_at": required(read.moment),
        "ends_at": optional(read.moment),
    }
    readings, refused = _readings(frame, fields, table=tables.identities, source=source)
    rows = [
        (customer, author_key(record.key, account_source, account_id), *rest)
        for customer, account_source, account_id, *rest in readings
    ]
    return _store(record, tables.identities, rows, refused, seen_at)


def _readings(
    frame: pd.DataFrame,
    fields: Mapping[str, Field],
    *,
    table: sa.Table,
    source: str,
    check: Callable[[Row], None] | None = None,
) -> tuple[list[Row], list[Refused]]:
    """Read every row of `frame`; return what could be read, and what could not with its line.

    `check` sees each row that was read, and raises ValueError to have it refused.
    """
    lacking = [name for name, field in fields.items() if field.needed and name not in frame]
    if lacking and len(frame):
        raise FrameMismatch(table.name, reason=f"lacks {', '.join(lacking)}")
    rows: list[Row] = []
    refused: list[Refused] = []
    for line, given in enumerate(_records(frame), start=1):
        try:
            row = tuple(field(name, given.get(name)) for name, field in fields.items())
            if check:
                check(row)
            rows.append(row)
        except ValueError as error:
            raw = json.dumps(given, ensure_ascii=False, default=str)
            place = str(given.get("where", f"row {line}"))
            refused.append(Refused(source, "import", place, str(error), raw))
    return rows, refused


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    values = (frame[name].astype(object).tolist() for name in frame.columns)
    return (dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))


def _store(  # noqa: PLR0913  # what one transaction takes
    record: Record,
    table: sa.Table,
    rows: Sequence[Row],
    refused: Sequence[Refused],
    seen_at: datetime,
    *,
    finish: Callable[[sa.Connection, Sequence[Row]], list[Row]] | None = None,
) -> Saved:
    with record.begin() as connection:
        put_all(connection, refused, key=record.key, seen_at=seen_at)
        counts = upsert(connection, table, finish(connection, rows) if finish else rows)
    return Saved(counts.new, counts.changed, counts.unchanged, len(refused))
