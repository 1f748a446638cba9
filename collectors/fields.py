"""Fields of JSON that is not to be trusted: what is not of the kind it should be is absent."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

from collectors.base import RAW_LENGTH, Rejected
from collectors.post import Post
from collectors.times import When

Fields = dict[str, Any]


def fields(value: Any, *path: str) -> Fields:
    """Return the object found under `path` in `value`, empty if there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects(value: Any, *path: str) -> list[Fields]:
    """Return the objects in the list found under `path` in `value`, none if there is no list."""
    if path:
        value = fields(value, *path[:-1]).get(path[-1])
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(node: Fields, *names: str) -> str | None:
    """Return the first of the named fields that holds text, or a whole number, as text."""
    for name in names:
        value = node.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def reference(node: Fields, *names: str) -> str | None:
    """Return the first of the named fields that refers to something; 0 refers to nothing."""
    found = (words(node, name) for name in names)
    return next((one for one in found if one and one not in ("0", "-1")), None)


def identifier(node: Fields, *names: str) -> str:
    """Return the first of the named fields that holds an id, as text.

    Raises:
        ValueError: none does; a fraction does not count, for what was an id was rounded.
    """
    found = reference(node, *names)
    if found is None:
        msg = f"no id: {', '.join(f'{name}={node.get(name)!r:.40}' for name in names)}"
        raise ValueError(msg)
    return found


def published(when: When | None) -> Fields:
    """Return what a post keeps of the moment it was published."""
    return {
        "published_at": when and when.moment,
        "published_precision": when and when.precision,
        "published_assumed": bool(when and when.assumed),
    }


def read_each(
    items: Iterable[Any], read: Callable[[Any], Iterable[Post]], *, where: str, first: int = 1
) -> tuple[list[Post], list[Rejected]]:
    """Return the posts that `read` makes of `items`, and the items of which it can make none.

    Args:
        items: in their order; what is rejected already stays so.
        read: returns the posts of one item; whatever it raises about an odd item rejects it.
        where: what the place of a rejected item begins with.
        first: number of the first item.
    """
    posts: list[Post] = []
    rejected: list[Rejected] = []
    for position, item in enumerate(items, start=first):
        if isinstance(item, Rejected):
            rejected.append(item)
            continue
        try:
            posts += list(read(item))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            rejected.append(Rejected(f"{where} {position}", reason, raw_of(item)))
    return posts, rejected


def raw_of(item: Any) -> str:
    """Return the beginning of an item as it is kept when it could not be read."""
    if isinstance(item, etree._Element):  # what lxml calls an element  # noqa: SLF001
        return str(etree.tostring(item, encoding="unicode", with_tail=False))[:RAW_LENGTH]
    try:
        return json.dumps(item, ensure_ascii=False, default=str)[:RAW_LENGTH]
    except RecursionError:
        return "nested too deep to be written"
