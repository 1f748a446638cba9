"""The ways in which a day and a time of day are written out."""

import re

_ZONE = r"(?P<zone>Z|UTC|[A-Z]{2,4}|[+-]\d{1,2}:?\d{2}|[+-]\d{2})?(?:\s*\([A-Z]+\))?"
_CLOCK = (
    r"(?P<noon>上午|下午|晚上|中午|早上|凌晨)?\s*(?P<hour>\d{1,2})\s*[:\uff1a时時点點]"
    r"(?:\s*(?P<minute>\d{1,2})(?:\s*[:\uff1a分]\s*(?P<second>\d{1,2}))?)?"
    r"(?:[.,](?P<fraction>\d{1,9}))?\s*[分秒]?\s*(?P<noon_after>AM|PM)?"
)
_TIME = rf"(?:(?:\s*T|,?\s+(?:at\s+)?|\s*)(?:{_CLOCK})\s*{_ZONE})?"
_SPACED_TIME = rf"(?:,?\s+(?:at\s+)?{_CLOCK}\s*{_ZONE})?"
_WEEKDAY = r"(?:[^\W\d_]{2,9}\.?,?\s+)?"
_NAME = r"(?P<name>[^\W\d_]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


YEAR_FIRST = _pattern(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*(?:[-/.月]\s*(?P<day>\d{1,2})\s*[日号號]?|月)?"
    rf"(?:\s*(?:星期|周|週)[一二三四五六日天])?{_TIME}"
)
COMPACT = _pattern(
    r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)"
    r"(?:T?(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?P<second>[0-6]\d)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
YEAR = _pattern(r"(?P<year>(?:19|20)\d\d)\s*年?")
MONTH_DAY = _pattern(
    rf"(?P<month>\d{{1,2}})\s*(?:-|月)\s*(?P<day>\d{{1,2}})\s*[日号號]?(?:\s*{_CLOCK})?"
)
DAY_FIRST = _pattern(  # RFC 822 and all that looks like it; also "8 April 2016"
    rf"{_WEEKDAY}{_DAY}[\s-]+{_NAME},?[\s-]+(?P<year>\d{{4}}|\d{{2}}){_SPACED_TIME}"
)
MONTH_FIRST = _pattern(rf"{_WEEKDAY}{_NAME}\s+{_DAY},?\s+(?P<year>\d{{4}}){_SPACED_TIME}")
C_TIME = _pattern(  # Sat May 13 12:00:00 +0800 2023
    rf"(?:[a-z]{{3}}\s+)?(?P<name>[a-z]{{3}})\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s*{_ZONE}\s+"
    r"(?P<year>\d{4})"
)
DOTTED = _pattern(  # 13.05.2023: with dots the day always stands first
    rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}}){_SPACED_TIME}"
)
NUMBER = _pattern(r"(?P<whole>\d{9,19})(?:\.\d+)?")
PREFIX = _pattern(
    r"(?:编辑于|編輯於|发布于|發佈於|发表于|發表於|更新于|创建于|修改于|posted(?: on)?"
    r"|published(?: on)?|updated(?: on)?|reviewed in .{2,40}? on)\s*[:\uff1a]?\s*"
)
CHINESE = _pattern(r"[\u3400-\u9fff]")

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
