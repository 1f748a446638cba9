"""Collecting without a project: one source, as the command line names it."""

import math
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, get_args, get_origin

import click
from pydantic.fields import FieldInfo

from collectors.base import Query
from collectors.errors import BadOptions, UnknownCollector
from collectors.http import Client
from collectors.policy import Policy
from collectors.registry import collectors_by_kind, make_collector
from flows.cli.output import Output, home_option, write_rows


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


def _finite(_ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        msg = f"{value} is no number of seconds"
        raise click.BadParameter(msg, param=param)
    return value


_COMMON = (
    click.Option(["--since"], type=click.DateTime(), help="Only what was published since, UTC."),
    click.Option(["--limit"], type=click.IntRange(1), help="At most this many posts."),
    click.Option(["--output"], type=Output(), help="File to write."),
    click.Option(
        ["--allow-private"], multiple=True, help="Private or loopback host that may be asked."
    ),
    click.Option(
        ["--pause-s"],
        type=click.FloatRange(0),
        callback=_finite,
        help="Seconds between two requests to one host.",
    ),
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
    collector = _collector(kind_name, options)
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


def _collector(kind: str, options: dict[str, Any]) -> Any:
    """Return the collector.

    Raises:
        click.UsageError: the options do not fit it.
    """
    try:
        return make_collector(kind, options)
    except (BadOptions, UnknownCollector) as error:
        raise click.UsageError(str(error)) from error


def _rows(
    collector: Any, client: Any, query: Query, rejected: list[str]
) -> Iterator[dict[str, Any]]:
    for page in collector.collect(client, query):
        for item in page.rejected:
            rejected.append(item.where)
            click.echo(f"{item.where}: {item.reason}", err=True)
        for post in page.posts:
            yield post.model_dump(mode="json")
