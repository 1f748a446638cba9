"""TOML files that people edit: read, checked, and complained of by line."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from reprlib import Repr
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from nlp.errors import LexiconError, SampleMismatch
from nlp.topics.toml_places import Place, places


class Entry(BaseModel):
    """One table of such a file; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


LONGEST: Final = 100
"""Characters of a word or piece; people write none that is nearly as long."""
GAPS: Final = 2
"""Gaps in a piece, at most: a third makes a long text take minutes."""
_STARS = re.compile(r"\*+")
_TOLD = 20  # names in a complaint, at most
_UNSEEN = {"Cc", "Cf", "Co", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # of emoji, and of scripts that join their letters


def visible(text: str) -> str:
    """Return the text.

    Raises:
        ValueError: it holds a sign that nobody sees.
    """
    for sign in () if text.isprintable() else text:
        if unicodedata.category(sign) in _UNSEEN and sign not in _JOINERS:
            msg = f"holds an invisible sign (U+{ord(sign):04X}); write it without"
            raise ValueError(msg)
    return text


def shaped(pattern: str, fault: str) -> AfterValidator:
    """Return what refuses text that does not match, with `fault` for what it should be like."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(fault)
        return text

    return AfterValidator(check)


Piece = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST), AfterValidator(visible)]
"""A piece of text as it is written, blanks at its ends too."""
Word = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST, strip_whitespace=True),
    AfterValidator(visible),
]
"""A word or piece of text; blanks at its ends say nothing."""

F = TypeVar("F", bound=Entry)
_ENDLESS = re.compile(r"[\d_]{4301,}")  # Python's limit, 4,300, is on digits alone
_WIDE = 1 << 64


_THINGS = (
    ("tuple", "a list"),
    ("list", "a list"),
    ("dict", "a table"),
    ("model", "a table"),
    ("mapping", "a table"),
    ("string", "text in quotes"),
    ("bool", "true or false"),
    ("int", "a whole number"),
    ("float", "a number"),
    ("path", "text in quotes"),
)


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
    text = read_text(path)
    try:
        return kind.model_validate(parsed(path, text))
    except ValidationError as error:
        # A misspelt key first: what it should have given is then missing as well.
        found = error.errors(include_url=False, include_context=False)
        found.sort(key=lambda each: each["type"] != "extra_forbidden")
        raise _complaint(path, text, found[0]) from error


def line_of(text: str, *where: str | int) -> int | None:
    """Return the line, from 1, of a key of a TOML text, or of the innermost table that there is.

    Args:
        text: the TOML.
        where: keys of tables, and places (from 0) in lists, on the way to it.
    """
    try:
        found = places(text)
    except RecursionError:
        return None
    below = (line for way, line in found.items() if way[: len(where)] == where)
    above = (found[where[:end]] for end in range(len(where), 0, -1) if where[:end] in found)
    return next(chain(below, above), 1) if where else None


def misfit(path: Path, *where: str | int, fault: str) -> LexiconError:
    """Return the complaint about a key of a file, by the way to it (see `line_of`)."""
    key = ".".join(map(str, where))
    return LexiconError(path, line=line_of(read_text(path), *where), key=key, fault=fault)


def refuse_repeats(path: Path, table: str, labels: Iterable[str]) -> None:
    """Refuse a label that two `[[tables]]` of a file have.

    Raises:
        LexiconError: the second one.
    """
    seen: set[str] = set()
    for place, label in enumerate(labels):
        if label in seen:
            fault = f"{label!r} is there twice; put all of it into one"
            raise misfit(path, table, place, "label", fault=fault)
        seen.add(label)


def offered(name: str, known: Sequence[str]) -> str:
    """Return what there is in the place of a name that nobody knows: those near it, or the first.

    Args:
        name: the unknown one.
        known: those there are, in the order in which to tell them.
    """
    near = get_close_matches(name, known, n=3)
    if near:
        return f"near it are {', '.join(near)}"
    rest = f" and {len(known) - _TOLD} more" if len(known) > _TOLD else ""
    return f"there are {', '.join(known[:_TOLD])}{rest}" if known else "there are none"


def gaps_fault(piece: str) -> str:
    """Return what is wrong with the gaps (`*`) of a piece, or nothing."""
    count = len(_STARS.findall(piece))
    return f"{piece!r} has {count} gaps; {GAPS} is the most" if count > GAPS else ""


def refuse_gaps(path: Path, where: Place, pieces: Iterable[str]) -> None:
    """Refuse a piece with too many gaps, or with one where a word must be.

    Args:
        path: the file.
        where: the way to the list.
        pieces: those of the list.

    Raises:
        LexiconError: the first one.
    """
    for number, piece in enumerate(pieces):
        fault = f"{piece!r} begins with a gap" if piece[0] == "*" else gaps_fault(piece)
        if fault:
            raise misfit(path, *where, number, fault=fault)


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


def read_text(path: Path) -> str:
    """Return what a file holds.

    Raises:
        LexiconError: it is missing, or not in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LexiconError(path, line=None, key="", fault=f"{error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise LexiconError(path, line=line, key="", fault="is not UTF-8; save it so") from error


def parsed(path: Path, text: str) -> dict[str, Any]:
    """Return what the text of a file says.

    Raises:
        LexiconError: it is no TOML; names the line.
    """
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
    where = tuple(part for part in error["loc"] if part != "[key]")
    key = ".".join(map(str, where))
    return LexiconError(path, line=line_of(text, *where), key=key, fault=_fault(error))


def _fault(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "no such key; see the head of the shipped file for those there are"
    if error["type"] == "missing":
        return "is missing"
    return f"{in_words(error)}, not {_SHOWN.repr(error['input']):.60}"


def in_words(error: Mapping[str, Any]) -> str:
    """Return what pydantic complains of, in words of TOML instead of Python."""
    for kind, thing in _THINGS:
        if error["type"].startswith(kind) and error["type"].endswith(("_type", "_parsing")):
            return f"should be {thing}"
    told: str = error["msg"].removeprefix("Value error, ")
    return told.replace("Tuple should", "List should").replace(" after validation", "")
