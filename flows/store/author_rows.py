"""Authors as rows of the record; what a page leaves out, an earlier one may have said."""

import json
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from collectors.post import Post
from flows.store import tables
from flows.store.privacy import author_key, mask, storable
from flows.store.record import Record
from flows.store.rows import Row, stored_rows, write


def save_authors(
    connection: sa.Connection, posts: Iterable[Post], *, record: Record, seen_at: datetime
) -> None:
    """Store the authors of `posts`; name and labels change only where the page gives some."""
    told: dict[Row, Row] = {}
    for post in posts:
        if post.author_id:
            row = _row(post, record, seen_at)
            told[row[:1]] = _merged(told.get(row[:1]), row)
    known = stored_rows(connection, tables.authors, told)
    rows = {key: _merged(known.get(key), row) for key, row in told.items()}
    write(connection, tables.authors, [row for key, row in rows.items() if known.get(key) != row])


def _row(post: Post, record: Record, seen_at: datetime) -> Row:
    key = author_key(record.key, post.source, str(post.author_id))
    name = mask(storable(post.author)) if record.keep_names and post.author else None
    labels = [mask(storable(label)) for label in post.author_labels]
    written = json.dumps(labels, ensure_ascii=False) if labels else None
    return (key, storable(post.source), name, written, seen_at)


def _merged(before: Row | None, row: Row) -> Row:
    """Return `row`, keeping from `before` what it lacks, and when the author was first seen."""
    if before is None:
        return row
    return (row[0], row[1], row[2] or before[2], row[3] or before[3], before[4])
