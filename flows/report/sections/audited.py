"""How often the tags of this project were right, from verdicts on a random sample."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import duckdb

from flows.report.figures import Figure, Ledger, share
from flows.report.period import moment
from flows.report.rows import quoted

Z95: Final = 1.959963984540054
"""The normal distribution lies within this many standard deviations in 95 cases of 100."""

COLUMNS: Final = "drawn, post_key, label, target, is_right, should_be, model, judged_at"
KINDS: Final = """
    SELECT DISTINCT kind FROM post_tags
    UNION SELECT 'aspect' FROM aspects UNION SELECT 'comparison' FROM comparisons
    UNION SELECT kind FROM audits ORDER BY kind
"""


@dataclass(frozen=True, slots=True)
class Audited:
    """What verdicts say of one kind of tag.

    Attributes:
        kind: the kind.
        judged: how many tags of it were judged.
        precision: share of them that are right; None where none was judged.
        low: lower end of its 95 % interval.
        high: upper end.
    """

    kind: str
    judged: Figure
    precision: Figure
    low: float
    high: float


def read_audited(
    marts: duckdb.DuckDBPyConnection, ledger: Ledger, *, until: datetime, window_days: int
) -> tuple[Audited, ...]:
    """Return the measured precision of each kind of tag that there is, by kind.

    Args:
        marts: where the published tables are.
        ledger: gets the figures.
        until: end of the window (aware).
        window_days: its length: older verdicts do not count.
    """
    since = moment(until - timedelta(days=window_days))
    window = f"judged_at >= {since} AND judged_at < {moment(until)}"
    kinds = [kind for (kind,) in marts.execute(KINDS).fetchall()]
    found = marts.execute(
        f"SELECT kind, count(*), avg(CAST(is_right AS INTEGER)) FROM audits WHERE {window} "  # noqa: S608  # our own text
        "GROUP BY kind"
    ).fetchall()
    counts = {kind: (judged, precision) for kind, judged, precision in found}
    return tuple(_audited(kind, counts.get(kind, (0, None)), window, ledger) for kind in kinds)


def wilson(right: float, judged: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of `judged` cases; (0, 1) where there are none.

    Wilson, Probable inference, the law of succession, and statistical inference, 1927.
    """
    if judged == 0:
        return 0.0, 1.0
    found, square = right / judged, Z95**2 / judged
    centre = (found + square / 2) / (1 + square)
    half = Z95 / (1 + square) * math.sqrt((found * (1 - found) + square / 4) / judged)
    return max(0.0, centre - half), min(1.0, centre + half)


def _audited(kind: str, found: tuple[int, float | None], window: str, ledger: Ledger) -> Audited:
    judged, precision = found
    rows = f"SELECT {COLUMNS} FROM audits WHERE kind = {quoted(kind)} AND {window}"  # noqa: S608  # quoted
    count = ledger.add(
        judged,
        label=f"Judged tags: {kind}",
        measure="count(*)",
        rows=rows,
        how="Tags of this kind drawn at random and judged by a person within the window.",
        kind="rows",
    )
    right = ledger.add(
        precision,
        label=f"Precision: {kind}",
        measure=share("is_right"),
        rows=rows,
        how="Tags judged right over all that were judged.",
        unit="share",
        kind="rows",
    )
    low, high = wilson((precision or 0) * judged, judged)
    return Audited(kind, count, right, low, high)
