"""The two names of a Weibo status, its number and the letters in its address; the time in ids."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from collectors.times.hanging import hangs_on_now, parse_saved_time
from collectors.times.when import BEIJING, When

_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BID = re.compile(r"[0-9a-zA-Z]{5,12}")
_ID = re.compile(r"\d{8,24}")
_BID_GROUP, _ID_GROUP = 4, 7
"""So many letters stand for so many digits, counted from the right."""

_TIMED_ID = re.compile(r"\d{16}")
_BELOW_TIME = 22
_SINCE = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=515_483_463)
"""What the bits of an id above its lowest 22 count seconds from."""

_FIRST = datetime(2009, 1, 1, tzinfo=UTC)
"""There was no Weibo before."""


def bid_of(status_id: str) -> str | None:
    """Return the short name that addresses use for a status; None if that is no id.

    From the right, each seven digits are four letters of base 62.
    """
    if not _ID.fullmatch(status_id):
        return None
    groups = _groups(status_id, _ID_GROUP)
    letters = [_letters(int(group)).rjust(_BID_GROUP, "0") for group in groups]
    return "".join(letters).lstrip("0")


def id_of(bid: str) -> str | None:
    """Return the id of the status that addresses name `bid`; None if that is no such name."""
    if not _BID.fullmatch(bid):
        return None
    numbers = [_number(group) for group in _groups(bid, _BID_GROUP)]
    return "".join(str(number).rjust(_ID_GROUP, "0") for number in numbers).lstrip("0")


def moment_of(native_id: str, *, now: datetime) -> datetime | None:
    """Return when the status or comment with that id was made, to the second.

    None for ids that do not carry it: those not of 16 digits, and moments before there was Weibo
    or after `now`.
    """
    if not (native_id.isascii() and _TIMED_ID.fullmatch(native_id)):
        return None
    moment = _SINCE + timedelta(seconds=int(native_id) >> _BELOW_TIME)
    return moment if _FIRST <= moment <= now else None


def published_when(
    written: Any,
    native_id: str,
    *,
    now: datetime,
    now_is_known: bool = True,
    zone: tzinfo | None = BEIJING,
) -> When | None:
    """Return when a status or comment was made: as written, or by its id where that is surer.

    Args:
        written: its time; 6小时前 and 12-16 are less sure than the id.
        native_id: of the status or comment.
        now: moment of fetching or saving (aware).
        now_is_known: whether somebody stated `now`.
        zone: for times that name none.
    """
    when = parse_saved_time(written, now=now, now_is_known=now_is_known, zone=zone)
    if when is None or not hangs_on_now(written, when, now=now, zone=zone):
        return when
    made = moment_of(native_id, now=now)
    return When(made, "second", assumed=False) if made else when


def _groups(text: str, size: int) -> list[str]:
    """Cut `text` into groups of `size`, the first of which may be shorter."""
    first = len(text) % size
    rest = [text[at : at + size] for at in range(first, len(text), size)]
    return [text[:first], *rest] if first else rest


def _letters(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(_BASE62))
        digits = _BASE62[digit] + digits
    return digits


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * len(_BASE62) + _BASE62.index(letter)
    return number
