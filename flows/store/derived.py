"""Tables that are worked out anew from others: profiles, segments, trends."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.record import Record
from flows.store.rows import Counts, Row, delete, key_of, upsert
from flows.store.shaping import rows_of


def replace_table(record: Record, table: str | sa.Table, frame: pd.DataFrame) -> Counts:
    """Make `table` hold exactly the rows of `frame`, in one transaction; return what changed.

    Rows that are there and equal are not touched. Of rows with the same key, the last counts.

    Raises:
        FrameMismatch: the frame does not fit the table.
    """
    target = tables.named(table)
    rows = rows_of(target, frame)
    with record.begin() as connection:
        return _replace(connection, target, rows)


def replace_tables(
    record: Record,
    frames: Mapping[sa.Table, pd.DataFrame],
    *,
    added: Mapping[sa.Table, pd.DataFrame] | None = None,
) -> None:
    """Do as `replace_table` does for several tables at once: all of them change, or none.

    Rows of `added` are inserted, or overwrite those of the same key; others of its tables stay.

    Raises:
        FrameMismatch: a frame does not fit its table.
    """
    replaced = {table: rows_of(table, frame) for table, frame in frames.items()}
    kept = {table: rows_of(table, frame) for table, frame in (added or {}).items()}
    with record.begin() as connection:
        for table, rows in replaced.items():
            _replace(connection, table, rows)
        for table, rows in kept.items():
            upsert(connection, table, rows)


def _replace(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> Counts:
    wanted = {key_of(table, row) for row in rows}
    present = connection.execute(sa.select(*table.primary_key.columns))
    gone = [key for key in map(tuple, present) if key not in wanted]
    delete(connection, table, gone)
    return replace(upsert(connection, table, rows), gone=len(gone))
