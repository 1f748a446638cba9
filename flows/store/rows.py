"""Rows in and out of the database, many at a time, the same way on both stores.

A row is a tuple in the order of its table's columns. Both stores are written by the statement
that SQLAlchemy builds; it is compiled once, and the rows go to the driver without detour: by
`executemany` on SQLite, by `COPY` into a temporary table of the same shape on PostgreSQL.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Row = tuple[Any, ...]

KEYS_AT_ONCE = 500
_SPOKEN: dict[str, sa.Dialect] = {
    name: sa.create_engine(url, paramstyle=style).dialect
    for name, url, style in (
        ("sqlite", "sqlite://", "qmark"),
        ("postgresql", "postgresql+psycopg://", "pyformat"),
    )
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What an upsert did: rows that were new, changed, equal, or gone."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0


def upsert(connection: sa.Connection, table: sa.Table, rows: Iterable[Row]) -> Counts:
    """Make `table` hold `rows` (the last one a key wins), touching none that is equal."""
    wanted = {key_of(table, row): row for row in rows}
    stored = stored_rows(connection, table, wanted)
    fresh = [row for key, row in wanted.items() if stored.get(key) != row]
    write(connection, table, fresh)
    new = len(wanted) - len(stored)
    return Counts(new=new, changed=len(fresh) - new, unchanged=len(wanted) - len(fresh))


def stored_rows(
    connection: sa.Connection, table: sa.Table, keys: Collection[Row]
) -> dict[Row, Row]:
    """Return the rows that `table` holds under `keys`."""
    columns = tuple(table.primary_key.columns)
    chosen = sa.select(table)
    found: dict[Row, Row] = {}
    for some in _batches(list(keys), KEYS_AT_ONCE):
        for row in connection.execute(chosen.where(_among(columns, some))):
            found[key_of(table, tuple(row))] = tuple(row)
    return found


def delete(connection: sa.Connection, table: sa.Table, keys: Sequence[Row]) -> None:
    """Delete the rows of `table` under `keys`."""
    columns = tuple(table.primary_key.columns)
    for some in _batches(keys, KEYS_AT_ONCE):
        connection.execute(sa.delete(table).where(_among(columns, some)))


def _among(columns: Sequence[sa.Column[Any]], keys: Sequence[Row]) -> sa.ColumnElement[bool]:
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return sa.tuple_(*columns).in_(keys)


def _batches(items: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def key_of(table: sa.Table, row: Row) -> Row:
    """Return the primary key of `row`."""
    return tuple(row[place] for place in _key_places(table))


@lru_cache(maxsize=64)
def _key_places(table: sa.Table) -> tuple[int, ...]:
    return tuple(place for place, column in enumerate(table.columns) if column.primary_key)


def write(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert `rows` or overwrite what `table` holds under their keys; keys must not repeat."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        bound = _bound(table, connection.dialect, rows)
        connection.exec_driver_sql(_sqlite_upsert(table), bound)
        return
    staging = f"staging_{table.name}"
    shaped = f'AS SELECT * FROM "{table.name}" LIMIT 0'  # noqa: S608  # our own name
    connection.exec_driver_sql(f'CREATE TEMP TABLE IF NOT EXISTS "{staging}" {shaped}')
    _copy(connection, table, staging, rows)
    connection.exec_driver_sql(_postgresql_upsert(table))
    connection.exec_driver_sql(f'TRUNCATE "{staging}"')


def _copy(connection: sa.Connection, table: sa.Table, staging: str, rows: Sequence[Row]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{staging}" ({names}) FROM STDIN') as copy:
        for row in _bound(table, connection.dialect, rows):
            copy.write_row(row)


def _bound(table: sa.Table, dialect: sa.Dialect, rows: Sequence[Row]) -> list[Row]:
    """Return `rows` as the driver wants them."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for place, convert in _conversions(table, dialect.name):
        columns[place] = map(convert, columns[place])
    return list(zip(*columns, strict=True))


@lru_cache(maxsize=128)
def _conversions(table: sa.Table, dialect: str) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    spoken = _SPOKEN[dialect]
    processors = (column.type.dialect_impl(spoken).bind_processor(spoken) for column in table.c)
    return tuple((place, convert) for place, convert in enumerate(processors) if convert)


@lru_cache(maxsize=64)
def _sqlite_upsert(table: sa.Table) -> str:
    statement = sqlite.insert(table).values({c.name: sa.bindparam(c.name) for c in table.columns})
    return str(_overwriting(statement, table).compile(dialect=_SPOKEN["sqlite"]))


@lru_cache(maxsize=64)
def _postgresql_upsert(table: sa.Table) -> str:
    names = [column.name for column in table.columns]
    staged = sa.table(f"staging_{table.name}", *(sa.column(name) for name in names))
    statement = postgresql.insert(table).from_select(names, sa.select(staged))
    return str(_overwriting(statement, table).compile(dialect=_SPOKEN["postgresql"]))


def _overwriting(statement: Any, table: sa.Table) -> Any:
    keys = [column.name for column in table.primary_key]
    rest = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)
