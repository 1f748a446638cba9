"""Which posts lack tags, and the tags themselves."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.corrections import settled
from flows.store.errors import FrameMismatch
from flows.store.lineage import Versions
from flows.store.record import Record
from flows.store.rows import Row, among, write
from flows.store.shaping import frame_of
from flows.store.tag_rows import KINDS, TABLES, kinds_in, lacking, tag_rows

CHARACTERS: Final = 300_000
"""Characters of a batch, unless one text alone has more: tagging takes some 500 bytes for each."""

ALL_KINDS: Final = frozenset(KINDS)

_POSTS, _TAGGED = tables.posts.c, tables.tagged.c
_COLUMNS = (_POSTS.post_key, _POSTS.content_hash, _POSTS.text, _POSTS.lang.label("declared_lang"))
_AS_IT_IS = sa.and_(
    _TAGGED.post_key == _POSTS.post_key, _TAGGED.content_hash == _POSTS.content_hash
)


def untagged(record: Record, *, batch: int = 2000) -> Iterator[pd.DataFrame]:
    """Yield the standing posts that were never tagged as they now are, in batches by key.

    Columns: post_key, content_hash, text, declared_lang. A batch has `batch` posts at most, and
    fewer where their texts are long (`CHARACTERS`). Each batch is a short read of its own,
    so tags may be saved between two of them; posts that come in behind the place reached wait
    for the next call.
    """
    never = sa.select(*_COLUMNS).select_from(tables.posts.outerjoin(tables.tagged, _AS_IT_IS))
    return _batches(record, never.where(_TAGGED.post_key.is_(None)), batch)


def tagged_by(record: Record, version: str, *, batch: int = 2000) -> Iterator[pd.DataFrame]:
    """Yield the standing posts that `version` has tagged as they now are, as `untagged` does."""
    then = sa.select(*_COLUMNS).select_from(tables.posts.join(tables.tagged, _AS_IT_IS))
    return _batches(record, then.where(_TAGGED.model == version), batch)


def _batches(record: Record, chosen: sa.Select[Any], batch: int) -> Iterator[pd.DataFrame]:
    standing = chosen.where(_POSTS.deleted_at.is_(None)).order_by(_POSTS.post_key).limit(batch)
    last = ""
    while True:
        frame = _next(record, standing.where(_POSTS.post_key > last))
        if frame.empty:
            return
        yield frame
        last = str(frame["post_key"].iloc[-1])


def _next(record: Record, chosen: sa.Select[Any]) -> pd.DataFrame:
    streamed = chosen.execution_options(stream_results=True, max_row_buffer=100)
    with record.read() as connection, connection.execute(streamed) as rows:
        return frame_of(_COLUMNS, _filled(rows))


def _filled(rows: Iterable[Any]) -> Iterator[Any]:
    """Yield the first of the rows, as many as have `CHARACTERS` together; one at least."""
    count = 0
    for row in rows:
        count += len(row.text)
        if count > max(CHARACTERS, len(row.text)):
            return
        yield row


def save_tags(
    record: Record,
    tagged: pd.DataFrame,
    *,
    versions: Versions,
    tagged_at: datetime,
    kinds: Collection[str] = ALL_KINDS,
) -> int:
    """Put the tags of `tagged` in the place of those that its posts had; return how many.

    Where a correction holds, it stands and the model's word goes to `overruled_tags`. Posts that
    changed or were taken back meanwhile, or are changing, are left out: they wait for the next
    call.

    Args:
        record: where they go.
        tagged: one row a post: post_key, content_hash, and the columns of the nlp pipeline. The
            polarity of what is undecided is not kept: no mean of polarities counts it, whoever
            asks.
        versions: what gave them.
        tagged_at: when (aware).
        kinds: kinds of tags to replace; rows of others are not touched.

    Raises:
        FrameMismatch: a column is missing.
    """
    with record.begin() as connection:
        now = _held(connection, tagged["post_key"].tolist())
        same = tagged["content_hash"] == tagged["post_key"].map(now)
        found = tags_of(connection, tagged[same], versions=versions, kinds=kinds)
        keys = tagged.loc[same, "post_key"].tolist()
        marks = [(key, now[key], versions.version, tagged_at) for key in dict.fromkeys(keys)]
        for table, rows in found.items():
            connection.execute(sa.delete(table).where(*_of(connection, table, keys, kinds)))
            write(connection, table, rows)
        write(connection, tables.tagged, marks)
    return sum(map(len, found.values()))


def tags_of(
    connection: sa.Connection,
    tagged: pd.DataFrame,
    *,
    versions: Versions,
    kinds: Collection[str] = ALL_KINDS,
) -> dict[sa.Table, list[Row]]:
    """Return the rows that `save_tags` would put into each table, corrections heeded.

    Raises:
        FrameMismatch: a column is missing.
    """
    models = {kind: model for kind, model in versions.models.items() if kind in kinds}
    missing = lacking(tagged.columns, models)
    if missing:
        raise FrameMismatch(tables.post_tags.name, reason=f"lacks {', '.join(missing)}")
    found = tag_rows(tagged, models)
    keys = tagged["post_key"].tolist()
    return dict(settled(connection, found, keys, kinds))


def stored_tags(
    connection: sa.Connection, keys: list[str], kinds: Collection[str]
) -> dict[sa.Table, list[Row]]:
    """Return the tags that posts have, of some kinds, by table."""
    return {
        table: [
            tuple(row)
            for row in connection.execute(
                sa.select(table).where(*_of(connection, table, keys, kinds))
            )
        ]
        for table in TABLES
    }


def _held(connection: sa.Connection, keys: list[str]) -> dict[str, str]:
    """Return the content_hash of posts, held still until the end of the transaction.

    A post that another transaction holds is left out: to wait for it could be for ever, since
    it may hold others in another order.
    """
    chosen = sa.select(_POSTS.post_key, _POSTS.content_hash)
    held = chosen.where(among(connection, _POSTS.post_key, keys)).with_for_update(skip_locked=True)
    return {row.post_key: row.content_hash for row in connection.execute(held)}


def _of(
    connection: sa.Connection, table: sa.Table, keys: list[str], kinds: Collection[str]
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that choose the rows of `kinds` of these posts."""
    theirs = among(connection, table.c.post_key, keys)
    if "kind" not in table.c:
        return [theirs, sa.true() if kinds_in(table) <= set(kinds) else sa.false()]
    return [theirs] if set(kinds) >= ALL_KINDS else [theirs, table.c.kind.in_(sorted(kinds))]
