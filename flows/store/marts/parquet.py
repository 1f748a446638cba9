"""A table of the record as a Parquet file, some thousand rows at a time."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from flows.store import tables
from flows.store.marts.manifest import Mart
from flows.store.tables import UtcDateTime

ROWS_AT_ONCE = 50_000
"""Rows held in memory, and rows of a Parquet row group."""

_TYPES: tuple[tuple[type[Any], Any], ...] = (
    (UtcDateTime, pa.timestamp("us", tz="UTC")),
    (sa.Boolean, pa.bool_()),
    (sa.BigInteger, pa.int64()),
    (sa.Integer, pa.int32()),
    (sa.Float, pa.float64()),
    (sa.Text, pa.string()),
)


def arrow_schema(table: sa.Table) -> Any:
    """Return the Arrow schema of `table`; comments of columns go with it."""
    return pa.schema(
        [
            pa.field(
                column.name,
                next(arrow for kind, arrow in _TYPES if isinstance(column.type, kind)),
                nullable=column.nullable is not False,
                metadata={"comment": column.comment or ""},
            )
            for column in table.columns
        ]
    )


def write_table(connection: sa.Connection, table: sa.Table, file: BinaryIO, *, path: str) -> Mart:
    """Write all rows of `table` to `file`, in an order that depends on the rows alone.

    The same rows thus make the same bytes, so that the digest tells whether anything changed.
    """
    schema = arrow_schema(table)
    hashing = _Hashing(file)
    rows = 0
    with pq.ParquetWriter(hashing, schema, compression="zstd", version="2.6") as writer:
        for some in _stream(connection, table):
            columns = zip(*some, strict=True)
            arrays = [pa.array(v, field.type) for v, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            rows += len(some)
    return Mart(path=path, rows=rows, digest=hashing.hexdigest(), size=hashing.tell())


def is_whole(file: BinaryIO, mart: Mart) -> bool:
    """Tell from its footer whether `file` still has the rows of `mart`; reads some kilobytes."""
    try:
        return int(pq.ParquetFile(file).metadata.num_rows) == mart.rows
    except (pa.ArrowException, OSError):
        return False


def _stream(connection: sa.Connection, table: sa.Table) -> Iterator[Sequence[Any]]:
    chosen = sa.select(table).order_by(*_order(table))
    options = {"stream_results": True, "yield_per": ROWS_AT_ONCE}
    return connection.execute(chosen, execution_options=options).partitions()


def _order(table: sa.Table) -> Sequence[sa.Column[Any]]:
    """Return what rows are ordered by: posts by time, so that a month's question reads a month."""
    keys = tuple(table.primary_key.columns)
    return (tables.posts.c.published_at, *keys) if table is tables.posts else keys


class _Hashing:
    """A file to write to that keeps the digest of what went through; BLAKE2b, 128 bits."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.blake2b(digest_size=16)
        self._written = 0

    def write(self, some: Any) -> int:
        self._digest.update(some)
        self._written += len(some)
        return self._file.write(some)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        """Leave the file to who opened it."""

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def hexdigest(self) -> str:
        return self._digest.hexdigest()
