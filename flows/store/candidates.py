"""Clusters of posts that no label covers: what runs found, and what was decided of it."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.engine import serialise
from flows.store.errors import UnknownCandidate
from flows.store.record import Record
from flows.store.rows import Row, among, write
from nlp.discovery.clusters import Discovered
from nlp.discovery.promotion import Candidate, State
from nlp.text.cleaning import clean

SHORTEST_ID = 4
"""Signs of an id that are enough where no other begins with them."""

_POSTS, _FOUND = tables.posts.c, tables.topic_candidates.c
_MEMBERS = tables.candidate_posts.c
_DECIDED = ("status", "name", "words", "label", "by", "decided_at", "first_seen_at")


def found_before(record: Record, keys: Sequence[str]) -> Discovered:
    """Return what earlier runs found: all candidates, and what became of these posts."""
    with record.read() as connection:
        found = connection.execute(sa.select(_FOUND.candidate, _FOUND.words)).all()
        chosen = sa.select(_MEMBERS.post_key, _MEMBERS.candidate, _MEMBERS.score)
        rows = connection.execute(chosen.where(among(connection, _MEMBERS.post_key, keys))).all()
    clusters = pd.DataFrame([(it[0], json.loads(it[1])) for it in found], columns=["id", "words"])
    return Discovered(clusters, pd.DataFrame(rows, columns=["post_key", "cluster", "score"]))


def keep_found(record: Record, found: Discovered, *, as_of: datetime, version: str) -> int:
    """Store what a run found; return how many candidates are new.

    What was decided stays decided, and keeps the words that it was decided on. Posts that this
    run did not look at stay where they were, those of an accepted candidate among them, which its
    label covers now. Candidates that it did not find stay as they were. Posts that were withdrawn
    stand in none.
    """
    keys = found.members["post_key"].tolist()
    with record.begin() as connection:
        serialise(connection, "discover")
        listed = sa.select(tables.topic_candidates)
        stored = {row["candidate"]: dict(row) for row in connection.execute(listed).mappings()}
        rows = [
            _row(told, stored.get(told["id"]), as_of=as_of, version=version)
            for told in found.clusters.to_dict("records")
        ]
        write(connection, tables.topic_candidates, rows)
        write(connection, tables.candidate_posts, _members(found, _still(connection, keys)))
        standing = sa.select(_POSTS.post_key).where(_POSTS.deleted_at.is_(None))
        connection.execute(
            sa.delete(tables.candidate_posts).where(_MEMBERS.post_key.not_in(standing))
        )
    return len(set(found.clusters["id"]) - set(stored))


def _row(
    told: Mapping[Any, Any], stored: Mapping[str, Any] | None, *, as_of: datetime, version: str
) -> Row:
    row: dict[str, Any] = {
        **dict.fromkeys(column.name for column in tables.topic_candidates.columns),
        "candidate": told["id"],
        "status": "candidate",
        "name": told["name"],
        "words": json.dumps(told["words"], ensure_ascii=False),
        "posts": told["n"],
        "share": round(float(told["share"]), 6),
        "cohesion": round(float(told["cohesion"]), 4),
        "first_seen_at": as_of,
        "last_seen_at": as_of,
        "version": version,
    }
    if stored is not None:
        stay = _DECIDED if stored["status"] != "candidate" else ("first_seen_at",)
        row |= {name: stored[name] for name in stay}
    return tuple(row.values())


def _members(found: Discovered, still: Collection[str]) -> list[Row]:
    rank = {
        key: place
        for typical in found.clusters["typical"]
        for place, key in enumerate(typical, start=1)
    }
    members = found.members.astype(object).where(found.members.notna(), None)
    columns = (members[name].tolist() for name in ("post_key", "cluster", "score"))
    return [(*row, rank.get(row[0])) for row in zip(*columns, strict=True) if row[0] in still]


def _still(connection: sa.Connection, keys: Sequence[str]) -> frozenset[str]:
    """Return those of the posts that have not been withdrawn meanwhile."""
    chosen = sa.select(_POSTS.post_key).where(
        among(connection, _POSTS.post_key, keys), _POSTS.deleted_at.is_(None)
    )
    return frozenset(connection.scalars(chosen))


def candidate(record: Record, sought: str, *, most: int = 500) -> Candidate:
    """Return a candidate by its id, or by a beginning that no other has.

    Its samples are the clean texts of its posts that stand, the most typical first, at most
    `most` of them.

    Raises:
        UnknownCandidate: there is none, or several.
    """
    with record.read() as connection:
        begins = _FOUND.candidate.startswith(sought, autoescape=True)
        rows = connection.execute(sa.select(tables.topic_candidates).where(begins)).all()
        row = next((row for row in rows if row.candidate == sought), None)
        if row is None:
            if len(rows) != 1 or len(sought) < SHORTEST_ID:
                raise UnknownCandidate(sought, several=len(rows) > 1)
            (row,) = rows
        chosen = (
            sa.select(_POSTS.text)
            .join(tables.candidate_posts, _MEMBERS.post_key == _POSTS.post_key)
            .where(_MEMBERS.candidate == row.candidate, _POSTS.deleted_at.is_(None))
            .order_by(_MEMBERS.score.desc(), _POSTS.post_key)
            .limit(most)
        )
        texts = [clean(text).text for text in connection.scalars(chosen)]
    state: State = row.status
    words = tuple(json.loads(row.words))
    return Candidate(row.candidate, words, tuple(texts), state, row.label, row.by, row.decided_at)


def decide(record: Record, decided: Candidate) -> None:
    """Store what was decided of a candidate."""
    with deciding(record, decided):
        pass


@contextmanager
def deciding(record: Record, decided: Candidate) -> Iterator[None]:
    """Store what was decided of a candidate, once what it comes with is done.

    One such block of a record runs at a time.
    """
    values = {
        "status": decided.state,
        "label": decided.label,
        "by": decided.by,
        "decided_at": decided.at,
    }
    with record.begin() as connection:
        serialise(connection, "discover")
        yield
        change = sa.update(tables.topic_candidates).values(values)
        connection.execute(change.where(_FOUND.candidate == decided.cluster))


def listed(record: Record, *, every: bool = False) -> list[dict[str, Any]]:
    """Return candidates, the largest first, with the texts of their typical posts.

    Args:
        record: where they are.
        every: those decided on and those that the last run did not find as well.
    """
    last = sa.select(sa.func.max(_FOUND.last_seen_at)).scalar_subquery()
    open_ones = [_FOUND.status == "candidate", _FOUND.last_seen_at == last]
    chosen = sa.select(tables.topic_candidates).where(*([] if every else open_ones))
    with record.read() as connection:
        rows = connection.execute(chosen.order_by(_FOUND.posts.desc(), _FOUND.candidate)).mappings()
        typical = _typical(connection)
        return [
            {
                **row,
                "words": json.loads(row["words"]),
                "typical": typical.get(row["candidate"], []),
            }
            for row in map(dict, rows)
        ]


def _typical(connection: sa.Connection) -> dict[str, list[dict[str, str]]]:
    chosen = (
        sa.select(_MEMBERS.candidate, _POSTS.post_key, _POSTS.text)
        .join(tables.posts, _POSTS.post_key == _MEMBERS.post_key)
        .where(_MEMBERS.typical.is_not(None), _POSTS.deleted_at.is_(None))
        .order_by(_MEMBERS.candidate, _MEMBERS.typical)
    )
    told: dict[str, list[dict[str, str]]] = {}
    for row in connection.execute(chosen):
        told.setdefault(row.candidate, []).append({"post_key": row.post_key, "text": row.text})
    return told
