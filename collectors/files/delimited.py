"""CSV and its kin."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any

from collectors.base import RAW_LENGTH, Rejected
from collectors.errors import NotThisFormat
from collectors.files.opened import is_whole, opened

DELIMITERS = ",;\t|"
LONGEST_CELL = 1_000_000
"""Characters; a longer cell is a quote that was never closed."""

_OPEN = "a quotation mark is opened and never closed"


def csv_rows(
    path: Path, *, short_rows: bool = False
) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    """Yield the rows below the header; one with another number of cells is rejected.

    With `short_rows`, cells that are missing at the end of a row are empty.

    An empty cell is None; a line `sep=;` before the header is passed over. The delimiter is
    the one of , ; tab | that the header has most of.

    Raises:
        NotThisFormat: the file cannot be opened, or begins with a quote that is never closed.
    """
    csv.field_size_limit(LONGEST_CELL)
    with opened(path) as stream:
        skipped, first = _first_line(stream)
        delimiter = max(DELIMITERS, key=first.count)
        lines = _Lines(chain([first] if first else [], stream), skipped)
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            header = header_names(next(reader, []))
        except csv.Error as error:
            raise NotThisFormat(str(path), expected="CSV", why=str(error)) from error
        if lines.ended and header:
            raise NotThisFormat(str(path), expected="CSV", why=f"in the header {_OPEN}")
        place = f"{path.name} line"
        yield from _rows(reader, lines, header, place, short_rows=short_rows)


class _Lines:
    """The lines of a file, of which those of the present row are remembered.

    A reader that asks for one more line than there is, and gives a row nevertheless, was within
    quotation marks.
    """

    def __init__(self, lines: Iterator[str], before: int) -> None:
        self._lines = lines
        self.number = before
        self.of_row: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            self.of_row.append(line)
            yield line
        self.ended = True


def _first_line(stream: IO[str]) -> tuple[int, str]:
    """Return the first line that names columns, and how many stood before it."""
    skipped, line = 0, stream.readline()
    while line and (not line.strip() or line.startswith("sep=")):
        skipped, line = skipped + 1, stream.readline()
    return skipped, line


def header_names(cells: list[Any]) -> list[str]:
    """Return names for columns: blanks cut, none empty, none twice."""
    names: list[str] = []
    used: Counter[str] = Counter()
    for position, cell in enumerate(cells, start=1):
        name = str(cell if cell is not None else "").strip().strip("\ufeff") or f"column_{position}"
        used[name] += 1
        names.append(name if used[name] == 1 else f"{name}_{used[name]}")
    return names


def _rows(
    reader: Any, lines: _Lines, header: list[str], place: str, *, short_rows: bool
) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    while True:
        where = f"{place} {lines.number + 1}"
        lines.of_row.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _unreadable(where, f"not a row: {error}", lines.of_row)
            continue
        if lines.ended:
            yield _unreadable(where, _OPEN, lines.of_row)
            return
        if short_rows:
            cells += [""] * (len(header) - len(cells))
        if any(cells):
            yield _row(cells, header, where)


def _unreadable(where: str, why: str, lines: list[str]) -> Rejected:
    """Return the lines of a row that is none; how many there were is said where there are more."""
    raw = "".join(lines[:RAW_LENGTH])
    told = f"{why}; {len(lines)} lines, all of them in this row" if len(lines) > 1 else why
    return Rejected(where, told, raw.encode("utf-8", "replace").decode("utf-8")[:RAW_LENGTH])


def _row(cells: list[str], header: list[str], where: str) -> tuple[str, dict[str, Any]] | Rejected:
    raw = ",".join(cells)
    if not is_whole(raw):
        legible = raw.encode("utf-8", "replace").decode("utf-8")
        return Rejected(
            where, "bytes that are illegal in this file's encoding", legible[:RAW_LENGTH]
        )
    if len(cells) != len(header):
        why = f"{len(cells)} cells where the header has {len(header)}"
        return Rejected(where, why, raw[:RAW_LENGTH])
    return where, {name: cell or None for name, cell in zip(header, cells, strict=True)}
