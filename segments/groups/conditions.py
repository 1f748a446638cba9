"""What a rule may ask of one column of the profiles. Null matches nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from segments.stances import DRAWN

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers with low <= x < high; an end that is None is open."""

    low: float | None = None
    high: float | None = None

    def matches(self, column: "pd.Series[Any]") -> Mask:
        """Return which values lie within: (n,) numbers -> (n,) bool."""
        values = column.to_numpy(dtype="float64", na_value=np.nan)
        low = -np.inf if self.low is None else self.low
        above: Mask = values >= low
        return above & (values < self.high) if self.high is not None else above

    def data(self) -> Any:
        """Return the condition as it is written in a settings file."""
        ends = {"low": self.low, "high": self.high}
        return {name: end for name, end in ends.items() if end is not None}


@dataclass(frozen=True, slots=True)
class OneOf:
    """Texts that equal one of `values`."""

    values: tuple[str, ...]

    def matches(self, column: "pd.Series[Any]") -> Mask:
        """Return which values are listed: (n,) texts -> (n,) bool."""
        return column.isin(self.values).to_numpy(dtype=bool)

    def data(self) -> Any:
        """Return the condition as it is written in a settings file."""
        return list(self.values)


@dataclass(frozen=True, slots=True)
class Includes:
    """Customers with one of `values` among their interests, as the profiles list them (JSON).

    A value also stands for what is below it: "food" for "food/snacks". Only interests to which
    the customer stands in one of `stances` count.
    """

    values: tuple[str, ...]
    stances: tuple[str, ...] = DRAWN

    def matches(self, column: "pd.Series[Any]") -> Mask:
        """Return which lists name one of the values: (n,) JSON texts -> (n,) bool."""
        wanted = frozenset(self.values)
        found = (not wanted.isdisjoint(self._names(text)) for text in column.fillna("[]"))
        return np.fromiter(found, dtype=bool, count=len(column))

    def data(self) -> Any:
        """Return the condition as it is written in a settings file."""
        told = {} if self.stances == DRAWN else {"stances": list(self.stances)}
        return {"includes": list(self.values), **told}

    def _names(self, text: str) -> Iterator[str]:
        """Yield the interests of a profile, each with all that is above it."""
        for entry in json.loads(text):
            parts = entry["interest"].split("/") if entry["stance"] in self.stances else ()
            yield from ("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))


Condition = Range | OneOf | Includes


def as_json(where: Mapping[str, Condition]) -> str:
    """Return the conditions of a rule as JSON, columns in order of name."""
    shown = {column: condition.data() for column, condition in sorted(where.items())}
    return json.dumps(shown, ensure_ascii=False)
