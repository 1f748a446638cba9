"""Brands against each other: share of voice by day and period, and how they are spoken of."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb

from flows.report import wording
from flows.report.figures import Figure, Ledger, measured, share
from flows.report.period import Period
from flows.report.rows import DATED, namings_in, quoted
from flows.report.sections.topics import count_tagged, moods, trended

MOST: Final = 6
HOW: Final = "Namings of the brand over all namings of brands; a post that names two counts twice."


@dataclass(frozen=True, slots=True)
class Brand:
    """One brand of the period.

    Attributes:
        label: its name in the brand file.
        posts: posts that name it.
        before: the same in the period before.
        voice: its share of all namings of brands.
        shares: share of each sentiment in `posts`.
        polarity: mean polarity of `posts`.
        days: share of voice a day, days without any naming left out.
    """

    label: str
    posts: Figure
    before: Figure
    voice: Figure
    shares: dict[str, Figure]
    polarity: Figure
    days: tuple[tuple[date, Figure], ...]


def read_brands(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> tuple[Brand, ...]:
    """Return the brands named most, at most `MOST`, most first."""
    found = (
        marts.sql(namings_in(period))
        .aggregate("brand, count(*) AS posts")
        .order("posts DESC, brand")
        .limit(MOST)
        .fetchall()
    )
    return tuple(_brand(marts, label, period, ledger) for label, _ in found)


def _brand(marts: duckdb.DuckDBPyConnection, label: str, period: Period, ledger: Ledger) -> Brand:
    posts = count_tagged(marts, "brand", label, period, ledger)
    before = count_tagged(marts, "brand", label, period.previous, ledger)
    shares, polarity = moods(marts, posts, ledger)
    return Brand(
        label=label,
        posts=posts,
        before=before,
        voice=_voice(marts, label, period, ledger),
        shares=shares,
        polarity=polarity,
        days=_days(marts, label, period, ledger),
    )


def _voice(marts: duckdb.DuckDBPyConnection, label: str, period: Period, ledger: Ledger) -> Figure:
    named = f"brand = {quoted(label)}"
    rows = namings_in(period)
    (value,) = measured(marts, rows, share(named))
    return _share(value, f"{label}: share of voice", named, rows, ledger)


def _days(
    marts: duckdb.DuckDBPyConnection, label: str, period: Period, ledger: Ledger
) -> tuple[tuple[date, Figure], ...]:
    """State the published shares of each day, each counted again from that day's namings."""
    found: Any = marts.execute(
        "SELECT CAST(starts_at AT TIME ZONE 'UTC' AS DATE), share FROM share_of_voice "  # noqa: S608  # own text
        f"WHERE brand = ? AND share > 0 AND {period.covers('starts_at')} ORDER BY starts_at",
        [label],
    ).fetchall()
    named, counted = f"brand = {quoted(label)}", trended(marts)
    return tuple(
        (
            day,
            _share(
                value,
                f"{label}, {wording.day(day)}: share of voice",
                named,
                namings_in(period.day(day), DATED, *counted),
                ledger,
            ),
        )
        for day, value in found
    )


def _share(value: float | None, label: str, named: str, rows: str, ledger: Ledger) -> Figure:
    return ledger.add(
        value,
        label=label,
        measure=share(named),
        rows=rows,
        how=HOW,
        unit="share",
        listed=named,
    )
