"""What was talked about: topics by sentiment, and day by day."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb

from flows.report import wording
from flows.report.figures import COUNT, POLARITY, Figure, Ledger, measured
from flows.report.moods import MOODS, POLARITY_HOW
from flows.report.period import Period
from flows.report.rows import DATED, posts_in, posts_saying

MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the period.

    Attributes:
        label: its name in the taxonomy.
        posts: posts that carry it.
        before: the same in the period before.
        shares: share of each sentiment in those of `posts` that are decided, and of undecided
            in all of them.
        polarity: mean polarity of `posts`.
        days: posts a day, days without any left out.
    """

    label: str
    posts: Figure
    before: Figure
    shares: dict[str, Figure]
    polarity: Figure
    days: tuple[tuple[date, Figure], ...]


def read_topics(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> tuple[Topic, ...]:
    """Return the topics with most posts, at most `MOST`, most first."""
    return tuple(_topic(marts, label, period, ledger) for label in _largest(marts, period))


def daily_counts(
    marts: duckdb.DuckDBPyConnection, kind: str, term: str, period: Period
) -> list[tuple[date, int]]:
    """Return a term's posts a day as the published trend table has them, oldest first."""
    columns = "CAST(starts_at AT TIME ZONE 'UTC' AS DATE), CAST(posts AS INTEGER)"
    found: Any = (
        marts.table("term_counts")
        .filter(duckdb.ColumnExpression("kind") == duckdb.ConstantExpression(kind))
        .filter(duckdb.ColumnExpression("term") == duckdb.ConstantExpression(term))
        .filter(f"granularity = 'day' AND posts > 0 AND {period.covers('starts_at')}")
        .order("starts_at")
        .project(columns)
        .fetchall()
    )
    return [(day, posts) for day, posts in found]


def trended(marts: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Return the condition, if any, that posts meet that the trend tables count.

    Where these leave out posts that are not trusted (setting `trust.leave_out`), each count in them
    is one of trusted posts.
    """
    alike = "SELECT bool_and(posts = trusted_posts) FROM term_counts"
    return ("trusted",) if marts.execute(alike).fetchall()[0][0] else ()


def day_figures(
    marts: duckdb.DuckDBPyConnection, kind: str, term: str, period: Period, ledger: Ledger
) -> tuple[tuple[date, Figure], ...]:
    """State a term's posts of each day that has any."""
    counted = trended(marts)
    return tuple(
        (
            day,
            ledger.add(
                posts,
                label=f"{term}, {wording.day(day)}",
                measure=COUNT,
                rows=posts_saying(
                    kind, term, period.day(day).covers("published_at"), DATED, *counted
                ),
                how=f"Standing posts of that UTC day tagged with the {kind}.",
            ),
        )
        for day, posts in daily_counts(marts, kind, term, period)
    )


def _largest(marts: duckdb.DuckDBPyConnection, period: Period) -> list[str]:
    found = marts.execute(
        f"SELECT label FROM post_tags JOIN ({posts_in(period)}) USING (post_key) "  # noqa: S608  # own text
        "WHERE kind = 'topic' GROUP BY label ORDER BY count(DISTINCT post_key) DESC, label LIMIT ?",
        [MOST],
    ).fetchall()
    return [label for (label,) in found]


def _topic(marts: duckdb.DuckDBPyConnection, label: str, period: Period, ledger: Ledger) -> Topic:
    posts = count_tagged(marts, "topic", label, period, ledger)
    before = count_tagged(marts, "topic", label, period.previous, ledger)
    shares, polarity = moods(marts, posts, ledger)
    days = day_figures(marts, "topic", label, period, ledger)
    return Topic(label, posts, before, shares, polarity, days)


def count_tagged(
    marts: duckdb.DuckDBPyConnection, kind: str, label: str, period: Period, ledger: Ledger
) -> Figure:
    """State how many posts of a period carry a tag."""
    rows = posts_saying(kind, label, period.covers("published_at"))
    (posts,) = measured(marts, rows, COUNT)
    how = f"Standing posts from {wording.span(period.start, period.end)} tagged with the {kind}."
    return ledger.add(posts, label=f"{label}: posts", measure=COUNT, rows=rows, how=how)


def moods(
    marts: duckdb.DuckDBPyConnection, posts: Figure, ledger: Ledger
) -> tuple[dict[str, Figure], Figure]:
    """State the share of each sentiment, and the mean polarity, in the rows of a figure."""
    measures = [*(mood.measure for mood in MOODS), POLARITY]
    values = measured(marts, posts.rows, ", ".join(measures))
    shares = {
        mood.name: ledger.add(
            value,
            label=f"{posts.label}, {mood.name}",
            measure=mood.measure,
            rows=posts.rows,
            how=mood.how,
            unit="share",
            listed=mood.condition,
        )
        for mood, value in zip(MOODS, values[:-1], strict=True)
    }
    return shares, _polarity(values[-1], posts, ledger)


def _polarity(value: float | None, posts: Figure, ledger: Ledger) -> Figure:
    return ledger.add(
        value,
        label=f"{posts.label}, mean polarity",
        measure=POLARITY,
        rows=posts.rows,
        how=POLARITY_HOW,
        unit="polarity",
    )
