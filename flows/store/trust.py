"""What the judgement of trust reads of the record, and what it leaves there."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.corrected import PERSON
from flows.store.corrections import in_force
from flows.store.record import Record
from flows.store.rows import Row, among, delete, key_of, write
from flows.store.shaping import frame_of, rows_of

AT_ONCE: Final = 20_000
"""Posts whose rows are read or compared at a time."""

VAGUE: Final = ("week", "month", "year")
"""Precisions of times that would all fall on one day."""

_POSTS, _TAGS = tables.posts.c, tables.post_tags.c
_STANDING: Final = _POSTS.deleted_at.is_(None)
_DATED: Final = sa.func.coalesce(_POSTS.published_precision, "").not_in(VAGUE)
_FELT = tables.post_tags.alias("felt")
_JUDGED = (
    _POSTS.post_key,
    _POSTS.author_key,
    _POSTS.source,
    _POSTS.kind,
    (sa.func.coalesce(_POSTS.title, "") != "").label("headed"),
    sa.func.length(_POSTS.text, type_=sa.Integer()).label("signs"),
    _POSTS.text,
    sa.case((_DATED, _POSTS.published_at)).label("published_at"),
    _POSTS.published_precision,
    _POSTS.rating,
    _POSTS.rating_low,
    _POSTS.rating_high,
    sa.func.coalesce(_FELT.c.polarity, 0.0).label("polarity"),
    sa.func.coalesce(_FELT.c.score, 0.0).label("confidence"),
)


def posts_to_judge(record: Record) -> Iterator[pd.DataFrame]:
    """Yield the standing posts, some thousand at a time, by key.

    Columns: post_key, author_key, source, kind, headed (has a heading), signs (of its text), text,
    published_at (null where only week, month or year are known), published_precision, rating,
    rating_low, rating_high, polarity and confidence (0 where a post is undecided or not tagged).
    """
    felt = sa.and_(_FELT.c.post_key == _POSTS.post_key, _FELT.c.kind == "sentiment")
    chosen = sa.select(*_JUDGED).select_from(tables.posts.outerjoin(_FELT, felt))
    chosen = chosen.where(_STANDING).order_by(_POSTS.post_key)
    options = {"stream_results": True, "yield_per": AT_ONCE}
    yield frame_of(_JUDGED, [])  # so that a record without posts has the columns, too
    with record.read() as connection:
        for rows in connection.execute(chosen, execution_options=options).partitions():
            yield frame_of(_JUDGED, rows)


def brands_named(record: Record) -> dict[str, list[dict[str, str]]]:
    """Return the brands that standing posts name, as the tagger gives them: [{label}]."""
    chosen = sa.select(_TAGS.post_key, _TAGS.label).where(_TAGS.kind == "brand").distinct()
    known: dict[str, dict[str, str]] = {}
    found: dict[str, list[dict[str, str]]] = {}
    with record.read() as connection:
        for key, label in connection.execute(chosen):
            found.setdefault(key, []).append(known.setdefault(label, {"label": label}))
    return found


def reasons_in_texts(record: Record) -> pd.DataFrame:
    """Return the tags of kind trust of standing posts: post_key, code, weight, detail.

    Detail is what shows it; of a person's word who said so.
    """
    shown = sa.func.substr(_POSTS.text, _TAGS.start + 1, _TAGS.end - _TAGS.start, type_=sa.Text())
    columns = (
        _TAGS.post_key,
        _TAGS.label.label("code"),
        _TAGS.score.label("weight"),
        sa.case((_TAGS.model.startswith(PERSON), _TAGS.model), else_=shown).label("detail"),
    )
    joined = tables.post_tags.join(tables.posts, _POSTS.post_key == _TAGS.post_key)
    chosen = sa.select(*columns).select_from(joined).where(_TAGS.kind == "trust", _STANDING)
    with record.read() as connection:
        return frame_of(columns, connection.execute(chosen.order_by(*columns[:2])))


def overruled(record: Record) -> pd.DataFrame:
    """Return which codes a person took away from which posts: post_key, code."""
    said = tables.corrections.c
    spoken_of = sa.select(said.post_key).where(said.kind == "trust").distinct()
    with record.read() as connection:
        keys = list(connection.scalars(spoken_of))
        held = in_force(connection, keys, {"trust"})
    gone = [(key, one.was) for key, each in held.items() for one in each if not one.label]
    return pd.DataFrame(gone, columns=["post_key", "code"], dtype="str")


def sources_held(record: Record) -> list[str]:
    """Return the names of the sources that standing posts are of."""
    with record.read() as connection:
        return list(connection.scalars(sa.select(_POSTS.source).where(_STANDING).distinct()))


def keep_trust(record: Record, signals: pd.DataFrame, judged: pd.DataFrame) -> None:
    """Make the tables trust_signals and post_trust hold these rows, in one transaction.

    Rows that are there and equal are not touched. Posts that were withdrawn meanwhile have none.

    Args:
        record: where they go.
        signals: columns of trust_signals, those of posts in `judged` alone.
        judged: columns of post_trust, a row a post.
    """
    frames = {tables.trust_signals: signals, tables.post_trust: judged}
    # What differs is found before: who wants to write waits for the writing alone.
    found = [(table, *_changes(record, table, frame, judged)) for table, frame in frames.items()]
    standing = sa.select(_POSTS.post_key).where(_STANDING)
    with record.begin() as connection:
        for table, gone, fresh in found:
            delete(connection, table, gone)
            for first in range(0, len(fresh), AT_ONCE):
                write(connection, table, rows_of(table, fresh.iloc[first : first + AT_ONCE]))
            connection.execute(sa.delete(table).where(table.c.post_key.not_in(standing)))


def _changes(
    record: Record, table: sa.Table, frame: pd.DataFrame, judged: pd.DataFrame
) -> tuple[list[Row], pd.DataFrame]:
    """Return keys that `table` is to lose and rows that it is to gain, of the judged posts."""
    gone, fresh = list[Row](), list[int]()
    frame, keys = frame.sort_values("post_key"), judged["post_key"].sort_values()
    with record.read() as connection:
        for first in range(0, len(keys), AT_ONCE):
            some = keys.iloc[first : first + AT_ONCE].tolist()
            start = int(frame["post_key"].searchsorted(some[0]))
            end = int(frame["post_key"].searchsorted(some[-1], side="right"))
            rows = rows_of(table, frame.iloc[start:end])
            theirs = sa.select(table).where(among(connection, table.c.post_key, some))
            held = {key_of(table, row): row for row in map(tuple, connection.execute(theirs))}
            gone += held.keys() - {key_of(table, row) for row in rows}
            fresh += [n for n, row in enumerate(rows, start) if held.get(key_of(table, row)) != row]
    return gone, frame.iloc[fresh]


def trust_counts(record: Record) -> list[dict[str, Any]]:
    """Return how many standing posts have each code, origin and producer: what, name, posts."""
    code, judged = tables.trust_signals.c.code, tables.post_trust.c
    kept = sa.case((judged.trusted, "trusted"), else_="not trusted")
    told = (("trust", kept), ("origin", judged.origin), ("producer", judged.producer))
    with record.read() as connection:
        return [
            {"what": what, "name": name, "posts": posts}
            for what, column in (*told, ("code", code))
            for name, posts in connection.execute(_by(column))
        ]


def _by(column: sa.ColumnElement[str]) -> sa.Select[str, int]:
    return sa.select(column, sa.func.count()).group_by(column).order_by(sa.func.count().desc())
