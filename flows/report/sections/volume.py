"""Posts a day by sentiment."""

from dataclasses import dataclass
from datetime import date

import duckdb

from flows.report import wording
from flows.report.figures import COUNT, Figure, Ledger
from flows.report.moods import MOODS
from flows.report.period import Period
from flows.report.rows import DATED, posts_in, quoted

UNTAGGED = "untagged"


@dataclass(frozen=True, slots=True)
class Volume:
    """Figures by day and sentiment; a day without posts of a class has no figure.

    Attributes:
        classes: the sentiments met, in their fixed order; "untagged" only if there are such.
        days: every day of the period, with its figures by class.
    """

    classes: tuple[str, ...]
    days: tuple[tuple[date, dict[str, Figure]], ...]


def read_volume(marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger) -> Volume:
    """Count each day's posts by sentiment."""
    counted = marts.sql(posts_in(period, DATED)).aggregate(
        "CAST(published_at AT TIME ZONE 'UTC' AS DATE) AS day, "
        f"coalesce(sentiment, '{UNTAGGED}') AS class, count(*) AS posts"
    )
    found = {(day, name): posts for day, name, posts in counted.fetchall()}
    known = (*(mood.name for mood in MOODS), UNTAGGED)
    names = tuple(name for name in known if any(name == n for _, n in found))
    return Volume(
        names, tuple((day, _of_day(period.day(day), names, found, ledger)) for day in period.days)
    )


def _of_day(
    day: Period, names: tuple[str, ...], found: dict[tuple[date, str], int], ledger: Ledger
) -> dict[str, Figure]:
    counts = {
        name: found[day.start.date(), name] for name in names if (day.start.date(), name) in found
    }
    return {name: _figure(day, name, posts, ledger) for name, posts in counts.items()}


def _figure(day: Period, name: str, posts: int, ledger: Ledger) -> Figure:
    tagged = "sentiment IS NULL" if name == UNTAGGED else f"sentiment = {quoted(name)}"
    return ledger.add(
        posts,
        label=f"{wording.day(day.start)}: {name} posts",
        measure=COUNT,
        rows=posts_in(day, DATED, tagged),
        how=f"Standing posts of that UTC day, {name}.",
    )
