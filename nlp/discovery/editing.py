"""A taxonomy file with more in it; what an analyst wrote there stays as it is."""

import json
import re
import tomllib
from collections.abc import Sequence
from typing import Any

from nlp.errors import NlpError
from nlp.topics.toml import line_of

_SIGNS = re.compile(
    r'"{3}(?:\\[\s\S]|[^\\])*?"{3,5}|\'{3}[\s\S]*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
    r"|#[^\n]*|[\[\]]"
)


class CannotEdit(NlpError):
    """The file is written in a way that cannot be added to by rule."""

    def __init__(self, label: str, *, words: Sequence[str]) -> None:
        self.label, self.words = label, tuple(words)
        super().__init__(
            f"the entry of {label!r} is written in a way that only a person can add to; add"
            f" {', '.join(self.words)} to its words, then do it again"
        )


def with_entry(text: str, entry: str) -> str:
    """Return a TOML text with `entry` behind all that is there."""
    written = f"\n\n{entry.rstrip()}\n".replace("\n", ending(text))
    return text.rstrip() + written if text.strip() else f"{entry.rstrip()}\n"


def ending(text: str) -> str:
    """Return what ends the lines of a text: CR and LF where its first line has both."""
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"


def with_words(text: str, label: str, words: Sequence[str]) -> str:
    """Return the text of a taxonomy with more words of one topic; those there are not repeated.

    Raises:
        CannotEdit: the words could not be put in without touching anything else.
    """
    before = tomllib.loads(text)
    place = [topic["label"] for topic in before["topic"]].index(label)
    there = before["topic"][place].get("words", [])
    new = [word for word in dict.fromkeys(words) if word not in there]
    if not new:
        return text
    key = "words" if "words" in before["topic"][place] else "label"
    after = _added(text, line_of(text, "topic", place, key) or 1, new, is_list=key == "words")
    before["topic"][place]["words"] = [*there, *new]
    if _parsed(after) != before:
        raise CannotEdit(label, words=new)
    return after


def listed(words: Sequence[str]) -> str:
    """Return words as they stand in a TOML list, without its brackets."""
    return ", ".join(map(quoted, words))


def quoted(text: str) -> str:
    """Return a text as a TOML string."""
    # A JSON string is a TOML basic string but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _added(text: str, line: int, words: Sequence[str], *, is_list: bool) -> str:
    """Return the text with words behind the last one of the list that begins in a line.

    Where it is none, a list of the words stands behind the line.
    """
    lines = text.split("\n")  # what else counts as the end of a line may stand within a value
    start = sum(len(one) + 1 for one in lines[: line - 1])
    if not is_list:
        end = start + len(lines[line - 1].rstrip("\r"))
        return f"{text[:end]}{ending(text)}words = [{listed(words)}]{text[end:]}"
    at, is_empty = _last(text, start)
    return f"{text[:at]}{'' if is_empty else ', '}{listed(words)}{text[at:]}"


def _last(text: str, start: int) -> tuple[int, bool]:
    """Return where the last text of the list behind `start` ends, and whether there is none."""
    opened = text.index("[", start) + 1
    at, is_empty = opened, True
    for sign in _SIGNS.finditer(text, opened):
        if sign[0] in {"[", "]"}:
            break
        if sign[0][0] != "#":
            at, is_empty = sign.end(), False
    return at, is_empty


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
