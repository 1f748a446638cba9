"""Numbers, counts and star ratings as people write them."""

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_NUMBER = re.compile(r"[-+]?\d[\d.,\u00a0' ]*")
_UNITS = {"十": 10, "百": 100, "千": 10**3, "k": 10**3, "w": 10**4, "万": 10**4, "萬": 10**4,
          "m": 10**6, "亿": 10**8, "億": 10**8, "b": 10**9}  # fmt: skip
_COUNT = re.compile(
    r"(?P<number>\d[\d.,' ]*)\s*(?P<unit>[十百千万萬亿億kwmb])?\s*(?P<unit2>[万萬亿億])?\s*"
    r"\+?\s*(?:次|条|人|个|赞)?",
    re.IGNORECASE,
)
_LABELS = frozenset({"", "赞", "点赞", "评论", "转发", "收藏", "回复", "分享", "喜欢"})
_OUT_OF = re.compile(
    r"(?P<value>\d+(?:[.,]\d+)?)\s*(?:/|out of|von|sur|de|su|av|van|z|of)"
    r"\s*(?P<high>\d+(?:[.,]\d+)?)",
    re.IGNORECASE,
)
_WORDS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_STAR_WORD = re.compile(
    r"(?P<value>[一二两三四五]|\d(?:\.\d)?)\s*(?:颗|个)?\s*(?:星|stars?)", re.IGNORECASE
)
_FULL, _EMPTY = "★⭐", "☆"
_PERCENT = 100.0
_GROUP = 3
MAX_COUNT = 2**63 - 1
"""What a table can hold."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating beside its scale; an end of the scale that is not written is None."""

    value: float
    low: float | None = None
    high: float | None = None


def number(written: Any) -> float | None:
    """Return the number in "4,5", "1,234.5", "１２" or 4.5; None when there is none.

    One separator alone is a decimal one (4,5 and 4.5) unless three digits follow a comma.
    """
    if isinstance(written, bool) or written is None:
        return None
    if isinstance(written, (int, float, Decimal)):
        return _finite(written)
    found = _NUMBER.search(_plain(written)) if isinstance(written, str) else None
    return _decimal(found[0]) if found else None


def count(written: Any) -> int | None:
    """Return the count in 1.2万, 10万+, 999+, 28k, 1,234 or 1.234; a bare label such as 赞 is 0."""
    if isinstance(written, (int, float, Decimal)) and not isinstance(written, bool):
        fits = _finite(written) is not None and 0 <= written <= MAX_COUNT
        return int(written) if fits else None
    if not isinstance(written, str):
        return None
    text = _plain(written)
    if text in _LABELS:
        return 0
    found = _COUNT.fullmatch(text)
    if not found:
        return None
    return _whole(found["number"], [found["unit"], found["unit2"]])


def rating(written: Any) -> Rating | None:
    """Return the rating in 4.5, "4,5", "8/10", "5.0 out of 5 stars", ★★★★☆, 五星 or 80%."""
    if not isinstance(written, str):
        value = number(written)
        return None if value is None else Rating(value)
    text = _plain(written)
    return _stars(text) or _out_of(text) or _star_word(text) or _percent(text) or _bare(text)


def _finite(written: float | Decimal) -> float | None:
    try:
        value = float(written)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written[:200]).strip().lower()


def _decimal(digits: str) -> float | None:
    text = re.sub(r"[\s']", "", digits).rstrip(".,")
    comma, dot = text.rfind(","), text.rfind(".")
    if comma > dot:
        grouped = len(text) - comma - 1 == _GROUP and dot < 0
        text = text.replace(",", "") if grouped else text.replace(".", "").replace(",", ".")
    else:
        text = text.replace(",", "")
    try:
        return float(text)
    except ValueError:
        return None


def _whole(digits: str, units: list[str | None]) -> int | None:
    factor = math.prod(_UNITS[unit] for unit in units if unit)
    text = re.sub(r"[\s']", "", digits)
    if factor == 1:
        groups = re.split(r"[.,]", text)
        whole = all(len(group) == _GROUP for group in groups[1:])
        value = float("".join(groups)) if whole and text[-1:].isdigit() else _decimal(text)
    else:
        value = _decimal(text)
    total = None if value is None else round(value * factor)
    return total if total is not None and total <= MAX_COUNT else None


def _stars(text: str) -> Rating | None:
    full, empty = (sum(map(text.count, signs)) for signs in (_FULL, _EMPTY))
    return Rating(float(full), 1.0, float(max(5, full + empty))) if full + empty else None


def _out_of(text: str) -> Rating | None:
    found = _OUT_OF.search(text)
    if not found:
        return None
    value, high = _decimal(found["value"]), _decimal(found["high"])
    return Rating(value, None, high) if value is not None and high else None


def _star_word(text: str) -> Rating | None:
    found = _STAR_WORD.fullmatch(text)
    return Rating(float(_WORDS.get(found["value"]) or found["value"]), 1.0, 5.0) if found else None


def _percent(text: str) -> Rating | None:
    value = number(text) if text.endswith("%") else None
    return None if value is None else Rating(value, 0.0, _PERCENT)


def _bare(text: str) -> Rating | None:
    whole = re.fullmatch(r"[-+]?\d[\d.,]*\s*(?:分|点|points?)?", text)
    value = number(text) if whole else None
    return None if value is None else Rating(value)
