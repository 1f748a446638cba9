"""Read a written time, whatever its form."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from dateparser import DateDataParser

from collectors.post import EARLIEST_YEAR, LATEST_YEAR, Precision
from collectors.times import patterns
from collectors.times.relative import relative_time, yearless_time
from collectors.times.when import BEIJING, When, moment

LONGEST = 100
"""Characters; nothing longer is a time."""

EARLIEST = 1e8
"""Smaller numbers are no seconds since 1970, but years, ordinals and the like."""

LATEST = 1e20
"""Larger numbers are no time in any unit."""

_SECONDS_DIGITS = 10
_PIVOT = 70
_OTHER_LANGUAGES = ["pt", "es", "fr", "de", "it", "nl", "pl", "sv", "ru", "ja", "tr", "cs"]


def parse_time(written: Any, *, now: datetime, zone: tzinfo | None = None) -> When | None:
    """Return the moment that `written` names, or None when it names none for sure.

    Year first is year first, whatever follows (2020/1/10 is in January); digits are seconds,
    milliseconds or microseconds by their size; 01/02/2023 is read by nobody and gives None, and
    so does a year before 1900 or after 2200.

    Args:
        written: text, digits, a number, a date or a datetime.
        now: moment of fetching (aware), against which relative words are read.
        zone: for times that name none; by default Beijing for times in Chinese, else UTC.
    """
    when = _read(written, now=now, zone=zone)
    return when if when and EARLIEST_YEAR <= when.moment.year <= LATEST_YEAR else None


def _read(written: Any, *, now: datetime, zone: tzinfo | None) -> When | None:
    if isinstance(written, date):
        return _of_date(written, zone or UTC)
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        return _of_number(written)
    if not isinstance(written, str):
        return None
    text = _bare(written)
    if not text or len(text) > LONGEST:
        return None
    chinese = bool(patterns.CHINESE.search(text))
    return _of_text(text, now=now, zone=zone or (BEIJING if chinese else UTC))


def _bare(written: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", written[: LONGEST * 2]).split())
    text = text.replace("\u2212", "-")
    found = patterns.PREFIX.match(text)
    return text[found.end() :] if found else text


def _of_text(text: str, *, now: datetime, zone: tzinfo) -> When | None:
    if patterns.NUMBER.fullmatch(text) and not patterns.COMPACT.fullmatch(text):
        return _of_number(float(text), digits=len(text.partition(".")[0]))
    if when := relative_time(text, now=now, zone=zone):
        return when
    for read in _READERS:
        if when := read(text, zone):
            return when
    if when := yearless_time(text, now=now, zone=zone):
        return when
    head, _, place = text.rpartition(" ")  # 编辑于 05-13 广东
    if head and patterns.CHINESE.match(place):
        return _of_text(head, now=now, zone=zone)
    return _foreign(text, zone)


def _of_date(written: date, zone: tzinfo) -> When | None:
    try:
        if not isinstance(written, datetime):
            midnight = datetime(written.year, written.month, written.day, tzinfo=zone)
            return When(midnight.astimezone(UTC), "day", assumed=True)
        if written.tzinfo:
            return When(written.astimezone(UTC), "second", assumed=False)
        return When(written.replace(tzinfo=zone).astimezone(UTC), "second", assumed=True)
    except (ValueError, OverflowError):
        return None


def _of_number(value: float, *, digits: int | None = None) -> When | None:
    """Read seconds since 1970, or thousandths and so on of them, told by the number of digits."""
    if not EARLIEST <= value <= LATEST:
        return None
    count = digits or len(str(int(value)))
    seconds = value / 10 ** max(0, count - _SECONDS_DIGITS)
    try:
        return When(datetime.fromtimestamp(seconds, tz=UTC), "second", assumed=False)
    except (ValueError, OverflowError, OSError):
        return None


def _numeric(name: str) -> Callable[[str, tzinfo], When | None]:
    pattern = getattr(patterns, name)

    def read(text: str, zone: tzinfo) -> When | None:
        found = pattern.fullmatch(text)
        if not found:
            return None
        parts = found.groupdict()
        month = int(parts.get("month") or 1)
        return moment(parts, year=int(parts["year"]), month=month, zone=zone)

    return read


def _named(name: str) -> Callable[[str, tzinfo], When | None]:
    pattern = getattr(patterns, name)

    def read(text: str, zone: tzinfo) -> When | None:
        found = pattern.fullmatch(text)
        month = patterns.MONTHS.get(found["name"].lower()) if found else None
        if not found or not month:
            return None
        return moment(found.groupdict(), year=_century(found["year"]), month=month, zone=zone)

    return read


def _century(written: str) -> int:
    year = int(written)
    if len(written) > 2:  # two digits stand for a year near ours (RFC 2822, 4.3)  # noqa: PLR2004  # digits of a year
        return year
    return year + (2000 if year < _PIVOT else 1900)


_READERS = (
    _numeric("YEAR_FIRST"),
    _numeric("COMPACT"),
    _named("DAY_FIRST"),
    _named("MONTH_FIRST"),
    _named("C_TIME"),
    _numeric("DOTTED"),
    _numeric("YEAR"),
)

_foreign_read: list[DateDataParser] = []


def _foreign(text: str, zone: tzinfo) -> When | None:
    """Read month names of other languages; the library is asked last, for it guesses gladly."""
    words = re.split(r"[\s,.\-]+", text)
    if not any(map(str.isalpha, words)) or not any(map(_is_year, words)):
        return None
    try:
        local = _library().get_date_data(text).date_obj
        moment_ = local.replace(tzinfo=local.tzinfo or zone).astimezone(UTC) if local else None
    except Exception:  # it raises whatever its regexes meet in odd strings  # noqa: BLE001  # it raises whatever its regexes meet in odd strings
        return None
    if local is None or moment_ is None:
        return None
    return When(moment_, _spelt_precision(text), assumed=local.tzinfo is None)


def _library() -> DateDataParser:
    # made on first use: it loads a table for each language
    if not _foreign_read:
        _foreign_read.append(
            DateDataParser(languages=_OTHER_LANGUAGES, settings={"STRICT_PARSING": True})
        )
    return _foreign_read[0]


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit()  # digits of a year  # noqa: PLR2004  # digits of a year


def _spelt_precision(text: str) -> Precision:
    colons = text.count(":")
    return ("day", "minute", "second")[min(colons, 2)]
