"""Posts that no label covers, those beside a candidate, and how far a label covers either."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.record import Record
from flows.store.rows import among
from flows.store.shaping import frame_of
from nlp.text.cleaning import clean

_POSTS, _TAGS, _TAGGED = tables.posts.c, tables.post_tags.c, tables.tagged.c
_MEMBERS = tables.candidate_posts.c
_said_at = sa.func.coalesce(_POSTS.published_at, _POSTS.first_seen_at)
_COLUMNS = (_POSTS.post_key, _POSTS.text, _POSTS.published_at)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which posts are looked at.

    Attributes:
        since: said then or later (aware); posts without a time count from when they were seen.
        until: said before.
        sources: names; none for all.
        most: no more than so many, the newest.
    """

    since: datetime
    until: datetime
    sources: tuple[str, ...] = ()
    most: int = 100_000


def uncovered(record: Record, labels: Collection[str], asked: Asked) -> tuple[pd.DataFrame, int]:
    """Return the tagged posts that stand and have none of these topics, and how many there are.

    Columns: post_key, text, published_at; the newest first. The number counts those behind
    `asked.most` too. Posts that wait to be tagged are left out: who knows what covers them.
    """
    with record.read() as connection:
        covered = sa.exists().where(
            _TAGS.post_key == _POSTS.post_key,
            _TAGS.kind == "topic",
            among(connection, _TAGS.label, sorted(labels)),
        )
        where = [*_standing(asked), ~covered]
        total = connection.scalar(sa.select(sa.func.count()).select_from(_tagged()).where(*where))
        return _newest(connection, where, asked.most), int(total or 0)


def others(record: Record, candidate: str, asked: Asked) -> list[str]:
    """Return the texts of tagged posts that do not stand in a candidate, the newest first."""
    inside = sa.exists().where(
        _MEMBERS.post_key == _POSTS.post_key, _MEMBERS.candidate == candidate
    )
    with record.read() as connection:
        frame = _newest(connection, [*_standing(asked), ~inside], asked.most)
    return [clean(text).text for text in frame["text"]]


def _tagged() -> sa.Join:
    same = sa.and_(_TAGGED.post_key == _POSTS.post_key, _TAGGED.content_hash == _POSTS.content_hash)
    return tables.posts.join(tables.tagged, same)


def _standing(asked: Asked) -> list[sa.ColumnElement[bool]]:
    said_then = sa.and_(_said_at >= asked.since, _said_at < asked.until)
    of_these = [_POSTS.source.in_(asked.sources)] if asked.sources else []
    return [_POSTS.deleted_at.is_(None), said_then, *of_these]


def _newest(
    connection: sa.Connection, where: Sequence[sa.ColumnElement[bool]], most: int
) -> pd.DataFrame:
    chosen = sa.select(*_COLUMNS).select_from(_tagged()).where(*where)
    ordered = chosen.order_by(_said_at.desc(), _POSTS.post_key).limit(most)
    return frame_of(_COLUMNS, connection.execute(ordered))


def carried(record: Record, candidate: str, label: str) -> tuple[int, int, int]:
    """Return how many standing posts a candidate has, how many of them and of others a label."""
    stand = sa.select(_POSTS.post_key).where(_POSTS.deleted_at.is_(None))
    inside = sa.select(_MEMBERS.post_key).where(
        _MEMBERS.candidate == candidate, _MEMBERS.post_key.in_(stand)
    )
    with_label = sa.select(sa.func.count(_TAGS.post_key.distinct())).where(
        _TAGS.kind == "topic", _TAGS.label == label, _TAGS.post_key.in_(stand)
    )
    count = sa.select(sa.func.count()).select_from(inside.subquery())
    with record.read() as connection:
        all_of_them = (
            connection.scalar(count),
            connection.scalar(with_label.where(_TAGS.post_key.in_(inside))),
            connection.scalar(with_label.where(_TAGS.post_key.not_in(inside))),
        )
    members, held, other = (int(value or 0) for value in all_of_them)
    return members, held, other
