"""Values as they are printed: in JSON, in a cell of CSV, in a table on a terminal."""

import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the begin of a formula (OWASP, CSV injection)."""
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_ENDLESS = {(32, 2**31 - 1): "infinity", (32, 1 - 2**31): "-infinity"} | {
    (64, 2**63 - 1): "infinity",
    (64, 1 - 2**63): "-infinity",
}
"""How DuckDB writes endless dates (32 bits) and timestamps (64 bits)."""


def json_text(value: Any) -> str:
    """Return a value as JSON on one line; what is no finite number is null.

    Decimals become numbers, of the precision of a double where they have a fraction; lone
    surrogates are escaped, so that the line can always be written as UTF-8.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, default=_plain, allow_nan=False)
    except ValueError:
        finite = _finite(value)
        text = json.dumps(finite, ensure_ascii=False, default=_plain, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(value: Any) -> Any:
    """Return what JSON has no word for in words that it has."""
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, bytes):
        return value.hex()
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _number(value: Decimal) -> int | float | None:
    if not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(one) for one in value]
    return _finite(value.tolist()) if hasattr(value, "tolist") else value


def cell(value: Any) -> str:
    """Return a value as the text of a cell; a missing one, or one that is no number, is empty."""
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (Mapping, list, tuple)) or hasattr(value, "tolist"):
        return json_text(value)
    return value.hex() if isinstance(value, bytes) else str(value)


def safe_cell(value: Any) -> str:
    """Return the text of a cell that a spreadsheet takes for no formula.

    An apostrophe is put before text that begins like one; numbers, also written ones, stay.
    """
    text = cell(value)
    guarded = isinstance(value, str) and text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if guarded else text


def legible(text: str) -> str:
    """Return `text` with the characters escaped that would steer a terminal."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


def values(column: pa.ChunkedArray) -> list[Any]:
    """Return the values of a column; dates beyond Python's, and intervals, as text."""
    if pa.types.is_interval(column.type):
        return [None if one is None else _interval(one) for one in column.to_pylist()]
    try:
        found: list[Any] = column.to_pylist()
    except (OverflowError, ValueError):
        return [_value(one) for one in column]
    return found


def _interval(value: Any) -> str:
    """Return an interval as ISO 8601 writes it, `P1M2DT3.5S`."""
    seconds = format(Decimal(value.nanoseconds).scaleb(-9).normalize(), "f")
    return f"P{value.months}M{value.days}DT{seconds}S"


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        if isinstance(scalar, pa.StructScalar):
            return [[name, _value(one)] for name, one in scalar.items()]
        if isinstance(scalar, pa.ListScalar):
            return [_value(one) for one in scalar.values]  # noqa: PD011  # arrow, not pandas
        return _moment(scalar)


def _moment(scalar: Any) -> str:
    """Return a date or timestamp that Python cannot hold, years counted on from 9999."""
    unit: Any = "D" if pa.types.is_date(scalar.type) else scalar.type.unit
    endless = _ENDLESS.get((scalar.type.bit_width, scalar.value))
    return endless or str(np.datetime64(scalar.value, unit))
