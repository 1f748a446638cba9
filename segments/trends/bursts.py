"""Hours and days on which a term is named more than its own past explains."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from scipy import stats

from segments.errors import BadOption
from segments.schema import Hotspot, checked
from segments.trends.baseline import Expectation
from segments.trends.compare import Day, Span, compare
from segments.trends.counts import Granularity
from segments.trends.grid import PER_DAY, Floats

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
            periods say nothing. A period whose baseline has fewer than 7 known days
            is not tested.
        dark: starts of periods in which sources did not answer: neither tested nor used.

    Returns:
        Columns of table hotspots, newest first, then by score, kind and term.

    Raises:
        BadFrame, BadOption, NaiveMoment: the input is not as described.
    """
    if not 0 < alpha < 1:
        raise BadOption(name="alpha", value=alpha, allowed="above 0, below 1")
    bounds = _Bounds(alpha / PER_DAY.get(granularity, 1), min_posts, min_lift)
    span = Span(window=window, baseline=baseline, gap=gap)
    days = compare(counts, until=until, granularity=granularity, span=span, since=since, dark=dark)
    return _told([_hot(day, bounds) for day in days], granularity)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What makes a period hot: false discovery rate per period, least posts, least lift."""

    alpha: float
    min_posts: int
    min_lift: float


def _hot(day: Day, bounds: _Bounds) -> pd.DataFrame:
    grid, ahead, usual = day.grid, day.ahead, day.usual
    chance = _chance(day.seen, usual)
    rare = stats.false_discovery_control(chance, axis=0) <= bounds.alpha
    much = (day.seen >= bounds.min_posts) & (day.seen >= bounds.min_lift * usual.mean)
    term, period = np.nonzero(rare & much & grid.known[ahead])
    return grid.terms.iloc[term].assign(
        starts_at=grid.starts[ahead][period],
        observed=day.seen[term, period],
        trusted_posts=grid.trusted[:, ahead][term, period],
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
