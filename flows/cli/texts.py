"""Texts for a command that needs no project: rows of one file, or of stdin."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

import click

from collectors.base import Rejected
from flows.cli.output import Output

BATCH = 1000
CHARACTERS = 300_000
"""Of a batch, about: tagging takes some 500 bytes for each."""
DEEPEST = 100
"""Levels of a row; one nested deeper could be read, but perhaps not written again."""
Command = TypeVar("Command", bound=Callable[..., Any])


def text_options(command: Command) -> Command:
    """Add FILE, `--output` and `--column` to a command."""
    options = (
        click.argument("file", required=False, type=click.Path(path_type=Path, exists=True)),
        click.option("--output", type=Output(), help="File to write."),
        click.option(
            "--column",
            help="Column that holds the text; `text` by default, else the best known name.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Given:
    """The rows that were given, as they are read.

    Attributes:
        rows: those that can be read, in their order.
        column: the one that holds the text.
        bad: what could not be read, as far as rows were taken.
    """

    rows: Iterator[dict[str, Any]]
    column: str
    bad: list[Rejected]

    @property
    def texts(self) -> Iterator[Any]:
        """The texts of the rows, null and other things among them."""
        return (text_of(row.get(self.column)) for row in self.rows)

    def close(self, done: str) -> None:
        """Say what was done, and leave with 1 if a row could not be read."""
        click.echo(f"{done}, {len(self.bad)} rows could not be read", err=True)
        if self.bad:
            sys.exit(1)


def read_texts(file: Path | None, column: str | None) -> Given:
    """Return the rows of FILE or of stdin (JSONL); `column` is what the user named.

    Raises:
        click.ClickException: no column can be taken for the text.
    """
    bad: list[Rejected] = []
    rows = _readable(_json_lines() if file is None else _file_rows(file, column), bad)
    first = list(islice(rows, BATCH))
    return Given(chain(first, rows), _text_column(first, column), bad)


def text_of(value: Any) -> Any:
    """Return a number as it is written, as spreadsheets give words such as 666; others as is."""
    written = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value  # noqa: PLR0124  # not-a-number is a gap
    return str(value) if written else value


def _json_lines() -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    from collectors.files.json_files import read_line

    for number, line in enumerate(sys.stdin.buffer, start=1):
        text = line.decode("utf-8-sig" if number == 1 else "utf-8", "surrogateescape")
        if text.strip():
            yield read_line(text, f"stdin line {number}")


def _file_rows(file: Path, column: str | None) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    from collectors.files.rows import read_rows

    if column is None and _is_plain(file):
        click.echo(f"{file.name}: no header is known, so each line is taken for a text", err=True)
        yield from _lines(file)
    else:
        yield from read_rows(file)


def _is_plain(file: Path) -> bool:
    """Return whether a `.txt` begins with a text, and not with the header of a table."""
    from collectors.files.opened import opened

    if ".txt" not in [ending.lower() for ending in file.suffixes[-2:]]:
        return False
    with opened(file) as stream:
        first = stream.readline().strip("\ufeff\r\n")
    names = [name.strip(' "') for name in re.split(r"[,;|\t]", first)]
    return not first.startswith("sep=") and _known_column(names) not in names


def _lines(file: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    from collectors.files.opened import is_whole, opened

    with opened(file) as stream:
        for number, line in enumerate(stream, start=1):
            text, where = line.strip("\ufeff\r\n"), f"{file.name} line {number}"
            if not is_whole(text):
                yield Rejected(where, "bytes that are no text", "")
            elif text.strip():
                yield where, {"text": text}


def _readable(
    found: Iterable[tuple[str, dict[str, Any]] | Rejected], bad: list[Rejected]
) -> Iterator[dict[str, Any]]:
    """Yield the rows; what cannot be read is named on stderr and noted in `bad`."""
    for item in found:
        problem = item if isinstance(item, Rejected) else _too_deep(*item)
        if problem is None:
            yield item[1]  # type: ignore[index]  # a row: a rejected one is its own problem
        else:
            bad.append(problem)
            click.echo(f"{problem.where}: {problem.reason}", err=True)


def _too_deep(where: str, row: dict[str, Any]) -> Rejected | None:
    level: list[Any] = [row]
    for _ in range(DEEPEST):
        level = [below for value in level for below in _parts(value)]
        if not level:
            return None
    return Rejected(where, f"nested deeper than {DEEPEST} levels", "")


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _text_column(rows: Sequence[dict[str, Any]], asked: str | None) -> str:
    """Return the column that holds the text, and say so when it was guessed.

    Args:
        rows: the first ones.
        asked: what the user named.

    Raises:
        click.ClickException: there is no such column, or it holds no text.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    chosen = asked or _known_column(columns)
    if rows and chosen not in columns:
        what = f"no column {asked!r}" if asked else "no column that is known to hold text"
        msg = f"{what}; name it by --column; columns: {', '.join(columns) or 'none'}"
        raise click.ClickException(msg)
    if rows and all(isinstance(row.get(chosen), (dict, list)) for row in rows):
        msg = f"column {chosen!r} holds lists or objects, no text; name another by --column"
        raise click.ClickException(msg)
    if chosen != (asked or "text"):
        click.echo(f"the text is taken from column {chosen!r}", err=True)
    return chosen


def _known_column(columns: Sequence[str]) -> str:
    from collectors.files.columns import match_columns

    return "text" if "text" in columns else match_columns(columns, {}).get("text", "text")


def batches(rows: Iterable[dict[str, Any]], column: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows in batches of `BATCH`, or fewer where the texts in `column` are long."""
    batch: list[dict[str, Any]] = []
    characters = 0
    for row in rows:
        batch.append(row)
        characters += len(text_of(row.get(column)) or "")
        if len(batch) == BATCH or characters >= CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
