"""Which tables with which columns a file holds, before it is read."""

import csv
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from collectors.errors import CollectorError, NotThisFormat
from collectors.files.delimited import DELIMITERS, header_names
from collectors.files.rows import Format, format_of_ending
from collectors.files.sqlite import table_columns
from collectors.files.workbook import sheet_columns

Shape = Mapping[str | None, tuple[str, ...]]
"""Name of the table (None where a file is one) -> names of its columns."""

_KEY = re.compile(r'"((?:[^"\\]|\\.){1,100})"\s*:')
_JSON_BEGINS = ("[", "{")


def shape_of(path: Path, head: str) -> Shape:
    """Return the tables and columns of `path`, nothing for a file that holds no tables.

    Of JSON, the names of all keys in `head`.

    Args:
        path: the file; workbooks, databases and Parquet are opened.
        head: its beginning as decoded text.
    """
    try:
        kind = format_of_ending(path)
    except NotThisFormat:
        return {}
    if kind in _OPENED:
        about = path.stat()
        return _opened(path, kind, about.st_mtime_ns, about.st_size)
    return {None: _keys(head) if kind in ("json", "jsonl") else _header(head)}


@lru_cache(maxsize=16)
def _opened(path: Path, kind: Format, _changed_ns: int, _size: int) -> Shape:
    """Return the shape of a file that must be opened; each known format asks for it."""
    try:
        return _OPENED[kind](path)
    except CollectorError:
        return {}


def _keys(head: str) -> tuple[str, ...]:
    if not head.lstrip("\ufeff \t\r\n").startswith(_JSON_BEGINS):
        return ()
    return tuple(dict.fromkeys(_KEY.findall(head)))


def _header(head: str) -> tuple[str, ...]:
    lines = (line for line in head.lstrip("\ufeff").splitlines() if line.strip())
    first = next((line for line in lines if not line.startswith("sep=")), "")
    delimiter = max(DELIMITERS, key=first.count)
    try:
        cells = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        return ()
    return tuple(header_names(cells))


def _parquet_columns(path: Path) -> Shape:
    try:
        return {None: tuple(pq.read_schema(path).names)}
    except (pa.ArrowException, OSError) as error:
        raise NotThisFormat(str(path), expected="Parquet", why=str(error)) from error


_OPENED: Mapping[Format, Callable[[Path], Shape]] = {
    "xlsx": sheet_columns,
    "sqlite": table_columns,
    "parquet": _parquet_columns,
}
