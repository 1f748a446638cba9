"""What each term's past leads to expect of every day, hot or not: the line over the bars."""

from datetime import date
from typing import Any, Final

import duckdb

from flows.report.period import Period
from segments.trends.compare import Span, usual_posts

COUNTS: Final = """
SELECT kind, term, granularity, starts_at, CAST(posts AS BIGINT) AS posts,
    CAST(mean_polarity AS DOUBLE) AS mean_polarity
FROM term_counts WHERE granularity = 'day' ORDER BY kind, term, starts_at
"""

Usual = dict[tuple[str, str], dict[date, float]]


def usual_days(marts: duckdb.DuckDBPyConnection, period: Period) -> Usual:
    """Return the posts expected of each term (kind, term) and day of the period.

    Estimated from the published trend table by the method that finds the hotspots; days too early
    to have a baseline are missing.
    """
    counts = marts.sql(COUNTS).to_arrow_table().to_pandas()
    counts["starts_at"] = counts["starts_at"].astype("datetime64[us, UTC]")
    told = usual_posts(counts, until=period.end, span=Span(window=len(period.days)))
    usual: Usual = {}
    rows: Any = zip(told["kind"], told["term"], told["starts_at"], told["expected"], strict=True)
    for kind, term, starts_at, expected in rows:
        usual.setdefault((kind, term), {})[starts_at.date()] = float(expected)
    return usual
