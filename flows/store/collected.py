"""What collectors bring: posts, their authors, what was refused, and where to go on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from collectors.base import Page, Withdrawn
from collectors.post import Post
from flows.store import tables
from flows.store.author_rows import save_authors
from flows.store.engine import serialise
from flows.store.post_rows import KNOWN, Known, is_settled, post_row, why_not
from flows.store.quarantine import Refused, put_all
from flows.store.record import Record
from flows.store.rows import Row, among, stored_rows, write
from flows.store.versions import keep_versions
from flows.store.visits import keys_of, plan_visits, twice_missed
from flows.store.withdrawals import withdraw

NOT_FOUND = frozenset({"404", "410", "missing"})
"""Ways to learn of a withdrawal that an outage looks like."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page: posts that were new, changed, equal or gone; items refused."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    withdrawn: int = 0


def save_page(  # noqa: PLR0913  # each is a decision of the run
    record: Record,
    page: Page,
    *,
    source: str,
    seen_at: datetime,
    ages: Sequence[timedelta] = (),
    sure_after: timedelta = timedelta(0),
) -> Saved:
    """Store a page whole: posts, older versions, authors, refused items and cursor, or nothing.

    The same page again changes no row. Of a post that comes twice in a page, the last counts.
    Words, rating, edit and withdrawal make a new version; counts change in place.

    Args:
        record: where to.
        page: as the collector yields it.
        source: its name in the settings.
        seen_at: when (aware).
        ages: at which posts are to be looked at again, ascending; none where the source cannot.
        sure_after: a post that was just not found counts as withdrawn when it is not found once
            more, so long after the first time.

    Raises:
        RecordUnavailable: the database cannot be reached, or stayed locked.
    """
    refused = _refused(page, source)
    posts = {post.key: post for post in page.posts if why_not(post) is None}
    with record.begin() as connection:
        serialise(connection, source)
        put_all(connection, refused, key=record.key, seen_at=seen_at)
        counts, new = _save_posts(connection, posts, record=record, seen_at=seen_at)
        save_authors(connection, posts.values(), record=record, seen_at=seen_at)
        if ages:
            missed = {one.id for one in page.withdrawn if one.how in NOT_FOUND}
            keys = [*new, *keys_of(source, set(page.visited) - missed)]
            plan_visits(connection, keys, source=source, ages=ages, now=seen_at)
        gone = _withdraw(connection, page.withdrawn, source, record.key, seen_at, sure_after)
        if page.cursor is not None:
            _save_cursor(connection, (source, page.asked), page.cursor, seen_at)
    return Saved(*counts, refused=len(refused), withdrawn=gone)


def _withdraw(  # noqa: PLR0913, PLR0917  # as save_page was told
    connection: sa.Connection,
    withdrawn: Sequence[Withdrawn],
    source: str,
    key: bytes,
    seen_at: datetime,
    sure_after: timedelta,
) -> int:
    told = [one for one in withdrawn if one.how not in NOT_FOUND]
    missed = [one for one in withdrawn if one.how in NOT_FOUND]
    if sure_after:
        missed = twice_missed(connection, missed, source=source, after=sure_after, now=seen_at)
    return withdraw(connection, [*told, *missed], source=source, key=key, seen_at=seen_at)


def read_cursors(record: Record, source: str) -> dict[str, dict[str, Any]]:
    """Return where the next run of `source` goes on, by what was asked; empty before the first."""
    cursors = tables.cursors.c
    chosen = sa.select(cursors.asked, cursors.cursor).where(cursors.source == source)
    with record.read() as connection:
        return {asked: json.loads(cursor) for asked, cursor in connection.execute(chosen)}


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
) -> tuple[tuple[int, int, int], list[str]]:
    """Store posts, and the versions that they replace.

    Returns how many were new, changed, equal; and the keys of the new ones.
    """
    known = _known(connection, list(posts))
    posts = {key: post for key, post in posts.items() if not is_settled(post, known.get(key))}
    fresh: list[Row] = []
    edited: list[str] = []
    for key, post in posts.items():
        before = known.get(key)
        row = post_row(post, before, key=record.key, seen_at=seen_at)
        if before is None or before.row_hash != row[_ROW_HASH]:
            fresh.append(row)
        if before is not None and before.content_hash != row[_CONTENT_HASH]:
            edited.append(key)
    keep_versions(connection, edited, seen_at)
    write(connection, tables.posts, fresh)
    new = [key for key in posts if key not in known]
    return (len(new), len(fresh) - len(new), len(posts) - len(fresh)), new


_NAMES = tuple(column.name for column in tables.posts.columns)
_ROW_HASH, _CONTENT_HASH = _NAMES.index("row_hash"), _NAMES.index("content_hash")


def _known(connection: sa.Connection, keys: Sequence[str]) -> dict[str, Known]:
    chosen = sa.select(*KNOWN).where(among(connection, tables.posts.c.post_key, keys))
    return {row[0]: Known(*tuple(row)) for row in connection.execute(chosen)}


def _save_cursor(
    connection: sa.Connection,
    key: tuple[str, str],
    cursor: Mapping[str, Any],
    seen_at: datetime,
) -> None:
    row = (*key, json.dumps(dict(cursor), ensure_ascii=True, sort_keys=True), seen_at)
    before = stored_rows(connection, tables.cursors, [key]).get(key)
    if before is None or before[2] != row[2]:
        write(connection, tables.cursors, [row])
