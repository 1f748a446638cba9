"""A moment, and how well it is known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collectors.post import Precision

BEIJING = ZoneInfo("Asia/Shanghai")
"""Clock of China; not a fixed +8, for there was daylight saving time until 1991."""

# RFC 822, section 5, and what feeds are seen to use
ZONES: Mapping[str, int] = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
}  # fmt: skip

_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
_MAX_OFFSET_HOURS = 23
_HALF_DAY = 12
_LATE = frozenset({"下午", "晚上", "中午", "pm"})
_EARLY = frozenset({"上午", "早上", "凌晨", "am"})


@dataclass(frozen=True, slots=True)
class When:
    """A moment, and how well it is known.

    Attributes:
        moment: UTC; a day is its midnight in the zone it was written in, a week or month
            likewise.
        precision: the smallest unit that was written.
        assumed: the zone or the year was not written, but taken from the source.
        relative: it was written as a distance from the moment of fetching, so that the same
            words give another moment tomorrow.
    """

    moment: datetime
    precision: Precision
    assumed: bool
    relative: bool = False


def zone_named(name: str) -> ZoneInfo:
    """Return the zone of that name, such as Asia/Shanghai.

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"no time zone named {name!r}; write it like Asia/Shanghai"
        raise ValueError(msg) from error


def offset(written: str | None) -> tzinfo | None:
    """Return the zone of an offset or a usual abbreviation; None for anything else."""
    if not written:
        return None
    if written.upper() in ZONES:
        return timezone(timedelta(hours=ZONES[written.upper()]))
    found = _OFFSET.fullmatch(written)
    if not found or int(found[2]) > _MAX_OFFSET_HOURS:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-size if found[1] == "-" else size)


def moment(parts: Mapping[str, str | None], *, year: int, month: int, zone: tzinfo) -> When | None:
    """Return the moment that the parts of a written time name; None when there is no such time.

    Args:
        parts: day, hour, minute, second, fraction, noon, noon_after, zone; each may be missing.
        year: of four digits.
        month: 1-12.
        zone: for times that name none.
    """
    own = offset(parts.get("zone"))
    try:
        local = datetime(year, month, int(parts.get("day") or 1), tzinfo=own or zone)
        local += _clock(parts)
        return When(local.astimezone(UTC), _precision(parts), assumed=own is None)
    except (ValueError, OverflowError):
        return None


def _clock(parts: Mapping[str, str | None]) -> timedelta:
    if parts.get("hour") is None:
        return timedelta()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    hour = _of_24(hour, (parts.get("noon") or parts.get("noon_after") or "").lower())
    if hour > 24 or minute > 59 or second > 60:  # 24:00 and the leap second occur  # noqa: PLR2004  # 24:00 and the leap second occur
        msg = f"no clock shows {hour}:{minute}:{second}"
        raise ValueError(msg)
    micros = int((parts.get("fraction") or "0").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micros)


def _of_24(hour: int, noon: str) -> int:
    if noon in _LATE and hour < _HALF_DAY:
        return hour + _HALF_DAY
    if noon in _EARLY and hour == _HALF_DAY:
        return 0
    return hour


def _precision(parts: Mapping[str, str | None]) -> Precision:
    finest: tuple[tuple[str, Precision], ...] = (
        ("second", "second"),
        ("minute", "minute"),
        ("hour", "hour"),
        ("day", "day"),
        ("month", "month"),
    )
    return next((unit for name, unit in finest if parts.get(name) is not None), "year")
