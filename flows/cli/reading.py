"""Commands that read the published tables."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from flows.cli.output import FORMATS, home_option, show, show_fields, show_lines
from flows.settings import load_settings

HOTSPOTS = """
    SELECT kind, term, strftime(starts_at AT TIME ZONE 'UTC', '%Y-%m-%d') AS day, observed,
           round(expected, 1) AS expected, round(score, 1) AS score,
           round(mean_polarity, 2) AS polarity
    FROM hotspots WHERE granularity = 'day' ORDER BY hotspots.score DESC, term, day
"""
SEGMENTS = """
    SELECT segmentation, segment, members, why
    FROM segments ORDER BY segmentation, position
"""
PROFILE = """
    SELECT profiles.* REPLACE (from_json(interests, ?) AS interests), (SELECT
        string_agg(segmentation || ': ' || segment, '; ' ORDER BY segmentation)
        FROM segment_members m WHERE m.customer_id = profiles.customer_id) AS segments
    FROM profiles WHERE customer_id = ?
"""
SEGMENTS_OF = """
    SELECT segmentation, segment FROM segment_members WHERE customer_id = ? ORDER BY segmentation
"""
HELD = """[{"interest": "VARCHAR", "stance": "VARCHAR", "weight": "DOUBLE",
    "half_life_days": "DOUBLE", "last_evidence_at": "VARCHAR"}]"""

style_option = click.option(
    "--format", "style", type=click.Choice(FORMATS), default="table", help="How to print rows."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _print(home: Path | None, sql: str, style: str) -> None:
    from flows.store.query import run_query

    show(run_query(load_settings(home).marts_url, sql), style)


@click.command()
@click.argument("sql")
@style_option
@home_option
def query(sql: str, style: str, home: Path | None) -> None:
    """Answer SQL over the published tables; nothing can be written.

    Tables are listed in docs/data-dictionary.md, or by: opinionflow query 'SHOW TABLES'
    """
    _print(home, sql, style)


@click.command()
@json_option
@home_option
def hotspots(as_json: bool, home: Path | None) -> None:  # noqa: FBT001  # click gives it
    """List what was talked about far more than usual, hottest first."""
    _print(home, HOTSPOTS, "json" if as_json else "table")


@click.command()
@json_option
@home_option
def segments(as_json: bool, home: Path | None) -> None:  # noqa: FBT001  # click gives it
    """List the segments, their rules in words, and how many customers each has."""
    _print(home, SEGMENTS, "json" if as_json else "table")


@click.command()
@click.argument("customer_id")
@json_option
@home_option
def profile(customer_id: str, as_json: bool, home: Path | None) -> None:  # noqa: FBT001  # click
    """Show one customer's profile and segments.

    Interests stand with the stance, the weight and the day of the last evidence.
    """
    from flows.store.marts import open_marts

    with closing(open_marts(load_settings(home).marts_url)) as marts:
        found: Any = marts.sql(PROFILE, params=[HELD, customer_id]).to_arrow_table()
        held: Any = marts.sql(SEGMENTS_OF, params=[customer_id]).to_arrow_table()
    if not found.num_rows:
        msg = f"no customer {customer_id!r} in the published profiles"
        raise click.ClickException(msg)
    if as_json:
        show(found, "json")
    else:
        _print_profile(found, held)


def _print_profile(found: Any, segments: Any) -> None:
    """Print the fields of a profile, and its segments and interests as tables of their own."""
    import pyarrow as pa

    show_fields(found.drop_columns(["interests", "segments"]))
    click.echo("\nsegments")
    show_lines(segments)
    (held,) = found["interests"].to_pylist()
    rows = [each | {"last_evidence_at": each["last_evidence_at"][:10]} for each in held or []]
    click.echo("\ninterests, heaviest first (no half-life: declared, does not fade)")
    show(pa.Table.from_pylist(rows), "table")


@click.command()
@click.option("--as-of", type=click.DateTime(), help="End of the time reported on, UTC.")
@click.option(
    "--days", default=30, show_default=True, type=click.IntRange(1, 366), help="Days reported on."
)
@home_option
def report(as_of: datetime | None, days: int, home: Path | None) -> None:
    """Count the trends, publish the tables, write the report and print its path."""
    from flows.steps.project import moment_of, open_record
    from flows.steps.publishing import publish_tables, write_report
    from flows.steps.trending import count_trends

    settings = load_settings(home)
    moment = moment_of(as_of)
    with open_record(settings) as record:
        count_trends(record, settings, as_of=moment)
        publish_tables(record, settings)
    click.echo(write_report(settings, as_of=moment, days=days))
