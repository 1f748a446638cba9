"""What a tagged post says, as rows of the tables that hold tags."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.privacy import storable
from flows.store.rows import Row, key_of
from nlp.sentiment.model import FLOOR, UNDECIDED

Said = Mapping[str, Any]
"""A tagged post: column of the tagger -> value."""

Tag = tuple[str, str, int, int, float | None, float]
"""Label, target, start and end of the evidence, polarity, score: the middle of a row."""

TABLES: Final = (tables.post_tags, tables.aspects, tables.comparisons)
"""Tables that hold what a post says."""

_WHOLE = (-1, -1)


@dataclass(frozen=True, slots=True)
class Kind:
    """How the rows of one kind of tag come about.

    Attributes:
        columns: columns of the tagger that they are made from; without the first there are none.
        rows: makes the rows of a post, but for post, kind and version.
        table: where they go.
        helped: columns that are read where the tagger gives them.
    """

    columns: tuple[str, ...]
    rows: Callable[[Said], Iterator[tuple[Any, ...]]]
    table: sa.Table = field(default=tables.post_tags)
    helped: tuple[str, ...] = ()


def tag_rows(tagged: pd.DataFrame, models: Mapping[str, str]) -> dict[sa.Table, list[Row]]:
    """Return the rows of some kinds of tags, by table; those of the same key once.

    Args:
        tagged: one row a post: post_key and the columns of the tagger.
        models: kind -> the version that stands on its rows.
    """
    posts = [dict(zip(tagged.columns, row, strict=True)) for row in _tuples(tagged)]
    return {table: _distinct(table, posts, models) for table in TABLES}


def kinds_of(columns: Iterable[str]) -> frozenset[str]:
    """Return the kinds of tags that a tagger with these columns gives."""
    given = set(columns)
    return frozenset(kind for kind, made in KINDS.items() if made.columns[0] in given)


def lacking(columns: Iterable[str], kinds: Iterable[str]) -> list[str]:
    """Return the columns that the rows of `kinds` are made from and that are not there."""
    return sorted({name for kind in kinds for name in KINDS[kind].columns} - set(columns))


def kinds_in(table: sa.Table) -> frozenset[str]:
    """Return the kinds of tags whose rows are in `table`."""
    return frozenset(kind for kind, made in KINDS.items() if made.table is table)


def _distinct(table: sa.Table, posts: list[dict[str, Any]], models: Mapping[str, str]) -> list[Row]:
    made = (
        _storable((post["post_key"], *row, model))
        for post in posts
        for kind, model in models.items()
        for row in _rows(table, kind, post)
    )
    return list({key_of(table, row): row for row in made}.values())


def _rows(table: sa.Table, kind: str, post: Said) -> Iterator[tuple[Any, ...]]:
    made = KINDS[kind]
    if made.table is not table or made.columns[0] not in post:
        return
    for row in made.rows(post):
        yield (kind, *row) if table is tables.post_tags else row


def _tuples(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in frame.columns), strict=True)


def _storable(row: Row) -> Row:
    return tuple(storable(it) if isinstance(it, str) else it for it in row)


def _aspects(post: Said) -> Iterator[tuple[Any, ...]]:
    for found in post["aspects"]:
        names = (found["aspect"], *_span(found), found["target"], found["opinion"])
        yield (*names, float(found["polarity"]))


def _comparisons(post: Said) -> Iterator[tuple[Any, ...]]:
    for found in post["comparisons"]:
        start, end = _span(found)
        yield (start, found["winner"], found["loser"], found["aspect"], end)


def _span(found: Said) -> tuple[int, int]:
    return int(found["start"]), int(found["end"])


def _polarity(said: Said) -> float | None:
    return None if said["sentiment"] == UNDECIDED else float(said["polarity"])


def _lang(post: Said) -> Iterator[Tag]:
    yield (post["lang"], "", *_WHOLE, None, 1.0)


def _sentiment(post: Said) -> Iterator[Tag]:
    yield (post["sentiment"], "", *_WHOLE, _polarity(post), float(post["confidence"]))


def _first_said(column: str, target: str = "") -> Callable[[Said], Iterator[Tag]]:
    """Return what makes tags that carry the polarity of the sentence that speaks of them first.

    `target` names what in the list tells what they speak of.
    """

    def tags(post: Said) -> Iterator[Tag]:
        for found in post[column]:
            start, end = _span(found)
            said = next((it for it in post.get("sentences", ()) if start < it["end"]), post)
            told = found[target] if target else ""
            yield (found["label"], told, start, end, _polarity(said), float(found["score"]))

    return tags


def _brands(post: Said) -> Iterator[Tag]:
    """Yield the brands; each carries what is said of it, or of the whole post."""
    for found in post["brands"]:
        towards = found.get("polarity", _polarity(post))
        target = found.get("product") or ""
        yield (found["label"], target, *_span(found), towards, float(found.get("score", 1.0)))


def _listed(column: str) -> Callable[[Said], Iterator[Tag]]:
    """Return what makes tags of a list; they speak of the whole post."""

    def tags(post: Said) -> Iterator[Tag]:
        for found in post[column]:
            yield (found["label"], "", *_span(found), None, float(found["score"]))

    return tags


def _reasons(post: Said) -> Iterator[Tag]:
    for found in post["trust"]["reasons"]:
        yield (found["code"], "", *_span(found), None, float(found["weight"]))


def _emotion(post: Said) -> Iterator[Tag]:
    # One likelier to be wrong than right is no fact of the record.
    if post["emotion"] != "none" and post["emotion_confidence"] >= FLOOR:
        yield (post["emotion"], "", *_WHOLE, None, float(post["emotion_confidence"]))


def _sentences(post: Said) -> Iterator[Tag]:
    """Yield the parts of a text, and its only part if that says more than its sentiment does."""
    parts = post["sentences"]
    if len(parts) == 1 and _repeats(parts[0], post):
        return
    for part in parts:
        score = float(part["confidence"])
        yield (part["sentiment"], part["kind"], *_span(part), _polarity(part), score)


def _repeats(part: Said, post: Said) -> bool:
    return bool(part["kind"] == "statement" and part["sentiment"] == post["sentiment"])


_FELT = ("sentiment", "polarity")

KINDS: Final[Mapping[str, Kind]] = {
    "lang": Kind(("lang",), _lang),
    "sentiment": Kind((*_FELT, "confidence"), _sentiment),
    "topic": Kind(("topics", *_FELT), _first_said("topics"), helped=("sentences",)),
    "brand": Kind(("brands", *_FELT), _brands),
    "emotion": Kind(("emotion", "emotion_confidence"), _emotion),
    "sentence": Kind(("sentences", "sentiment"), _sentences),
    "need": Kind(("needs",), _listed("needs")),
    "intent": Kind(("intents",), _listed("intents")),
    "role": Kind(("roles",), _listed("roles")),
    "psychology": Kind(("psychology",), _listed("psychology")),
    "interest": Kind(
        ("interests", *_FELT), _first_said("interests", "stance"), helped=("sentences",)
    ),
    "trust": Kind(("trust",), _reasons),
    "aspect": Kind(("aspects",), _aspects, tables.aspects),
    "comparison": Kind(("comparisons",), _comparisons, tables.comparisons),
}
"""Kinds of tags. Sarcasm is none: in a stream most texts marked as sarcastic are meant as said."""
