"""CSV and its kin."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from collectors.base import Rejected
from collectors.files.opened import is_whole, opened

DELIMITERS = ",;\t|"
LONGEST_CELL = 1_000_000
"""Characters; a longer cell is a quote that was never closed."""

_RAW_LENGTH = 2000


def csv_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    """Yield the rows below the header; one with another number of cells is rejected.

    An empty cell is None. The delimiter is the one of , ; tab | that the header has most of.
    """
    csv.field_size_limit(LONGEST_CELL)
    with opened(path) as stream:
        first = stream.readline()
        while first and not first.strip():
            first = stream.readline()
        delimiter = max(DELIMITERS, key=first.count)
        header = header_names(next(csv.reader([first], delimiter=delimiter), []))
        reader = csv.reader(stream, delimiter=delimiter)
        yield from _rows(reader, header, path)


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
    reader: Any, header: list[str], path: Path
) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    while True:
        where = f"{path.name} line {reader.line_num + 2}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(where, f"not a row: {error}", "")
            continue
        if any(cells):
            yield _row(cells, header, where)


def _row(cells: list[str], header: list[str], where: str) -> tuple[str, dict[str, Any]] | Rejected:
    raw = ",".join(cells)
    if not is_whole(raw):
        legible = raw.encode("utf-8", "replace").decode("utf-8")
        return Rejected(
            where, "bytes that are illegal in this file's encoding", legible[:_RAW_LENGTH]
        )
    if len(cells) != len(header):
        why = f"{len(cells)} cells where the header has {len(header)}"
        return Rejected(where, why, raw[:_RAW_LENGTH])
    return where, {name: cell or None for name, cell in zip(header, cells, strict=True)}
