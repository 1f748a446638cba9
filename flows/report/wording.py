"""How numbers and times are written in the report."""

import math
from datetime import date, datetime, timedelta
from typing import Final

from flows.report.figures import Figure

MINUS: Final = "\N{MINUS SIGN}"
NOTHING: Final = "\N{EN DASH}"
MANY: Final = 1000


def figure_text(figure: Figure) -> str:
    """Return a figure's value as the reader sees it."""
    if figure.value is None:
        return NOTHING
    return _WRITERS[figure.unit](figure.value)


def count(value: float) -> str:
    """Write a whole number with thousands apart."""
    return f"{round(value):,}".replace("-", MINUS)


def share(value: float) -> str:
    """Write a share (0 to 1) as a percentage."""
    return f"{100 * value:.1f}\N{NARROW NO-BREAK SPACE}%"


def polarity(value: float | None) -> str:
    """Write a polarity (-1 to 1) with its sign."""
    if value is None or math.isnan(value):
        return NOTHING
    return f"{value + 0.0:+.2f}".replace("-", MINUS)


def signed(value: float) -> str:
    """Write a change with its sign and one decimal."""
    return f"{value + 0.0:+.1f}".replace("-", MINUS)


def amount(value: float | None) -> str:
    """Write a number that is not a count: at most one decimal, fewer when it is large."""
    if value is None or math.isnan(value):
        return NOTHING
    digits = 0 if abs(value) >= MANY or value == round(value) else 1
    return f"{value:,.{digits}f}".replace("-", MINUS)


def day(when: date) -> str:
    """Write a day: 4 Nov 2026."""
    return f"{when.day} {when:%b %Y}"


def short_day(when: date) -> str:
    """Write a day within a known year: 4 Nov."""
    return f"{when.day} {when:%b}"


def minute(when: datetime) -> str:
    """Write a moment: 4 Nov 2026, 09:30 UTC."""
    return f"{day(when)}, {when:%H:%M} UTC"


def span(starts_at: datetime, ends_at: datetime) -> str:
    """Write the days from `starts_at` (in) to `ends_at` (out)."""
    last = ends_at - timedelta(microseconds=1)
    if last.date() <= starts_at.date():
        return day(starts_at)
    return f"{short_day(starts_at)} \N{EN DASH} {day(last)}"


_WRITERS: Final = {"count": count, "share": share, "polarity": polarity, "amount": amount}
