"""How long a source asks us to wait, as its headers or its words say it.

Forms met: `Retry-After` (seconds or HTTP date); `X-RateLimit-*`, `X-Rate-Limit-*` and
`RateLimit-*` (draft-ietf-httpapi-ratelimit-headers until -07), where the reset is in seconds,
seconds or milliseconds since 1970, or ISO time; `RateLimit: "default";r=0;t=30` with
`RateLimit-Policy: "default";q=100;w=60` (the same draft since -08) or `RateLimit: limit=100,
remaining=0, reset=30` (before); Discourse's `extras.wait_seconds` in the body alone.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from collectors.json_text import read_json

EPOCH_FROM = 1e8  # a wait of three years would be nonsense: from here on it is a date
MILLISECONDS_FROM = 1e11
LITTLE = 0.1
"""Share of a limit below which what is left of it is spread over the time until its reset."""

_PREFIXES = ("x-ratelimit", "ratelimit", "x-rate-limit")
_LEADING = re.compile(r"\s*(-?\d{1,15}(?:\.\d{1,9})?)\s*(?:[,;]|$)")
_MEMBER = re.compile(r'"([^"]*)"([^,"]*)')
_PARAMETER = re.compile(r"\b(limit|remaining|reset|[a-z])\s*=\s*(\d{1,15}(?:\.\d{1,9})?)")


@dataclass(frozen=True, slots=True)
class Limit:
    """One rate limit as an answer states it.

    Attributes:
        remaining: questions that are left.
        reset_s: seconds until all of them are there again.
        quota: how many that are; None where it is not said.
    """

    remaining: float
    reset_s: float
    quota: float | None = None


def retry_after_s(headers: Mapping[str, str], *, wall: float, body: bytes = b"") -> float | None:
    """Return the seconds after which a refused question may be asked again, None if not said.

    Args:
        headers: of the answer, names in any case.
        wall: now, seconds since 1970.
        body: of the answer.
    """
    stated = headers.get("retry-after")
    wait = None if stated is None else _seconds(stated, wall=wall)
    if wait is None:
        wait = spent_limit_s(headers, wall=wall)
    return _said(body) if wait is None else wait


def spent_limit_s(headers: Mapping[str, str], *, wall: float) -> float | None:
    """Return the seconds until the rate limit is filled again; None while some of it is left."""
    spent = (one.reset_s for one in limits(headers, wall=wall) if one.remaining < 1)
    return max(spent, default=None)


def spread_s(headers: Mapping[str, str], *, wall: float) -> float:
    """Return the pause that spreads what little is left of a limit; 0 where there is plenty."""
    pauses = (
        one.reset_s / one.remaining
        for one in limits(headers, wall=wall)
        if one.quota is not None and 1 <= one.remaining < LITTLE * one.quota
    )
    return max(pauses, default=0.0)


def limits(headers: Mapping[str, str], *, wall: float) -> list[Limit]:
    """Return every rate limit that an answer states with what is left and when it is filled."""
    found = [_in_own_headers(headers, prefix, wall=wall) for prefix in _PREFIXES]
    return [one for one in found if one] + list(_in_one_header(headers, wall=wall))


def _in_own_headers(headers: Mapping[str, str], prefix: str, *, wall: float) -> Limit | None:
    remaining = _leading(headers.get(f"{prefix}-remaining"))
    written = headers.get(f"{prefix}-reset")
    reset = None if written is None else _seconds(written, wall=wall)
    if remaining is None or reset is None:
        return None
    used = _leading(headers.get(f"{prefix}-used"))  # Reddit says no limit
    quota = _leading(headers.get(f"{prefix}-limit"))
    return Limit(remaining, reset, quota if quota or used is None else remaining + used)


def _in_one_header(headers: Mapping[str, str], *, wall: float) -> Iterator[Limit]:
    stated = headers.get("ratelimit", "")
    quotas = _members(headers.get("ratelimit-policy", ""))
    for name, said in _members(stated).items() or [("", _parameters(stated))]:
        remaining = said.get("r", said.get("remaining"))
        reset = said.get("t", said.get("reset"))
        if remaining is not None and reset is not None:
            quota = quotas.get(name, {}).get("q", said.get("limit"))
            yield Limit(remaining, _until(reset, wall=wall), quota)


def _members(header: str) -> dict[str, dict[str, float]]:
    return {name: _parameters(rest) for name, rest in _MEMBER.findall(header)}


def _parameters(text: str) -> dict[str, float]:
    return {name: float(value) for name, value in _PARAMETER.findall(text)}


def _leading(written: str | None) -> float | None:
    """Return the number that a header begins with; the draft lets windows follow it."""
    found = _LEADING.match(written or "")
    return float(found[1]) if found else None


def _said(body: bytes) -> float | None:
    try:
        said = read_json(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    extras = said.get("extras") if isinstance(said, dict) else None
    wait = extras.get("wait_seconds") if isinstance(extras, dict) else None
    return _number(str(wait)) if isinstance(wait, (int, float, str)) else None


def _number(written: str) -> float | None:
    try:
        value = float(written)
    except ValueError:
        return None
    return max(0.0, value) if math.isfinite(value) else None


def _seconds(written: str, *, wall: float) -> float | None:
    number = _number(written)
    if number is None:
        moment = _moment(written.strip())
        return None if moment is None else max(0.0, moment - wall)
    return _until(number, wall=wall)


def _until(number: float, *, wall: float) -> float:
    """Return the seconds until a moment, or those that a plain number says."""
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
