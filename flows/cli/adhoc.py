"""Collecting without a project: one source, as the command line names it."""

import math
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, get_args, get_origin

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from collectors.base import Query
from collectors.errors import BadOptions, UnknownCollector
from collectors.http import Client
from collectors.policy import Policy
from collectors.registry import collectors_by_kind, make_collector
from flows.cli.output import Output, home_option, write_rows
from flows.cli.pairs import pairs


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
    fields = kind.model_fields
    options = [_option(name, _spoken(field, fields), field, fields[field]) for field in fields]
    return click.Command(
        name,
        params=[*_COMMON, *_OF_KIND.get(name, ()), *options],
        callback=lambda **given: _collect(name, kind, **given),
        help=kind.__doc__,
    )


def _option(kind: str, name: str, field: str, info: FieldInfo) -> click.Option:
    flag, many, named = (_holds(info.annotation, one) for one in (bool, tuple, Mapping))
    return click.Option(
        [f"--{name}/--no-{name}" if flag else f"--{name}", field],
        multiple=many or named,
        required=info.is_required() and kind not in _OF_KIND,
        metavar="NAME=VALUE" if named else None,
        callback=_pairs if named else None,
        help=info.description,
        **from_environment(kind, field, info),
    )


def _holds(annotation: Any, wanted: type) -> bool:
    """Return whether values of a setting are of a type, None aside."""
    parts = (annotation, *get_args(annotation))
    return any((get_origin(part) or part) is wanted for part in parts)


def _spoken(field: str, fields: Mapping[str, FieldInfo]) -> str:
    """Return a setting's name as an option: what may be repeated stands in the singular."""
    one = f"{field[:-3]}y" if field.endswith("ies") else field.removesuffix("s")
    repeated = _holds(fields[field].annotation, tuple) or _holds(fields[field].annotation, Mapping)
    return (one if repeated and one not in fields else field).replace("_", "-")


def from_environment(kind: str, field: str, info: FieldInfo) -> dict[str, Any]:
    """Let secrets come from the environment: what stands on a command line is seen by all."""
    secret = _holds(info.annotation, SecretStr)
    return {"envvar": f"{kind}_{field}".upper(), "show_envvar": True} if secret else {}


def _pairs(_ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    return pairs(values, param.opts[0])


def _finite(_ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        msg = f"{value} is no number of seconds"
        raise click.BadParameter(msg, param=param)
    return value


SHOWN = 60
"""Characters of an example that are shown."""

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
_OF_KIND = {
    "html": (
        click.Option(
            ["--probe"], metavar="URL", help="Propose selectors for a page instead of collecting."
        ),
    ),
}
"""Options that are no settings of a collector, by its kind."""


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
    probe: str | None = None,
    **given: Any,
) -> None:
    pause = {} if pause_s is None else {"pause_s": pause_s}
    policy = Policy(allow_private=allow_private, **pause)
    if probe:
        _propose(probe, policy)
        return
    options = {key: value for key, value in given.items() if value not in (None, (), {})}
    collector = _collector(kind_name, options)
    query = Query(
        source=name or kind_name,
        now=datetime.now(UTC),
        since=since and since.replace(tzinfo=UTC),
        limit=limit,
    )
    rejected: list[str] = []
    with Client(policy) as client:
        rows = _rows(collector, client, query, rejected)
        count = write_rows(islice(rows, limit), output)
    click.echo(f"{count} posts, {len(rejected)} items could not be read", err=True)
    if rejected:
        sys.exit(1)


def _propose(url: str, policy: Policy) -> None:
    """Print selectors for the repeated blocks of a page as settings, best first."""
    from collectors.declared.probe import probe_address

    with Client(policy) as client:
        proposal = probe_address(client, url, now=datetime.now(UTC))
    if not proposal.candidates:
        msg = f"{proposal.url}: no block with words stands there three times; write the selectors"
        raise click.ClickException(msg)
    for position, candidate in enumerate(proposal.candidates):
        lines = candidate.toml().splitlines()
        seen = [f"# {post.text[:SHOWN]!r}" for post in candidate.examples]
        about = f"# {candidate.items} items, {len(candidate.rejected)} of them not readable"
        # the best is ready to be pasted, the others wait as comments
        click.echo(
            "\n".join([about, *seen, *(lines if not position else map("# {}".format, lines))])
        )
        click.echo()


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
            click.echo(f"{item.where}: {item.reason}", err=True)
            if item.raw:  # without an item it is a note, such as that a bound was reached
                rejected.append(item.where)
        for post in page.posts:
            yield post.model_dump(mode="json")
