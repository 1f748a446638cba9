"""Tag again what other models or word lists tagged, having said what that moves."""

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.output import home_option, json_line, show
from flows.settings import Settings, load_settings

if TYPE_CHECKING:
    from flows.steps.retagging import Preview
    from flows.store.record import Record
    from nlp.pipeline import Pipeline

MOST = 30
"""Rows of moved labels in a table for reading; --json has all."""


@click.command()
@click.option(
    "--sample",
    default=2000,
    show_default=True,
    type=click.IntRange(min=1),
    help="Posts to look at for the estimate.",
)
@click.option("--all", "every", is_flag=True, help="Look at every post: exact, and as slow.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@home_option
def retag(*, sample: int, every: bool, yes: bool, as_json: bool, home: Path | None) -> None:
    """Tag posts again whose tags are of other models or word lists; first say what would move.

    Only kinds of tags that changed are written, and all posts are judged anew (trust). Nothing is
    written without --yes or a yes on the terminal. New and edited posts are left to the flow tag.
    """
    from flows.steps.project import build_tagger, open_record
    from flows.steps.retagging import preview

    settings = load_settings(home)
    pipeline = build_tagger(settings)
    with open_record(settings) as record:
        found = preview(record, settings, pipeline, sample=None if every else sample)
        print_preview(found, as_json=as_json)
        if not found.posts or not is_wanted(found, yes=yes):
            return
        write(record, settings, pipeline, found)


def write(record: "Record", settings: Settings, pipeline: "Pipeline", found: "Preview") -> None:
    """Do what the preview told, publish it, and say how many posts that were."""
    from flows.steps.judging import judge
    from flows.steps.tagging import tag_again

    count = tag_again(record, settings, pipeline, found.outdated, now=datetime.now(UTC))
    judge(record, settings)
    from flows.steps.publishing import publish_tables  # DuckDB before a tagger warns at the end

    publish_tables(record, settings)
    click.echo(f"{count} posts tagged again", err=True)


def is_wanted(found: "Preview", *, yes: bool) -> bool:
    """Return whether it shall be done: told by an option, or on the terminal."""
    if yes:
        return True
    if not sys.stdin.isatty():
        click.echo("nothing was written; --yes writes", err=True)
        return False
    return click.confirm(f"Tag {found.posts} posts again?", err=True)


def print_preview(found: "Preview", *, as_json: bool = False) -> None:
    """Print what tagging again would move, on stdout; what that is about on stderr."""
    if as_json:
        told: dict[str, Any] = asdict(found)
        told["outdated"] = [
            asdict(one) | {"kinds": sorted(one.kinds), "why": one.why} for one in found.outdated
        ]
        click.echo(json_line(told))
        return
    if not found.posts:
        click.echo("all tags are up to date", err=True)
        return
    for one in found.outdated:
        click.echo(f"{one.posts} posts: {one.why}; kinds: {', '.join(sorted(one.kinds))}", err=True)
    whole = found.looked_at == found.posts
    said = "every one of them" if whole else f"{found.looked_at} of them; counts are estimates"
    click.echo(f"{found.posts} posts would be tagged again; looked at {said}", err=True)
    _tables(found)


def _tables(found: "Preview") -> None:
    import pyarrow as pa

    moved = sorted(found.moves, key=lambda row: -row["added"] - row["removed"] - row["changed"])
    if moved:
        show(pa.Table.from_pylist(moved[:MOST]), "table")
    if moved[MOST:]:
        click.echo(f"and {len(moved) - MOST} more labels; --json lists all", err=True)
    if not moved:
        click.echo("no tag would move", err=True)
    figures = [*found.shares, *found.counts]
    changed = [row for row in figures if row["before"] != row["after"]]
    if changed:
        click.echo()
        show(pa.Table.from_pylist(changed), "table")
    click.echo(f"{len(figures) - len(changed)} figures stay as they are", err=True)
