"""How results leave the command line."""

import csv
import io
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

import click
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from flows.cli.cells import cell, json_text, legible, safe_cell, values
from flows.settings import SETTINGS_FILE

Command = TypeVar("Command", bound=Callable[..., Any])
FORMATS = ("table", "csv", "json", "parquet")
BY_ENDING = {".csv": "csv", ".parquet": "parquet", ".jsonl": "jsonl", ".json": "jsonl"}


def home_option(command: Command) -> Command:
    """Add `--home`, the folder of the project, to a command."""
    return click.option(
        "--home",
        default=None,
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of the project; the current one by default.",
    )(command)


def project_of(home: Path | None) -> Path | None:
    """Return the folder of the project: `home`, else the current one if it is one, else None."""
    return Path() if home is None and Path(SETTINGS_FILE).is_file() else home


class Output(click.Path):
    """A file to write, refused before any work when it cannot be."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, dir_okay=False, writable=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path.

        Raises:
            click.BadParameter: its ending says no format, or its folder does not exist.
        """
        path = Path(str(super().convert(value, param, ctx)))
        if path.suffix.lower() not in BY_ENDING:
            self.fail(f"{path.name}: end it in .jsonl, .csv or .parquet", param, ctx)
        if not path.absolute().parent.is_dir():
            self.fail(f"there is no folder {path.absolute().parent}", param, ctx)
        return path


def json_line(row: Mapping[Any, Any]) -> str:
    """Return a row as one line of JSON; lone surrogates are escaped, not-a-number is null."""
    return json_text(row)


def show(table: pa.Table, style: str) -> None:
    """Print a table on stdout: aligned for reading, as CSV, JSON (one list) or Parquet.

    Values are as they are in the table, whole numbers with gaps too; a name that several
    columns have is numbered from the second on.
    """
    table = table.rename_columns(distinct(table.column_names))
    if style == "parquet":
        _write_parquet(_storable(table), sys.stdout.buffer)
        return
    columns = [values(column) for column in table.columns]
    rows = list(zip(*columns, strict=True))
    if style == "csv":
        text = io.StringIO()
        _write_csv(text, table.column_names, rows)
        click.echo(text.getvalue(), nl=False)
    elif style == "json":
        lines = (json_text(dict(zip(table.column_names, row, strict=True))) for row in rows)
        listed = ",\n ".join(lines)
        click.echo(f"[{listed}]")
    else:
        click.echo(_aligned(table.column_names, columns) if rows else "(no rows)")


def show_fields(table: pa.Table) -> None:
    """Print the first row of a table on stdout, a line a column, values whole."""
    first = [cell(values(column)[0]) for column in table.columns]
    show_lines(pa.table({"field": distinct(table.column_names), "value": first}))


def show_lines(table: pa.Table) -> None:
    """Print a table on stdout, a line a row, nothing of it cut; what is longest comes last."""
    columns = [values(column) for column in table.columns]
    cells = [table.column_names, *zip(*columns, strict=True)]
    rows = [[legible(cell(value)) for value in row] for row in cells]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows if columns[0] else [["(no rows)"]]:
        line = "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=False))
        click.echo(line.rstrip())


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names, those met before with the first free number from 2 on behind them."""
    found: list[str] = []
    for name in names:
        number, chosen = 1, name
        while chosen in found or (number > 1 and chosen in names):
            number += 1
            chosen = f"{name}_{number}"
        found.append(chosen)
    return found


def _aligned(names: Sequence[str], columns: Sequence[Sequence[Any]]) -> str:
    cells = {
        legible(name): [legible(cell(value)) for value in column]
        for name, column in zip(names, columns, strict=True)
    }
    return pd.DataFrame(cells, dtype=object).to_string(index=False, max_colwidth=60)


def write_rows(rows: Iterable[dict[str, Any]], output: Path | None) -> int:
    """Write rows as JSONL to stdout as they come, or to a file by its ending; return how many.

    In CSV, text that a spreadsheet would take for a formula gets an apostrophe before it. In
    Parquet, a column whose values are of several types becomes text.

    Raises:
        click.FileError: `output` cannot be written.
    """
    if output is None:
        return _lines(rows, sys.stdout)
    style = BY_ENDING[output.suffix.lower()]
    try:
        if style == "jsonl":
            with output.open("w", encoding="utf-8") as file:
                return _lines(rows, file)
        held = list(rows)
        _write_held(held, output, style)
    except OSError as error:
        raise click.FileError(str(output), error.strerror or str(error)) from error
    return len(held)


def _lines(rows: Iterable[dict[str, Any]], stream: IO[str]) -> int:
    count = 0
    for row in rows:
        stream.write(json_line(row) + "\n")
        stream.flush()
        count += 1
    return count


def _write_held(rows: Sequence[Mapping[str, Any]], output: Path, style: str) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    if style == "csv":
        with output.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
            _write_csv(file, names, ([row.get(name) for name in names] for row in rows))
        return
    arrays = [_array([row.get(name) for row in rows]) for name in names]
    with output.open("wb") as binary:
        _write_parquet(pa.Table.from_arrays(arrays, names=names), binary)


def _write_csv(stream: IO[str], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(safe_cell, names))
    writer.writerows([safe_cell(value) for value in row] for row in rows)


def _write_parquet(table: pa.Table, stream: IO[bytes]) -> None:
    buffer = io.BytesIO()  # a terminal or pipe cannot tell where it stands, as the writer asks
    pq.write_table(table, buffer)
    stream.write(buffer.getbuffer())
    stream.flush()


def _storable(table: pa.Table) -> pa.Table:
    """Return the table with those columns as text that Parquet has no type for."""
    columns = [
        column if _has_type(column) else pa.array(_texts(values(column)), pa.string())
        for column in table.columns
    ]
    return pa.Table.from_arrays(columns, names=table.column_names)


def _array(found: Sequence[Any]) -> pa.Array:
    """Return values as a column, as text when no type of Parquet holds all of them."""
    try:
        column = pa.array(found)
    except (pa.ArrowException, OverflowError, UnicodeError, TypeError, ValueError):
        return pa.array(_texts(found), pa.string())
    return column if _has_type(column) else pa.array(_texts(found), pa.string())


def _has_type(column: pa.Array | pa.ChunkedArray) -> bool:
    try:
        pq.write_table(pa.Table.from_arrays([column.slice(0, 0)], names=["c"]), io.BytesIO())
    except pa.ArrowException:
        return False
    return True


def _texts(found: Sequence[Any]) -> list[str | None]:
    return [
        None if value is None else cell(value).encode("utf-8", "backslashreplace").decode()
        for value in found
    ]
