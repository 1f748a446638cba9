"""Brands held against each other in the same text: who wins over whom, and in what."""

from dataclasses import dataclass
from typing import Final

import duckdb

from flows.report import wording
from flows.report.figures import COUNT, Figure, Ledger, Unit, count_where, measured, share
from flows.report.period import Period
from flows.report.quotes import Quote, pick_each
from flows.report.rows import quoted
from flows.report.said import LEAST, comparing_in, outcomes_in, trusted_in

MOST_BRANDS: Final = 8
MOST_DUELS: Final = 15
MOST_ASPECTS: Final = 4
WON: Final = "outcome = 'won'"
LOST: Final = "outcome = 'lost'"
HOW: Final = {
    "count": "Standing posts of the period that say so.",
    "share": "Posts by which it is better over those and the posts by which it is worse.",
}
PLACES: Final = (
    "SELECT [winner, loser, aspect] AS name, post_key, min(start) AS start, 1.0 AS sure "
    "FROM comparisons GROUP BY ALL"
)
"""Where posts say who is better than whom."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One brand that was compared.

    Attributes:
        brand: its name in the brand file.
        won: posts by which it is better than another.
        lost: posts by which another is better.
        share: of both that it won; None where they are fewer than `LEAST`.
        won_in: aspects it won in, most posts first.
        lost_in: aspects it lost in.
    """

    brand: str
    won: Figure
    lost: Figure
    share: Figure | None
    won_in: tuple[tuple[str, Figure], ...]
    lost_in: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class Duel:
    """One result: who is better than whom in what; "" is what the post is about, or the whole."""

    winner: str
    loser: str
    aspect: str
    posts: Figure
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Brands, those most compared first, and the first of `results` results, most posts first."""

    contenders: tuple[Contender, ...]
    duels: tuple[Duel, ...]
    results: int

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Return what is quoted."""
        return tuple(quote for duel in self.duels for quote in duel.quotes)


def read_comparisons(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> Comparisons:
    """Return the brands compared most, at most `MOST_BRANDS`, and `MOST_DUELS` results."""
    found = (
        marts.sql(comparing_in(period))
        .aggregate(f"winner, loser, aspect, {COUNT} AS posts")
        .order("posts DESC, winner, loser, aspect")
        .fetchall()
    )
    quotes = pick_each(marts, trusted_in(period, PLACES))
    duels = (
        _duel(names, posts, quotes.get(names, ()), period, ledger)
        for *held, posts in found[:MOST_DUELS]
        for names in [tuple(held)]
    )
    return Comparisons(
        tuple(_contender(marts, brand, period, ledger) for brand in _most_compared(found)),
        tuple(duels),
        len(found),
    )


def _most_compared(found: list[tuple[str, str, str, int]]) -> list[str]:
    posts: dict[str, int] = {}
    for winner, loser, _, count in found:
        for brand in filter(None, {winner, loser}):
            posts[brand] = posts.get(brand, 0) + count
    return sorted(posts, key=lambda brand: (-posts[brand], brand))[:MOST_BRANDS]


def _contender(
    marts: duckdb.DuckDBPyConnection, brand: str, period: Period, ledger: Ledger
) -> Contender:
    rows = outcomes_in(period, brand)
    won, lost, part = measured(marts, rows, ", ".join((*map(count_where, (WON, LOST)), share(WON))))
    enough = won + lost >= LEAST
    stating = _Stating(brand, rows, ledger)
    return Contender(
        brand,
        stating.of(won, WON, "better"),
        stating.of(lost, LOST, "worse"),
        stating.of(part, WON, "share of comparisons won", "share") if enough else None,
        *(_aspects(marts, brand, side, period, ledger) for side in (WON, LOST)),
    )


@dataclass(frozen=True, slots=True)
class _Stating:
    """States the figures of one brand over some rows."""

    brand: str
    rows: str
    ledger: Ledger

    def of(self, value: float, condition: str, what: str, unit: Unit = "count") -> Figure:
        return self.ledger.add(
            value,
            label=f"{self.brand}: {what}",
            measure=share(condition) if unit == "share" else count_where(condition),
            rows=self.rows,
            how=HOW[unit],
            unit=unit,
            listed=condition,
            marks="comparison",
        )


def _aspects(
    marts: duckdb.DuckDBPyConnection, brand: str, side: str, period: Period, ledger: Ledger
) -> tuple[tuple[str, Figure], ...]:
    """State in what a brand won or lost most often."""
    rows = outcomes_in(period, brand, by="outcome, aspect")
    found = (
        marts.sql(rows)
        .filter(f"aspect <> '' AND {side}")
        .aggregate(f"aspect, {COUNT} AS posts")
        .order("posts DESC, aspect")
        .limit(MOST_ASPECTS)
        .fetchall()
    )
    stating = _Stating(brand, rows, ledger)
    what = "better in" if side == WON else "worse in"
    return tuple(
        (
            aspect,
            stating.of(
                posts, f"{side} AND aspect = {quoted(aspect)}", f"{what} {wording.label(aspect)}"
            ),
        )
        for aspect, posts in found
    )


def _duel(
    names: tuple[str, ...], posts: int, quotes: tuple[Quote, ...], period: Period, ledger: Ledger
) -> Duel:
    winner, loser, aspect = names
    columns = zip(("winner", "loser", "aspect"), names, strict=True)
    said = f"{wording.brand(winner)} better than {wording.brand(loser)}"
    figure = ledger.add(
        posts,
        label=f"{said}, {wording.label(aspect)}" if aspect else said,
        measure=COUNT,
        rows=comparing_in(period, *(f"{column} = {quoted(name)}" for column, name in columns)),
        how=HOW["count"],
        marks=f"comparison: {winner} > {loser}",
    )
    return Duel(winner, loser, aspect, figure, quotes)
