"""What the cells of a table hold, whoever wrote it."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from collectors.base import RAW_LENGTH, Rejected
from collectors.texts import from_html

# an exponent of Excel has one to three digits; a hexadecimal id may look like one with more
_SPOILT = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,3}", re.IGNORECASE)
_WHOLE = re.compile(r"(-?\d{1,40})\.0")
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "nan", "null", "none", "nil", "无", "暂无"})
_EXACT_BELOW = 2**53


def plain(value: Any) -> Any:
    """Return the value of a cell; None for all the ways of writing nothing, and for nested ones."""
    if isinstance(value, (dict, list)) or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return None if value.strip().lower() in _NOTHING else value
    return value


def text_of(value: Any) -> str | None:
    """Return the words in a cell without markup, None for none."""
    return from_html(str(value)) or None if value is not None else None


def identifier(value: Any, name: str) -> str | None:
    """Return an id as text, None for none.

    Raises:
        ValueError: a spreadsheet rounded it; `name` says of what it is.
    """
    if value is None:
        return None
    text = str(value).strip()
    whole = _WHOLE.fullmatch(text)  # a column with gaps, as pandas writes it
    if whole and abs(float(text)) < _EXACT_BELOW:
        return whole[1]
    if whole or isinstance(value, float) or _SPOILT.fullmatch(text):
        msg = f"{name} {text} was rounded by a spreadsheet; export it again as text"
        raise ValueError(msg)
    return text or None


def rejected_row(where: str, row: Mapping[str, Any], error: ValueError) -> Rejected:
    """Return the row as one that could not be read, with the first line of the reason."""
    raw = json.dumps(row, ensure_ascii=False, default=str)[:RAW_LENGTH]
    return Rejected(where, str(error).splitlines()[0], raw)
