"""Posts from whatever files somebody has: of a known format, a table of one's own, a folder."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from collectors.base import Page, Rejected
from collectors.errors import BadOptions, CollectorError, NoTextColumn, NotThisFormat
from collectors.files.formats import surveys
from collectors.files.formats.base import Format, Reading, of_platform
from collectors.files.formats.registry import format_named, format_of, formats_by_name
from collectors.files.made import zone_of
from collectors.files.posts import age_of, posts_from
from collectors.files.rows import TABLE_FORMATS
from collectors.files.rows import Format as TableFormat
from collectors.post import Kind

_COMMENTS = ("comment", "评论")
_DAY = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")


def import_posts(  # the caller's decisions about one file  # noqa: PLR0913  # the caller's decisions about one file
    path: Path,
    *,
    source: str,
    now: datetime | None = None,
    format: str | None = None,  # what the command line calls it  # noqa: A002  # what the command line calls it
    mapping: Mapping[str, str] | None = None,
    zone: str | None = None,
    kind: Kind | None = None,
    table: str | None = None,
    questions: tuple[str, ...] = (),
    rating_low: float | None = None,
    rating_high: float | None = None,
) -> Iterator[Page]:
    """Yield the posts of a file, or of all files in a folder and below it.

    In a folder, contents come before comments, older files before newer ones as far as their
    names tell; a file that no format knows, or that cannot be read, is one rejected item, and the
    rest goes on. Hidden files are passed over, and so are those known to hold no posts. Posts of
    a format that knows its platform get a source of their own in a folder (`mine-xhs`), for two
    platforms may give the same id.

    Args:
        path: the file or the folder.
        source: name stamped on the posts.
        now: moment that relative times are read against (aware); by default the age of each file,
            and times that hang on it are marked as assumed.
        format: name of a format (see `formats_by_name`), or of a table's (csv, xlsx, ...); by
            default what the file looks like, else a table of one's own.
        mapping: part of a post -> column; a table that is mapped is one's own, unless a format
            is named.
        zone: of times that name none; by default the format's own.
        kind: what the rows of a table of one's own are.
        table: sheet or table.
        questions: columns that are questions; with them and no format, a file is `survey-wide`.
        rating_low: worst rating there is, for files that do not say.
        rating_high: best rating there is.

    Raises:
        NotThisFormat: the file cannot be read; what was read before stands.
        NoTextColumn: no column of a table of one's own can be taken for the words.
        BadOptions: `format`, `mapping` or `zone` does not fit.
    """
    known = formats_by_name()
    if format and format not in (*known, *TABLE_FORMATS):
        why = f"there is no format {format!r}"
        raise BadOptions("import", key="format", why=why, allowed=(*known, *TABLE_FORMATS))
    zone_of(zone)
    reading = Reading(
        source,
        now or age_of(path),
        zone=zone,
        mapping=mapping or {},
        kind=kind,
        table=table,
        questions=questions,
        rating_low=rating_low,
        rating_high=rating_high,
        now_is_known=now is not None,
    )
    wanted = _Wanted(reading, format)
    return wanted.folder(path) if path.is_dir() else wanted.file(path)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How files are to be read, whichever they are."""

    reading: Reading
    name: str | None

    def file(self, path: Path) -> Iterator[Page]:
        found = self._format(path)
        return self._table(path) if found is None else found.read(path, self._reading(path))

    def folder(self, path: Path) -> Iterator[Page]:
        files = [file for file in sorted(path.rglob("*")) if _is_shown(file, path)]
        if not files:
            raise NotThisFormat(str(path), expected="a folder with files", why="it is empty")
        for file in sorted(files, key=_turn):
            try:
                yield from self._known(file, path)
            except CollectorError as error:
                yield _told(file, path, str(error))

    def _known(self, file: Path, folder: Path) -> Iterator[Page]:
        found = self._format(file)
        if found is None and not (self.name or self.reading.mapping):
            return iter([_told(file, folder, "no format knows this file; name one to read it")])
        if found is None:
            return self._table(file)
        if not found.holds_posts:
            return iter(())
        reading = self._reading(file)
        return found.read(file, of_platform(reading, found.platform) if found.platform else reading)

    def _format(self, path: Path) -> Format | None:
        if self.name:
            return None if self.name in TABLE_FORMATS else format_named(self.name)
        if self.reading.questions:
            return format_named(surveys.WIDE)
        return None if self.reading.mapping else format_of(path)

    def _reading(self, path: Path) -> Reading:
        if self.reading.now_is_known:
            return self.reading
        return replace(self.reading, now=age_of(path))

    def _table(self, path: Path) -> Iterator[Page]:
        """Yield the posts of a table of somebody's own."""
        reading = self._reading(path)
        named = next((one for one in TABLE_FORMATS if one == self.name), None)
        try:
            yield from self._own(path, reading, named)
        except NoTextColumn as error:
            if not surveys.looks_wide(path, reading):
                raise
            why = f"it looks like a survey: name it by format {surveys.WIDE}; {error}"
            raise NotThisFormat(str(path), expected="a table with words", why=why) from error

    def _own(self, path: Path, reading: Reading, named: TableFormat | None) -> Iterator[Page]:
        return posts_from(
            path,
            source=reading.source,
            mapping=reading.mapping,
            zone=reading.zone,
            kind=reading.kind,
            now=reading.now if reading.now_is_known else None,
            format=named,
            table=reading.table,
            rating_low=reading.rating_low,
            rating_high=reading.rating_high,
        )


def _is_shown(file: Path, folder: Path) -> bool:
    names = file.relative_to(folder).parts
    return file.is_file() and not any(name.startswith(".") for name in names)


def _turn(file: Path) -> tuple[bool, str]:
    """Return when the turn of `file` is: contents first, then by the day in its name.

    Who reads the same post of two days then ends with the later state of it.
    """
    comments = any(word in file.name.lower() for word in _COMMENTS)
    day = _DAY.search(file.name)
    return comments, "".join(day.groups()) if day else ""


def _told(file: Path, folder: Path, why: str) -> Page:
    return Page((), (Rejected(file.relative_to(folder).as_posix(), why, ""),))
