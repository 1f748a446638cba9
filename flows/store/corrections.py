"""Corrections in the record: said, kept apart from the model's word, taken back."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from collectors.post import digest
from flows.store import tables
from flows.store.corrected import PERSON, POLES, WHOLE, Correction, TagRow, corrected
from flows.store.errors import CannotCorrect
from flows.store.privacy import mask, storable
from flows.store.record import Record
from flows.store.rows import Row, among, write
from flows.store.tag_rows import kinds_in
from nlp.emotion.model import EMOTIONS

KINDS: Final = kinds_in(tables.post_tags)
"""Kinds of tags that can be corrected."""

_TAGS, _SAID, _POSTS = tables.post_tags, tables.corrections, tables.posts
_PARTS = ("post_key", "kind", "was", "label", "target", "start", "end", "by", "note")
_LABELS = {
    "sentiment": tuple(POLES),
    "sentence": tuple(POLES),
    "emotion": tuple(name for name in EMOTIONS if name != "none"),
}


def correct(record: Record, said: Correction, *, now: datetime) -> bool:
    """Put a person's word in the place of the model's; return whether that changed anything.

    It takes the place of what was said before of the same tag. Text is masked as posts are.

    Raises:
        CannotCorrect: there is no such post, tag or label.
    """
    said = _clean(said)
    with record.begin() as connection:
        post = _post(connection, said)
        held = in_force(connection, [said.post_key]).get(said.post_key, [])
        rows = _model_rows(connection, said.post_key)
        said = _placed(said, rows)
        _check(said, post.text, [*rows, *(one.row() for one in held if one.label)])
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
        ended = [one for one in held if label in {"", one.label, one.was}]
        _end(connection, post_key, ended, now)
        if ended:
            _settle(connection, post_key, _model_rows(connection, post_key))
    return ended


def in_force(
    connection: sa.Connection, keys: Sequence[str], kinds: Collection[str] = KINDS
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
    connection: sa.Connection, rows: Iterable[Row], keys: Sequence[str], kinds: Collection[str]
) -> tuple[list[Row], list[Row]]:
    """Return which tags of posts stand, and which of the model's `rows` are overruled.

    Args:
        connection: where corrections are looked up.
        rows: what the model says: rows of `post_tags`, all of these kinds of these posts.
        keys: the posts.
        kinds: the kinds of tags.
    """
    said = in_force(connection, keys, kinds)
    free, standing, overruled = list[Row](), list[Row](), list[Row]()
    spoken_of = defaultdict[str, list[TagRow]](list)
    for row in rows:
        if row[0] in said:
            spoken_of[row[0]].append(TagRow(*row))
        else:
            free.append(row)
    for key, corrections in said.items():
        stand, fall = corrected(spoken_of[key], corrections)
        standing += stand
        overruled += fall
    return free + standing, overruled


def _said() -> sa.Select[Any]:
    chosen = sa.select(*(_SAID.c[name] for name in _PARTS)).where(_SAID.c.withdrawn_at.is_(None))
    return chosen.order_by(_SAID.c.said_at, _SAID.c.correction_key)


def _row(key: str, said: Correction, content_hash: str, now: datetime) -> Row:
    post_key, *parts = (getattr(said, name) for name in _PARTS)
    return (key, post_key, content_hash, *parts, now, None)


def _clean(said: Correction) -> Correction:
    named = ("post_key", "kind", "was", "label", "target", "by")
    plain: dict[str, Any] = {name: storable(getattr(said, name)).strip() for name in named}
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
    overruled = tables.overruled_tags
    own = sa.not_(_TAGS.c.model.startswith(PERSON))
    standing = sa.select(_TAGS).where(_TAGS.c.post_key == post_key, own)
    found = standing.union_all(sa.select(overruled).where(overruled.c.post_key == post_key))
    return [TagRow(*row) for row in connection.execute(found)]


def _settle(connection: sa.Connection, post_key: str, rows: Sequence[TagRow]) -> None:
    standing, overruled = settled(connection, rows, [post_key], KINDS)
    for table, held in ((_TAGS, standing), (tables.overruled_tags, overruled)):
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
    made = next((one for one in earlier if one.was and one.label == said.sought), None)
    return replace(said, was=made.was) if made and said.kind not in WHOLE else said


def _end(
    connection: sa.Connection, post_key: str, ended: Iterable[Correction], now: datetime
) -> None:
    for one in ended:
        same = (_SAID.c[name] == getattr(one, name) for name in _PARTS)
        still = (_SAID.c.post_key == post_key, _SAID.c.withdrawn_at.is_(None), *same)
        connection.execute(sa.update(_SAID).where(*still).values(withdrawn_at=now))


def _check(said: Correction, text: str, rows: Sequence[TagRow]) -> None:
    reason = _fault(said, len(text), [row.label for row in rows if row.kind == said.kind])
    if reason:
        raise CannotCorrect(said.post_key, reason=reason)


def _fault(said: Correction, length: int, labels: Collection[str]) -> str:
    """Return what is wrong with a correction, or nothing."""
    if said.kind not in KINDS:
        return f"kind {said.kind!r} cannot be corrected; {', '.join(sorted(KINDS))} can"
    if said.was and said.was not in labels:
        has = ", ".join(sorted(set(labels))) or "none"
        return f"it has no {said.kind} {said.was!r}; it has {has}"
    return _label_fault(said) or _place_fault(said, length)


def _label_fault(said: Correction) -> str:
    if not said.label:
        alone = said.was or said.kind in WHOLE
        return "" if alone else "name the label that is right, or the one that is wrong"
    known = _LABELS.get(said.kind, (said.label,))
    if said.label not in known:
        return f"a {said.kind} is {', '.join(known)}; not {said.label!r}"
    if said.kind == "lang" and not re.fullmatch("[a-z]{2,3}", said.label):
        return f"a language is two or three small letters, such as zh; not {said.label!r}"
    return ""


def _place_fault(said: Correction, length: int) -> str:
    if (said.start, said.end) == (-1, -1):
        return "say by start which sentence" if said.kind == "sentence" else ""
    if said.start >= 0 and said.end == -1:
        return f"no such tag of the model begins at {said.start}; say where the evidence ends"
    if not 0 <= said.start < said.end <= length:
        return f"start {said.start} and end {said.end} lie outside of the text, 0 to {length}"
    return ""
