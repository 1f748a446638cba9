"""Tags drawn at random for a person to judge, and the verdicts."""

from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from flows.store import tables
from flows.store.corrected import PERSON, Correction
from flows.store.correction_faults import Labels
from flows.store.corrections import correct
from flows.store.errors import CannotCorrect
from flows.store.marts import open_marts
from flows.store.record import Record
from flows.store.rows import stored_rows, write
from flows.store.tag_forms import OPINION
from flows.store.tag_rows import KINDS

NOTHING: Final = "-"
"""What a tag should be that should not be."""

# Overruled tags are the model's word too: without them, its mended mistakes would not count.
_MODEL_TAGS = f"""
    SELECT post_key, kind, label, target, start, "end", polarity, model
    FROM post_tags WHERE NOT starts_with(model, '{PERSON}')
    UNION ALL
    SELECT post_key, kind, label,
        CASE kind WHEN 'aspect' THEN split_part(target, '{OPINION}', 1) ELSE target END,
        start, "end", polarity, model
    FROM overruled_tags
    UNION ALL
    SELECT post_key, 'aspect', aspect, coalesce(target, ''), start, "end", polarity, model
    FROM aspects WHERE NOT starts_with(model, '{PERSON}')
    UNION ALL
    SELECT post_key, 'comparison', trim(winner || ' > ' || loser), aspect, start, "end", NULL,
        model
    FROM comparisons WHERE NOT starts_with(model, '{PERSON}')
"""  # noqa: S608  # only our own text
_DRAWN = f"""
    WITH ranked AS (
        SELECT kind, min_by(
            tags, md5(concat_ws(chr(31), ?, post_key, kind, label, target, start::VARCHAR)), ?::INT
        ) AS found
        FROM ({_MODEL_TAGS}) AS tags
        SEMI JOIN (SELECT post_key FROM posts WHERE deleted_at IS NULL) AS standing
        USING (post_key) WHERE len(?) = 0 OR list_contains(?, kind) GROUP BY kind
    ), turns AS (
        SELECT unnest(found) AS tag, generate_subscripts(found, 1) AS turn FROM ranked
    ), drawn AS (
        SELECT tag.*, turn FROM turns ORDER BY turn, tag.kind LIMIT ?
    )
    SELECT drawn.*, posts.text, posts.version FROM drawn JOIN posts USING (post_key)
"""  # noqa: S608  # the same


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of one tag of the model.

    Attributes:
        drawn: the draw that it was part of.
        post_key: the post.
        version: version of the post that the person read.
        kind: kind of tag.
        label: the tag.
        target: what it speaks of.
        start: first character of its evidence.
        model: version that gave it.
        is_right: whether it is right.
        should_be: label that is right; `-` where none is, '' where that is not told.
        by: who says so.
    """

    drawn: str
    post_key: str
    version: int
    kind: str
    label: str
    target: str
    start: int
    model: str
    is_right: bool
    should_be: str = ""
    by: str = ""


def draw_of(day: date) -> str:
    """Return the name of the draw of a day; no spreadsheet takes it for a date."""
    return f"draw-{day:%Y%m%d}"


def draw(url: str, *, count: int, day: date, kinds: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return tags of the model on standing posts, drawn from the marts at `url`.

    Each kind of tag gives as many as the others, as far as it has them. The same day and the
    same tables give the same draw.

    Args:
        url: address of the marts.
        count: tags, at most.
        day: decides what is drawn.
        kinds: kinds of tags; all where empty.

    Raises:
        MartsMissing, MartsDamaged: nothing is published there, or not what is there now.
    """
    wanted = list(kinds)
    with closing(open_marts(url)) as marts:
        found = marts.execute(_DRAWN, [draw_of(day), count, wanted, wanted, count])
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    rows.sort(key=lambda row: (row["kind"], row["turn"]))
    return [_sheet_row(row, draw_of(day)) for row in rows]


def keep_verdict(
    record: Record, verdict: Verdict, *, now: datetime, labels: Labels | None = None
) -> bool:
    """Store a verdict, and the correction that it implies; return whether that is news.

    Args:
        record: where it goes.
        verdict: what the person says.
        now: when (aware).
        labels: those that a tag should be can be, as for `correct`.

    Raises:
        CannotCorrect: there is no such post or tag, or the post has changed since the draw.
    """
    _check(record, verdict)
    news = bool(verdict.should_be) and correct(record, _correction(verdict), now=now, labels=labels)
    row = (
        *(verdict.drawn, verdict.post_key, verdict.kind, verdict.label, verdict.target),
        *(verdict.start, verdict.model, verdict.is_right, verdict.should_be, verdict.by, now),
    )
    with record.begin() as connection:
        before = stored_rows(connection, tables.audits, [row[:6]]).get(row[:6])
        if before is not None and before[:-1] == row[:-1]:
            return news
        write(connection, tables.audits, [row])
    return True


def _sheet_row(row: dict[str, Any], drawn: str) -> dict[str, Any]:
    start, end = row["start"], row["end"]
    evidence = row["text"][start:end] if start >= 0 else ""
    named = ("kind", "label", "target", "polarity")
    asked = {"right": "", "should_be": "", "by": "", "evidence": evidence, "text": row["text"]}
    known = ("post_key", "version", "start", "model")
    return (
        {name: row[name] for name in named}
        | asked
        | {name: row[name] for name in known}
        | {"drawn": drawn}
    )


def _correction(verdict: Verdict) -> Correction:
    label = "" if verdict.should_be == NOTHING else verdict.should_be
    place = verdict.start if verdict.start >= 0 else -1
    return Correction(
        verdict.post_key,
        verdict.kind,
        was=verdict.label,
        label=label,
        start=place,
        by=verdict.by,
        note=verdict.drawn,
    )


def _check(record: Record, verdict: Verdict) -> None:
    reason = _fault(record, verdict)
    if reason:
        raise CannotCorrect(verdict.post_key, reason=reason)


def _fault(record: Record, verdict: Verdict) -> str:
    """Return what is wrong with a verdict, or nothing."""
    if verdict.kind not in KINDS:
        return f"there is no kind of tag {verdict.kind!r}"
    if verdict.is_right and verdict.should_be:
        return "it is marked right, and yet should be something else"
    posts = tables.posts.c
    chosen = sa.select(posts.version, posts.deleted_at).where(posts.post_key == verdict.post_key)
    with record.read() as connection:
        post = connection.execute(chosen).first()
    if post is None or post.deleted_at is not None:
        return "there is no such post" if post is None else "the post was withdrawn"
    return "" if post.version == verdict.version else "the post has changed since the draw"
