"""Facts of the company: customers, orders, and the accounts that customers named."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.collected import Saved
from flows.store.errors import FrameMismatch
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
        FrameMismatch: a column that every row needs is missing.
    """
    read = fields_for(ZoneInfo(zone))
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

    Lines without a number are numbered within their order as they come; a missing quantity is 1,
    a missing currency is `currency`. Otherwise as `save_customers`.
    """
    read = fields_for(ZoneInfo(zone))
    fields = {
        "order_id": required(read.name),
        "line": required(read.whole),
        "customer_id": optional(read.name),
        "ordered_at": required(read.moment),
        "product": optional(read.text),
        "quantity": optional(read.number, default=1.0),
        "amount": required(read.number),
        "currency": optional(read.currency, default=currency),
        "channel": optional(read.text),
    }
    numbered = _numbered(frame)
    rows, refused = _readings(numbered, fields, table=tables.orders, source=source)
    return _store(record, tables.orders, [(*row, source) for row in rows], refused, seen_at)


def save_identities(
    record: Record, frame: pd.DataFrame, *, source: str, seen_at: datetime, zone: str = "UTC"
) -> Saved:
    """Store the accounts that customers named as theirs; the account itself as a pseudonym.

    Columns: customer_id, account_source (name of the source in the settings), account_id (the
    source's own id of the author), evidence, purpose, consent_at, and if it ends, ends_at.
    Otherwise as `save_customers`.
    """
    read = fields_for(ZoneInfo(zone))
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


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    if "line" in frame.columns or "order_id" not in frame.columns:
        return frame
    return frame.assign(line=frame.groupby("order_id", dropna=False).cumcount() + 1)


def _readings(
    frame: pd.DataFrame, fields: Mapping[str, Field], *, table: sa.Table, source: str
) -> tuple[list[Row], list[Refused]]:
    """Read every row of `frame`; return what could be read, and what could not with its line."""
    lacking = [name for name, field in fields.items() if field.needed and name not in frame]
    if lacking:
        raise FrameMismatch(table.name, reason=f"lacks {', '.join(lacking)}")
    rows: list[Row] = []
    refused: list[Refused] = []
    for line, given in enumerate(_records(frame), start=1):
        try:
            rows.append(tuple(field(name, given.get(name)) for name, field in fields.items()))
        except ValueError as error:
            raw = json.dumps(given, ensure_ascii=False, default=str)
            place = str(given.get("where", f"row {line}"))
            refused.append(Refused(source, "import", place, str(error), raw))
    return rows, refused


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    values = (frame[name].astype(object).tolist() for name in frame.columns)
    return (dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))


def _store(
    record: Record,
    table: sa.Table,
    rows: Sequence[Row],
    refused: Sequence[Refused],
    seen_at: datetime,
) -> Saved:
    with record.begin() as connection:
        put_all(connection, refused, seen_at=seen_at)
        counts = upsert(connection, table, rows)
    return Saved(counts.new, counts.changed, counts.unchanged, len(refused))
