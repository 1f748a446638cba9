"""What was looked at and what was not, so that silence is told from darkness."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb

from flows.report import wording
from flows.report.figures import COUNT, Figure, Ledger, measured
from flows.report.period import Period
from flows.report.rows import looks_of, posts_in, quoted, refused_of

HEARD, SILENT, PARTLY, DARK, UNASKED = "heard", "silent", "partly", "dark", "unasked"
MEANING: Final = {
    HEARD: "read, new posts",
    SILENT: "read, nothing new",
    PARTLY: "some hours could not be read",
    DARK: "could not be read",
    UNASKED: "not asked",
}
SUMMED: Final = ("asked", "answered", "new", "changed", "withdrawn", "refused")
UNREAD: Final = "dark_hours >= 1"
WHOLE_DAY: Final = 23.9


@dataclass(frozen=True, slots=True)
class Source:
    """One source over the period.

    Attributes:
        name: its name in the settings.
        posts: posts of it that were published in the period.
        sums: runs that asked and were answered, posts new and changed, items refused.
        quarantined: items of it put in quarantine within the period.
        days: each day's state, a key of `MEANING`.
        dark_days: days of which an hour or more could not be read.
        last_error: what went wrong last within the period, if anything.
        asked: it was looked at within the period.
        last_look: the last day on which it was looked at, ever; None for imported files.
    """

    name: str
    posts: Figure
    sums: dict[str, Figure]
    quarantined: Figure
    days: tuple[tuple[date, str], ...]
    dark_days: Figure
    last_error: str | None
    asked: bool
    last_look: date | None


def read_coverage(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> tuple[Source, ...]:
    """Return every source that was ever asked, or said anything in the period, by name."""
    found = marts.execute(
        "SELECT source FROM coverage UNION SELECT source FROM quarantine "  # noqa: S608  # own text
        f"UNION SELECT source FROM ({posts_in(period)}) ORDER BY source"
    ).fetchall()
    return tuple(_source(marts, name, period, ledger) for (name,) in found)


def dark_days(sources: tuple[Source, ...]) -> frozenset[date]:
    """Return the days of which at least one source was not read for an hour or more."""
    return frozenset(
        day for source in sources for day, state in source.days if state in {DARK, PARTLY}
    )


def _source(marts: duckdb.DuckDBPyConnection, name: str, period: Period, ledger: Ledger) -> Source:
    rows = looks_of(name, period)
    looks = {date.fromisoformat(row[0]): row[1:] for row in marts.sql(rows).fetchall()}
    failed = [looks[day][-1] for day in sorted(looks) if looks[day][-1]]
    return Source(
        name=name,
        posts=_posts(marts, name, period, ledger),
        sums=_sums(marts, name, rows, ledger),
        quarantined=_quarantined(marts, name, period, ledger),
        days=tuple((day, _state(looks.get(day))) for day in period.days),
        dark_days=_dark(marts, name, rows, ledger),
        last_error=failed[-1] if failed else None,
        asked=bool(looks),
        last_look=_last_look(marts, name),
    )


def _last_look(marts: duckdb.DuckDBPyConnection, name: str) -> date | None:
    found = marts.execute("SELECT max(day) FROM coverage WHERE source = ?", [name]).fetchall()
    return date.fromisoformat(found[0][0]) if found[0][0] else None


def _state(look: tuple[Any, ...] | None) -> str:
    if look is None:
        return UNASKED
    asked, answered, new, *_, dark_hours, _ = look
    if dark_hours >= WHOLE_DAY or (dark_hours > 0 and asked and not answered):
        return DARK
    if dark_hours >= 1:
        return PARTLY
    return HEARD if new else SILENT


def _posts(marts: duckdb.DuckDBPyConnection, name: str, period: Period, ledger: Ledger) -> Figure:
    rows = posts_in(period, f"source = {quoted(name)}")
    (posts,) = measured(marts, rows, COUNT)
    how = f"Standing posts of the source from {wording.span(period.start, period.end)}."
    return ledger.add(posts, label=f"{name}: posts", measure=COUNT, rows=rows, how=how)


def _sums(
    marts: duckdb.DuckDBPyConnection, name: str, rows: str, ledger: Ledger
) -> dict[str, Figure]:
    measures = {column: f"coalesce(sum({column}), 0)" for column in SUMMED}
    values = measured(marts, rows, ", ".join(measures.values()))
    return {
        column: ledger.add(
            value,
            label=f"{name}: {column}",
            measure=measure,
            rows=rows,
            how="Sum over the days of looking within the period.",
            kind="rows",
        )
        for (column, measure), value in zip(measures.items(), values, strict=True)
    }


def _dark(marts: duckdb.DuckDBPyConnection, name: str, rows: str, ledger: Ledger) -> Figure:
    measure = f"count(*) FILTER ({UNREAD})"
    (days,) = measured(marts, rows, measure)
    return ledger.add(
        days,
        label=f"{name}: days not wholly read",
        measure=measure,
        rows=rows,
        how="Days of which an hour or more was read by no look, neither then nor later.",
        kind="rows",
        listed=UNREAD,
    )


def _quarantined(
    marts: duckdb.DuckDBPyConnection, name: str, period: Period, ledger: Ledger
) -> Figure:
    rows = refused_of(name, period)
    (items,) = measured(marts, rows, COUNT)
    how = "Items that could not be read, kept with their reason; first seen within the period."
    return ledger.add(
        items, label=f"{name}: in quarantine", measure=COUNT, rows=rows, how=how, kind="rows"
    )
