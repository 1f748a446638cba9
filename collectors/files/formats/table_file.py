"""Reading a file of tables whose columns are known beforehand."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from collectors.base import Page, Rejected
from collectors.errors import CollectorError, NotThisFormat
from collectors.files.cells import identifier, rejected_row
from collectors.files.delimited import csv_rows
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.known_tables import COUNTS, Family, Holds, Parts, Table, first_of
from collectors.files.formats.versions import Versions
from collectors.files.made import PostMaker, zone_of
from collectors.files.pages import Seen, in_pages
from collectors.files.rows import Row, format_of_ending, read_rows
from collectors.files.shapes import Shape, shape_of
from collectors.post import Post
from collectors.ratings import number

_ORDER: Mapping[Holds, int] = {"contents": 0, "comments": 1}
_OF_MANY_TABLES = ("sqlite", "xlsx")
_TYPELESS = ("csv", "xlsx")
_SHOWN = 30


def format_for(name: str, family: Family) -> Format:
    """Return the format that reads the files of `family`."""
    return Format(name, family.title, family.knows, partial(read_tables, family))


def read_tables(
    family: Family, path: Path, reading: Reading, *, only: Collection[str | None] | None = None
) -> Iterator[Page]:
    """Yield the posts of all tables in `path` that `family` knows, contents before comments.

    Tables of people, who are no posts, are passed over. Of rows with one id the newest counts,
    where the family says which that is; older ones are passed over, and so is the same row again.
    Memory: about 60 bytes a row, 150 where the family has no versions.

    Args:
        family: whose tables they are.
        path: the file.
        reading: how it is to be read.
        only: names of the tables to read; by default all.

    Raises:
        NotThisFormat: it cannot be read, or holds none of these tables.
    """
    return in_pages(_File(path, reading, family, only).made())


class _File:
    """One file of a family, while it is read."""

    def __init__(
        self, path: Path, reading: Reading, family: Family, only: Collection[str | None] | None
    ) -> None:
        self._path, self._reading, self._family, self._only = path, reading, family, only
        self._maker = PostMaker(
            reading.source,
            reading.now,
            zone_of(reading.zone or family.zone),
            low=family.low,
            high=family.high,
            wordless=family.wordless,
            now_is_known=reading.now_is_known,
            weibo=family.weibo,
        )
        self._seen = Seen()
        self._brought: set[int] = set()
        self._kinds: dict[tuple[str, ...], Table | None] = {}
        self._newest: Mapping[int, float] = {}

    def made(self) -> Iterator[Post | Rejected]:
        names = self._names()
        if self._family.version:
            self._newest = self._versions(names)
        return chain.from_iterable(map(self._made_of, names))

    def _names(self) -> list[str | None]:
        """Return the tables to read, in their order."""
        if self._reading.table or self._ending() not in _OF_MANY_TABLES:
            return [self._reading.table]
        shape = shape_of(self._path, "")
        known = {name: self._family.table_of(columns) for name, columns in shape.items()}
        named = [
            (_ORDER[table.holds], name)
            for name, table in known.items()
            if table and table.holds != "people" and (self._only is None or name in self._only)
        ]
        if not named:
            self._refuse(shape)
        return [name for _, name in sorted(named, key=lambda one: one[0])]

    def _made_of(self, name: str | None) -> Iterator[Post | Rejected]:
        for found in self._rows(name):
            if isinstance(found, Rejected):
                yield found
                continue
            table = self._table(found)
            if table is None:
                yield Rejected(found[0], f"its columns are those of no {self._family.title}", "")
            elif table.holds != "people":
                yield from self._said(table, found)

    def _said(self, table: Table, found: Row) -> Iterator[Post | Rejected]:
        where, row = found
        try:
            post = self._post(table, table.parts(row), row)
            if self._counts(post, row):
                yield post
            yield from self._passed_on(table, row)
        except ValueError as error:
            yield rejected_row(where, row, error)

    def _counts(self, post: Post, row: Mapping[str, Any]) -> bool:
        """Return whether no newer row has the id of `post`, and the same one did not come before.

        Raises:
            ValueError: a row as new had its id, and other content.
        """
        if not self._family.version:
            return not self._seen.repeats(post)
        newest = self._newest.get(hash(post.id))
        if newest is None:
            return True
        version = self._version(row)
        old = version is not None and version < newest
        return not old and not self._seen.repeats(post)

    def _post(self, table: Table, parts: Parts, row: Mapping[str, Any]) -> Post:
        parts.setdefault("kind", table.kind)
        if self._family.blank_is_zero:
            self._fill_counts(table, parts, row)
        return self._maker.post(parts)

    def _passed_on(self, table: Table, row: Mapping[str, Any]) -> Iterator[Post]:
        """Yield the other post that the row holds, once in a file."""
        parts = table.also(row)
        if not parts:
            return
        post = self._maker.post({"kind": table.kind, **parts})
        if not self._seen.holds(post.id) and hash(post.id) not in self._brought:
            self._brought.add(hash(post.id))
            yield post

    def _fill_counts(self, table: Table, parts: Parts, row: Mapping[str, Any]) -> None:
        for part in COUNTS:
            if parts.get(part) is None and any(
                self._is_blank(row[name]) for name in table.columns.get(part, ()) if name in row
            ):
                parts[part] = 0

    def _is_blank(self, value: Any) -> bool:
        # cells of CSV and workbooks are not told apart from empty texts
        return value == "" or (value is None and self._ending() in _TYPELESS)

    def _versions(self, names: Iterable[str | None]) -> Mapping[int, float]:
        """Return the newest version of each id that stands in several rows of the file."""
        versions = Versions()
        # a file that breaks off is told when its rows are read for good
        with suppress(CollectorError):
            for found in chain.from_iterable(map(self._rows, names)):
                if not isinstance(found, Rejected) and (table := self._table(found)):
                    versions.add(_id(table, found[1]), self._version(found[1]))
        return versions.newest()

    def _version(self, row: Mapping[str, Any]) -> float | None:
        return number(row.get(self._family.version)) if self._family.version else None

    def _table(self, found: Row) -> Table | None:
        """Return what kind of table the row is from.

        Raises:
            NotThisFormat: it is the first, and from none of them or one of people.
        """
        names = tuple(found[1])
        if names not in self._kinds:
            table = self._family.table_of(names)
            if (table is None or table.holds == "people") and not self._kinds:
                self._refuse({None: names})
            self._kinds[names] = table
        return self._kinds[names]

    def _rows(self, name: str | None) -> Iterator[Row | Rejected]:
        if self._family.short_rows and self._ending() == "csv":
            return csv_rows(self._path, short_rows=True)
        return read_rows(self._path, table=name)

    def _ending(self) -> str:
        return format_of_ending(self._path)

    def _refuse(self, shape: Shape) -> NoReturn:
        names = "; ".join(", ".join(columns[:_SHOWN]) for columns in shape.values())
        why = f"none of its tables has the columns of one; columns: {names or 'none'}"
        if any(map(self._family.table_of, shape.values())):
            why = "it holds profiles of people, which are no posts"
        raise NotThisFormat(str(self._path), expected=f"a file of {self._family.title}", why=why)


def _id(table: Table, row: Mapping[str, Any]) -> str | None:
    try:
        return identifier(first_of(row, table.columns.get("id", ())), "id")
    except ValueError:  # told when the row is read for good
        return None
