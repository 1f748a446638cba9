"""Collectors by name, found by entry point."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError

from collectors.base import Collector
from collectors.errors import BadOptions, UnknownCollector

GROUP = "opinionflow.collectors"
"""Group of entry points; other packages may add their own collectors to it."""


@cache
def collectors_by_kind() -> Mapping[str, type[BaseModel]]:
    """Return the collectors that are installed, by kind, in alphabetical order."""
    found = {point.name: point.load() for point in entry_points(group=GROUP)}
    return MappingProxyType(dict(sorted(found.items())))


def make_collector(kind: str, options: Mapping[str, Any]) -> Collector:
    """Return the collector of that kind with the settings of one source.

    Raises:
        UnknownCollector: there is no such kind.
        BadOptions: a setting is missing, unknown or out of its range.
    """
    known = collectors_by_kind()
    if kind not in known:
        raise UnknownCollector(kind, known=tuple(known))
    chosen = known[kind]
    try:
        collector: Any = chosen.model_validate(dict(options))
    except ValidationError as error:
        raise _complaint(kind, chosen, error) from error
    made: Collector = collector
    return made


def _complaint(kind: str, chosen: type[BaseModel], error: ValidationError) -> BadOptions:
    """Return the first complaint; the keys there are, when the key was the mistake."""
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    wrong_key = first["type"] in ("extra_forbidden", "missing")
    why = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"]
    return BadOptions(
        kind, key=key, why=why, allowed=tuple(chosen.model_fields) if wrong_key else ()
    )
