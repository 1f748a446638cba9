"""How results leave the command line."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import pandas as pd

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


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: times in ISO form, missing ones null."""
    if isinstance(value, datetime):
        return None if pd.isna(value) else value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value)


def json_line(row: Mapping[Any, Any]) -> str:
    """Return a row as one line of JSON; lone surrogates are escaped, not-a-number is null."""
    known = {key: None if _missing(value) else value for key, value in row.items()}
    text = json.dumps(known, ensure_ascii=False, default=plain)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _missing(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124  # the only float unlike itself is NaN


def show(frame: pd.DataFrame, style: str) -> None:
    """Print a frame on stdout as a table, CSV, JSON (one list) or Parquet."""
    if style == "parquet":
        frame.to_parquet(sys.stdout.buffer)
    elif style == "csv":
        click.echo(frame.to_csv(index=False), nl=False)
    elif style == "json":
        rows = ",\n ".join(json_line(row) for row in frame.to_dict("records"))
        click.echo(f"[{rows}]")
    else:
        click.echo(frame.to_string(index=False, max_colwidth=60) if len(frame) else "(no rows)")


def write_rows(rows: Iterable[dict[str, Any]], output: Path | None) -> int:
    """Write rows as JSONL to stdout, or to a file by its ending; return how many.

    Raises:
        click.BadParameter: the ending of `output` is not .jsonl, .csv or .parquet.
    """
    if output is None:
        return _lines(rows, sys.stdout.write)
    style = BY_ENDING.get(output.suffix.lower())
    if style is None:
        msg = f"{output.name}: end it in .jsonl, .csv or .parquet"
        raise click.BadParameter(msg, param_hint="--output")
    if style == "jsonl":
        with output.open("w", encoding="utf-8") as file:
            return _lines(rows, file.write)
    frame = pd.DataFrame(list(rows))
    if style == "csv":
        frame.to_csv(output, index=False, encoding="utf-8-sig")
    else:
        frame.to_parquet(output, index=False)
    return len(frame)


def _lines(rows: Iterable[dict[str, Any]], write: Callable[[str], Any]) -> int:
    count = 0
    for row in rows:
        write(json_line(row) + "\n")
        count += 1
    return count
