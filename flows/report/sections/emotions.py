"""What the negative posts of the period sound like: anger, sadness, ..."""

from dataclasses import dataclass

import duckdb

from flows.report.figures import Figure, Ledger, measured, share
from flows.report.period import Period
from flows.report.rows import NO_EMOTION, feelings_in, quoted

NEGATIVE = "sentiment = 'negative'"


@dataclass(frozen=True, slots=True)
class Emotion:
    """One emotion and its share of the period's negative posts."""

    label: str
    share: Figure


def read_emotions(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> tuple[Emotion, ...]:
    """Return the emotions met in negative posts, most first; none where none was tagged."""
    rows = feelings_in(period, NEGATIVE)
    found = (
        marts.sql(rows)
        .filter(f"emotion <> {quoted(NO_EMOTION)}")
        .aggregate("emotion, count(*) AS posts")
        .order("posts DESC, emotion")
        .fetchall()
    )
    return tuple(_emotion(marts, label, rows, ledger) for label, _ in found)


def _emotion(marts: duckdb.DuckDBPyConnection, label: str, rows: str, ledger: Ledger) -> Emotion:
    felt = f"emotion = {quoted(label)}"
    (value,) = measured(marts, rows, share(felt))
    figure = ledger.add(
        value,
        label=f"Negative posts: {label}",
        measure=share(felt),
        rows=rows,
        how="Negative posts with that emotion over all negative posts; a post has one at most.",
        unit="share",
        listed=felt,
    )
    return Emotion(label, figure)
