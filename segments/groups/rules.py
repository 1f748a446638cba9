"""Segments as data: the first rule that holds names the segment, and everybody gets one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from segments.errors import MissingColumns
from segments.groups.conditions import Condition, Includes, Mask, OneOf, Range
from segments.groups.reading import (
    read_conditions,
    read_list,
    read_table,
    read_text,
    refuse_repeats,
)

__all__ = ["Includes", "OneOf", "Range", "Rule", "Segmentation", "read_segmentations"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A segment, who belongs to it, and the sentence a marketer would agree with.

    Attributes:
        name: name of the segment.
        where: column of the profiles -> what is asked of it; all of it must hold. Empty for
            everybody.
        why: what makes these people alike.
    """

    name: str
    where: Mapping[str, Condition]
    why: str

    def holds(self, profiles: pd.DataFrame) -> Mask:
        """Return whom the rule describes: (n, k) profiles -> (n,) bool."""
        held = np.ones(len(profiles), dtype=bool)
        for column, condition in self.where.items():
            held &= condition.matches(profiles[column])
        return held


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Rules tried in order; the first that holds wins.

    Attributes:
        name: name of the set of rules.
        rules: in the order of trying.
        otherwise: the segment of everybody whom no rule describes; its `where` is empty.
    """

    name: str
    rules: tuple[Rule, ...]
    otherwise: Rule

    @property
    def requires(self) -> frozenset[str]:
        """Return the columns that the rules ask for."""
        return frozenset(column for rule in self.rules for column in rule.where)

    @property
    def segments(self) -> tuple[Rule, ...]:
        """Return all segments in the order of trying, `otherwise` last."""
        return (*self.rules, self.otherwise)

    def assign(self, profiles: pd.DataFrame) -> "pd.Series[str]":
        """Return the segment of each row: (n, k) profiles -> (n,) names, same index, no null.

        Raises:
            MissingColumns: the profiles lack a column of `requires`.
        """
        missing = sorted(self.requires - set(profiles.columns))
        if missing:
            raise MissingColumns(self.name, missing=missing)
        held = np.stack([rule.holds(profiles) for rule in self.segments])
        names = np.array([rule.name for rule in self.segments], dtype=object)
        first = held.argmax(axis=0)
        return pd.Series(names[first], index=profiles.index, name="segment", dtype="str")


def read_segmentations(toml: Mapping[str, Any]) -> tuple[Segmentation, ...]:
    """Return the segmentations of a settings mapping, in its order.

    ```toml
    [voice]                                       # name of the segmentation
    otherwise = { name = "quiet", why = "We do not hear them." }
    [[voice.segments]]                            # tried in this order
    name = "detractors"
    why = "Speak often, and mostly against us."
    where = { posts = { low = 3 }, mean_polarity = { high = -0.3 } }
    ```

    A number column takes `{ low, high }` (low <= x < high), a text column a list of texts, and
    `interests` takes `{ includes = [...], stances = [...] }`; without `stances` who dislikes one
    of them, or only mentions it, is not meant.

    Raises:
        BadSegmentation: something else is written; names the key and what is allowed.
    """
    return tuple(_segmentation(name, table) for name, table in toml.items())


def _segmentation(name: str, table: Any) -> Segmentation:
    parts = read_table(table, where=name, keys=("segments", "otherwise"))
    listed = read_list(parts["segments"], where=f"{name}.segments")
    rules = [_rule(entry, where=f"{name}.segments[{i}]") for i, entry in enumerate(listed, 1)]
    other = read_table(parts["otherwise"], where=f"{name}.otherwise", keys=("name", "why"))
    last = _named(other, {}, where=f"{name}.otherwise")
    refuse_repeats([rule.name for rule in (*rules, last)], where=name)
    return Segmentation(name, tuple(rules), last)


def _rule(entry: Any, *, where: str) -> Rule:
    parts = read_table(entry, where=where, keys=("name", "why", "where"))
    place = f"{where} ({parts['name']}).where"
    return _named(parts, read_conditions(parts["where"], where=place), where=where)


def _named(parts: Mapping[str, Any], asked: Mapping[str, Condition], *, where: str) -> Rule:
    name = read_text(parts["name"], where=f"{where}.name")
    return Rule(name, asked, read_text(parts["why"], where=f"{where}.why"))
