"""Corrections in the record: said, kept apart from the model's word, taken back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from collectors.post import digest
from flows.store import tables
from flows.store.corrected import (
    ASPECT,
    PERSON,
    SIDES,
    VERDICTS,
    WHOLE,
    Correction,
    TagRow,
    corrected,
)
from flows.store.correction_faults import Labels, fault_of
from flows.store.errors import CannotCorrect
from flows.store.privacy import mask, storable
from flows.store.record import Record
from flows.store.rows import Row, among, write
from flows.store.tag_forms import as_tag, by_table, spoken
from flows.store.tag_rows import KINDS, TABLES

Found = Mapping[sa.Table, list[Row]]
"""Table -> rows of it."""

_TAGS, _SAID, _POSTS = tables.post_tags, tables.corrections, tables.posts
_SAYING = ("was", "label")
_PARTS = ("post_key", "kind", "was", "label", "target", "start", "end", "by", "note")


def correct(
    record: Record, said: Correction, *, now: datetime, labels: Labels | None = None
) -> bool:
    """Put a person's word in the place of the model's; return whether that changed anything.

    It takes the place of what was said before of the same tag. Text is masked as posts are.

    Args:
        record: where it goes.
        said: the person's word.
        now: when it is said (aware).
        labels: those that may be given, such as those of the taxonomy in use.

    Raises:
        CannotCorrect: there is no such post, tag or label.
    """
    said = _clean(said)
    with record.begin() as connection:
        post = _post(connection, said)
        held = in_force(connection, [said.post_key]).get(said.post_key, [])
        rows = _model_rows(connection, said.post_key)
        said = _placed(said, rows)
        known = {*(row.label for row in rows if row.kind == said.kind), *_named(held, said.kind)}
        known |= _found(connection, said)
        _refuse(said, fault_of(said, len(post.text), rows, known, labels or {}))
        if said in held:
            return False
        earlier = [one for one in held if said.replaces(one)]
        said = _carried(said, earlier)
        _end(connection, said.post_key, earlier, now)
        kept = (digest(repr((said, now.isoformat()))), said, post.content_hash, now)
        write(connection, _SAID, [_row(*kept)])
        _settle(connection, said.post_key, rows)
    return True


def take_back(
    record: Record, post_key: str, kind: str, *, label: str = "", now: datetime
) -> list[Correction]:
    """End the corrections of a kind of tag of a post, or those that name `label`; return them.

    The model's word stands again.
    """
    with record.begin() as connection:
        held_still = sa.select(_POSTS.c.post_key).where(_POSTS.c.post_key == post_key)
        connection.execute(held_still.with_for_update())
        chosen = _said().where(_SAID.c.post_key == post_key, _SAID.c.kind == kind)
        held = [Correction(*row) for row in connection.execute(chosen)]
        named = spoken(label) if kind == "comparison" else label
        ended = [one for one in held if named in {"", one.label, one.name, one.was}]
        _end(connection, post_key, ended, now)
        if ended:
            _settle(connection, post_key, _model_rows(connection, post_key))
    return ended


def in_force(
    connection: sa.Connection, keys: Sequence[str], kinds: Collection[str] = KINDS.keys()
) -> dict[str, list[Correction]]:
    """Return what holds of these posts as they now are, oldest first."""
    found = defaultdict(list)
    same = sa.and_(
        _POSTS.c.post_key == _SAID.c.post_key, _POSTS.c.content_hash == _SAID.c.content_hash
    )
    chosen = _said().join(_POSTS, same).where(among(connection, _SAID.c.post_key, keys))
    for row in connection.execute(chosen):
        if row.kind in kinds:
            found[row.post_key].append(Correction(*row))
    return dict(found)


def settled(
    connection: sa.Connection, found: Found, keys: Sequence[str], kinds: Collection[str]
) -> Found:
    """Return which tags of posts stand, and in `overruled_tags` which of the model's do not.

    Args:
        connection: where corrections are looked up.
        found: what the model says: table -> its rows, all of these kinds of these posts.
        keys: the posts.
        kinds: the kinds of tags.
    """
    said = in_force(connection, keys, kinds)
    spoken_of = defaultdict[str, list[TagRow]](list)
    for table, rows in found.items() if said else ():
        for row in rows:
            if row[0] in said:
                spoken_of[row[0]].append(as_tag(table, row))
    standing, overruled = list[TagRow](), list[Row]()
    for key, corrections in said.items():
        stand, fall = corrected(spoken_of[key], corrections)
        standing += stand
        overruled += fall
    free = {table: [row for row in rows if row[0] not in said] for table, rows in found.items()}
    held = {table: free.get(table, []) + rows for table, rows in by_table(standing).items()}
    return {**held, tables.overruled_tags: overruled}


def _said() -> sa.Select[Any]:
    chosen = sa.select(*(_SAID.c[name] for name in _PARTS)).where(_SAID.c.withdrawn_at.is_(None))
    return chosen.order_by(_SAID.c.said_at, _SAID.c.correction_key)


def _row(key: str, said: Correction, content_hash: str, now: datetime) -> Row:
    post_key, *parts = (getattr(said, name) for name in _PARTS)
    return (key, post_key, content_hash, *parts, now, None)


def _clean(said: Correction) -> Correction:
    named = ("post_key", "kind", "was", "label", "target", "by")
    plain: dict[str, Any] = {name: storable(getattr(said, name)).strip() for name in named}
    if said.kind == "comparison":
        plain |= {name: spoken(plain[name]) for name in _SAYING}
    if said.kind == ASPECT:
        plain["was"] = plain["was"].partition(" ")[0]
        if plain["label"] in SIDES and plain["was"]:
            plain["label"] = f"{plain['was']} {plain['label']}"
    return replace(said, **plain, note=mask(storable(said.note)))


def _post(connection: sa.Connection, said: Correction) -> Any:
    columns = (_POSTS.c.content_hash, _POSTS.c.text, _POSTS.c.deleted_at)
    # Held still, so that no tagging of it goes on beside.
    chosen = sa.select(*columns).where(_POSTS.c.post_key == said.post_key).with_for_update()
    post = connection.execute(chosen).first()
    if post is None or post.deleted_at is not None:
        reason = "there is no such post" if post is None else "the post was withdrawn"
        raise CannotCorrect(said.post_key, reason=reason)
    return post


def _model_rows(connection: sa.Connection, post_key: str) -> list[TagRow]:
    """Return all that the model says of a post, overruled or not."""
    found = []
    for table in (*TABLES, tables.overruled_tags):
        own = sa.not_(table.c.model.startswith(PERSON))
        rows = connection.execute(sa.select(table).where(table.c.post_key == post_key, own))
        found += [as_tag(table, row) for row in rows]
    return found


def _settle(connection: sa.Connection, post_key: str, rows: Sequence[TagRow]) -> None:
    for table, held in settled(connection, by_table(rows), [post_key], KINDS.keys()).items():
        connection.execute(sa.delete(table).where(table.c.post_key == post_key))
        write(connection, table, held)


def _placed(said: Correction, rows: Sequence[TagRow]) -> Correction:
    """Return `said` with the end of the evidence that begins where it says."""
    if said.start < 0 or said.end >= 0:
        return said
    ends = (row.end for row in rows if row.start == said.start and said.concerns(row))
    return replace(said, end=next(ends, -1))


def _carried(said: Correction, earlier: Sequence[Correction]) -> Correction:
    """Return `said` of the model's label where it speaks of what an earlier one made of that."""
    made = next((one for one in earlier if one.was and one.name == said.sought), None)
    return replace(said, was=made.was) if made and said.kind not in WHOLE else said


def _end(
    connection: sa.Connection, post_key: str, ended: Iterable[Correction], now: datetime
) -> None:
    for one in ended:
        same = (_SAID.c[name] == getattr(one, name) for name in _PARTS)
        still = (_SAID.c.post_key == post_key, _SAID.c.withdrawn_at.is_(None), *same)
        connection.execute(sa.update(_SAID).where(*still).values(withdrawn_at=now))


def _named(held: Iterable[Correction], kind: str) -> set[str]:
    """Return the labels of which a person has spoken, given or taken away."""
    return {label for one in held if one.kind == kind for label in (one.was, one.name) if label}


def _found(connection: sa.Connection, said: Correction) -> set[str]:
    """Return what speaks against a post among all others, where a correction is of that."""
    if said.kind != "trust":
        return set()
    signals = tables.trust_signals.c
    chosen = sa.select(signals.code).where(signals.post_key == said.post_key)
    return set(connection.scalars(chosen)) - VERDICTS


def _refuse(said: Correction, reason: str) -> None:
    if reason:
        raise CannotCorrect(said.post_key, reason=reason)
