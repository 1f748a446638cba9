"""Counts that a run shows in the Prefect UI."""

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


def _counted(record: Record, *keys: sa.Column[Any], name: str) -> list[dict[str, Any]]:
    chosen = sa.select(*keys, sa.func.count().label(name)).group_by(*keys).order_by(*keys)
    with record.read() as connection:
        return [dict(row) for row in connection.execute(chosen).mappings()]
