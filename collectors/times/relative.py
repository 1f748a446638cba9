"""Times written as a distance from the moment of reading."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from collectors.post import Precision
from collectors.times.patterns import MONTH_DAY
from collectors.times.when import When, moment

_UNITS: dict[str, tuple[Precision, timedelta]] = {
    "秒": ("second", timedelta(seconds=1)),
    "分": ("minute", timedelta(minutes=1)),
    "时": ("hour", timedelta(hours=1)),
    "天": ("day", timedelta(days=1)),
    "周": ("week", timedelta(weeks=1)),
    "月": ("month", timedelta(days=30)),
    "年": ("year", timedelta(days=365)),
}
_SAME = {
    "second": "秒", "sec": "秒", "minute": "分", "min": "分", "分钟": "分", "分鐘": "分",
    "hour": "时", "小时": "时", "小時": "时", "day": "天", "日": "天", "week": "周", "星期": "周",
    "週": "周", "month": "月", "个月": "月", "個月": "月", "year": "年", "秒钟": "秒", "秒鐘": "秒",
}  # fmt: skip
AGO = re.compile(
    r"(?P<count>\d{1,4}|an?|半|几|数)?\s*(?P<unit>秒钟|秒鐘|秒|分钟|分鐘|分|小时|小時|天|日|周|週|星期|"
    r"个月|個月|月|年|second|sec|minute|min|hour|day|week|month|year)s?\s*(?:之?前|以前|ago)",
    re.IGNORECASE,
)
_JUST_NOW = frozenset({"刚刚", "剛剛", "刚才", "just now", "now"})
_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2, "today": 0, "yesterday": 1}
NAMED_DAY = re.compile(
    r"(?P<word>今天|昨天|前天|today|yesterday),?\s*(?:at\s+)?"
    r"(?:(?P<noon>上午|下午|晚上|中午|早上|凌晨)?\s*(?P<hour>\d{1,2})\s*[:\uff1a点]\s*(?P<minute>\d{1,2})"
    r"(?:\s*[:\uff1a]\s*(?P<second>\d{1,2}))?\s*(?P<noon_after>AM|PM)?)?",
    re.IGNORECASE,
)


def relative_time(written: str, *, now: datetime, zone: tzinfo) -> When | None:
    """Return the moment of words such as 3天前 or 昨天 18:12, seen from `now`; else None."""
    if written.lower() in _JUST_NOW:
        return When(now.astimezone(UTC), "minute", assumed=False, relative=True)
    if found := AGO.fullmatch(written):
        return _ago(found["count"], found["unit"], now=now, zone=zone)
    if found := NAMED_DAY.fullmatch(written):
        return _named_day(found, now=now, zone=zone)
    return None


def yearless_time(written: str, *, now: datetime, zone: tzinfo) -> When | None:
    """Return the moment of 12-16 or 5月13日 12:00: this year, or last year if that is to come."""
    found = MONTH_DAY.fullmatch(written)
    if not found:
        return None
    for year in (now.astimezone(zone).year, now.astimezone(zone).year - 1):
        when = moment(found.groupdict(), year=year, month=int(found["month"]), zone=zone)
        if when and when.moment <= now:
            return when
    return None


def _ago(count: str | None, unit: str, *, now: datetime, zone: tzinfo) -> When | None:
    precision, size = _UNITS[_SAME.get(unit.lower(), unit)]
    number = 0.5 if count == "半" else float(count) if count and count.isdecimal() else 1.0
    try:
        point = now - number * size
    except OverflowError:
        return None
    if precision in ("second", "minute", "hour"):
        return When(point.astimezone(UTC), precision, assumed=False, relative=True)
    midnight = point.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return When(midnight.astimezone(UTC), precision, assumed=True, relative=True)


def _named_day(found: re.Match[str], *, now: datetime, zone: tzinfo) -> When | None:
    day = now.astimezone(zone) - timedelta(days=_DAYS_BACK[found["word"].lower()])
    parts = found.groupdict() | {"day": str(day.day)}
    when = moment(parts, year=day.year, month=day.month, zone=zone)
    return when and When(when.moment, when.precision, assumed=True, relative=True)
