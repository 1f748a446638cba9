"""Which posts lack tags, and the tags themselves."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.errors import FrameMismatch
from flows.store.privacy import storable
from flows.store.record import Record
from flows.store.rows import Row, among, key_of, write
from flows.store.shaping import frame_of
from nlp.sentiment.model import FLOOR, UNDECIDED

Tag = tuple[str, str, int, int, float | None, float]
"""Label, target, start and end of the evidence, polarity, score: the middle of a row."""

Rows = Callable[[Mapping[str, Any]], Iterator[Row]]
"""What makes the rows of a table, but for their last column, of one post."""

CHARACTERS: Final = 300_000
"""Characters of a batch, unless one text alone has more: tagging takes some 500 bytes for each."""

_WHOLE = (-1, -1)


def untagged(record: Record, *, model: str, batch: int = 2000) -> Iterator[pd.DataFrame]:
    """Yield the standing posts that `model` has not tagged as they now are, in batches by key.

    Columns: post_key, content_hash, text, declared_lang. A batch has `batch` posts at most, and
    fewer where their texts are long (`CHARACTERS`). Each batch is a short read of its own,
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
        .execution_options(stream_results=True, max_row_buffer=100)
    )
    with record.read() as connection, connection.execute(chosen) as rows:
        return frame_of(columns, _filled(rows))


def _filled(rows: Iterable[Any]) -> Iterator[Any]:
    """Yield the first of the rows, as many as have `CHARACTERS` together; one at least."""
    count = 0
    for row in rows:
        count += len(row.text)
        if count > max(CHARACTERS, len(row.text)):
            return
        yield row


def save_tags(record: Record, tagged: pd.DataFrame, *, model: str, tagged_at: datetime) -> int:
    """Put the tags of `tagged` in the place of those that its posts had; return how many.

    Args:
        record: where they go.
        tagged: one row a post: post_key, content_hash, and the columns of the nlp pipeline
            (lang, sentiment, polarity, confidence, topics, brands; the others where it has
            them). The polarity of what is undecided is not kept: no mean of polarities counts
            it, whoever asks. Sarcasm is not kept either: in a stream most texts marked as
            sarcastic are meant as said.
        model: version of models and word lists that gave them.
        tagged_at: when (aware).

    Raises:
        FrameMismatch: a column is missing.
    """
    lacking = sorted(_NEEDED - set(tagged.columns))
    if lacking:
        raise FrameMismatch(tables.post_tags.name, reason=f"lacks {', '.join(lacking)}")
    posts = [dict(zip(tagged.columns, row, strict=True)) for row in _tuples(tagged)]
    found = {table: _distinct(table, posts, rows, model) for table, rows in _ROWS.items()}
    marks = {p["post_key"]: (p["post_key"], p["content_hash"], model, tagged_at) for p in posts}
    with record.begin() as connection:
        for table, rows in found.items():
            _forget(connection, table, list(marks))
            write(connection, table, rows)
        write(connection, tables.tagged, list(marks.values()))
    return sum(map(len, found.values()))


def _distinct(
    table: sa.Table, posts: Iterable[Mapping[str, Any]], rows: Rows, model: str
) -> list[Row]:
    made = (_storable((*row, model)) for post in posts for row in rows(post))
    return list({key_of(table, row): row for row in made}.values())


def _tuples(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in frame.columns), strict=True)


def _storable(row: Row) -> Row:
    return tuple(storable(it) if isinstance(it, str) else it for it in row)


def _forget(connection: sa.Connection, table: sa.Table, keys: list[str]) -> None:
    connection.execute(sa.delete(table).where(among(connection, table.c.post_key, keys)))


def _tags(post: Mapping[str, Any]) -> Iterator[Row]:
    for kind, (column, found) in _KINDS.items():
        if column in post:
            for label, *rest in found(post):
                yield (post["post_key"], kind, label, *rest)


def _aspects(post: Mapping[str, Any]) -> Iterator[Row]:
    for found in post.get("aspects", ()):
        names = (found["aspect"], *_span(found), found["target"], found["opinion"])
        yield (post["post_key"], *names, float(found["polarity"]))


def _comparisons(post: Mapping[str, Any]) -> Iterator[Row]:
    for found in post.get("comparisons", ()):
        start, end = _span(found)
        yield (post["post_key"], start, found["winner"], found["loser"], found["aspect"], end)


def _span(found: Mapping[str, Any]) -> tuple[int, int]:
    return int(found["start"]), int(found["end"])


def _polarity(said: Mapping[str, Any]) -> float | None:
    return None if said["sentiment"] == UNDECIDED else float(said["polarity"])


def _lang(post: Mapping[str, Any]) -> Iterator[Tag]:
    yield (post["lang"], "", *_WHOLE, None, 1.0)


def _sentiment(post: Mapping[str, Any]) -> Iterator[Tag]:
    yield (post["sentiment"], "", *_WHOLE, _polarity(post), float(post["confidence"]))


def _topics(post: Mapping[str, Any]) -> Iterator[Tag]:
    """Yield the topics; each carries the polarity of the sentence that speaks of it first."""
    for found in post["topics"]:
        start, end = _span(found)
        said = next((it for it in post.get("sentences", ()) if start < it["end"]), post)
        yield (found["label"], "", start, end, _polarity(said), float(found["score"]))


def _brands(post: Mapping[str, Any]) -> Iterator[Tag]:
    """Yield the brands; each carries what is said of it, or of the whole post."""
    for found in post["brands"]:
        towards = found.get("polarity", _polarity(post))
        target = found.get("product") or ""
        yield (found["label"], target, *_span(found), towards, float(found.get("score", 1.0)))


def _listed(column: str, target: str = "") -> Callable[[Mapping[str, Any]], Iterator[Tag]]:
    """Return what makes tags of a list; `target` names what in it tells what they speak of."""

    def tags(post: Mapping[str, Any]) -> Iterator[Tag]:
        for found in post[column]:
            told = found[target] if target else ""
            yield (found["label"], told, *_span(found), None, float(found["score"]))

    return tags


def _emotion(post: Mapping[str, Any]) -> Iterator[Tag]:
    # One likelier to be wrong than right is no fact of the record.
    if post["emotion"] != "none" and post["emotion_confidence"] >= FLOOR:
        yield (post["emotion"], "", *_WHOLE, None, float(post["emotion_confidence"]))


def _sentences(post: Mapping[str, Any]) -> Iterator[Tag]:
    """Yield the parts of a text, and its only part if that says more than its sentiment does."""
    parts = post["sentences"]
    if len(parts) == 1 and _repeats(parts[0], post):
        return
    for part in parts:
        score = float(part["confidence"])
        yield (part["sentiment"], part["kind"], *_span(part), _polarity(part), score)


def _repeats(part: Mapping[str, Any], post: Mapping[str, Any]) -> bool:
    return bool(part["kind"] == "statement" and part["sentiment"] == post["sentiment"])


_KINDS: dict[str, tuple[str, Callable[[Mapping[str, Any]], Iterator[Tag]]]] = {
    "lang": ("lang", _lang),
    "sentiment": ("sentiment", _sentiment),
    "topic": ("topics", _topics),
    "brand": ("brands", _brands),
    "emotion": ("emotion", _emotion),
    "sentence": ("sentences", _sentences),
    "need": ("needs", _listed("needs")),
    "intent": ("intents", _listed("intents")),
    "role": ("roles", _listed("roles")),
    "psychology": ("psychology", _listed("psychology")),
    "interest": ("interests", _listed("interests", "stance")),
}
"""Kind of tag -> the column of the tagger that it is made from, and how."""

_ROWS: dict[sa.Table, Rows] = {
    tables.post_tags: _tags,
    tables.aspects: _aspects,
    tables.comparisons: _comparisons,
}
"""Tables that hold what a post says, and what makes their rows, the model's version apart."""

_NEEDED = frozenset(
    {
        "post_key", "content_hash", "lang", "sentiment", "polarity", "confidence", "topics",
        "brands",
    }
)  # fmt: skip
