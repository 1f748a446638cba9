"""Counts that a run shows in the Prefect UI."""

from collections import Counter
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from flows.store import tables
from flows.store.record import Record
from flows.store.tag_forms import versus
from flows.store.tag_rows import TABLES


def quarantine_counts(record: Record) -> list[dict[str, Any]]:
    """Return how many items lie in quarantine, by source and stage: source, stage, items."""
    kept = tables.quarantine.c
    return _counted(record, kept.source, kept.stage, name="items")


def tag_counts(record: Record) -> list[dict[str, Any]]:
    """Return how many tags there are, by kind and label: kind, label, tags."""
    tags = tables.post_tags.c
    return _counted(record, tags.kind, tags.label, name="tags")


def label_counts(record: Record, kinds: Collection[str]) -> Counter[tuple[str, str]]:
    """Return how many standing posts have each label of `kinds`, by (kind, label)."""
    posts = tables.posts.c
    counts = Counter[tuple[str, str]]()
    with record.read() as connection:
        for tags in TABLES:
            kind, *named = _named(tags)
            count = sa.func.count(tags.c.post_key.distinct())
            chosen = (
                sa.select(kind, *named, count)
                .join(tables.posts, posts.post_key == tags.c.post_key)
                .where(kind.in_(kinds), posts.deleted_at.is_(None))
                .group_by(kind, *named)
            )
            for one, *label, n in connection.execute(chosen):
                counts[one, label[0] if len(label) == 1 else versus(*label)] = n
    return counts


def _named(tags: sa.Table) -> tuple[sa.ColumnElement[str], ...]:
    """Return the kind of the rows of a table of tags, and what they are labelled with."""
    if tags is tables.aspects:
        return sa.literal("aspect"), tags.c.aspect
    if tags is tables.comparisons:
        return sa.literal("comparison"), tags.c.winner, tags.c.loser
    return tags.c.kind, tags.c.label


def _counted(record: Record, *keys: sa.Column[Any], name: str) -> list[dict[str, Any]]:
    chosen = sa.select(*keys, sa.func.count().label(name)).group_by(*keys).order_by(*keys)
    with record.read() as connection:
        return [dict(row) for row in connection.execute(chosen).mappings()]
