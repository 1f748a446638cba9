"""What collectors bring: posts, their authors, what was refused, and where to go on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from collectors.base import Page
from collectors.post import Post
from flows.store import tables
from flows.store.author_rows import save_authors
from flows.store.engine import serialise
from flows.store.post_rows import KNOWN, Known, post_row, why_not
from flows.store.privacy import storable
from flows.store.quarantine import Refused, put_all
from flows.store.record import Record
from flows.store.rows import Row, among, stored_rows, upsert, write


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page: distinct posts that were new, changed or equal; items refused."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


def save_page(record: Record, page: Page, *, source: str, seen_at: datetime) -> Saved:
    """Store a page whole: posts, older versions, authors, refused items and cursor, or nothing.

    The same page again changes no row. Of a post that comes twice in a page, the last counts.
    Words, rating, edit and withdrawal make a new version; counts change in place.

    Raises:
        RecordUnavailable: the database cannot be reached, or stayed locked.
    """
    refused = _refused(page, source)
    posts = {post.key: post for post in page.posts if why_not(post) is None}
    with record.begin() as connection:
        serialise(connection, source)
        put_all(connection, refused, key=record.key, seen_at=seen_at)
        saved = _save_posts(connection, posts, record=record, seen_at=seen_at)
        save_authors(connection, posts.values(), record=record, seen_at=seen_at)
        if page.cursor is not None:
            _save_cursor(connection, source, page.cursor, seen_at)
    return Saved(*saved, refused=len(refused))


def read_cursor(record: Record, source: str) -> dict[str, Any]:
    """Return where the next run of `source` goes on; empty before the first."""
    cursors = tables.cursors
    with record.read() as connection:
        found = connection.scalar(sa.select(cursors.c.cursor).where(cursors.c.source == source))
    return dict(json.loads(found)) if found else {}


def note_coverage(  # noqa: PLR0913  # one argument a column of the log
    record: Record,
    *,
    source: str,
    day: date,
    answered: bool,
    new: int = 0,
    changed: int = 0,
    refused: int = 0,
    error: str | None = None,
) -> None:
    """Add one look at `source` to its log of `day` (UTC)."""
    table = tables.coverage
    key = (source, day.isoformat())
    counts = (1, int(answered), new, changed, refused)
    with record.begin() as connection:
        serialise(connection, source)
        before = stored_rows(connection, table, [key]).get(key, (*key, 0, 0, 0, 0, 0, None))
        sums = (old + one for old, one in zip(before[2:7], counts, strict=True))
        write(connection, table, [(*key, *sums, storable(error) if error else before[7])])


def _refused(page: Page, source: str) -> list[Refused]:
    rejected = [
        Refused(source, "collect", item.where, item.reason, item.raw) for item in page.rejected
    ]
    unfit = [(post, why_not(post)) for post in page.posts]
    return rejected + [
        Refused(source, "collect", post.url or post.id, reason, post.model_dump_json())
        for post, reason in unfit
        if reason
    ]


def _save_posts(
    connection: sa.Connection, posts: Mapping[str, Post], *, record: Record, seen_at: datetime
) -> tuple[int, int, int]:
    """Store posts, and the versions that they replace; return how many new, changed, equal."""
    known = _known(connection, list(posts))
    fresh: list[Row] = []
    edited: list[str] = []
    for key, post in posts.items():
        before = known.get(key)
        row = post_row(post, before, key=record.key, seen_at=seen_at)
        if before is None or before.row_hash != row[_ROW_HASH]:
            fresh.append(row)
        if before is not None and before.content_hash != row[_CONTENT_HASH]:
            edited.append(key)
    _keep_versions(connection, edited, seen_at)
    write(connection, tables.posts, fresh)
    new = len(posts) - len(known)
    return new, len(fresh) - new, len(posts) - len(fresh)


_NAMES = tuple(column.name for column in tables.posts.columns)
_ROW_HASH, _CONTENT_HASH = _NAMES.index("row_hash"), _NAMES.index("content_hash")


def _known(connection: sa.Connection, keys: Sequence[str]) -> dict[str, Known]:
    chosen = sa.select(*KNOWN).where(among(connection, tables.posts.c.post_key, keys))
    return {row[0]: Known(*tuple(row)) for row in connection.execute(chosen)}


def _keep_versions(connection: sa.Connection, keys: Sequence[str], replaced_at: datetime) -> None:
    """Copy the posts that are about to change into `post_versions`."""
    into = tables.post_versions
    moment = sa.literal(replaced_at, into.c.replaced_at.type)
    copied = [tables.posts.c[c.name] for c in into.columns if c.name != "replaced_at"]
    chosen = sa.select(*copied, moment).where(among(connection, tables.posts.c.post_key, keys))
    connection.execute(sa.insert(into).from_select([c.name for c in into.columns], chosen))


def _save_cursor(
    connection: sa.Connection, source: str, cursor: Mapping[str, Any], seen_at: datetime
) -> None:
    key = (source,)
    row = (source, json.dumps(dict(cursor), ensure_ascii=True, sort_keys=True), seen_at)
    before = stored_rows(connection, tables.cursors, [key]).get(key)
    if before is None or before[1] != row[1]:
        upsert(connection, tables.cursors, [row])
