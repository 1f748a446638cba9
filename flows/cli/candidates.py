"""Topics that nobody listed: found among posts, listed, and decided on."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import click

from flows.cli.output import Command, home_option, json_line, show
from flows.cli.retag import is_wanted, print_preview, write
from flows.settings import MOST_DAYS, load_settings

if TYPE_CHECKING:
    from flows.steps.promoting import Plan
    from flows.store.record import Record

SHOWN: Final = 6
"""Words of a candidate in a table for reading; --json has all."""

_by = click.option("--by", default="", help="Who decides.")


def _promoting(command: Command) -> Command:
    """Add what accept and merge have in common to a command."""
    options = (
        click.argument("candidate"),
        click.option(
            "--word",
            "words",
            multiple=True,
            help="Word to look for; may be repeated. Chosen by default.",
        ),
        _by,
        click.option(
            "--sample",
            default=2000,
            show_default=True,
            type=click.IntRange(min=1),
            help="Posts to look at for the estimate of what else moves.",
        ),
        click.option("--yes", is_flag=True, help="Write without asking."),
        home_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.option("--days", type=click.IntRange(1, MOST_DAYS), help="Days back; those of the settings.")
@click.option("--source", "sources", multiple=True, help="Only this source; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@home_option
def discover(
    *, days: int | None, sources: tuple[str, ...], as_json: bool, home: Path | None
) -> None:
    """Find clusters of posts that no label covers, and list those to decide on.

    As the flow discover does. Clusters keep their ids and what was decided of them.
    """
    from flows.steps.discovering import look
    from flows.steps.project import end_of_day, open_record
    from flows.steps.publishing import publish_tables
    from flows.store.candidates import listed
    from flows.store.runs import logged

    settings, as_of = load_settings(home), end_of_day(datetime.now(UTC))
    asked = {"days": days, "sources": sources}
    with open_record(settings) as record:
        with logged(record, "discover", asked, run_id=str(uuid4())) as counts:
            found = look(record, settings, as_of=as_of, days=days, sources=sources)
            counts.update(asdict(found))
        publish_tables(record, settings)
        rows = listed(record)
    said = f"{found.posts} of {found.uncovered} posts that no label covers were looked at"
    click.echo(f"{said}; {found.outliers:.1%} are in no cluster", err=True)
    click.echo(f"{found.candidates} clusters, {found.new} of them new", err=True)
    _show(rows, as_json=as_json)


@click.command()
@click.option("--all", "every", is_flag=True, help="Also decided ones and ones no longer found.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@home_option
def candidates(*, every: bool, as_json: bool, home: Path | None) -> None:
    """List the topics to decide on, as the last run found them, the largest first."""
    from flows.steps.project import open_record
    from flows.store.candidates import listed

    with open_record(load_settings(home)) as record:
        _show(listed(record, every=every), as_json=as_json)


@click.command()
@click.option("--label", default="", help="Two levels, such as food/ice; else discovered/WORD.")
@_promoting
def accept(**asked: Any) -> None:
    """Make CANDIDATE a topic of the project's taxonomy, and tag posts again with it.

    First says what its words find and what would move; nothing is written without --yes or a yes
    on the terminal. Given again for a label that CANDIDATE became, it goes on where it was cut
    off. CANDIDATE is an id or its beginning. A project without a taxonomy of its own
    gets a copy of the shipped one.
    """
    _promote(**asked)


@click.command()
@click.option("--into", required=True, help="Label of the taxonomy.")
@_promoting
def merge(**asked: Any) -> None:
    """Give the words of CANDIDATE to a label that is there, and tag posts again with it.

    As accept does.
    """
    _promote(**asked)


@click.command()
@click.argument("candidate")
@_by
@home_option
def reject(*, candidate: str, by: str, home: Path | None) -> None:
    """Say that CANDIDATE is no topic; it is not asked about again, unless reopened."""
    _turn("reject", candidate, by, home)


@click.command()
@click.argument("candidate")
@_by
@home_option
def reopen(*, candidate: str, by: str, home: Path | None) -> None:
    """Take the rejection of CANDIDATE back, or a decision whose label the taxonomy has no more."""
    _turn("reopen", candidate, by, home)


COMMANDS: Final = (discover, candidates, accept, merge, reject, reopen)


def _turn(turn: str, sought: str, by: str, home: Path | None) -> None:
    from flows.steps.project import open_record
    from flows.steps.promoting import reopened
    from flows.steps.publishing import publish_tables
    from flows.store.candidates import candidate, decide
    from nlp.discovery.promotion import reject

    settings, now = load_settings(home), datetime.now(UTC)
    with open_record(settings) as record:
        if turn == "reject":
            decided = reject(candidate(record, sought), by=by, at=now)
        else:
            decided = reopened(record, settings, sought, by=by, now=now)
        decide(record, decided)
        publish_tables(record, settings)
    click.echo(f"{decided.cluster}: {decided.state}")


def _promote(*, candidate: str, home: Path | None, sample: int, yes: bool, **asked: Any) -> None:
    from flows.steps.project import build_tagger, open_record
    from flows.steps.promoting import Wanted, plan, settle, tried
    from flows.steps.retagging import preview

    settings = load_settings(home)
    with open_record(settings) as record:
        planned = plan(record, settings, Wanted(candidate, **asked), now=datetime.now(UTC))
        _tell(planned)
        with tried(settings, planned) as changed:
            pipeline = build_tagger(changed)
            found = preview(record, changed, pipeline, sample=sample)
            print_preview(found)
            if not is_wanted(found, yes=yes):
                return
        settle(record, settings, planned)
        write(record, load_settings(home), pipeline, found)
        _tell_what_came(record, planned)


def _tell(planned: "Plan") -> None:
    (inside, found), (beside, others) = planned.members, planned.others
    click.echo(f"{planned.label} looks for {', '.join(planned.words)}", err=True)
    said = f"that finds {found} of the candidate's {inside} posts"
    click.echo(f"{said}, and {others} of {beside} others", err=True)


def _tell_what_came(record: "Record", planned: "Plan") -> None:
    from flows.store.uncovered import carried

    if planned.settings is not None:
        said = f"{planned.file} is the taxonomy now: a copy of the shipped one, with the new label"
        click.echo(said, err=True)
    members, held, others = carried(record, planned.decided.cluster, planned.label)
    told = {
        "candidate": planned.decided.cluster,
        "status": planned.decided.state,
        "label": planned.label,
        "words": planned.words,
        "members": members,
        "with_label": held,
        "others_with_label": others,
    }
    click.echo(json_line(told))


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    import pyarrow as pa

    if as_json:
        lines = ",\n ".join(map(json_line, rows))
        click.echo(f"[{lines}]")
        return
    decided = any(row["label"] for row in rows)
    show(pa.Table.from_pylist([_shown(row, label=decided) for row in rows]), "table")
    if rows:
        click.echo("decide by `opinionflow topics accept`, `merge` or `reject`", err=True)


def _shown(row: Mapping[str, Any], *, label: bool) -> dict[str, Any]:
    typical = row["typical"]
    decided = {"label": row["label"] or ""} if label else {}
    return {
        "candidate": row["candidate"],
        "status": row["status"],
        "posts": row["posts"],
        "words": " ".join(row["words"][:SHOWN]),
        "cohesion": round(row["cohesion"], 2),
        "typical": " ".join(typical[0]["text"].split()) if typical else "",
        **decided,
    }
