"""What each term's past leads to expect of every day, hot or not: the line below the bars."""

from datetime import date
from typing import Any, Final

import duckdb

from flows.report.period import Period
from segments.trends.bursts import hotspots

ALL: Final = 1 - 1e-9
"""A bound on false alarms under which every day with posts is told, with what was expected."""

Usual = dict[tuple[str, str], dict[date, float]]


def usual_days(marts: duckdb.DuckDBPyConnection, period: Period) -> Usual:
    """Return the posts expected of each term (kind, term) and day of the period.

    Counted again from the published trend table by the method that found the hotspots; days too
    early to have a baseline, and days without posts, are missing.
    """
    counts = (
        marts.sql(
            "SELECT kind, term, granularity, starts_at, CAST(posts AS BIGINT) AS posts, "
            "CAST(mean_polarity AS DOUBLE) AS mean_polarity FROM term_counts "
            "WHERE granularity = 'day'"
        )
        .to_arrow_table()
        .to_pandas()
    )
    counts["starts_at"] = counts["starts_at"].astype("datetime64[us, UTC]")
    told = hotspots(
        counts, until=period.end, window=len(period.days), alpha=ALL, min_posts=0, min_lift=0.0
    )
    usual: Usual = {}
    rows: Any = zip(told["kind"], told["term"], told["starts_at"], told["expected"], strict=True)
    for kind, term, starts_at, expected in rows:
        usual.setdefault((kind, term), {})[starts_at.date()] = float(expected)
    return usual
