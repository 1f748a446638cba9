"""Posts from a table that somebody already has."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from collectors.addresses import clean_address
from collectors.base import Page, Rejected
from collectors.errors import BadOptions, NoTextColumn
from collectors.files.columns import match_columns
from collectors.files.rows import Format, Row, read_rows
from collectors.post import Kind, Post, digest
from collectors.ratings import Rating, count, number, rating
from collectors.texts import from_html
from collectors.times import When, parse_time, zone_named

PAGE_POSTS = 500

_SPOILT = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "nan", "null", "none", "nil", "无", "暂无"})
_EXACT_BELOW = 2**53
_RAW_LENGTH = 2000


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
        now: moment that words such as 昨天 are read against (aware); by default the file's age.
        format: by default what the ending says.
        table: sheet or table.

    Raises:
        NotThisFormat: the file cannot be read.
        NoTextColumn: no column can be taken for the words.
        BadOptions: `mapping` or `zone` does not fit.
    """
    seen_at = now or datetime.fromtimestamp(path.stat().st_mtime if path.exists() else 0, tz=UTC)
    maker = _Maker(source, mapping or {}, _zone(zone), kind, seen_at)
    posts: list[Post] = []
    rejected: list[Rejected] = []
    for found in read_rows(path, format=format, table=table):
        made = found if isinstance(found, Rejected) else maker.made(found)
        (rejected if isinstance(made, Rejected) else posts).append(made)  # type: ignore[arg-type]  # told apart just here
        if len(posts) + len(rejected) >= PAGE_POSTS:
            yield Page(tuple(posts), tuple(rejected))
            posts, rejected = [], []
    if posts or rejected:
        yield Page(tuple(posts), tuple(rejected))


def _zone(name: str | None) -> Any:
    try:
        return zone_named(name) if name else None
    except ValueError as error:
        raise BadOptions("import", key="zone", why=str(error)) from error


class _Maker:
    """Turn rows into posts, remembering which columns mean what."""

    def __init__(
        self, source: str, mapping: Mapping[str, str], zone: Any, kind: Kind | None, now: datetime
    ) -> None:
        self._source, self._mapping, self._zone, self._now = source, mapping, zone, now
        self._kind = kind
        self._columns: dict[tuple[str, ...], dict[str, str]] = {}
        self._nameless: Counter[str] = Counter()
        self._seen: dict[int, int] = {}

    def made(self, found: Row) -> Post | Rejected:
        """Return the row as a post, or why it is none.

        Raises:
            NoTextColumn: the first row has no column for words.
        """
        where, row = found
        columns = self._matched(tuple(map(str, row)), where)
        parts = {part: _plain(row.get(column)) for part, column in columns.items()}
        try:
            return self._first(self._post(parts, rated="rating" in columns))
        except ValueError as error:
            raw = json.dumps(row, ensure_ascii=False, default=str)[:_RAW_LENGTH]
            return Rejected(where, str(error).splitlines()[0], raw)

    def _first(self, post: Post) -> Post:
        """Return `post`; raise ValueError if another row had its id and said something else."""
        # Hashes, since a file may have millions of rows.
        said = hash(post)
        if self._seen.setdefault(hash(post.id), said) != said:
            msg = f"the id {post.id} came before in this file, with other content"
            raise ValueError(msg)
        return post

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

    def _post(self, parts: Mapping[str, Any], *, rated: bool) -> Post:
        raw = str(parts.get("text") or "")
        text = from_html(raw)
        stars = _rating(parts)
        title = from_html(str(parts.get("title") or "")) or None
        if not text and not title and stars is None:
            msg = "no words, no heading and no rating"
            raise ValueError(msg)
        published, edited = self._when(parts, "published_at"), self._when(parts, "edited_at")
        author = _text(parts.get("author"))
        author_id = _identifier(parts, "author_id") or author
        return Post(
            source=self._source,
            id=_identifier(parts, "id") or self._digest(parts, author_id, text or str(title)),
            kind=parts.get("kind") or self._kind or ("review" if rated else "post"),
            url=clean_address(str(parts["url"])) if parts.get("url") else None,
            author_id=author_id,
            author=author,
            published_at=published and published.moment,
            published_precision=published and published.precision,
            published_assumed=bool(published and published.assumed),
            edited_at=edited and edited.moment,
            title=title,
            text=text or title or "",
            raw_text=raw if raw and raw != text else None,
            rating=stars and stars.value,
            rating_low=stars and stars.low,
            rating_high=stars and stars.high,
            parent_id=_parent(parts),
            thread_id=_identifier(parts, "thread_id"),
            repost_of=_identifier(parts, "repost_of"),
            likes=count(parts.get("likes")),
            replies=count(parts.get("replies")),
            reposts=count(parts.get("reposts")),
            subject=_text(parts.get("subject")),
            lang=_text(parts.get("lang")),
        )

    def _when(self, parts: Mapping[str, Any], name: str) -> When | None:
        written = parts.get(name)
        if written is None:
            return None
        when = parse_time(written, now=self._now, zone=self._zone)
        if when is None:
            msg = f"{name} {written!r} is not a time that can be read for sure; write 2023-05-13"
            raise ValueError(msg)
        return when

    def _digest(self, parts: Mapping[str, Any], author: str | None, text: str) -> str:
        """Return an id for a row without one.

        Rows with neither author nor time are told apart by how often the same words came
        before: two customers may well have answered the same.
        """
        written = str(parts.get("published_at") or "")
        key = digest(str(parts.get("url") or ""), author or "", written, text)
        if author or written:
            return key
        self._nameless[key] += 1
        return digest(key, str(self._nameless[key]))


def _plain(value: Any) -> Any:
    """Return the value of a cell; None for all the ways of writing nothing, and for nested ones."""
    if isinstance(value, (dict, list)) or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return None if value.strip().lower() in _NOTHING else value
    return value


def _text(value: Any) -> str | None:
    return from_html(str(value)) or None if value is not None else None


def _identifier(parts: Mapping[str, Any], name: str) -> str | None:
    """Return an id as text.

    Raises:
        ValueError: a spreadsheet rounded it.
    """
    value = parts.get(name)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_BELOW:
        value = int(value)
    text = str(value).strip()
    if isinstance(value, float) or _SPOILT.fullmatch(text):
        msg = f"{name} {text} was rounded by a spreadsheet; export it again as text"
        raise ValueError(msg)
    return text or None


def _parent(parts: Mapping[str, Any]) -> str | None:
    found = _identifier(parts, "parent_id")
    return None if found == "0" else found


def _rating(parts: Mapping[str, Any]) -> Rating | None:
    written = parts.get("rating")
    if written is None:
        return None
    found = rating(written)
    if found is None:
        msg = f"rating {written!r} is no rating"
        raise ValueError(msg)
    low, high = number(parts.get("rating_low")), number(parts.get("rating_high"))
    return Rating(found.value, found.low if low is None else low, high or found.high)
