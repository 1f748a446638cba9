"""Parts of a settings mapping, read with errors that name the key and what is allowed."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from segments.errors import BadSegmentation
from segments.groups.conditions import Condition, Includes, OneOf, Range
from segments.stances import DRAWN, STANCES

NUMBERS = (
    "recency_days",
    "frequency",
    "monetary",
    "r_score",
    "f_score",
    "m_score",
    "accounts",
    "posts",
    "judged",
    "mean_polarity",
)
TEXTS = ("sex", "age_band", "place")
LISTS = ("interests",)
"""Columns of the profiles that rules may ask for, by what can be asked of them."""


def read_table(
    table: Any, *, where: str, keys: Sequence[str], optional: Sequence[str] = ()
) -> dict[str, Any]:
    """Return a table that has all of `keys`, and nothing else but `optional` ones."""
    if not isinstance(table, Mapping):
        raise BadSegmentation(where, reason=f"must be a table with {', '.join(keys)}")
    for key in table:
        if key not in {*keys, *optional}:
            reason = f"is no key here; allowed: {', '.join((*keys, *optional))}"
            raise BadSegmentation(where=f"{where}.{key}", reason=reason)
    for key in keys:
        if key not in table:
            raise BadSegmentation(where=f"{where}.{key}", reason="is missing")
    return dict(table)


def read_list(value: Any, *, where: str) -> list[Any]:
    """Return a list that holds something."""
    if not isinstance(value, list | tuple) or not value:
        raise BadSegmentation(where, reason="must be a list with at least one entry")
    return list(value)


def read_text(value: Any, *, where: str) -> str:
    """Return a text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise BadSegmentation(where, reason="must be a text that is not empty")
    return value


def refuse_repeats(names: Sequence[str], *, where: str) -> None:
    """Refuse two segments of one name."""
    for name, times in Counter(names).items():
        if times > 1:
            raise BadSegmentation(where, reason=f"names the segment {name!r} {times} times")


def read_conditions(value: Any, *, where: str) -> dict[str, Condition]:
    """Return column -> condition of a rule's `where`."""
    if not isinstance(value, Mapping) or not value:
        raise BadSegmentation(where, reason="must be a table of columns and what is asked of them")
    return {column: _condition(column, asked, where=where) for column, asked in value.items()}


def _condition(column: str, asked: Any, *, where: str) -> Condition:
    place = f"{where}.{column}"
    if column in NUMBERS:
        return _range(asked, where=place)
    if column in TEXTS:
        return OneOf(_texts(asked, where=place))
    if column in LISTS:
        return _includes(asked, where=place)
    known = ", ".join((*NUMBERS, *TEXTS, *LISTS))
    raise BadSegmentation(place, reason=f"is no column that rules may ask for; allowed: {known}")


def _includes(asked: Any, *, where: str) -> Includes:
    told = read_table(asked, where=where, keys=("includes",), optional=("stances",))
    values = _texts(told["includes"], where=f"{where}.includes")
    stances = _texts(told.get("stances", DRAWN), where=f"{where}.stances")
    for stance in stances:
        if stance not in STANCES:
            reason = f"{stance!r} is no stance; allowed: {', '.join(STANCES)}"
            raise BadSegmentation(where=f"{where}.stances", reason=reason)
    return Includes(values, stances)


def _texts(value: Any, *, where: str) -> tuple[str, ...]:
    return tuple(read_text(entry, where=where) for entry in read_list(value, where=where))


def _range(value: Any, *, where: str) -> Range:
    allowed = "{ low = number, high = number }, either may be left out, low below high"
    if not isinstance(value, Mapping) or not value or not {"low", "high"}.issuperset(value):
        raise BadSegmentation(where, reason=f"must be {allowed}")
    for key, end in value.items():
        if isinstance(end, bool) or not isinstance(end, int | float) or math.isnan(end):
            raise BadSegmentation(where=f"{where}.{key}", reason=f"must be a number: {allowed}")
    if not value.get("low", -math.inf) < value.get("high", math.inf):
        raise BadSegmentation(where, reason=f"holds nothing: {allowed}")
    return Range(low=value.get("low"), high=value.get("high"))
