"""Commands that work on a project: make one, import, run its flows, serve them."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from flows.cli.output import home_option
from flows.cli.pairs import pairs
from flows.settings import MORE, SETTINGS_FILE, ImportSettings, find_home, load_settings

FLOWS = {
    "collect": "flows.collect",
    "tag": "flows.tag",
    "discover": "flows.discover",
    "enrich": "flows.enrich",
    "segment": "flows.segment",
    "report": "flows.publish",
    "daily": "flows.daily",
}
"""Each flow and the module that holds it."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option(
    "--with",
    "more",
    multiple=True,
    metavar="NAMES",
    callback=lambda _ctx, param, given: _more_files(given, param.opts[0]),
    help="More word lists to edit: aspects, opinions, needs, interests, comparisons, trust, or all;"
    " several with commas.",
)
def init(folder: Path, more: tuple[str, ...]) -> None:
    """Make a project in FOLDER: commented settings, and word lists and rules to edit.

    Topics, brands and segments are what sets one company apart, so every project has its own. The
    other word lists say how people speak; without a copy they are the shipped ones, and better
    with each release. In a project that is there already, --with adds them.
    """
    from flows.steps.starting import add_files, start_project

    there = more and (folder / SETTINGS_FILE).is_file()
    made = add_files(load_settings(folder), more) if there else start_project(folder, more)
    for path in made:
        click.echo(path)


def _more_files(given: tuple[str, ...], option: str) -> tuple[str, ...]:
    names = {name.strip() for each in given for name in each.split(",")}
    unknown = sorted(names - {*MORE, "all"})
    if unknown:
        msg = f"no word list {unknown[0]!r}; there are {', '.join(MORE)}, or all"
        raise click.BadParameter(msg, param_hint=option)
    return MORE if "all" in names else tuple(name for name in MORE if name in names)


@click.command(name="new-source")
@click.argument("kind")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def new_source(kind: str, folder: Path) -> None:
    """Make a package in FOLDER with a collector of a new KIND of source, and its test.

    Once it is installed (pip install -e), `opinionflow collect KIND` and [[sources]] know it.
    """
    from flows.steps import scaffolding

    for path in scaffolding.new_source(kind, folder):
        click.echo(path)


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--what",
    type=click.Choice(("posts", "customers", "orders", "identities")),
    default="posts",
    show_default=True,
    help="What the rows are.",
)
@click.option("--map", "mapping", multiple=True, metavar="OURS=THEIRS", help="Name of a column.")
@click.option("--name", help="Name of the source; the file's name by default.")
@click.option("--zone", help="Zone of bare times; Asia/Shanghai by default.")
@click.option(
    "--saved-at",
    type=click.DateTime(),
    help="When the file was saved, UTC: what 6小时前 in it is counted from; its age by default.",
)
@click.option("--format", "file_format", help="Format of the file; by its looks by default.")
@click.option("--kind", help="What the rows are: review, post, comment, article, survey.")
@click.option("--table", help="Sheet or table.")
@click.option("--question", "questions", multiple=True, help="Column that is a survey's question.")
@click.option(
    "--mapping", "saved", type=click.Path(path_type=Path, exists=True), help="A saved mapping."
)
@click.option(
    "--save-mapping",
    "save_as",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to keep in which column was taken for what.",
)
@home_option
def import_(  # noqa: PLR0913  # what the command line gives
    *,
    file: Path,
    mapping: tuple[str, ...],
    file_format: str | None,
    saved: Path | None,
    save_as: Path | None,
    home: Path | None,
    **given: Any,
) -> None:
    """Store the rows of FILE: a table, a saved page or answer, or a folder of them.

    Tables are CSV, XLSX, JSON, JSONL, Parquet or SQLite. docs/sources.md lists the formats that
    are known by their looks.
    """
    from flows.steps.collecting import Counts, import_file
    from flows.steps.project import open_record
    from flows.steps.publishing import publish_tables

    settings = load_settings(home)
    said = given | {"format": file_format, "mapping": saved and saved.resolve()}
    said = {key: value for key, value in said.items() if value not in (None, ())}
    try:
        item = ImportSettings(file=file.resolve(), map=pairs(mapping, "--map"), **said)
    except ValidationError as error:
        raise click.UsageError(error.errors()[0]["msg"]) from error
    if save_as:
        if item.what != "posts":
            msg = "--save-mapping is for posts"
            raise click.UsageError(msg)
        _save_mapping(item, save_as)
    with open_record(settings) as record:
        counts = import_file(record, settings, item, datetime.now(UTC))
        publish_tables(record, settings)
    click.echo(json.dumps(counts.as_row(), ensure_ascii=False))
    if counts == Counts(counts.source):
        click.echo(f"{file} holds no rows", err=True)
    if counts.refused:
        click.echo(f"{counts.refused} rows could not be read; see table quarantine", err=True)
        raise click.exceptions.Exit(1)


def _save_mapping(item: ImportSettings, path: Path) -> None:
    from collectors.files.saved_mapping import matched_mapping, write_mapping

    matched = matched_mapping(item.file, mapping=item.map, table=item.table, format=item.format)
    write_mapping(path, matched.model_copy(update={"zone": item.zone, "kind": item.kind}))
    click.echo(f"columns kept in {path}", err=True)


@click.command()
@click.argument("flow", type=click.Choice(tuple(FLOWS)), default="daily")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter.")
@home_option
def run(flow: str, params: tuple[str, ...], home: Path | None) -> None:
    """Run FLOW, or the whole day: collect, tag, discover, enrich, segment, report."""
    run_flow(flow, home, {key: _value(text) for key, text in pairs(params, "--param").items()})


def run_flow(name: str, home: Path | None, parameters: dict[str, Any]) -> None:
    """Run one flow through Prefect and print what it returns.

    Uses the Prefect server that the environment or profile names; without one, a temporary
    server whose database lies in the project.
    """
    folder = find_home(home)
    load_settings(folder)
    prefect_home(folder)
    from importlib import import_module

    flow = getattr(import_module(FLOWS[name]), name)
    known = sorted(set(flow.parameters.properties) - {"home"})
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        msg = f"{name} has no parameter {unknown[0]!r}; known: {', '.join(known)}"
        raise click.BadParameter(msg, param_hint="--param")
    result = flow(home=str(folder), **parameters)
    click.echo(result if isinstance(result, str) else json.dumps(result))


def prefect_home(folder: Path) -> None:
    """Keep Prefect's own files in the project, unless the user keeps them elsewhere.

    Must be called before Prefect is imported.
    """
    if "PREFECT_API_URL" not in os.environ:
        os.environ.setdefault("PREFECT_HOME", str(folder / ".prefect"))
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    # a new database on a busy machine takes Prefect's temporary server longer than its 20 s
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")


@click.command()
@click.option(
    "--port",
    default=4200,
    show_default=True,
    type=click.IntRange(1, 65534),
    help="Port of the Prefect UI and API; the reports are on the next one.",
)
@home_option
def serve(port: int, home: Path | None) -> None:
    """Start Prefect's server, the deployments and a worker here; stop with Ctrl-C."""
    from flows.serve import serve_project

    serve_project(load_settings(home), port=port)


@click.command()
@click.option("--seed", default=7, show_default=True, help="Seed of the demo world.")
@home_option
def demo(seed: int, home: Path | None) -> None:
    """Make a small world, run every flow on it, and say where report and tables are.

    A shop, a forum and a social feed are served on loopback, with customers and orders beside
    them; nothing leaves this machine.
    """
    folder = find_home(home or "opinionflow-demo")
    folder.mkdir(parents=True, exist_ok=True)
    prefect_home(folder)
    from flows.demo.run import run_demo

    run_demo(folder, seed=seed)


def _value(text: str) -> Any:
    """Return a parameter as JSON where it reads as JSON (30, true, ["a"]), else as text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
