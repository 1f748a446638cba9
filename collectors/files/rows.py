"""Rows of a file, whatever its format."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from collectors.base import Rejected
from collectors.errors import BadOptions, NotThisFormat
from collectors.files.delimited import csv_rows
from collectors.files.json_files import json_rows, jsonl_rows
from collectors.files.parquet import parquet_rows
from collectors.files.sqlite import sqlite_rows
from collectors.files.workbook import workbook_rows

Format = Literal["csv", "json", "jsonl", "parquet", "sqlite", "xlsx"]
TABLE_FORMATS: tuple[Format, ...] = get_args(Format)
Row = tuple[str, dict[str, Any]]
"""(where it stood, column -> value)"""

_BY_ENDING: Mapping[str, Format] = {
    "csv": "csv",
    "tsv": "csv",
    "txt": "csv",
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "parquet": "parquet",
    "pq": "parquet",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "db": "sqlite",
    "xlsx": "xlsx",
    "xlsm": "xlsx",
}

_READERS: Mapping[Format, Callable[[Path, str | None], Iterator[Row | Rejected]]] = {
    "csv": lambda path, _table: csv_rows(path),
    "json": lambda path, _table: json_rows(path),
    "jsonl": lambda path, _table: jsonl_rows(path),
    "parquet": lambda path, _table: parquet_rows(path),
    "sqlite": sqlite_rows,
    "xlsx": workbook_rows,
}


def read_rows(
    path: Path,
    *,
    format: Format | None = None,  # what the command line calls it  # noqa: A002  # what the command line calls it
    table: str | None = None,
) -> Iterator[Row | Rejected]:
    """Yield each row as (where it stood, column -> value); one that cannot be read as Rejected.

    CSV, JSONL and Parquet are streamed. Text may be UTF-8, UTF-16 with a mark, GB18030 or Big5,
    and gzipped (`.csv.gz`, `.jsonl.gz`).

    Args:
        path: the file.
        format: by default what its ending says.
        table: sheet of a workbook (by default the first) or table of a database.

    Raises:
        NotThisFormat: there is no such file, or it is not of that format.
    """
    if not path.is_file():
        raise NotThisFormat(str(path), expected="a file", why="there is no such file")
    yield from _READERS[format or format_of_ending(path)](path, table)


def format_of_ending(path: Path) -> Format:
    """Return what the ending of `path`, .gz aside, says that it is.

    Raises:
        NotThisFormat: it says nothing.
    """
    endings = [ending.lstrip(".").lower() for ending in path.suffixes]
    if endings and endings[-1] == "gz":
        endings.pop()
    found = _BY_ENDING.get(endings[-1] if endings else "")
    if found is None:
        why = "its ending says nothing; give the format"
        raise NotThisFormat(str(path), expected=", ".join(sorted(_READERS)), why=why)
    return found


def map_columns(
    rows: Iterable[Row | Rejected],
    mapping: Mapping[str, str],
    *,
    known: Collection[str] | None = None,
) -> Iterator[Row | Rejected]:
    """Yield the rows under our names: columns that `mapping` (ours -> theirs) names are renamed.

    The other columns keep their names; one of theirs that already has the name of ours gives way.

    Args:
        rows: as `read_rows` gives them.
        mapping: our name -> the file's name.
        known: all names of ours; None lets pass any.

    Raises:
        BadOptions: `mapping` has a name of ours that is not known, or the first row lacks a
            column that it names.
    """
    for our in mapping:
        if known is not None and our not in known:
            raise BadOptions("map", key=our, why="no such column", allowed=sorted(known))
    checked = False
    theirs = {their: our for our, their in mapping.items()}
    for found in rows:
        if isinstance(found, Rejected):
            yield found
            continue
        where, row = found
        if not checked:
            _check(mapping, row, where)
            checked = True
        kept = {name: value for name, value in row.items() if name not in mapping.keys() | theirs}
        renamed = {our: row.get(their) for our, their in mapping.items()}
        yield where, {**kept, **renamed}


def _check(mapping: Mapping[str, str], row: Mapping[str, Any], where: str) -> None:
    for our, their in mapping.items():
        if their not in row:
            why = f"{where} has no column {their!r}; columns: {', '.join(map(str, row))}"
            raise BadOptions("map", key=our, why=why)
