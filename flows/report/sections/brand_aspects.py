"""How each brand is judged, aspect by aspect, where a post names no other brand."""

from dataclasses import dataclass
from typing import Any, Final

import duckdb

from flows.report import wording
from flows.report.figures import COUNT, POLARITY, Figure, Ledger, Unit
from flows.report.period import Period
from flows.report.rows import quoted
from flows.report.said import LEAST, judging_one_in
from nlp.aspects.aspects import LEAN

MOST_BRANDS: Final = 6
MOST_ASPECTS: Final = 12
STRONG: Final = 0.5
"""Polarity, for or against, from which a cell has the stronger colour."""
MEASURES: Final = {"count": COUNT, "polarity": POLARITY}
NAMES: Final = {"count": "posts", "polarity": "mean polarity"}
HOW: Final = {
    "count": "Posts that judge the aspect and name this brand alone.",
    "polarity": "Mean of what posts that name this brand alone say of the aspect, -1 to 1.",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """How one brand does in one aspect; `polarity` is None where fewer than `LEAST` posts judge."""

    posts: Figure
    polarity: Figure | None


@dataclass(frozen=True, slots=True)
class BrandAspects:
    """Brands, most judged first, and by aspect a cell for each of them, None where none judges."""

    brands: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]


def read_brand_aspects(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> BrandAspects:
    """Return brands by aspects, most posts first; aspects with small numbers only are left out."""
    rows = judging_one_in(period)
    found = {
        (brand, aspect): (posts, polarity)
        for brand, aspect, posts, polarity in marts.sql(rows)
        .aggregate(f"brand, aspect, {COUNT}, {POLARITY}")
        .order("brand, aspect")
        .fetchall()
    }
    enough = {place: values for place, values in found.items() if values[0] >= LEAST}
    brands = _largest(enough, 0)[:MOST_BRANDS]
    told = {place: values for place, values in enough.items() if place[0] in brands}
    aspects = _largest(told, 1)[:MOST_ASPECTS]
    cells = {
        place: _cell(place, values, rows, ledger)
        for place, values in found.items()
        if place[0] in brands and place[1] in aspects
    }
    return BrandAspects(
        brands,
        tuple((name, tuple(cells.get((brand, name)) for brand in brands)) for name in aspects),
    )


def warmth(polarity: float) -> str:
    """Return the name of the colour that a polarity has in the table."""
    if abs(polarity) < LEAN:
        return "lukewarm"
    strength = "very" if abs(polarity) >= STRONG else "rather"
    return f"{strength} {'positive' if polarity > 0 else 'negative'}"


def _largest(found: dict[tuple[str, str], tuple[Any, ...]], side: int) -> tuple[str, ...]:
    """Return the brands (side 0) or aspects (1) of places, those with most posts first."""
    posts: dict[str, int] = {}
    for place, values in found.items():
        posts[place[side]] = posts.get(place[side], 0) + values[0]
    return tuple(sorted(posts, key=lambda name: (-posts[name], name)))


def _cell(place: tuple[str, str], values: tuple[Any, ...], rows: str, ledger: Ledger) -> Cell:
    brand, aspect = place
    among = f"brand = {quoted(brand)} AND aspect = {quoted(aspect)}"

    def state(value: float, unit: Unit) -> Figure:
        return ledger.add(
            value,
            label=f"{brand}, {wording.label(aspect)}: {NAMES[unit]}",
            measure=f"{MEASURES[unit]} FILTER (WHERE {among})",
            rows=rows,
            how=HOW[unit],
            unit=unit,
            listed=among,
            marks=f"aspect: {aspect}",
        )

    posts, polarity = values
    enough = posts >= LEAST
    return Cell(state(posts, "count"), state(polarity, "polarity") if enough else None)
