"""A sheet of an Excel workbook."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl

from collectors.base import Rejected
from collectors.errors import NotThisFormat, TooLarge
from collectors.files.delimited import header_names

MOST_BYTES = 2_000_000_000
"""A workbook that unpacks to more is not opened."""

EXACT_BELOW = 10**15
"""Excel keeps fifteen digits; a longer whole number was rounded."""


def workbook_rows(
    path: Path, table: str | None = None
) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    """Yield the rows below the first row that holds something, of sheet `table` or the first.

    Raises:
        NotThisFormat: it is no workbook, or has no such sheet.
        TooLarge: it unpacks to more than is sane.
    """
    _check_size(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles that it does not know
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        except Exception as error:
            raise NotThisFormat(str(path), expected="a workbook", why=str(error)) from error
        with closing(book):
            yield from _rows(_sheet(book, path, table), path)


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise NotThisFormat(str(path), expected="an .xlsx workbook", why=str(error)) from error
    if size > MOST_BYTES:
        raise TooLarge(str(path), max_bytes=MOST_BYTES)


def _sheet(book: Any, path: Path, table: str | None) -> Any:
    name = table or (book.sheetnames[0] if book.sheetnames else "")
    if name not in book.sheetnames:
        why = f"sheets: {', '.join(book.sheetnames) or 'none'}"
        raise NotThisFormat(str(path), expected=f"a workbook with a sheet {name!r}", why=why)
    return book[name]


def _rows(sheet: Any, path: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    header: list[str] | None = None
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if all(value is None for value in values):
            continue
        where = f"{path.name} {sheet.title} row {number}"
        if header is None:
            header = header_names(_trimmed(values))
        elif any(value is not None for value in values[len(header) :]):
            yield Rejected(where, "cells beyond the last column of the header", repr(values)[:2000])
        else:
            padded = (*values, *(None for _ in header[len(values) :]))
            yield where, dict(zip(header, map(_cell, padded), strict=False))


def _trimmed(values: tuple[Any, ...]) -> list[Any]:
    last = max(place for place, value in enumerate(values) if value is not None)
    return list(values[: last + 1])


def _cell(value: Any) -> Any:
    """Return the value, a rounded number written as Excel shows it: it must not pass for an id."""
    whole = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{value:.5E}" if whole and abs(value) >= EXACT_BELOW else value
