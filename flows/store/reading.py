"""Strict reading of single values as they come out of files."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from flows.store.errors import UnknownZone
from flows.store.privacy import storable

_MOMENT = re.compile(
    r"(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_SEXES = {
    **dict.fromkeys(("female", "f", "女", "女性"), "female"),
    **dict.fromkeys(("male", "m", "男", "男性"), "male"),
}
# PostgreSQL indexes keys up to about 2,700 bytes; no company's ids come near this.
_LONGEST_NAME = 500
# What a spreadsheet makes of a long number: 1.23457E+18.
_SPOILT = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_EXACT_BELOW = 2**53
_YEARS = range(1880, 2101)
_LARGEST_LINE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Field:
    """How one column is read, whether every row needs it, and what an empty one means."""

    read: Callable[[Any], Any]
    needed: bool
    default: Any = None

    def __call__(self, name: str, value: Any) -> Any:
        """Return `value` read; raise ValueError with the column's `name` when it cannot be."""
        if _empty(value):
            if self.needed:
                msg = f"{name} is empty"
                raise ValueError(msg)
            return self.default
        try:
            return self.read(value)
        except (ValueError, OverflowError) as error:
            msg = f"{name}: {error}"
            raise ValueError(msg) from error


def required(read: Callable[[Any], Any]) -> Field:
    """Return a field without which a row means nothing."""
    return Field(read, needed=True)


def optional(read: Callable[[Any], Any], *, default: Any = None) -> Field:
    """Return a field that may be empty."""
    return Field(read, needed=False, default=default)


@dataclass(frozen=True, slots=True)
class Readers:
    """Readers of values; each raises ValueError saying what is wrong with the value."""

    zone: tzinfo

    def moment(self, value: Any) -> datetime:
        """Read a time, year first, as UTC; one without zone is of `self.zone`."""
        told = _told(value)
        aware = told if told.tzinfo else told.replace(tzinfo=self.zone)
        return aware.astimezone(UTC)

    @staticmethod
    def name(value: Any) -> str:
        """Read an id; 17.0 is what pandas makes of 17 beside a gap.

        One that a spreadsheet rounded is refused: it would stand for several ids at once.
        """
        whole = isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_BELOW
        text = storable(str(int(value) if whole else value)).strip()
        if _SPOILT.fullmatch(text) or (isinstance(value, float) and not whole):
            msg = f"the id {text} was rounded by a spreadsheet; export it again as text"
            raise ValueError(msg)
        if not text or len(text) > _LONGEST_NAME:
            msg = f"an id has 1 to {_LONGEST_NAME} characters, not {len(text)}"
            raise ValueError(msg)
        return text

    @staticmethod
    def text(value: Any) -> str:
        """Read words."""
        return storable(str(value)).strip()

    @staticmethod
    def number(value: Any) -> float:
        """Read a number; thousands may be set off by commas."""
        text = str(value).strip()
        read = float(text.replace(",", "")) if _NUMBER.fullmatch(text) else math.nan
        if not math.isfinite(read):
            msg = f"{text!r} is not a number"
            raise ValueError(msg)
        return read

    def whole(self, value: Any) -> int:
        """Read a whole number from 1."""
        read = self.number(value)
        if not read.is_integer() or not 1 <= read <= _LARGEST_LINE:
            msg = f"{value!r} is not a whole number from 1"
            raise ValueError(msg)
        return int(read)

    def year(self, value: Any) -> int:
        """Read a year in which a customer can be born."""
        read = self.number(value)
        if not read.is_integer() or int(read) not in _YEARS:
            msg = f"{value!r} is not a year from {_YEARS[0]} to {_YEARS[-1]}"
            raise ValueError(msg)
        return int(read)

    @staticmethod
    def sex(value: Any) -> str:
        """Read female or male in English or Chinese; anything else is other."""
        return _SEXES.get(str(value).strip().lower(), "other")

    @staticmethod
    def currency(value: Any) -> str:
        """Read an ISO 4217 code."""
        text = str(value).strip().upper()
        if not re.fullmatch("[A-Z]{3}", text):
            msg = f"{text!r} is not a currency code such as CNY"
            raise ValueError(msg)
        return text


def fields_for(zone: str) -> Readers:
    """Return the readers for files whose times are of the zone with the IANA name `zone`.

    Raises:
        UnknownZone: there is none of that name.
    """
    try:
        return Readers(ZoneInfo(zone))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise UnknownZone(zone) from None


def _empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or bool(pd.isna(value))


def _told(value: Any) -> datetime:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime(warn=False)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  # the zone comes next
    found = _MOMENT.fullmatch(str(value).strip())
    if not found:
        msg = f"{value!r} is not a date; write 2026-05-13 or 2026-05-13T09:30:00+08:00"
        raise ValueError(msg)
    year, _, month, day, hour, minute, second, fraction, offset = found.groups()
    parts = [int(part or 0) for part in (year, month, day, hour, minute, second)]
    micro = int((fraction or "0").ljust(6, "0"))
    return datetime(*parts[:6], micro, tzinfo=_offset(offset))  # type: ignore[arg-type, misc]  # six ints


def _offset(written: str | None) -> tzinfo | None:
    if written is None or written == "Z":
        return UTC if written else None
    sign = -1 if written[0] == "-" else 1
    hours, minutes = int(written[1:3]), int(written[-2:])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
