"""Tagging without a project: one file of texts, or stdin."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click

from collectors.base import Rejected
from flows.cli.output import Output, home_option, write_rows
from flows.settings import load_settings

BATCH = 1000
DEEPEST = 100
"""Levels of a row; one nested deeper could be read, but perhaps not written again."""


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--output", type=Output(), help="File to write.")
@click.option("--model", default=None, help="fast, or a folder or hub name for transformers.")
@click.option(
    "--column", help="Column that holds the text; `text` by default, else the best known name."
)
@home_option
def tag(
    file: Path | None,
    output: Path | None,
    model: str | None,
    column: str | None,
    home: Path | None,
) -> None:
    """Tag the texts of FILE or of stdin (JSONL), row by row in their order.

    Every row keeps its columns and gains language, sentiment, polarity, confidence, topics,
    brands and the model's version. Word lists are those of the project given by --home, or the
    shipped ones.
    """
    bad: list[Rejected] = []
    rows = _readable(_json_lines() if file is None else _file_rows(file), bad)
    first = list(islice(rows, BATCH))
    chosen = _text_column(first, column)
    tagged = _tagged(chain(first, rows), _pipeline(home, model), chosen)
    count = write_rows(tagged, output)
    click.echo(f"{count} texts tagged, {len(bad)} rows could not be read", err=True)
    if bad:
        sys.exit(1)


@click.command(name="new-words")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--output", type=Output(), help="File to write.")
@click.option(
    "--column", help="Column that holds the text; `text` by default, else the best known name."
)
@click.option(
    "--min-count",
    type=click.IntRange(2),
    default=20,
    show_default=True,
    help="How often a word must be met.",
)
@click.option(
    "--limit", type=click.IntRange(1), default=200, show_default=True, help="Words, at most."
)
@home_option
def new_words(  # noqa: PLR0913, PLR0917  # what the command line gives
    file: Path | None,
    output: Path | None,
    column: str | None,
    min_count: int,
    limit: int,
    home: Path | None,
) -> None:
    """List Chinese words of FILE or stdin (JSONL) that no dictionary holds, likeliest first.

    Each comes with count, cohesion, freedom (bits) and examples, to be taken into the project's
    brands or taxonomy. What those of the project given by --home hold is no news.
    """
    from nlp.text.new_words import new_words as found_in

    bad: list[Rejected] = []
    rows = _readable(_json_lines() if file is None else _file_rows(file), bad)
    first = list(islice(rows, BATCH))
    chosen = _text_column(first, column)
    texts = (_text(row.get(chosen)) for row in chain(first, rows))
    words = (text for text in texts if isinstance(text, str))
    frame = found_in(words, known=_known_words(home), min_count=min_count, limit=limit)
    names = [str(name) for name in frame.columns]
    listed = (
        dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)
    )
    count = write_rows(listed, output)
    click.echo(f"{count} words, {len(bad)} rows could not be read", err=True)
    if bad:
        sys.exit(1)


def _known_words(home: Path | None) -> tuple[str, ...]:
    from flows.steps.project import chosen, shipped
    from nlp.topics.brands import read_brands

    path = shipped("brands") if home is None else chosen(load_settings(home), "brands")
    return tuple(read_brands(path).words)


def _pipeline(home: Path | None, model: str | None) -> Any:
    from flows.steps.project import TaggerRecipe, shipped, tagger_recipe

    if home is not None:
        recipe = tagger_recipe(load_settings(home))
    else:
        recipe = TaggerRecipe("fast", shipped("taxonomy"), shipped("brands"))
    return TaggerRecipe(model or recipe.model, recipe.taxonomy, recipe.brands).build()


def _json_lines() -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    from collectors.files.json_files import read_line

    for number, line in enumerate(sys.stdin.buffer, start=1):
        text = line.decode("utf-8-sig" if number == 1 else "utf-8", "surrogateescape")
        if text.strip():
            yield read_line(text, f"stdin line {number}")


def _file_rows(file: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    from collectors.files.rows import read_rows

    yield from read_rows(file)


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


def _tagged(rows: Iterator[dict[str, Any]], pipeline: Any, column: str) -> Iterator[dict[str, Any]]:
    import pandas as pd

    while batch := list(islice(rows, BATCH)):
        texts = pd.DataFrame({"text": [_text(row.get(column)) for row in batch]}, dtype=object)
        tags = pipeline(texts).drop(columns=["text", "clean", "words"])
        for row, tagged in zip(batch, tags.to_dict("records"), strict=True):
            yield {**row, **tagged, "model": pipeline.version}


def _text(value: Any) -> Any:
    """Return a number as it is written, as spreadsheets give words such as 666; others as is."""
    written = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value  # noqa: PLR0124  # not-a-number is a gap
    return str(value) if written else value
