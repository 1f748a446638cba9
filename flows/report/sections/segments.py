"""Who the customers are: sizes and worth of segments, and what their members talk about."""

from dataclasses import dataclass
from typing import Any, Final

import duckdb

from flows.report.figures import COUNT, Figure, Ledger, Unit, measured, share
from flows.report.period import Period
from flows.report.rows import HELD, having_interest, members_of, moved_between, quoted

MOST_INTERESTS: Final = 3
MOST_MOVES: Final = 8
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
        interests: interests and stances its members' profiles name most, with how many members.
    """

    name: str
    why: str
    members: Figure
    share: Figure
    medians: dict[str, Figure]
    interests: tuple[tuple[str, str, Figure], ...]


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
) -> tuple[tuple[str, str, Figure], ...]:
    found = marts.execute(
        "SELECT held.interest, held.stance, count(*) "  # noqa: S608  # `rows` is ours
        f"FROM (SELECT unnest(from_json(interests, ?)) AS held FROM ({rows})) "
        "GROUP BY ALL ORDER BY count(*) DESC, 1, 2 LIMIT ?",
        [HELD, MOST_INTERESTS],
    ).fetchall()
    return tuple(
        (
            label,
            stance,
            _of_members(
                ledger,
                customers,
                f"{name}: customers, {label} ({stance})",
                COUNT,
                having_interest(rows, label, stance),
                "count",
            ),
        )
        for label, stance, customers in found
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
