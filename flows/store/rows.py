"""Rows in and out of the database, many at a time, the same way on both stores.

A row is a tuple in the order of its table's columns. Both stores are written by the statement
that SQLAlchemy builds; it is compiled once, and the rows go to the driver without detour: by
`executemany` on SQLite, by `COPY` into a temporary table of the same shape on PostgreSQL.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from flows.store.tables import UtcDateTime, to_text, to_utc

Row = tuple[Any, ...]

KEYS = 500
"""Keys of several columns in one statement to PostgreSQL, a parameter a column."""

ONE_COLUMN_KEYS = 20_000
"""Keys in one statement where they are sent as one parameter."""

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
    found: dict[Row, Row] = {}
    for some in _conditions(connection, table, list(keys)):
        for row in connection.execute(sa.select(table).where(some)):
            found[key_of(table, tuple(row))] = tuple(row)
    return found


def delete(connection: sa.Connection, table: sa.Table, keys: Sequence[Row]) -> None:
    """Delete the rows of `table` under `keys`."""
    for some in _conditions(connection, table, keys):
        connection.execute(sa.delete(table).where(some))


def among(
    connection: sa.Connection, column: sa.ColumnElement[Any], values: Sequence[str]
) -> sa.ColumnElement[bool]:
    """Return the condition that `column` is one of `values`, sent as one parameter.

    A parameter each would take longer to prepare than the rows take to find.
    """
    if connection.dialect.name == "sqlite":
        listed = sa.func.json_each(json.dumps(values)).table_valued("value")
        return column.in_(sa.select(listed.c.value))
    return column == sa.any_(sa.literal(values, sa.ARRAY(sa.Text)))


def _conditions(
    connection: sa.Connection, table: sa.Table, keys: Sequence[Row]
) -> Iterator[sa.ColumnElement[bool]]:
    """Yield conditions that together choose the rows under `keys`."""
    columns = tuple(table.primary_key.columns)
    is_sqlite = connection.dialect.name == "sqlite"
    size = ONE_COLUMN_KEYS if len(columns) == 1 or is_sqlite else KEYS
    for start in range(0, len(keys), size):
        some = keys[start : start + size]
        if len(columns) == 1:
            yield among(connection, columns[0], [key[0] for key in some])
        elif is_sqlite:
            yield _among_tuples(columns, some)
        else:
            yield sa.tuple_(*columns).in_(some)


def _among_tuples(columns: Sequence[sa.Column[Any]], keys: Sequence[Row]) -> sa.ColumnElement[bool]:
    """Return the condition that SQLite answers from the key's index.

    For a list of values it reads the whole table, and for parts without CAST most of it.
    """
    plain = [[to_text(v) if isinstance(v, datetime) else v for v in key] for key in keys]
    listed = sa.func.json_each(json.dumps(plain)).table_valued("value")
    parts = (sa.func.json_extract(listed.c.value, f"$[{n}]") for n in range(len(columns)))
    kinds = (sa.Integer() if isinstance(c.type, sa.Integer) else sa.Text() for c in columns)
    return sa.tuple_(*columns).in_(sa.select(*map(sa.cast, parts, kinds)))


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
        cursor = connection.connection.cursor()
        cursor.executemany(_sqlite_upsert(table), _texts(table, rows))  # type: ignore[arg-type]  # an iterator will do
        cursor.close()
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
        for row in _aware(table, rows):
            copy.write_row(row)


def _texts(table: sa.Table, rows: Sequence[Row]) -> Iterable[Row]:
    """Return `rows` as SQLite wants them: times as text."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for place in _time_places(table):
        columns[place] = map(to_text, columns[place])
    return zip(*columns, strict=True)


def _aware(table: sa.Table, rows: Sequence[Row]) -> Sequence[Row]:
    """Return `rows` as they are, having seen that all times have a zone."""
    for place in _time_places(table):
        for row in rows:
            to_utc(row[place])
    return rows


@lru_cache(maxsize=64)
def _time_places(table: sa.Table) -> tuple[int, ...]:
    kinds = enumerate(column.type for column in table.columns)
    return tuple(place for place, kind in kinds if isinstance(kind, UtcDateTime))


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
