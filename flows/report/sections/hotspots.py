"""What was suddenly talked about: hot days, the stories they form, and what was said in them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import duckdb

from flows.report import wording
from flows.report.baseline import Usual, usual_days
from flows.report.figures import COUNT, POLARITY, Figure, Ledger, Unit
from flows.report.period import Period, moment
from flows.report.quotes import Quote, pick_quotes
from flows.report.rows import DATED, between, posts_saying
from flows.report.sections.topics import day_figures, moods, trended

MOST_SPOTS: Final = 12
MOST_STORIES: Final = 6
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spot:
    """One hot day of a term.

    Attributes:
        kind: topic or brand.
        term: the topic or brand.
        day: the UTC day.
        expected: posts that its baseline leads to expect.
        score: -log10 of the chance of so many by accident.
        observed: posts seen.
        polarity: their mean polarity.
        hour: the hottest hour of that day, where hours were judged too.
    """

    kind: str
    term: str
    day: date
    expected: float
    score: float
    observed: Figure
    polarity: Figure
    hour: datetime | None

    @property
    def ratio(self) -> str:
        """Return how many times the expected number was seen."""
        if self.observed.value is None or self.expected <= 0:
            return wording.NOTHING
        return f"{self.observed.value / self.expected:.1f}\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True, slots=True)
class Story:
    """Hot days of a term in a row, with the term's curve, its baseline, and what people said."""

    story_id: str
    kind: str
    term: str
    starts_at: datetime
    ends_at: datetime
    score: float
    posts: Figure
    shares: dict[str, Figure]
    polarity: Figure
    days: tuple[tuple[date, Figure], ...]
    expected: tuple[tuple[date, float], ...]
    quotes: tuple[Quote, ...]

    @property
    def hot_days(self) -> frozenset[date]:
        """Return the days that it spans."""
        count = (self.ends_at - self.starts_at) // DAY
        return frozenset(self.starts_at.date() + n * DAY for n in range(count))


def read_spots(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> tuple[Spot, ...]:
    """Return the hottest days of the period, at most `MOST_SPOTS`, hottest first."""
    found = marts.execute(
        "SELECT kind, term, starts_at AT TIME ZONE 'UTC', observed, expected, score, "  # noqa: S608  # own text
        "mean_polarity FROM hotspots "
        f"WHERE granularity = 'day' AND {period.covers('starts_at')} "
        f"ORDER BY score DESC, observed DESC, kind, term, starts_at LIMIT {MOST_SPOTS}"
    ).fetchall()
    return tuple(_spot(marts, row, period, ledger) for row in found)


def read_stories(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> tuple[Story, ...]:
    """Return the stories that touch the period, at most `MOST_STORIES`, hottest first."""
    found = marts.execute(
        "SELECT story_id, kind, term, starts_at AT TIME ZONE 'UTC', ends_at AT TIME ZONE 'UTC', "  # noqa: S608  # own text
        "score, posts FROM stories "
        f"WHERE starts_at < {moment(period.end)} AND ends_at > {moment(period.start)} "
        f"ORDER BY score DESC, posts DESC, story_id LIMIT {MOST_STORIES}"
    ).fetchall()
    usual = usual_days(marts, period) if found else {}
    return tuple(_story(marts, row, usual, period, ledger) for row in found)


def _spot(
    marts: duckdb.DuckDBPyConnection, row: tuple[Any, ...], period: Period, ledger: Ledger
) -> Spot:
    kind, term, naive, observed, expected, score, polarity = row
    day = naive.date()
    whole = period.day(day)
    rows = _within(marts, kind, term, whole.start, whole.end)
    label = f"{term}, {wording.day(day)}"
    seen = _state(ledger, observed, f"{label}: posts seen", COUNT, rows)
    mood = _state(ledger, polarity, f"{label}: mean polarity", POLARITY, rows, "polarity")
    return Spot(kind, term, day, expected, score, seen, mood, _hottest_hour(marts, kind, term, day))


def _story(
    marts: duckdb.DuckDBPyConnection,
    row: tuple[Any, ...],
    usual: Usual,
    period: Period,
    ledger: Ledger,
) -> Story:
    story_id, kind, term, start, end, score, count = row
    starts_at, ends_at = start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)
    rows = _within(marts, kind, term, starts_at, min(ends_at, period.end))
    label = f"{term}, {wording.span(starts_at, ends_at)}"
    posts = _state(ledger, count, label, COUNT, rows)
    shares, polarity = moods(marts, posts, ledger)
    published = _expected(marts, kind, term, period)
    return Story(
        story_id=story_id,
        kind=kind,
        term=term,
        starts_at=starts_at,
        ends_at=ends_at,
        score=score,
        posts=posts,
        shares=shares,
        polarity=polarity,
        days=day_figures(marts, kind, term, period, ledger),
        expected=tuple(sorted((usual.get((kind, term), {}) | published).items())),
        quotes=pick_quotes(marts, rows, kind=kind, term=term),
    )


def _within(
    marts: duckdb.DuckDBPyConnection, kind: str, term: str, starts_at: datetime, ends_at: datetime
) -> str:
    return posts_saying(kind, term, between(starts_at, ends_at), DATED, *trended(marts))


def _state(  # noqa: PLR0913, PLR0917  # what differs between the figures of a hot day
    ledger: Ledger, value: float | None, label: str, measure: str, rows: str, unit: Unit = "count"
) -> Figure:
    how = "Standing posts with the tag in those UTC days, as the trend tables have them."
    return ledger.add(value, label=label, measure=measure, rows=rows, how=how, unit=unit)


def _expected(
    marts: duckdb.DuckDBPyConnection, kind: str, term: str, period: Period
) -> dict[date, float]:
    """Return what was expected of the hot days, as published."""
    found = marts.execute(
        "SELECT CAST(starts_at AT TIME ZONE 'UTC' AS DATE), expected FROM hotspots "  # noqa: S608  # own text
        "WHERE granularity = 'day' AND kind = ? AND term = ? "
        f"AND {period.covers('starts_at')} ORDER BY starts_at",
        [kind, term],
    ).fetchall()
    return {day: float(expected) for day, expected in found}


def _hottest_hour(
    marts: duckdb.DuckDBPyConnection, kind: str, term: str, day: date
) -> datetime | None:
    found = marts.execute(
        "SELECT starts_at AT TIME ZONE 'UTC' FROM hotspots WHERE granularity = 'hour' "
        "AND kind = ? AND term = ? AND CAST(starts_at AT TIME ZONE 'UTC' AS DATE) = ? "
        "ORDER BY score DESC, starts_at LIMIT 1",
        [kind, term, day],
    ).fetchall()
    return found[0][0] if found else None
