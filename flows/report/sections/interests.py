"""What authors, customers or not, keep coming back to, and how they stand to it."""

from dataclasses import dataclass
from typing import Final

import duckdb

from flows.report.figures import AUTHORS, POLARITY, Figure, Ledger, Unit, measured
from flows.report.rows import posts_saying, quoted
from segments.stances import DECLARES

MOST: Final = 10
HOW: Final = "From all standing posts that show the interest, by the authors who stand to it so."


@dataclass(frozen=True, slots=True)
class Interest:
    """One interest, with one stance to it.

    Attributes:
        label: the interest.
        stance: how they stand to it: wants, asks, likes, dislikes, owns, mentions or declares.
        authors: how many do.
        polarity: mean polarity of what their posts say of it; None where labels declare it.
    """

    label: str
    stance: str
    authors: Figure
    polarity: Figure | None


def read_interests(marts: duckdb.DuckDBPyConnection, ledger: Ledger) -> tuple[Interest, ...]:
    """Return the interests and stances of most weight, with the posts that show them."""
    # Rounded: sums of floats depend on the order of the rows.
    found = marts.execute(
        "SELECT interest, stance FROM author_interests GROUP BY interest, stance "  # noqa: S608  # own text
        f"ORDER BY round(sum(weight), 6) DESC, interest, stance LIMIT {MOST}"
    ).fetchall()
    return tuple(_interest(marts, label, stance, ledger) for label, stance in found)


def _interest(
    marts: duckdb.DuckDBPyConnection, label: str, stance: str, ledger: Ledger
) -> Interest:
    holders = (
        f"FROM author_interests WHERE interest = {quoted(label)} AND stance = {quoted(stance)}"
    )
    if stance == DECLARES:
        return Interest(label, stance, _declared(marts, label, holders, ledger), None)
    rows = posts_saying(
        "interest",
        label,
        "published_at IS NOT NULL",
        f"author_key IN (SELECT author_key {holders})",
    )
    # Counted from the posts: a post changed since the interests were worked out is no error.
    authors, mood = measured(marts, rows, f"{AUTHORS}, {POLARITY}")
    stating = _Stating(label, stance, rows, ledger)
    return Interest(
        label,
        stance,
        stating.of(authors, AUTHORS, "authors", "count"),
        stating.of(mood, POLARITY, "mean polarity", "polarity"),
    )


@dataclass(frozen=True, slots=True)
class _Stating:
    """States the figures of one interest that posts show."""

    label: str
    stance: str
    rows: str
    ledger: Ledger

    def of(self, value: float | None, measure: str, what: str, unit: Unit) -> Figure:
        return self.ledger.add(
            value,
            label=f"{self.label} ({self.stance}): {what}",
            measure=measure,
            rows=self.rows,
            how=HOW,
            unit=unit,
            marks=f"interest: {self.label}",
        )


def _declared(marts: duckdb.DuckDBPyConnection, label: str, holders: str, ledger: Ledger) -> Figure:
    rows = f"SELECT author_key, interest, weight, last_evidence_at {holders}"
    (authors,) = measured(marts, rows, AUTHORS)
    return ledger.add(
        authors,
        label=f"{label} ({DECLARES}): authors",
        measure=AUTHORS,
        rows=rows,
        how="From the labels that authors publish about themselves.",
        kind="rows",
    )
