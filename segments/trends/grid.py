"""Counts of terms laid out over time, with the zeros that the table leaves out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from segments.moment import utc
from segments.trends.counts import STEP, Granularity

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

PER_DAY = {"hour": 24, "day": 1}
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Season:
    """A rhythm: each period belongs to one class, such as its weekday.

    Attributes:
        classes: (p,) class of each period, 0 to `count` - 1.
        count: how many classes there are.
        least: periods of a class needed to tell its share from chance: those of two rounds.
    """

    classes: Ints
    count: int
    least: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Posts of t terms in p periods without gaps.

    Attributes:
        terms: (t, 2) frame of kind and term.
        starts: (p,) starts of the periods, UTC.
        posts: (t, p) counts.
        trusted: (t, p) those of `posts` that are trusted.
        polarity: (t, p) mean polarity, NaN where nothing is known.
        known: (p,) whether the sources were watched, so that no post means none.
        seasons: rhythms of the periods.
    """

    terms: pd.DataFrame
    starts: pd.DatetimeIndex
    posts: Floats
    trusted: Floats
    polarity: Floats
    known: Flags
    seasons: tuple[Season, ...]


def lay_out(  # noqa: PLR0913  # the ends of the grid and what is known within
    counts: pd.DataFrame,
    *,
    granularity: Granularity,
    first: pd.Timestamp,
    until: pd.Timestamp,
    since: pd.Timestamp,
    dark: Collection[datetime],
) -> Grid:
    """Return the counts of whole days from `first` to `until` (not in), zeros filled in.

    Args:
        counts: `schema.TermCount` rows of this granularity.
        granularity: "hour" or "day".
        first: start of the first day.
        until: periods that start at or after this are left out.
        since: earlier periods are not known.
        dark: starts of further periods that are not known.
    """
    step = STEP[granularity]
    starts = pd.date_range(first, until, freq=step, inclusive="left")
    terms = counts[["kind", "term"]].drop_duplicates().sort_values(["kind", "term"])
    terms = terms.reset_index(drop=True)
    within = counts[(counts["starts_at"] >= first) & (counts["starts_at"] < until)]
    rows = within.merge(terms.reset_index(names="row"), on=["kind", "term"])["row"]
    columns = (within["starts_at"] - first) // step
    place = (np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64))
    shape = (len(terms), len(starts))
    trusted = within.get("trusted_posts", default=within["posts"])
    unlit = starts.isin([utc(moment, name="dark") for moment in dark])
    return Grid(
        terms=terms,
        starts=starts,
        posts=_filled(within["posts"], place, shape, empty=0.0),
        trusted=_filled(trusted, place, shape, empty=0.0),
        polarity=_filled(within["mean_polarity"], place, shape, empty=np.nan),
        known=np.asarray((starts >= since) & ~unlit, dtype=bool),
        seasons=_seasons(starts, granularity),
    )


def _filled(
    values: "pd.Series[float]", place: tuple[Ints, Ints], shape: tuple[int, int], *, empty: float
) -> Floats:
    table = np.full(shape, empty)
    table[place] = values.to_numpy(dtype="float64")
    return table


def _seasons(starts: pd.DatetimeIndex, granularity: Granularity) -> tuple[Season, ...]:
    weekdays = np.asarray(starts.day_of_week, dtype="int64")
    week = Season(weekdays, DAYS_A_WEEK, 2 * PER_DAY[granularity])
    if granularity == "day":
        return (week,)
    return (Season(np.asarray(starts.hour, dtype="int64"), PER_DAY["hour"], 2), week)
