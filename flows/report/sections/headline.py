"""The period against the one before, in eight figures and one sentence."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import duckdb

from flows.report import wording
from flows.report.figures import (
    AUTHORS,
    COUNT,
    POLARITY,
    SOURCES,
    Figure,
    Ledger,
    Unit,
    measured,
)
from flows.report.moods import MOODS, POLARITY_HOW
from flows.report.period import Period
from flows.report.rows import posts_in


class Wanted(NamedTuple):
    """One headline figure: its name, how it is measured, and which of its rows to show."""

    label: str
    measure: str
    how: str
    unit: Unit = "count"
    listed: str = "TRUE"


WANTED: Final = (
    Wanted("Posts", COUNT, "Posts published in the period that still stand."),
    Wanted("Authors", AUTHORS, "Different authors of those posts; posts without one are left out."),
    Wanted("Sources", SOURCES, "Different sources that those posts come from."),
    *(Wanted(m.name.capitalize(), m.measure, m.how, "share", m.condition) for m in MOODS),
    Wanted("Mean polarity", POLARITY, POLARITY_HOW, "polarity"),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure now and in the period before."""

    label: str
    now: Figure
    before: Figure


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline figures, in the order of `WANTED`."""

    comparisons: tuple[Comparison, ...]

    def __getitem__(self, label: str) -> Comparison:
        return next(one for one in self.comparisons if one.label == label)


def read_headline(marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger) -> Headline:
    """Count the period and the one before it."""
    now = _figures(marts, period, ledger, "in the period")
    before = _figures(marts, period.previous, ledger, "in the period before")
    return Headline(
        tuple(
            Comparison(wanted.label, new, old)
            for wanted, new, old in zip(WANTED, now, before, strict=True)
        )
    )


def change_text(now: Figure, before: Figure) -> str:
    """Say how a figure moved: in per cent, in points, or that nothing can be said."""
    if now.value is None or before.value is None:
        return "no earlier figure" if before.value is None else "no figure now"
    moved = now.value - before.value
    if now.unit == "share":
        return f"{wording.signed(100 * moved)} points"
    if now.unit == "polarity":
        return wording.polarity(moved)
    return _relative(now.value, before.value)


def _relative(now: float, before: float) -> str:
    if now == before:
        return "unchanged"
    if before == 0:
        return "none before"
    return f"{wording.signed(100 * (now - before) / before)}\N{NARROW NO-BREAK SPACE}%"


def _figures(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger, when: str
) -> list[Figure]:
    rows = posts_in(period)
    measures = ", ".join(wanted.measure for wanted in WANTED)
    values = measured(marts, rows, measures)
    return [
        ledger.add(
            value,
            label=f"{wanted.label} {when}",
            measure=wanted.measure,
            rows=rows,
            how=wanted.how,
            unit=wanted.unit,
            listed=wanted.listed,
        )
        for wanted, value in zip(WANTED, values, strict=True)
    ]
