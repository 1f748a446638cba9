"""Files of tables whose columns are known beforehand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from collectors.files.cells import plain
from collectors.files.shapes import shape_of
from collectors.post import Kind

Holds = Literal["contents", "comments", "people"]
Parts = dict[str, Any]
Amend = Callable[[Parts, Mapping[str, Any]], Parts]
"""(parts of a post, the row) -> the parts as they are meant."""

COUNTS = ("likes", "replies", "reposts")
"""Parts of a post that are counts."""


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table.

    Attributes:
        name: for people and for telling tables apart.
        marks: columns by which it is known: all of them are there.
        columns: part of a post -> columns that may hold it; the first that holds something counts.
        holds: posts, what was said below them, or people, who are no posts.
        kind: of its posts.
        amend: changes the parts of a post where columns alone do not say it.
        lacks: columns that it never has.
        also: gives the parts of another post that the row holds, such as the one passed on.
    """

    name: str
    marks: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    holds: Holds = "contents"
    kind: Kind = "post"
    amend: Amend = lambda parts, _row: parts
    lacks: frozenset[str] = frozenset()
    also: Callable[[Mapping[str, Any]], Parts | None] = lambda _row: None

    def fits(self, columns: Iterable[str]) -> bool:
        """Return whether a table with these columns is one of this kind."""
        there = frozenset(columns)
        return self.marks <= there and not self.lacks & there

    def parts(self, row: Mapping[str, Any]) -> Parts:
        """Return the parts of the post in `row`."""
        parts = {part: first_of(row, names) for part, names in self.columns.items()}
        return self.amend(parts, row)


@dataclass(frozen=True, slots=True)
class Family:
    """The kinds of table that one tool writes.

    Attributes:
        title: the tool's name.
        tables: the more special first where two fit.
        zone: of its times that name none, where the reader does not say.
        version: column that says which of two rows with one id is newer; None for none.
        low: worst rating there is.
        high: best rating there is.
        wordless: whether a post without any words is one.
        short_rows: whether its CSV leaves empty cells at the end of a row out.
        weibo: whether ids are Weibo's, which carry the time.
        blank_is_zero: whether an empty count means none, as a heart without a number does.
    """

    title: str
    tables: Sequence[Table]
    zone: str | None = None
    version: str | None = None
    low: float | None = None
    high: float | None = None
    wordless: bool = True
    short_rows: bool = False
    blank_is_zero: bool = False
    weibo: bool = False

    def table_of(self, columns: Iterable[str]) -> Table | None:
        """Return the kind of a table with these columns, None when it is none of these."""
        there = frozenset(columns)
        return next((table for table in self.tables if table.fits(there)), None)

    def knows(self, path: Path, head: str) -> bool:
        """Return whether a table of `path` is one of these."""
        return any(self.table_of(columns) for columns in shape_of(path, head).values())


def first_of(row: Mapping[str, Any], names: Iterable[str]) -> Any:
    """Return what the first of the columns `names` that holds something holds, else None."""
    for name in names:
        value = plain(row.get(name))
        if value is not None:
            return value
    return None
