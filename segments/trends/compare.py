"""Days of counts beside what their own past leads to expect."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from segments.errors import BadOption
from segments.moment import utc
from segments.schema import TermCount, Usual, checked
from segments.trends.baseline import Expectation, expect
from segments.trends.counts import STEP, Granularity
from segments.trends.grid import PER_DAY, Floats, Grid, lay_out

LEAST_DAYS = 7
"""Days of known baseline below which nothing is expected, and nothing tested."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which days are compared with which: all in days.

    Attributes:
        window: how many days back are compared, the day of `until` among them.
        baseline: how many days tell what is usual.
        gap: days between the baseline and the day compared with it.
    """

    window: int = 30
    baseline: int = 28
    gap: int = 3

    @property
    def reach(self) -> int:
        """Return how many days are looked at, compared or not."""
        return self.window + self.gap + self.baseline


@dataclass(frozen=True, slots=True)
class Day:
    """The periods of one day (one, or 24 hours), seen and expected.

    Attributes:
        grid: all counts.
        ahead: the periods of the day within `grid`.
        usual: what the baseline leads to expect of them.
    """

    grid: Grid
    ahead: slice
    usual: Expectation

    @property
    def seen(self) -> Floats:
        """Return the posts of the day: (t, h)."""
        return self.grid.posts[:, self.ahead]


def compare(  # noqa: PLR0913  # what is compared, with what, and what is known
    counts: pd.DataFrame,
    *,
    until: datetime,
    granularity: Granularity,
    span: Span,
    since: datetime | None,
    dark: Collection[datetime],
) -> Iterator[Day]:
    """Yield each day of the window whose baseline has enough known days, oldest first.

    The arguments are those of `trends.bursts.hotspots`.
    """
    _refuse_odd(granularity, span)
    end = utc(until, name="until")
    rows = checked(TermCount, counts, name="term_counts")
    rows = rows[(rows["granularity"] == granularity) & (rows["starts_at"] < end)]
    start = utc(since, name="since") if since else rows["starts_at"].min()
    if rows.empty or start >= end:
        return
    first = max(_last_day(end) - STEP["day"] * (span.reach - 1), start.floor("D"))
    grid = lay_out(rows, granularity=granularity, first=first, until=end, since=start, dark=dark)
    yield from _days(grid, PER_DAY[granularity], span)


def usual_posts(  # noqa: PLR0913  # the same options as those of `hotspots`
    counts: pd.DataFrame,
    *,
    until: datetime,
    granularity: Granularity = "day",
    span: Span = Span(),
    since: datetime | None = None,
    dark: Collection[datetime] = (),
) -> pd.DataFrame:
    """Return what every term is expected to have in each period, hot or not (`schema.Usual`).

    One row per term and known period of the window, zeros among them, by the method of
    `trends.bursts.hotspots`; periods too early to have a baseline are missing. Sorted by kind,
    term and time.

    Raises:
        BadFrame, BadOption, NaiveMoment: the input is not as described.
    """
    days = compare(counts, until=until, granularity=granularity, span=span, since=since, dark=dark)
    empty = pd.DataFrame({column: [] for column in Usual.to_schema().columns})
    table = pd.concat([empty, *map(_expected, days)]).assign(granularity=granularity)
    return checked(Usual, table.sort_values(["kind", "term", "starts_at"]), name="usual posts")


def _expected(day: Day) -> pd.DataFrame:
    known = day.grid.known[day.ahead]
    starts = day.grid.starts[day.ahead][known]
    rows = day.grid.terms.loc[day.grid.terms.index.repeat(len(starts))]
    return rows.assign(
        starts_at=starts.tolist() * len(day.grid.terms),
        observed=day.seen[:, known].ravel(),
        expected=day.usual.mean[:, known].ravel(),
    )


def _refuse_odd(granularity: str, span: Span) -> None:
    if granularity not in STEP:
        raise BadOption(name="granularity", value=granularity, allowed="hour, day")
    for name, least in (("window", 1), ("baseline", LEAST_DAYS), ("gap", 0)):
        if getattr(span, name) < least:
            raise BadOption(name=name, value=getattr(span, name), allowed=f"days from {least}")


def _last_day(end: pd.Timestamp) -> pd.Timestamp:
    return (end - pd.Timedelta(microseconds=1)).floor("D")


def _days(grid: Grid, per_day: int, span: Span) -> Iterator[Day]:
    count = -(-len(grid.starts) // per_day)
    for day in range(max(0, count - span.window), count):
        end = max(0, day - span.gap) * per_day
        past = slice(max(0, end - span.baseline * per_day), end)
        if grid.known[past].sum() >= LEAST_DAYS * per_day:
            ahead = slice(day * per_day, (day + 1) * per_day)
            yield Day(grid, ahead, expect(grid, past=past, ahead=ahead))
