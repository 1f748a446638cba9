"""Which posts lack tags, and the tags themselves."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.errors import FrameMismatch
from flows.store.privacy import storable
from flows.store.record import Record
from flows.store.rows import Row, among, key_of, write
from flows.store.shaping import frame_of

_NEEDED = frozenset(
    {
        "post_key", "content_hash", "lang", "sentiment", "polarity", "confidence", "topics",
        "brands",
    }
)  # fmt: skip


def untagged(record: Record, *, model: str, batch: int = 2000) -> Iterator[pd.DataFrame]:
    """Yield the standing posts that `model` has not tagged as they now are, in batches by key.

    Columns: post_key, content_hash, text, declared_lang. Each batch is a short read of its own,
    so tags may be saved between two of them; posts that come in behind the place reached wait
    for the next call.
    """
    last = ""
    while True:
        frame = _next_untagged(record, model=model, after=last, batch=batch)
        if frame.empty:
            return
        yield frame
        last = str(frame["post_key"].iloc[-1])


def _next_untagged(record: Record, *, model: str, after: str, batch: int) -> pd.DataFrame:
    posts, tagged = tables.posts.c, tables.tagged.c
    columns = (
        posts.post_key,
        posts.content_hash,
        posts.text,
        posts.lang.label("declared_lang"),
    )
    current = sa.and_(
        tagged.post_key == posts.post_key,
        tagged.content_hash == posts.content_hash,
        tagged.model == model,
    )
    chosen = (
        sa.select(*columns)
        .select_from(tables.posts.outerjoin(tables.tagged, current))
        .where(posts.post_key > after, tagged.post_key.is_(None), posts.deleted_at.is_(None))
        .order_by(posts.post_key)
        .limit(batch)
    )
    with record.read() as connection:
        return frame_of(columns, connection.execute(chosen))


def save_tags(record: Record, tagged: pd.DataFrame, *, model: str, tagged_at: datetime) -> int:
    """Put the tags of `tagged` in the place of those that its posts had; return how many.

    Args:
        record: where they go.
        tagged: one row a post: post_key, content_hash, and the columns of the nlp pipeline
            (lang, sentiment, polarity, confidence, topics, brands).
        model: version of models and word lists that gave them.
        tagged_at: when (aware).

    Raises:
        FrameMismatch: a column is missing.
    """
    lacking = sorted(_NEEDED - set(tagged.columns))
    if lacking:
        raise FrameMismatch(tables.post_tags.name, reason=f"lacks {', '.join(lacking)}")
    posts = [dict(zip(tagged.columns, row, strict=True)) for row in _tuples(tagged)]
    tags = [tag for post in posts for tag in _tags(post, model)]
    distinct = {key_of(tables.post_tags, tag): tag for tag in tags}
    marks = {p["post_key"]: (p["post_key"], p["content_hash"], model, tagged_at) for p in posts}
    with record.begin() as connection:
        _forget(connection, list(marks))
        write(connection, tables.post_tags, list(distinct.values()))
        write(connection, tables.tagged, list(marks.values()))
    return len(distinct)


def _tuples(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in frame.columns), strict=True)


def _forget(connection: sa.Connection, keys: list[str]) -> None:
    tags = tables.post_tags
    connection.execute(sa.delete(tags).where(among(connection, tags.c.post_key, keys)))


def _tags(post: Mapping[str, Any], model: str) -> Iterator[Row]:
    """Yield the rows of one post; topics and brands carry the polarity of the whole post."""
    key, polarity, confidence = post["post_key"], float(post["polarity"]), float(post["confidence"])
    yield (key, "lang", storable(post["lang"]), "", -1, -1, None, 1.0, model)
    yield (key, "sentiment", post["sentiment"], "", -1, -1, polarity, confidence, model)
    for kind, found in (("topic", post["topics"]), ("brand", post["brands"])):
        for tag in found:
            span = (int(tag["start"]), int(tag["end"]))
            score = float(tag.get("score", 1.0))
            yield (key, kind, storable(tag["label"]), "", *span, polarity, score, model)
