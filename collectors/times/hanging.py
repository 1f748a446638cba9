"""Times that are only known when the moment of reading is: 6小时前, 12-16."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from collectors.times.read import parse_time
from collectors.times.when import When

_YEAR = re.compile(r"\d{4}")
_LONG_AGO = timedelta(days=800)


def hangs_on_now(written: Any, when: When, *, now: datetime, zone: tzinfo | None = None) -> bool:
    """Return whether `written`, read as `when`, would be another moment at another `now`."""
    if when.relative:
        return True
    if not isinstance(written, str) or _YEAR.search(written):
        return False
    return parse_time(written, now=now - _LONG_AGO, zone=zone) != when


def parse_saved_time(
    written: Any, *, now: datetime, now_is_known: bool, zone: tzinfo | None = None
) -> When | None:
    """Return the moment that `written` names, or None when it names none for sure.

    Args:
        written: as for `parse_time`.
        now: moment of saving (aware).
        now_is_known: whether somebody stated `now`; what hangs on one that was only guessed, such
            as the age of a file, is assumed.
        zone: for times that name none.
    """
    when = parse_time(written, now=now, zone=zone)
    guessed = when and not now_is_known and hangs_on_now(written, when, now=now, zone=zone)
    return replace(when, assumed=True) if when and guessed else when
