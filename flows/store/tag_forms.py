"""Rows of all tables of tags in one form, that of `post_tags`, in which people speak of them."""

from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa

from flows.store import tables
from flows.store.corrected import TagRow
from flows.store.rows import Row
from flows.store.tag_rows import KINDS, TABLES

OPINION: Final = " | "
"""In the target of an aspect: behind it stand the words that judge."""
_BEATS: Final = " > "


def versus(winner: str, loser: str) -> str:
    """Return the label of a comparison; '' is what the post is about."""
    return f"{winner}{_BEATS}{loser}".strip()


def sides(label: str) -> tuple[str, str]:
    """Return winner and loser of a comparison's label."""
    winner, _, loser = label.partition(_BEATS.strip())
    return winner.strip(), loser.strip()


def spoken(label: str) -> str:
    """Return the label of a comparison as it is stored, however it was typed."""
    return versus(*sides(label)) if _BEATS.strip() in label else label


def as_tag(table: sa.Table, row: Any) -> TagRow:
    """Return a row of a table of tags as one of `post_tags`."""
    if table is tables.aspects:
        key, aspect, start, end, target, opinion, polarity, model = row
        told = f"{target or ''}{OPINION}{opinion}" if opinion else target or ""
        return TagRow(key, "aspect", aspect, told, start, end, polarity, 1.0, model)
    if table is tables.comparisons:
        key, start, winner, loser, aspect, end, model = row
        label = versus(winner, loser)
        return TagRow(key, "comparison", label, aspect, start, end, None, 1.0, model)
    return TagRow(*row)


def by_table(tags: Iterable[TagRow]) -> dict[sa.Table, list[Row]]:
    """Return the rows of tags, in the form of the tables that they belong to."""
    found: dict[sa.Table, list[Row]] = {table: [] for table in TABLES}
    for tag in tags:
        table = KINDS[tag.kind].table
        found[table].append(_row(table, tag))
    return found


def _row(table: sa.Table, tag: TagRow) -> Row:
    if table is tables.aspects:
        target, _, opinion = tag.target.partition(OPINION)
        polarity = tag.polarity or 0.0
        place = (tag.post_key, tag.label, tag.start, tag.end)
        return (*place, target, opinion, polarity, tag.model)
    if table is tables.comparisons:
        return (tag.post_key, tag.start, *sides(tag.label), tag.target, tag.end, tag.model)
    return tuple(tag)
