"""From the published tables to one HTML file."""

import os
from datetime import datetime
from pathlib import Path

import duckdb

from flows.report.evidence import gather
from flows.report.facts import read_facts
from flows.report.page import render
from flows.report.period import Period
from flows.report.quotes import check_quote
from flows.store.marts import open_marts


def build_report(  # noqa: PLR0913  # what the settings say of the page
    marts_url: str,
    *,
    out: Path,
    title: str,
    as_of: datetime,
    days: int = 30,
    audit_days: int = 90,
) -> Path:
    """Write the report on the `days` up to `as_of` (aware) to `out`; return `out`.

    Precision of tags is that of the verdicts of the `audit_days` up to `as_of`.

    The same tables give the same bytes. Nothing is written unless every figure was counted again
    from its own rows and every quote was found in the record.

    Raises:
        FigureMismatch: a figure is not what its rows give.
        QuoteMismatch: a quote does not stand in the record.
        PeriodRefused: `days` is not in 1..366.
        flows.store.errors.MartsMissing: nothing was published at `marts_url`.
    """
    period = Period.ending(as_of, days=days)
    with open_marts(marts_url) as marts:
        page = build_page(marts, title=title, period=period, audit_days=audit_days)
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = out.with_name(f".{out.name}.part")
    aside.write_text(page, encoding="utf-8")
    os.replace(aside, out)  # noqa: PTH105  # atomic: a reader never meets half a page
    return out


def build_page(
    marts: duckdb.DuckDBPyConnection, *, title: str, period: Period, audit_days: int = 90
) -> str:
    """Return the report as HTML, checked.

    Raises:
        FigureMismatch: a figure is not what its rows give.
        QuoteMismatch: a quote does not stand in the record.
    """
    facts = read_facts(marts, period=period, audit_days=audit_days)
    for quote in facts.quotes:
        check_quote(marts, quote)
    return render(facts, gather(marts, facts.ledger), title=title)
