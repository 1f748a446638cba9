"""Figures that carry the rows they are counted from, and are counted again before they stand."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import duckdb

from flows.report.errors import FigureMismatch

Unit = Literal["count", "share", "polarity", "amount"]
Kind = Literal["posts", "rows"]

COUNT: Final = "count(*)"
AUTHORS: Final = "count(DISTINCT author_key)"
SOURCES: Final = "count(DISTINCT source)"
POLARITY: Final = "favg(polarity)"
"""Summed with what rounding loses, so that the order of rows makes no difference."""
TOLERANCE: Final = 1e-6


def share(condition: str) -> str:
    """Return the measure "share of the rows that meet `condition`", rows without a value aside."""
    return f"avg(CAST({condition} AS INTEGER))"


def count_where(condition: str) -> str:
    """Return the measure "rows that meet `condition`"."""
    return f"{COUNT} FILTER (WHERE {condition})"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the report and how anybody gets it again.

    Attributes:
        id: its anchor in the page.
        label: what it counts, in words.
        value: the number as stated; None where there is nothing to count.
        measure: SQL aggregate that gives the value over `rows`.
        rows: SQL query of the rows it is counted from; of posts when `kind` is "posts". With a
            column `trusted` the figure is counted without untrusted posts too.
        how: one sentence on the computation.
        unit: how it is written.
        kind: whether the rows are posts or rows of another table.
        listed: SQL condition for the rows worth reading, such as a share's numerator.
        marks: tag, or kind of tag, whose words are marked in its posts; topics and brands by
            default.
    """

    id: str
    label: str
    value: float | None
    measure: str
    rows: str
    how: str
    unit: Unit = "count"
    kind: Kind = "posts"
    listed: str = "TRUE"
    marks: str = ""


@dataclass(slots=True)
class Ledger:
    """All figures of one report, in the order in which they were first stated.

    Attributes:
        figures: the figures, by what was stated.
        trusted: by anchor, the value of those that are another one without the posts that are
            not trusted; known once all have been counted again (`flows.report.evidence.gather`).
    """

    figures: dict[tuple[object, ...], Figure] = field(default_factory=dict)
    trusted: dict[str, float | None] = field(default_factory=dict)

    def add(  # noqa: PLR0913  # one keyword for each thing a figure must carry
        self,
        value: float | None,
        *,
        label: str,
        measure: str,
        rows: str,
        how: str,
        unit: Unit = "count",
        kind: Kind = "posts",
        listed: str = "TRUE",
        marks: str = "",
    ) -> Figure:
        """State a figure; return it with its anchor. Stated twice, it is the same figure."""
        told = (label, value, measure, rows, how, unit, kind, listed, marks)
        return self.figures.setdefault(told, Figure(f"f{len(self.figures) + 1}", *told))

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures.values())

    def __len__(self) -> int:
        return len(self.figures)


def measured(marts: duckdb.DuckDBPyConnection, rows: str, measures: str) -> tuple[Any, ...]:
    """Return what SQL aggregates, comma-separated, give over the rows of a query."""
    sql = f"SELECT {measures} FROM ({rows})"  # noqa: S608  # both are written by this package
    found: tuple[Any, ...] = marts.execute(sql).fetchall()[0]
    return found


def check_figure(figure: Figure, found: float | None) -> None:
    """Hold a figure against what its own rows gave when they were counted again.

    Raises:
        FigureMismatch: they disagree.
    """
    if not agree(figure.value, found):
        raise FigureMismatch(figure.label, stated=figure.value, found=found, sql=figure.rows)


def agree(stated: float | None, found: float | None) -> bool:
    """Return whether two values are one up to rounding; None, of nothing to count, is no number."""
    if stated is None or found is None:
        return stated is None and found is None
    return math.isclose(stated, found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
