"""Find a time among other words."""

import re
from datetime import UTC, datetime, tzinfo

from collectors.times import patterns, relative
from collectors.times.read import parse_time
from collectors.times.when import BEIJING, When

LONGEST = 400
"""Characters of a text that are looked through."""

# times with a year first, then distances, then those that leave the year out
_WRITTEN = (
    patterns.C_TIME,
    patterns.YEAR_FIRST,
    patterns.DAY_FIRST,
    patterns.MONTH_FIRST,
    patterns.DOTTED,
    relative.AGO,
    relative.NAMED_DAY,
    patterns.MONTH_DAY,
)
_WORD_SIDE = re.compile(r"[A-Za-z0-9]")


def time_within(text: str, *, now: datetime, zone: tzinfo | None = None) -> When | None:
    """Return the first time that stands among the words of `text`; None when there is none.

    Args:
        text: such as "posted by Ann on May 3, 2024" or "第3楼 2024-05-03 12:00 来自手机".
        now: see `parse_time`.
        zone: see `parse_time`.
    """
    text = " ".join(text[:LONGEST].split())
    zone = zone or (BEIJING if patterns.CHINESE.search(text) else UTC)
    for pattern in _WRITTEN:
        for found in pattern.finditer(text):
            if _cuts_a_word(text, *found.span()) or _may_be_no_time(found):
                continue
            written = found[0].strip(" ,")
            # "Oktober 13, 2024 at 1:44 pm": themes are translated by halves
            for one in dict.fromkeys((written, written.replace(" at ", " "))):
                if when := parse_time(one, now=now, zone=zone):
                    return when
    return None


def _may_be_no_time(found: re.Match[str]) -> bool:
    """Return whether it is two numbers and a dash among other words, such as a model's name."""
    return found.re is patterns.MONTH_DAY and found.start() > 0 and not set("月:") & set(found[0])


def _cuts_a_word(text: str, begin: int, end: int) -> bool:
    """Return whether a find begins or ends within a number or a word of Latin letters."""
    return any(
        _WORD_SIDE.fullmatch(text[at - 1]) and _WORD_SIDE.fullmatch(text[at])
        for at in (begin, end)
        if 0 < at < len(text)
    )
