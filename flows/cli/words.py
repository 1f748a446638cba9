"""Words of a file or of stdin: those it uses, its phrases, and those that no dictionary holds."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from flows.cli.output import home_option, project_of, show, write_rows
from flows.cli.texts import read_texts, text_options
from flows.settings import load_settings

STYLES = ("table", "csv", "json")


def _language(_ctx: click.Context, param: click.Parameter, code: str | None) -> str | None:
    if code is not None and not re.fullmatch("[a-z]{2,3}", code):
        msg = f"{code!r}: give a code of ISO 639-1, such as zh or en, or und for unknown"
        raise click.BadParameter(msg, param=param)
    return code


@click.command()
@text_options
@click.option("--phrases", is_flag=True, help="Phrases instead of words.")
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="Rows, at most."
)
@click.option(
    "--min-texts",
    type=click.IntRange(1),
    help="In how many texts one must stand; 2 by default, for phrases 5, repeats not counted.",
)
@click.option("--lang", callback=_language, help="Only texts of this language, such as zh or en.")
@click.option(
    "--stop/--no-stop", default=True, show_default=True, help="Leave out stop words and numbers."
)
@click.option("--format", "style", type=click.Choice(STYLES), help="How to print rows.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@home_option
def words(  # noqa: PLR0913, PLR0917  # what the command line gives
    file: Path | None,
    output: Path | None,
    column: str | None,
    phrases: bool,  # noqa: FBT001  # click gives it
    limit: int,
    min_texts: int | None,
    lang: str | None,
    stop: bool,  # noqa: FBT001  # click gives it
    style: str | None,
    as_json: bool,  # noqa: FBT001  # click gives it
    home: Path | None,
) -> None:
    """List the words of FILE or stdin (JSONL), those of most texts first, or its phrases.

    Words come with lemma, part of speech (jieba's tags), texts, count, share of all texts and an
    example; phrases with kind, texts, count, cohesion (up to 1), weight and an example. CSV, JSON
    and files also say where the example stands: row from 1, start and end in its text. Brands of
    the project, or the shipped ones outside of any, are kept whole.
    """
    _refuse(
        output is not None and (style is not None or as_json),
        "--output writes what the name of the file says; leave out --format and --json",
    )
    _refuse(phrases and not stop, "--no-stop is for words; phrases never begin with stop words")
    given = read_texts(file, column)
    asked = {"known": _known_words(home), "lang": lang, "limit": limit}
    frame = (
        _phrases(given.texts, min_texts=min_texts or 5, **asked)
        if phrases
        else _words(given.texts, stop=stop, min_texts=min_texts or 2, **asked)
    )
    if frame.empty:
        click.echo(
            "nothing stands in so many texts; try --min-texts 1, or another --lang", err=True
        )
    rows = [_row(row) for row in frame.to_dict("records")]
    _write(rows, output, "json" if as_json else style or "table")
    given.close(f"{len(rows)} {'phrases' if phrases else 'words'}")


def _phrases(texts: Iterable[Any], **asked: Any) -> Any:
    from nlp.text.phrases import phrases as phrases_of

    return phrases_of(texts, **asked)


def _words(texts: Iterable[Any], **asked: Any) -> Any:
    from nlp.text.vocabulary import vocabulary

    return vocabulary(texts, **asked)


def _refuse(wrong: bool, why: str) -> None:  # noqa: FBT001  # reads as a sentence
    if wrong:
        raise click.UsageError(why)


def _row(found: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what is listed: of the examples the first, with its place."""
    row = {str(name): value for name, value in found.items() if name != "places"}
    numbers = {name: round(row[name], 4) for name in ("share",) if name in row}
    place = found["places"][0]
    at = {"row": place.row + 1, "start": place.start, "end": place.end}
    return {**row, **numbers, "example": place.text, **at}


def _write(rows: list[dict[str, Any]], output: Path | None, style: str) -> None:
    if output is not None:
        write_rows(rows, output)
        return
    import pyarrow as pa

    table = pa.Table.from_pylist(rows)
    show(table.drop_columns(["row", "start", "end"]) if rows and style == "table" else table, style)


@click.command(name="new-words")
@text_options
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
    brands or taxonomy. What those of the project hold is no news.
    """
    from nlp.text.new_words import new_words as found_in

    given = read_texts(file, column)
    words = (text for text in given.texts if isinstance(text, str))
    frame = found_in(words, known=_known_words(home), min_count=min_count, limit=limit)
    listed = ({str(name): value for name, value in row.items()} for row in frame.to_dict("records"))
    given.close(f"{write_rows(listed, output)} words")


def _known_words(home: Path | None) -> tuple[str, ...]:
    from flows.steps.project import chosen, shipped
    from nlp.topics.brands import read_brands

    project = project_of(home)
    path = shipped("brands") if project is None else chosen(load_settings(project), "brands")
    return tuple(read_brands(path).words)
