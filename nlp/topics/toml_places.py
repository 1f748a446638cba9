"""Where each key and value of a TOML text stands, which `tomllib` does not tell."""

import re
from collections import defaultdict
from collections.abc import Mapping

Place = tuple[str | int, ...]
"""The way to a value: keys of tables, and numbers from 0 in lists."""

_IDLE = re.compile(r"(?:[\s,]|#[^\n]*)*")
_KEY = re.compile(r"""[\w-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_BETWEEN = re.compile(r"[ \t]*\.?[ \t]*")
_TEXT = re.compile(
    r'"{3}(?:\\[\s\S]|[^\\])*?"{3,5}|\'{3}[\s\S]*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
)
_BARE = re.compile(r"[^,\]}\n#]+")


def places(text: str) -> Mapping[Place, int]:
    """Return the line, from 1, of each table, key and value of a text that `tomllib` can read.

    Raises:
        RecursionError: lists in lists too deep.
    """
    return _Reader(text).lines


class _Reader:
    """Reads a text of which it is known that it is TOML.

    Attributes:
        lines: what was found: the place of each value -> its line, from 1.
    """

    def __init__(self, text: str) -> None:
        self.lines: dict[Place, int] = {}
        self._text, self._at, self._line, self._counted = text, 0, 1, 0
        self._rows: dict[Place, int] = defaultdict(int)
        table: Place = ()
        while self._skip():
            if text[self._at] == "[":
                table = self._head()
            else:
                self._pair(table)

    def _skip(self) -> bool:
        """Go to what comes next; return whether anything does."""
        match = _IDLE.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at < len(self._text)

    def _head(self) -> Place:
        several = self._text.startswith("[[", self._at)
        self._at += 2 if several else 1
        place: Place = ()
        keys = self._keys()
        for number, key in enumerate(keys, 1):
            place = (*place, key)
            if several and number == len(keys):
                self._rows[place] += 1
            if place in self._rows:
                place = (*place, self._rows[place] - 1)
        self._note(place)
        self._at += 2 if several else 1
        return place

    def _pair(self, table: Place) -> None:
        place = (*table, *self._keys())
        self._note(place)
        self._at = self._text.index("=", self._at) + 1
        self._skip()
        self._value(place)

    def _keys(self) -> list[str]:
        keys, blank = [], _BETWEEN.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        while match := _KEY.match(self._text, self._at):
            keys.append(match[0].strip("\"'"))
            blank = _BETWEEN.match(self._text, match.end())
            self._at = blank.end() if blank else match.end()
        return keys

    def _value(self, place: Place) -> None:
        opened = self._text[self._at]
        if opened not in "[{":
            pattern = _TEXT if opened in "\"'" else _BARE
            match = pattern.match(self._text, self._at)
            self._at = match.end() if match else len(self._text)
            return
        self._at += 1
        number = 0
        while self._skip() and self._text[self._at] not in "]}":
            if opened == "{":
                self._pair(place)
            else:
                self._note((*place, number))
                self._value((*place, number))
                number += 1
        self._at += 1

    def _note(self, place: Place) -> None:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        self.lines.setdefault(place, self._line)
