"""How long a source asks us to wait, as its headers say it."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

EPOCH_FROM = 1e8  # a wait of three years would be nonsense: from here on it is a date
MILLISECONDS_FROM = 1e11

_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
_RESET = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")


def retry_after_s(headers: Mapping[str, str], *, wall: float) -> float | None:
    """Return the seconds of `Retry-After` (seconds or HTTP date) or of a spent rate limit.

    Args:
        headers: of the answer, names in any case.
        wall: now, seconds since 1970.
    """
    stated = headers.get("retry-after")
    if stated is not None:
        wait = _seconds(stated, wall=wall)
        if wait is not None:
            return wait
    return spent_limit_s(headers, wall=wall)


def spent_limit_s(headers: Mapping[str, str], *, wall: float) -> float | None:
    """Return the seconds until the rate limit is filled again; None while some of it is left."""
    remaining = _first(headers, _REMAINING)
    reset = _first(headers, _RESET)
    if remaining is None or reset is None or _number(remaining) != 0:
        return None
    return _seconds(reset, wall=wall)


def _first(headers: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((headers[name] for name in names if name in headers), None)


def _number(written: str) -> float | None:
    try:
        value = float(written)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _seconds(written: str, *, wall: float) -> float | None:
    number = _number(written)
    if number is None:
        moment = _moment(written.strip())
        return None if moment is None else max(0.0, moment - wall)
    if number >= MILLISECONDS_FROM:
        number /= 1000
    return max(0.0, number - wall if number >= EPOCH_FROM else number)


def _moment(written: str) -> float | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(written)
            return _aware(moment).timestamp()
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
