"""Who the customers are: sizes and worth of segments, and what their members talk about."""

from dataclasses import dataclass
from typing import Any, Final

import duckdb

from flows.report.figures import AUTHORS, COUNT, POLARITY, Figure, Ledger, Unit, measured, share
from flows.report.period import Period
from flows.report.rows import having_interest, members_of, moved_between, posts_where, quoted

MOST_INTERESTS: Final = 3
MOST_MOVES: Final = 8
TOP_INTERESTS: Final = 10
MEDIANS: Final = ("recency_days", "frequency", "monetary")


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: how many, what they are worth, what they talk about.

    Attributes:
        name: its name in the segment file.
        why: the sentence that defines it.
        members: customers in it.
        share: of all customers of the segmentation.
        medians: median days since the last order, orders and money of its members.
        interests: interests its members' profiles name most, with how many members.
    """

    name: str
    why: str
    members: Figure
    share: Figure
    medians: dict[str, Figure]
    interests: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class Move:
    """How many customers went from one segment to another within the period."""

    left: str | None
    entered: str
    customers: Figure


@dataclass(frozen=True, slots=True)
class Segmentation:
    """One way to divide the customers, and who moved within it."""

    name: str
    segments: tuple[Segment, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Interest:
    """What authors, customers or not, keep coming back to."""

    label: str
    authors: Figure
    polarity: Figure


def read_segmentations(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> tuple[Segmentation, ...]:
    """Return every segmentation with its segments in the order of its rules."""
    found = marts.execute(
        "SELECT segmentation, segment, why, members FROM segments ORDER BY segmentation, position"
    ).fetchall()
    names = dict.fromkeys(row[0] for row in found)
    return tuple(
        Segmentation(
            name,
            tuple(_segment(marts, row, ledger) for row in found if row[0] == name),
            _moves(marts, name, period, ledger),
        )
        for name in names
    )


def read_interests(marts: duckdb.DuckDBPyConnection, ledger: Ledger) -> tuple[Interest, ...]:
    """Return the interests that most authors hold, with the posts that show it."""
    found = marts.execute(
        "SELECT interest FROM author_interests "  # noqa: S608  # own text
        f"GROUP BY interest ORDER BY sum(weight) DESC, interest LIMIT {TOP_INTERESTS}"
    ).fetchall()
    return tuple(_interest(marts, label, ledger) for (label,) in found)


def _segment(marts: duckdb.DuckDBPyConnection, row: tuple[Any, ...], ledger: Ledger) -> Segment:
    segmentation, name, why, members = row
    rows = members_of(segmentation, name)
    return Segment(
        name=name,
        why=why,
        members=_of_members(ledger, members, f"{name}: customers", COUNT, rows, "count"),
        share=_share_of(marts, segmentation, name, ledger),
        medians=_medians(marts, name, rows, ledger),
        interests=_interests_of(marts, name, rows, ledger),
    )


def _of_members(  # noqa: PLR0913, PLR0917  # what differs between the figures of a segment
    ledger: Ledger, value: float | None, label: str, measure: str, rows: str, unit: Unit
) -> Figure:
    how = "From the customers whom the segment's rule holds, as last applied."
    return ledger.add(
        value, label=label, measure=measure, rows=rows, how=how, unit=unit, kind="rows"
    )


def _share_of(
    marts: duckdb.DuckDBPyConnection, segmentation: str, name: str, ledger: Ledger
) -> Figure:
    named = f"segment = {quoted(name)}"
    rows = f"SELECT * FROM segment_members WHERE segmentation = {quoted(segmentation)}"  # noqa: S608  # quoted
    (value,) = measured(marts, rows, share(named))
    return ledger.add(
        value,
        label=f"{name}: share of customers",
        measure=share(named),
        rows=rows,
        how="Customers in the segment over all customers of the segmentation.",
        unit="share",
        kind="rows",
        listed=named,
    )


def _medians(
    marts: duckdb.DuckDBPyConnection, name: str, rows: str, ledger: Ledger
) -> dict[str, Figure]:
    measures = {column: f"median({column})" for column in MEDIANS}
    values = measured(marts, rows, ", ".join(measures.values()))
    return {
        column: _of_members(
            ledger, value, f"{name}: median {column.replace('_', ' ')}", measure, rows, "amount"
        )
        for (column, measure), value in zip(measures.items(), values, strict=True)
    }


def _interests_of(
    marts: duckdb.DuckDBPyConnection, name: str, rows: str, ledger: Ledger
) -> tuple[tuple[str, Figure], ...]:
    shape = '[{"interest":"VARCHAR","weight":"DOUBLE"}]'
    found = marts.execute(
        "SELECT held.interest, count(*) FROM (SELECT unnest(from_json(interests, ?)) AS held "  # noqa: S608  # `rows` is ours
        f"FROM ({rows})) GROUP BY ALL ORDER BY count(*) DESC, sum(held.weight) DESC, 1 LIMIT ?",
        [shape, MOST_INTERESTS],
    ).fetchall()
    return tuple(
        (
            label,
            _of_members(
                ledger,
                customers,
                f"{name}: customers who talk about {label}",
                COUNT,
                having_interest(rows, label),
                "count",
            ),
        )
        for label, customers in found
    )


def _moves(
    marts: duckdb.DuckDBPyConnection, segmentation: str, period: Period, ledger: Ledger
) -> tuple[Move, ...]:
    rows = moved_between(segmentation, period)
    found = (
        marts.sql(rows)
        .filter("from_segment IS NOT NULL")
        .aggregate("from_segment, to_segment, count(*) AS customers")
        .order("customers DESC, from_segment, to_segment")
        .limit(MOST_MOVES)
        .fetchall()
    )
    return tuple(_move(row, rows, ledger) for row in found)


def _move(row: tuple[Any, ...], rows: str, ledger: Ledger) -> Move:
    left, entered, customers = row
    among = f"{rows} AND from_segment = {quoted(left)} AND to_segment = {quoted(entered)}"
    how = "Moves seen when the rules were applied within the period."
    label = f"From {left} to {entered}"
    figure = ledger.add(customers, label=label, measure=COUNT, rows=among, how=how, kind="rows")
    return Move(left, entered, figure)


def _interest(marts: duckdb.DuckDBPyConnection, label: str, ledger: Ledger) -> Interest:
    holders = f"SELECT author_key FROM author_interests WHERE interest = {quoted(label)}"  # noqa: S608  # quoted
    tags = f"kind IN ('topic', 'brand') AND label = {quoted(label)}"
    rows = posts_where(
        "published_at IS NOT NULL",
        f"author_key IN ({holders})",
        f"post_key IN (SELECT post_key FROM post_tags WHERE {tags})",  # noqa: S608  # quoted
    )
    # Counted from the posts: a post changed since the interests were worked out is no error.
    authors, mood = measured(marts, rows, f"{AUTHORS}, {POLARITY}")
    how = "From all standing posts with that tag by the authors who hold the interest."
    held = ledger.add(authors, label=f"{label}: authors", measure=AUTHORS, rows=rows, how=how)
    name = f"{label}: mean polarity"
    polarity = ledger.add(mood, label=name, measure=POLARITY, rows=rows, how=how, unit="polarity")
    return Interest(label, held, polarity)
