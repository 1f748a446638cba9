"""Posts from a table that somebody already has."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from collectors.base import Page, Rejected
from collectors.errors import NoTextColumn
from collectors.files.cells import plain, rejected_row
from collectors.files.columns import match_columns
from collectors.files.made import PostMaker, zone_of
from collectors.files.pages import Seen, in_pages
from collectors.files.rows import Format, Row, read_rows
from collectors.post import Kind, Post


def age_of(path: Path) -> datetime:
    """Return when `path` was last written, the beginning of 1970 when it is not there."""
    return datetime.fromtimestamp(path.stat().st_mtime if path.exists() else 0, tz=UTC)


def posts_from(  # the caller's decisions about one file  # noqa: PLR0913  # the caller's decisions about one file
    path: Path,
    *,
    source: str,
    mapping: Mapping[str, str] | None = None,
    zone: str | None = None,
    kind: Kind | None = None,
    now: datetime | None = None,
    format: Format | None = None,  # what the command line calls it  # noqa: A002  # what the command line calls it
    table: str | None = None,
    rating_low: float | None = None,
    rating_high: float | None = None,
) -> Iterator[Page]:
    """Yield the posts of a file in pages of 500, rows that cannot be read among the rejected.

    Of rows with the same id, the first counts; others are rejected unless they say the same, so
    that one file never holds two versions of a post. Memory: about 150 bytes a row.

    Args:
        path: CSV, XLSX, JSON, JSONL, Parquet or SQLite.
        source: name stamped on the posts.
        mapping: part of a post -> column; the other columns are known by their usual names,
            English and Chinese.
        zone: of times that name none; by default Beijing for times in Chinese, else UTC.
        kind: what the rows are; by default reviews where there is a rating, else posts.
        now: moment that words such as 昨天 are read against (aware); by default the file's age,
            and times that hang on it are marked as assumed.
        format: by default what the ending says.
        table: sheet or table.
        rating_low: worst rating there is, where the rows do not say.
        rating_high: best rating there is.

    Raises:
        NotThisFormat: the file cannot be read; what was read before stands.
        NoTextColumn: no column can be taken for the words.
        BadOptions: `mapping` or `zone` does not fit.
    """
    maker = PostMaker(
        source,
        now or age_of(path),
        zone_of(zone),
        kind,
        low=rating_low,
        high=rating_high,
        now_is_known=now is not None,
    )
    rows = _Rows(maker, mapping or {})
    made = map(rows.made, read_rows(path, format=format, table=table))
    return in_pages(made)


class _Rows:
    """Turn rows into posts, remembering which columns mean what."""

    def __init__(self, maker: PostMaker, mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        rated = replace(maker, kind="review") if maker.kind is None else maker
        self._makers = {True: rated, False: maker}
        self._columns: dict[tuple[str, ...], dict[str, str]] = {}
        self._seen = Seen()

    def made(self, found: Row | Rejected) -> Post | Rejected:
        """Return the row as a post, or why it is none.

        Raises:
            NoTextColumn: the first row has no column for words.
        """
        if isinstance(found, Rejected):
            return found
        where, row = found
        columns = self._matched(tuple(map(str, row)), where)
        parts = {part: plain(row.get(column)) for part, column in columns.items()}
        try:
            return self._seen.check(self._makers["rating" in columns].post(parts))
        except ValueError as error:
            return rejected_row(where, row, error)

    def _matched(self, names: tuple[str, ...], where: str) -> dict[str, str]:
        if names not in self._columns:
            mapping = self._mapping
            if self._columns:  # a later row of JSON may lack a column
                mapping = {part: name for part, name in mapping.items() if name in names}
            columns = match_columns(names, mapping)
            if "text" not in columns and not self._columns:
                raise NoTextColumn(where, columns=names)
            self._columns[names] = columns
        return self._columns[names]
