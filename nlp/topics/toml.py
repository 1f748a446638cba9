"""TOML files that people edit: read, checked, and complained of by line."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from reprlib import Repr
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.errors import LexiconError, SampleMismatch


class Entry(BaseModel):
    """One table of such a file; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


F = TypeVar("F", bound=Entry)
_ENDLESS = re.compile(r"[\d_]{4301,}")  # Python's limit, 4,300, is on digits alone
_WIDE = 1 << 64


class _Shown(Repr):
    def repr_int(self, x: int, level: int) -> str:
        # Python writes no number of more than 4,300 digits, but in hexadecimal.
        return super().repr_int(x, level) if -_WIDE < x < _WIDE else f"{x:#x}"


_SHOWN = _Shown()  # stops at some depth: a key of many parts is a table of many levels
_SHOWN.maxstring = _SHOWN.maxother = _SHOWN.maxlong = 60


def read_toml(path: Path, kind: type[F]) -> F:
    """Return the file as a `kind`.

    Raises:
        LexiconError: the file is missing, is no TOML, or does not hold what it should; names
            file, line and key.
    """
    text = _text(path)
    try:
        return kind.model_validate(_parsed(path, text))
    except ValidationError as error:
        # A misspelt key first: what it should have given is then missing as well.
        found = error.errors(include_url=False, include_context=False)
        found.sort(key=lambda each: each["type"] != "extra_forbidden")
        raise _complaint(path, text, found[0]) from error


def line_of(text: str, table: str, place: int, key: str = "") -> int | None:
    """Return the line, from 1, of `key` in the `place`-th (from 0) `[[table]]` of a TOML text.

    Without a key, or where the key is not written, the line of the table's head.
    """
    heads = list(re.finditer(rf"^\s*\[\[\s*{re.escape(table)}\s*\]\]", text, re.MULTILINE))
    if place >= len(heads):
        return None
    begins = heads[place].end()
    ends = heads[place + 1].start() if place + 1 < len(heads) else len(text)
    written = re.compile(rf"^\s*{re.escape(key)}\s*=", re.MULTILINE).search(text, begins, ends)
    found = written.end() if key and written else begins
    return text.count("\n", 0, found) + 1


def misfit(path: Path, table: str, place: int, key: str, *, fault: str) -> LexiconError:
    """Return the complaint about `key` in the `place`-th (from 0) `[[table]]` of a file."""
    line = line_of(_text(path), table, place, key)
    return LexiconError(path, line=line, key=f"{table}.{place}.{key}", fault=fault)


def mismatch(  # noqa: PLR0913  # what such a complaint names
    path: Path, text: str, place: int, *, said: str, expected: Sequence[str], found: Sequence[str]
) -> SampleMismatch:
    """Return the complaint about the `place`-th (from 0) sample of a file.

    Args:
        path: the file.
        text: its content.
        place: of the sample.
        said: the post.
        expected: what it must get.
        found: what it gets.
    """
    return SampleMismatch(
        path,
        line=line_of(text, "sample", place),
        key=f"sample.{place}",
        text=said,
        expected=expected,
        found=found,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LexiconError(path, line=None, key="", fault=f"{error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise LexiconError(path, line=line, key="", fault="is not UTF-8; save it so") from error


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        written = re.search(r"line (\d+)", str(error))
        line = int(written.group(1)) if written else text.count("\n") + 1
        raise LexiconError(path, line=line, key="", fault=f"is no TOML: {error}") from error
    except ValueError as error:  # a whole number of more digits than Python reads
        found = _ENDLESS.search(text)
        place = text.count("\n", 0, found.start()) + 1 if found else None
        fault = "holds a number too long to read; none of its keys needs one"
        raise LexiconError(path, line=place, key="", fault=fault) from error
    except RecursionError as error:
        fault = "holds lists in lists too deep to read; none of its keys needs them"
        raise LexiconError(path, line=None, key="", fault=fault) from error


def _complaint(path: Path, text: str, error: Mapping[str, Any]) -> LexiconError:
    where = error["loc"]
    table, place, key = (*map(str, where), "", "")[:3]
    line = line_of(text, table, int(place) if place.isdigit() else 0, key)
    return LexiconError(path, line=line, key=".".join(map(str, where)), fault=_fault(error))


def _fault(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "no such key; see the head of the shipped file for those there are"
    return f"{error['msg']}, not {_SHOWN.repr(error['input']):.60}"
