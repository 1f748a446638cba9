"""The sheets of an Excel workbook."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from collectors.base import RAW_LENGTH, Rejected
from collectors.errors import NotThisFormat, TooLarge
from collectors.files.delimited import header_names

MOST_BYTES = 500_000_000
"""A workbook that unpacks to more is not opened."""

MOST_TIMES = 200
"""Nor one that unpacks to so many times its size."""

SMALL = 10_000_000
"""Bytes, unpacked, that do no harm however small they were packed."""

MOST_ROWS = 1_048_576
"""Rows of a sheet, as Excel has it."""

MOST_EMPTY = 100_000
"""Rows without anything, one below the other, after which nothing is looked for any more."""

EXACT_BELOW = 10**15
"""Excel keeps fifteen digits; a longer whole number was rounded."""

T = TypeVar("T")
_HEADER_WITHIN = 100  # rows; a sheet whose names stand lower is not known by them


def workbook_rows(
    path: Path, table: str | None = None
) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    """Yield the rows below the first row that holds something, of sheet `table` or of all.

    Of all are meant the first sheet that holds something and those with the same columns; one
    with rows and other columns is one rejected item.

    Raises:
        NotThisFormat: it is no workbook, is damaged, or has no such sheet.
        TooLarge: it unpacks to more than is sane.
    """
    with _opened(path) as book:
        rows = _rows(_sheet(book, path, table), path) if table else _rows_of_all(book, path)
        while (found := _next(rows, path)) is not None:
            yield found


def sheet_columns(path: Path) -> dict[str | None, tuple[str, ...]]:
    """Return the column names of each sheet, empty for a sheet that holds nothing.

    Raises:
        NotThisFormat: it is no workbook, or is damaged.
        TooLarge: it unpacks to more than is sane.
    """
    with _opened(path) as book:
        return {name: _header(book[name], path) for name in book.sheetnames}


def _rows_of_all(book: Any, path: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    sheets = [sheet for sheet in book if hasattr(sheet, "iter_rows")]
    like: tuple[str, ...] = ()
    for sheet in sheets or [_sheet(book, path, None)]:
        header = _header(sheet, path)
        like = like or header
        if set(header) == set(like):
            yield from _rows(sheet, path)
        elif header and any(True for _ in _rows(sheet, path)):
            why = f"its columns are not those of the first sheet ({', '.join(header)})"
            raw = "\t".join(header)[:RAW_LENGTH]
            yield Rejected(f"{path.name} {sheet.title}", f"{why}; name it by table", raw)


def _values(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows by what they hold, not by the size that the sheet claims to have."""
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return rows


def _header(sheet: Any, path: Path) -> tuple[str, ...]:
    if not hasattr(sheet, "iter_rows"):  # a sheet that is a chart
        return ()
    some = islice(_values(sheet), _HEADER_WITHIN)
    filled = (values for values in some if any(value is not None for value in values))
    first = _next(filled, path)
    return tuple(header_names(_trimmed(first))) if first else ()


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    _check_size(path)
    with warnings.catch_warnings():
        import openpyxl  # noqa: PLC0415  # a tenth of a second that other formats do without

        warnings.simplefilter("ignore")  # openpyxl tells of styles that it does not know
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        except Exception as error:
            raise NotThisFormat(str(path), expected="a workbook", why=_why(error)) from error
        with closing(book):
            yield book


def _next(found: Iterator[T], path: Path) -> T | None:
    """Return what comes next, None at the end; rows are unpacked only now, and may be damaged."""
    try:
        return next(found, None)
    except NotThisFormat:
        raise
    except Exception as error:
        raise NotThisFormat(str(path), expected="a whole workbook", why=_why(error)) from error


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotThisFormat(str(path), expected="an .xlsx workbook", why=_why(error)) from error
    if size > MOST_BYTES:
        raise TooLarge(str(path), max_bytes=MOST_BYTES)
    times = size // max(path.stat().st_size, 1)
    if size > SMALL and times > MOST_TIMES:
        why = f"it unpacks to {times} times its size"
        raise NotThisFormat(str(path), expected="a workbook", why=why)


def _sheet(book: Any, path: Path, table: str | None) -> Any:
    name = table or (book.sheetnames[0] if book.sheetnames else "")
    if name not in book.sheetnames:
        why = f"sheets: {', '.join(book.sheetnames) or 'none'}"
        raise NotThisFormat(str(path), expected=f"a workbook with a sheet {name!r}", why=why)
    if not hasattr(book[name], "iter_rows"):
        raise NotThisFormat(str(path), expected="a workbook", why=f"the sheet {name!r} is a chart")
    return book[name]


def _rows(sheet: Any, path: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    header: list[str] | None = None
    filled = 0
    for number, values in enumerate(_values(sheet), start=1):
        where = f"{path.name} {sheet.title} row {number}"
        if number > MOST_ROWS or number - filled > MOST_EMPTY:
            why = f"more than {MOST_ROWS} rows, or {MOST_EMPTY} empty ones; the rest was left out"
            yield Rejected(where, why, "")
            return
        if all(value is None for value in values):
            continue
        filled = number
        if header is None:
            header = header_names(_trimmed(values))
        elif any(value is not None for value in values[len(header) :]):
            yield Rejected(
                where, "cells beyond the last column of the header", repr(values)[:RAW_LENGTH]
            )
        else:
            padded = (*values, *(None for _ in header[len(values) :]))
            yield where, dict(zip(header, map(_cell, padded), strict=False))


def _trimmed(values: tuple[Any, ...]) -> list[Any]:
    last = max(place for place, value in enumerate(values) if value is not None)
    return list(values[: last + 1])


def _cell(value: Any) -> Any:
    """Return the value, of a moment at midnight the day: a cell with a day alone holds one.

    A rounded number is written as Excel shows it: it must not pass for an id.
    """
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    whole = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{value:.5E}" if whole and abs(value) >= EXACT_BELOW else value
