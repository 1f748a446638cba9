"""JSON that somebody saved: one value, the call of a script (JSONP), or a value a line."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from collectors.base import RAW_LENGTH, Page, Rejected
from collectors.errors import Blocked, NotThisFormat
from collectors.fields import read_each
from collectors.files.opened import opened
from collectors.json_text import read_json
from collectors.post import Post
from collectors.walls import soft_error

PAGE_ITEMS = 500

_CALL = re.compile(r"(?:/\*.{0,20}?\*/\s{0,9})?(?:try\s{0,9}\{\s{0,9})?[\w$.]{1,80}\s{0,9}\(")
_MISSING = object()


def json_values(path: Path) -> Iterator[Any]:
    """Yield what the file says; a line of many that is not JSON is a `Rejected`.

    Files of lines are streamed, others are read whole.

    Raises:
        NotThisFormat: it is not JSON.
        Blocked: there is HTML where JSON was due, or an answer that asks for a login.
    """
    with opened(path) as stream:
        lines = ((at, line) for at, line in enumerate(stream, start=1) if line.strip())
        beginning = list(islice(lines, 2))
        if len(beginning) > 1 and _value(beginning[0][1]) is not _MISSING:
            for at, line in chain(beginning, lines):
                yield _line(line, f"{path.name} line {at}")
            return
    yield _whole(path)


def pages_of(
    items: Iterable[Any], read: Callable[[Any], Iterable[Post]], *, where: str
) -> Iterator[Page]:
    """Yield the posts of `items` in pages of 500 items (see `read_each`)."""
    left = iter(items)
    first = 1
    while some := list(islice(left, PAGE_ITEMS)):
        posts, rejected = read_each(some, read, where=where, first=first)
        first += len(some)
        yield Page(tuple(posts), tuple(rejected))


def names(head: str, *wanted: str) -> bool:
    """Return whether the beginning of a file of JSON has all these names of fields."""
    return all(re.search(rf'"{name}"\s*:', head) for name in wanted)


def is_data(head: str) -> bool:
    """Return whether a file begins as JSON or as the call of a script, not as a page."""
    begin = head.lstrip("\ufeff \t\r\n")
    return begin[:1] in ("{", "[") or bool(_CALL.match(begin))


def _value(text: str) -> Any:
    try:
        return read_json(text)
    except (ValueError, RecursionError):
        return _MISSING


def _line(line: str, where: str) -> Any:
    value = _value(line)
    why = "a line that is not JSON" if value is _MISSING else soft_error(value)
    if why is None:
        return value
    legible = line.encode("utf-8", "replace").decode("utf-8")
    return Rejected(where, why, legible[:RAW_LENGTH])


def _whole(path: Path) -> Any:
    with opened(path) as stream:
        text = stream.read().lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        raise Blocked(str(path), why="HTML where JSON was due")
    value = _value(text)
    if value is _MISSING and (call := _CALL.match(text)):
        value = _value(text[call.end() : max(text.rfind(")"), call.end())])
    if value is _MISSING:
        raise NotThisFormat(str(path), expected="JSON", why="it cannot be read, or was cut short")
    if why := soft_error(value):
        raise Blocked(str(path), why=why)
    return value
