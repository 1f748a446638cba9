"""Hours and days on which a term is named more than its own past explains."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from scipy import stats

from segments.errors import BadOption
from segments.moment import utc
from segments.schema import Hotspot, TermCount, checked
from segments.trends.baseline import Expectation, expect
from segments.trends.counts import STEP, Granularity
from segments.trends.grid import PER_DAY, Floats, Grid, lay_out

LEAST_DAYS = 7
"""Days of known baseline below which nothing is tested."""

TOP_SCORE = 300.0
"""Scores end here: smaller chances are beyond floating-point numbers."""


def hotspots(  # noqa: PLR0913  # each option is a bound the analyst may want to move
    counts: pd.DataFrame,
    *,
    until: datetime,
    granularity: Granularity = "day",
    window: int = 30,
    baseline: int = 28,
    gap: int = 3,
    alpha: float = 0.05,
    min_posts: int = 5,
    min_lift: float = 1.5,
    since: datetime | None = None,
    dark: Collection[datetime] = (),
) -> pd.DataFrame:
    """Return the periods in which a term is significantly more talked about than it usually is.

    Each tested period is compared with the `baseline` days that end `gap` days before its day,
    with weekday (and, for hours, hour-of-day) rhythm: see `trends.baseline` for the model. The
    score is -log10 P(X >= observed). Over all terms of one period Benjamini-Hochberg holds the
    rate of false discoveries at `alpha` a day (`alpha` / 24 an hour): when nothing happens,
    at most about that part of the days brings an alarm at all, however many terms there are.

    Args:
        counts: `schema.TermCount`; rows of another granularity are ignored.
        until: periods starting before this are tested, the running one with what it has so
            far. Aware.
        granularity: "hour" or "day".
        window: how many days back are tested, the day of `until` among them.
        baseline: days that tell what is usual.
        gap: days between baseline and tested day, so a burst is not its own yardstick at once.
        alpha: false discovery rate per day, 0 to 1.
        min_posts: fewer posts in a period are never a hotspot.
        min_lift: nor are fewer than this many times the expected posts.
        since: from when the sources were watched; None: from the first count on. Earlier
            periods say nothing. A period whose baseline has fewer than `LEAST_DAYS` known days
            is not tested.
        dark: starts of periods in which sources did not answer: neither tested nor used.

    Returns:
        Columns of table hotspots, newest first, then by score, kind and term.

    Raises:
        BadFrame, BadOption, NaiveMoment: the input is not as described.
    """
    bounds = _Bounds(
        window, baseline, gap, alpha / PER_DAY.get(granularity, 1), min_posts, min_lift
    )
    _refuse_odd(granularity, bounds)
    end = utc(until, name="until")
    rows = checked(TermCount, counts, name="term_counts")
    rows = rows[(rows["granularity"] == granularity) & (rows["starts_at"] < end)]
    start = utc(since, name="since") if since else rows["starts_at"].min()
    if rows.empty or start >= end:
        return _told([], granularity)
    first = max(_last_day(end) - STEP["day"] * (bounds.reach - 1), start.floor("D"))
    grid = lay_out(rows, granularity=granularity, first=first, until=end, since=start, dark=dark)
    return _told(list(_scan(grid, PER_DAY[granularity], bounds)), granularity)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The options of `hotspots`; `alpha` is per period."""

    window: int
    baseline: int
    gap: int
    alpha: float
    min_posts: int
    min_lift: float

    @property
    def reach(self) -> int:
        """Return how many days are looked at, tested or not."""
        return self.window + self.gap + self.baseline


def _refuse_odd(granularity: str, bounds: _Bounds) -> None:
    if granularity not in STEP:
        raise BadOption(name="granularity", value=granularity, allowed="hour, day")
    if not 0 < bounds.alpha < 1:
        raise BadOption(name="alpha", value=bounds.alpha, allowed="above 0, below 1")
    for name, least in (("window", 1), ("baseline", LEAST_DAYS), ("gap", 0)):
        if getattr(bounds, name) < least:
            raise BadOption(name=name, value=getattr(bounds, name), allowed=f"days from {least}")


def _last_day(end: pd.Timestamp) -> pd.Timestamp:
    return (end - pd.Timedelta(microseconds=1)).floor("D")


def _scan(grid: Grid, per_day: int, bounds: _Bounds) -> Iterator[pd.DataFrame]:
    """Yield the hot terms and periods, day by day."""
    days = -(-len(grid.starts) // per_day)
    for day in range(max(0, days - bounds.window), days):
        end = max(0, day - bounds.gap) * per_day
        past = slice(max(0, end - bounds.baseline * per_day), end)
        if grid.known[past].sum() >= LEAST_DAYS * per_day:
            ahead = slice(day * per_day, (day + 1) * per_day)
            yield _hot(grid, ahead, expect(grid, past=past, ahead=ahead), bounds)


def _hot(grid: Grid, ahead: slice, usual: Expectation, bounds: _Bounds) -> pd.DataFrame:
    seen = grid.posts[:, ahead]
    chance = _chance(seen, usual)
    rare = stats.false_discovery_control(chance, axis=0) <= bounds.alpha
    much = (seen >= bounds.min_posts) & (seen >= bounds.min_lift * usual.mean)
    term, period = np.nonzero(rare & much & grid.known[ahead])
    return grid.terms.iloc[term].assign(
        starts_at=grid.starts[ahead][period],
        observed=seen[term, period],
        expected=usual.mean[term, period],
        score=-np.log10(np.maximum(chance[term, period], 10.0**-TOP_SCORE)),
        mean_polarity=grid.polarity[:, ahead][term, period],
    )


def _chance(seen: Floats, usual: Expectation) -> Floats:
    """Return P(X >= seen) of the negative binomial."""
    size = 1 / usual.dispersion
    tail: Floats = stats.nbinom.sf(seen - 1, size, size / (size + usual.mean))
    return tail


def _told(found: list[pd.DataFrame], granularity: str) -> pd.DataFrame:
    empty = pd.DataFrame({column: [] for column in Hotspot.to_schema().columns})
    table = pd.concat(found) if found else empty
    order = ["starts_at", "score", "kind", "term"]
    ranked = table.sort_values(order, ascending=[False, False, True, True])
    full = ranked.assign(granularity=granularity)
    return checked(Hotspot, full, name="hotspots")
