"""Markup of any syntax as plain nested dictionaries with short, lower-case names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Node = dict[str, Any]

DEEPEST = 60
"""Levels; what is nested deeper is left out."""

_NAMESPACE = re.compile(r"^(?:https?://[^\s]*[/#]|[a-z][\w-]{0,20}:)(?=[^/#:]+$)", re.IGNORECASE)


def short(name: str) -> str:
    """Return `name` without its vocabulary, in lower case: schema:reviewRating, reviewrating."""
    return _NAMESPACE.sub("", name.strip()).lower()


def normal(value: Any, *, depth: int = 0) -> Any:
    """Return `value` with every key made short; whatever lies too deep is None."""
    if depth > DEEPEST:
        return None
    if isinstance(value, Mapping):
        if "@value" in value:
            return value["@value"]
        return {_key(key): normal(inner, depth=depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [normal(inner, depth=depth + 1) for inner in value]
    return value


def _key(key: Any) -> str:
    text = str(key)
    return text.lower() if text.startswith("@") else short(text)


def types_of(node: Node) -> frozenset[str]:
    """Return the short names of what `node` says it is."""
    return frozenset(short(name) for name in each(node.get("@type")) if isinstance(name, str))


def each(value: Any) -> list[Any]:
    """Return `value` as a list: itself, the one thing it is, or nothing."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: Any) -> str | None:
    """Return the first words in `value`: a string, a number, or the name of a thing."""
    for one in each(value):
        if isinstance(one, dict):
            one = text_of(one.get("name") or one.get("text"))  # the thing's name  # noqa: PLW2901  # the thing's name stands for it
        if isinstance(one, (int, float)) and not isinstance(one, bool):
            return str(one)
        if isinstance(one, str) and one.strip():
            return one.strip()
    return None


def dicts_in(value: Any) -> Iterator[Node]:
    """Yield every dictionary in `value`, outer before inner."""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            yield one
            stack.extend(reversed(list(one.values())))
        elif isinstance(one, list):
            stack.extend(reversed(one))
