"""JSON and JSON Lines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from collectors.base import Rejected
from collectors.errors import NotThisFormat
from collectors.files.opened import is_whole, opened
from collectors.json_text import read_json

_RAW_LENGTH = 2000


def jsonl_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    """Yield the object of each line."""
    with opened(path) as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield read_line(line, f"{path.name} line {number}")


def read_line(line: str, where: str) -> tuple[str, dict[str, Any]] | Rejected:
    """Return the object of one line, read with illegal bytes as lone surrogates, and its place."""
    if not is_whole(line):
        legible = line.encode("utf-8", "replace").decode("utf-8")
        return Rejected(
            where, "bytes that are illegal in this file's encoding", legible[:_RAW_LENGTH]
        )
    try:
        value = read_json(line)
    except (ValueError, RecursionError) as error:
        return Rejected(where, f"not JSON: {error}", line[:_RAW_LENGTH])
    return _object(value, where)


def _object(value: Any, where: str) -> tuple[str, dict[str, Any]] | Rejected:
    if isinstance(value, dict):
        return where, value
    return Rejected(where, "not an object", json.dumps(value, ensure_ascii=False)[:_RAW_LENGTH])


def json_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    """Yield the objects of the one list in the file: the whole of it, or under one of its keys.

    A file that holds an object a line is read as JSON Lines.

    Raises:
        NotThisFormat: there is no such list.
    """
    with opened(path) as stream:
        text = stream.read()
    try:
        value = read_json(text)
    except (ValueError, RecursionError) as error:
        if _is_lines(text):
            yield from jsonl_rows(path)
            return
        raise NotThisFormat(str(path), expected="JSON", why=str(error)) from error
    for position, item in enumerate(_list(value, path), start=1):
        yield _object(item, f"{path.name} item {position}")


def _is_lines(text: str) -> bool:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return isinstance(read_line(first, ""), tuple)


def _list(value: Any, path: Path) -> list[Any]:
    if isinstance(value, list):
        return value
    lists = [one for one in _values(value) if isinstance(one, list)]
    if isinstance(value, dict) and not lists:
        return [value]
    if len(lists) != 1:
        why = f"it holds {len(lists)} lists; give one list of objects"
        raise NotThisFormat(str(path), expected="a list of objects", why=why)
    return lists[0]


def _values(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []
