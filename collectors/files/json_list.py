"""A long JSON list, an item at a time."""

import json
import re
from collections.abc import Iterator
from typing import IO, Any

CHUNK = 1 << 17
"""Characters read at once."""

LONGEST_ITEM = 512 * CHUNK
"""Characters; a longer item is a list that was broken."""

_DECODER = json.JSONDecoder(strict=False)
_BETWEEN = re.compile(r"[\s,]*")
_ENDS = re.compile(r"\s*[,\]]")


def list_items(stream: IO[str]) -> Iterator[tuple[str, Any]]:
    """Yield each item of the list that `stream` holds from its beginning, as text and as value.

    Memory: the longest item and about three megabytes.

    Raises:
        ValueError: it is no list, breaks off, or something follows it.
        RecursionError: an item is nested too deep.
    """
    text = stream.read(CHUNK).lstrip("\ufeff \t\r\n")
    if not text.startswith("["):
        msg = "it does not begin with ["
        raise ValueError(msg)
    at, size = 1, CHUNK
    while True:
        at = _after_blanks(text, at)
        if text.startswith("]", at):
            return _check_end(text[at + 1 :] + stream.read(CHUNK))
        found = _item(text, at)
        if found and _ENDS.match(text, found[1]):  # 12 may be the beginning of 12.5
            yield text[at : found[1]], found[0]
            at, size = found[1], CHUNK
            continue
        more = stream.read(size)
        if not more or len(text) - at > LONGEST_ITEM:
            _DECODER.raw_decode(text, at)
            msg = "the list has no end"
            raise ValueError(msg)
        # twice as much each time, or a long item would be read again and again
        text, at, size = text[at:] + more, 0, size * 2


def _after_blanks(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _item(text: str, at: int) -> tuple[Any, int] | None:
    """Return the item at `at` and where it ends, None when the text does not hold all of it."""
    try:
        return _DECODER.raw_decode(text, at)
    except ValueError:
        return None


def _check_end(rest: str) -> None:
    if rest.strip():
        msg = "something follows the list"
        raise ValueError(msg)
