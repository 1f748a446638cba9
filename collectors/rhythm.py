"""How often a source wants to be asked, as its feed and its headers say."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

LONGEST = timedelta(days=1)
"""Whatever a feed says, it is asked once a day."""
EARLY = 0.1, timedelta(minutes=1)
"""A run may come so much too early (share of the pause, at most so long): no clock is exact."""

_PERIODS_H = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_UNCACHED = re.compile(r"\bno-(?:cache|store)\b", re.IGNORECASE)
_HEAD_LENGTH = 20_000
_SKIPPED = re.compile(r"<skip(hours|days)[^>]{0,200}>(.{0,1500}?)</skip", re.IGNORECASE | re.DOTALL)
_ONE_SKIPPED = re.compile(r"<(?:hour|day)>\s*(\w{1,10})\s*<", re.IGNORECASE)


class Rhythm(BaseModel):
    """The least pause between two looks, and the hours and days to leave out.

    Attributes:
        pause_s: seconds.
        skip_hours: hours of the day, 0-23, UTC (RSS 2.0, skipHours).
        skip_days: days of the week, 0 for Monday, UTC.
    """

    model_config = ConfigDict(frozen=True)

    pause_s: float = 0.0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()

    def next_look(self, now: datetime) -> datetime:
        """Return the first moment to look again, at most a day after `now`."""
        pause = min(timedelta(seconds=self.pause_s), LONGEST)
        moment = now + pause
        while self._is_skipped(moment) and moment < now + LONGEST:
            moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        moment = min(moment, now + LONGEST)
        early = moment - min(pause * EARLY[0], EARLY[1])
        return moment if self._is_skipped(early) else early

    def _is_skipped(self, moment: datetime) -> bool:
        return moment.hour in self.skip_hours or moment.weekday() in self.skip_days

    def with_headers(self, headers: Mapping[str, str]) -> "Rhythm":
        """Return the rhythm of a feed whose answer came with these headers."""
        return self.model_copy(update={"pause_s": max(self.pause_s, fresh_for_s(headers))})


def stated_rhythm(
    *, ttl: str = "", period: str = "", frequency: str = "", markup: str = ""
) -> Rhythm:
    """Return what a feed states about itself.

    Args:
        ttl: minutes (RSS 2.0).
        period: sy:updatePeriod, such as hourly.
        frequency: sy:updateFrequency, how often in that period.
        markup: the feed, whose beginning may name skipHours and skipDays.
    """
    hours, days = _skipped(markup[:_HEAD_LENGTH])
    updates = max(_whole(frequency) or 1, 1)
    period_s = _PERIODS_H.get(period.strip().lower(), 0) * 3600 / updates
    pause_s = max((_whole(ttl) or 0) * 60.0, period_s)
    return Rhythm(pause_s=pause_s, skip_hours=hours, skip_days=days)


def fresh_for_s(headers: Mapping[str, str]) -> float:
    """Return the seconds for which `Cache-Control` calls an answer fresh; 0 when it does not."""
    control = headers.get("cache-control", "")
    stated = _MAX_AGE.search(control)
    if stated is None or _UNCACHED.search(control):
        return 0.0
    return max(0.0, float(stated[1]) - (_whole(headers.get("age", "")) or 0))


def _skipped(head: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    hours: set[int] = set()
    days: set[int] = set()
    for kind, inner in _SKIPPED.findall(head):
        for one in _ONE_SKIPPED.findall(inner):
            if kind.lower() == "days" and one.lower() in _DAYS:
                days.add(_DAYS.index(one.lower()))
            elif kind.lower() == "hours" and (hour := _whole(one)) is not None:
                hours.add(hour % 24)  # 24 is how some write midnight
    # whoever skips all of them does not mean it
    return (
        tuple(sorted(hours)) if len(hours) < 24 else (),  # noqa: PLR2004  # of a day
        tuple(sorted(days)) if len(days) < len(_DAYS) else (),
    )


def _whole(written: str) -> int | None:
    text = written.strip()
    return int(text[:9]) if text.isdecimal() and text.isascii() else None
