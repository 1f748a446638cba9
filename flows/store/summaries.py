"""Counts that a run shows in the Prefect UI."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from flows.store import tables
from flows.store.record import Record


def quarantine_counts(record: Record) -> list[dict[str, Any]]:
    """Return how many items lie in quarantine, by source and stage: source, stage, items."""
    kept = tables.quarantine.c
    return _counted(record, kept.source, kept.stage, name="items")


def tag_counts(record: Record) -> list[dict[str, Any]]:
    """Return how many tags there are, by kind and label: kind, label, tags."""
    tags = tables.post_tags.c
    return _counted(record, tags.kind, tags.label, name="tags")


def label_counts(record: Record, kinds: Sequence[str]) -> Counter[tuple[str, str]]:
    """Return how many standing posts have each label of `kinds`, by (kind, label)."""
    tags, posts = tables.post_tags.c, tables.posts.c
    count = sa.func.count(tags.post_key.distinct())
    chosen = (
        sa.select(tags.kind, tags.label, count)
        .join(tables.posts, posts.post_key == tags.post_key)
        .where(tags.kind.in_(kinds), posts.deleted_at.is_(None))
        .group_by(tags.kind, tags.label)
    )
    with record.read() as connection:
        return Counter({(kind, label): n for kind, label, n in connection.execute(chosen)})


def _counted(record: Record, *keys: sa.Column[Any], name: str) -> list[dict[str, Any]]:
    chosen = sa.select(*keys, sa.func.count().label(name)).group_by(*keys).order_by(*keys)
    with record.read() as connection:
        return [dict(row) for row in connection.execute(chosen).mappings()]
