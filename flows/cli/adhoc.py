"""Commands that need no project: one source, or one file of texts."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, get_args, get_origin

import click
from pydantic.fields import FieldInfo

from collectors.base import Query
from collectors.http import Client
from collectors.policy import Policy
from collectors.registry import collectors_by_kind, make_collector
from flows.cli.output import home_option, write_rows
from flows.settings import load_settings

BATCH = 1000


class _Kinds(click.Group):
    """One command a kind of source, its options read from the collector's settings."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(collectors_by_kind())

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        kind = collectors_by_kind().get(cmd_name)
        return None if kind is None else _command(cmd_name, kind)


@click.group(cls=_Kinds, invoke_without_command=True)
@home_option
@click.pass_context
def collect(ctx: click.Context, home: Path | None) -> None:
    """Collect one source ad hoc (KIND), or all sources of the project into its record."""
    if ctx.invoked_subcommand is None:
        from flows.cli.project import run_flow

        run_flow("collect", home, {})


def _command(name: str, kind: Any) -> click.Command:
    return click.Command(
        name,
        params=[*_COMMON, *(_option(field, info) for field, info in kind.model_fields.items())],
        callback=lambda **given: _collect(name, kind, **given),
        help=kind.__doc__,
    )


def _option(field: str, info: FieldInfo) -> click.Option:
    """Return the option of one setting: lists become a repeated option in the singular."""
    many = get_origin(info.annotation) is tuple
    flag = bool in (info.annotation, *get_args(info.annotation))
    name = (field.removesuffix("s") if many else field).replace("_", "-")
    declared = f"--{name}/--no-{name}" if flag else f"--{name}"
    return click.Option(
        [declared, field],
        multiple=many,
        required=info.is_required(),
        help=info.description,
    )


_COMMON = (
    click.Option(["--since"], type=click.DateTime(), help="Only what was published since, UTC."),
    click.Option(["--limit"], type=click.IntRange(1), help="At most this many posts."),
    click.Option(
        ["--output"], type=click.Path(path_type=Path, dir_okay=False), help="File to write."
    ),
    click.Option(
        ["--allow-private"], multiple=True, help="Private or loopback host that may be asked."
    ),
    click.Option(["--pause-s"], type=float, help="Seconds between two requests to one host."),
    click.Option(["--name"], help="Name of the source in the rows; its kind by default."),
)


def _collect(  # noqa: PLR0913  # what the command line gives
    kind_name: str,
    _kind: Any,
    *,
    since: datetime | None,
    limit: int | None,
    output: Path | None,
    allow_private: tuple[str, ...],
    pause_s: float | None,
    name: str | None,
    **given: Any,
) -> None:
    options = {key: value for key, value in given.items() if value not in (None, ())}
    collector = make_collector(kind_name, options)
    pause = {} if pause_s is None else {"pause_s": pause_s}
    query = Query(
        source=name or kind_name,
        now=datetime.now(UTC),
        since=since and since.replace(tzinfo=UTC),
        limit=limit,
    )
    rejected: list[str] = []
    with Client(Policy(allow_private=allow_private, **pause)) as client:
        rows = _rows(collector, client, query, rejected)
        count = write_rows(islice(rows, limit), output)
    click.echo(f"{count} posts, {len(rejected)} items could not be read", err=True)
    if rejected:
        sys.exit(1)


def _rows(
    collector: Any, client: Any, query: Query, rejected: list[str]
) -> Iterator[dict[str, Any]]:
    for page in collector.collect(client, query):
        for item in page.rejected:
            rejected.append(item.where)
            click.echo(f"{item.where}: {item.reason}", err=True)
        for post in page.posts:
            yield post.model_dump(mode="json")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
@click.option("--model", default=None, help="fast, or a folder or hub name for transformers.")
@click.option("--column", default="text", show_default=True, help="Column that holds the text.")
@home_option
def tag(
    file: Path | None, output: Path | None, model: str | None, column: str, home: Path | None
) -> None:
    """Tag the texts of FILE or of stdin (JSONL), row by row in their order.

    Every row keeps its columns and gains language, sentiment, polarity, confidence, topics,
    brands and the model's version. Word lists are those of the project given by --home, or the
    shipped ones.
    """
    bad: list[str] = []
    rows = _tagged(_read(file, bad), _pipeline(home, model), column)
    count = write_rows(rows, output)
    for problem in bad:
        click.echo(problem, err=True)
    click.echo(f"{count} texts tagged, {len(bad)} rows could not be read", err=True)
    if bad:
        sys.exit(1)


def _pipeline(home: Path | None, model: str | None) -> Any:
    from flows.steps.project import TaggerRecipe, shipped, tagger_recipe

    if home is not None:
        recipe = tagger_recipe(load_settings(home))
    else:
        recipe = TaggerRecipe("fast", shipped("taxonomy"), shipped("brands"))
    return TaggerRecipe(model or recipe.model, recipe.taxonomy, recipe.brands).build()


def _read(file: Path | None, bad: list[str]) -> Iterator[dict[str, Any]]:
    if file is None:
        return _json_lines(bad)
    return _file_rows(file, bad)


def _json_lines(bad: list[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            bad.append(f"stdin line {number}: not JSON: {error}")
            continue
        if isinstance(row, dict):
            yield row
        else:
            bad.append(f"stdin line {number}: not an object; give one object a line")


def _file_rows(file: Path, bad: list[str]) -> Iterator[dict[str, Any]]:
    from collectors.base import Rejected
    from collectors.files.rows import read_rows

    for item in read_rows(file):
        if isinstance(item, Rejected):
            bad.append(f"{item.where}: {item.reason}")
        else:
            yield item[1]


def _tagged(rows: Iterator[dict[str, Any]], pipeline: Any, column: str) -> Iterator[dict[str, Any]]:
    import pandas as pd

    while batch := list(islice(rows, BATCH)):
        texts = pd.DataFrame({"text": [row.get(column) for row in batch]}, dtype=object)
        tags = pipeline(texts).drop(columns=["text", "clean", "words"])
        for row, tagged in zip(batch, tags.to_dict("records"), strict=True):
            yield {**row, **tagged, "model": pipeline.version}
