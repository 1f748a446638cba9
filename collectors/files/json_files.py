"""JSON and JSON Lines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from collectors.base import RAW_LENGTH, Rejected
from collectors.errors import NotThisFormat
from collectors.files.json_list import list_items
from collectors.files.opened import is_whole, opened
from collectors.json_text import read_json

_LEAD = 4096


def jsonl_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    """Yield the object of each line."""
    with opened(path) as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield read_line(line, f"{path.name} line {number}")


def read_line(line: str, where: str) -> tuple[str, dict[str, Any]] | Rejected:
    """Return the object that `line` says and its place; illegal bytes are lone surrogates."""
    if not is_whole(line):
        legible = line.encode("utf-8", "replace").decode("utf-8")
        return Rejected(
            where, "bytes that are illegal in this file's encoding", legible[:RAW_LENGTH]
        )
    try:
        value = read_json(line)
    except (ValueError, RecursionError) as error:
        return Rejected(where, f"not JSON: {error}", line[:RAW_LENGTH])
    return _object(value, where)


def _object(value: Any, where: str) -> tuple[str, dict[str, Any]] | Rejected:
    if isinstance(value, dict):
        return where, value
    return Rejected(where, "not an object", json.dumps(value, ensure_ascii=False)[:RAW_LENGTH])


def json_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    """Yield the objects of the one list in the file: the whole of it, or under one of its keys.

    A file that is a list is streamed. One that holds an object a line is read as JSON Lines.

    Raises:
        NotThisFormat: there is no such list, or it breaks off; what came before stands.
    """
    with opened(path) as stream:
        if _begins_list(stream):
            yield from _streamed(stream, path)
            return
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


def _begins_list(stream: IO[str]) -> bool:
    """Return whether the first sign of `stream` is a bracket; it stands at its beginning again."""
    begins = stream.read(_LEAD).lstrip("\ufeff \t\r\n").startswith("[")
    stream.seek(0)
    return begins


def _streamed(stream: IO[str], path: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    items = list_items(stream)
    position = 0
    while True:
        try:
            text, value = next(items)
        except StopIteration:
            return
        except (ValueError, RecursionError) as error:
            raise NotThisFormat(str(path), expected="JSON", why=str(error)) from error
        position += 1
        where = f"{path.name} item {position}"
        # half pairs and illegal bytes are rare, and only looked for where they can be
        simple = is_whole(text) and "\\u" not in text
        yield _object(value, where) if simple else read_line(text, where)


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
