"""A table of an SQLite database, opened for reading only."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from collectors.errors import NotThisFormat

_TABLES = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
    " ORDER BY name"
)


def sqlite_rows(path: Path, table: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of `table`, or of the only table there is.

    Raises:
        NotThisFormat: it is no such database, or the table is not clear.
    """
    with _opened(path) as connection:
        name = _table(connection, path, table)
        rows = connection.execute(f"SELECT * FROM {_quoted(name)}")  # noqa: S608  # quoted
        for number, row in enumerate(rows, start=1):
            yield f"{path.name} {name} row {number}", dict(row)


def table_columns(path: Path) -> dict[str | None, tuple[str, ...]]:
    """Return the column names of each table and view.

    Raises:
        NotThisFormat: it is no such database.
    """
    with _opened(path) as connection:
        names = [str(row[0]) for row in connection.execute(_TABLES)]
        return {name: _columns(connection, name) for name in names}


def _columns(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    about = connection.execute(f"PRAGMA table_info({_quoted(name)})")
    return tuple(str(row["name"]) for row in about)


def _quoted(name: str) -> str:
    """Return a name of the file's own so that SQL takes it for nothing else."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            connection.row_factory = sqlite3.Row
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:  # names of columns are not replaced
        raise NotThisFormat(str(path), expected="an SQLite database", why=str(error)) from error


def _table(connection: sqlite3.Connection, path: Path, table: str | None) -> str:
    names = [str(row[0]) for row in connection.execute(_TABLES)]
    if table in names:
        return str(table)
    if table is None and len(names) == 1:
        return names[0]
    wanted = f"a table {table!r}" if table else "one table"
    why = f"name one of its tables: {', '.join(names) or 'none'}"
    raise NotThisFormat(str(path), expected=f"a database with {wanted}", why=why)
