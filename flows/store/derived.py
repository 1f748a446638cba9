"""Tables that are worked out anew from others: profiles, segments, trends."""

from dataclasses import replace

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.record import Record
from flows.store.rows import Counts, delete, key_of, upsert
from flows.store.shaping import rows_of


def replace_table(record: Record, table: str | sa.Table, frame: pd.DataFrame) -> Counts:
    """Make `table` hold exactly the rows of `frame`, in one transaction; return what changed.

    Rows that are there and equal are not touched. Of rows with the same key, the last counts.

    Raises:
        FrameMismatch: the frame does not fit the table.
    """
    target = tables.named(table)
    rows = rows_of(target, frame)
    wanted = {key_of(target, row) for row in rows}
    with record.begin() as connection:
        present = connection.execute(sa.select(*target.primary_key.columns))
        gone = [key for key in map(tuple, present) if key not in wanted]
        delete(connection, target, gone)
        return replace(upsert(connection, target, rows), gone=len(gone))


def add_rows(record: Record, table: str | sa.Table, frame: pd.DataFrame) -> Counts:
    """Insert the rows of `frame`, or overwrite those of the same key; others stay.

    Raises:
        FrameMismatch: the frame does not fit the table.
    """
    target = tables.named(table)
    rows = rows_of(target, frame)
    with record.begin() as connection:
        return upsert(connection, target, rows)
