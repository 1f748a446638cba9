"""The posts and rows behind each figure, small enough to travel inside the page."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import duckdb

from flows.report import wording
from flows.report.doubts import doubts
from flows.report.figures import Figure, Ledger, agree, check_figure, measured
from flows.report.quotes import web_address

MOST_POSTS: Final = 4000
"""Different posts in one page, so that it opens on a phone."""

LIMITS: Final = (200, 100, 50, 25, 12, 6, 3)
"""Posts listed a figure: the first of these with which all posts fit into `MOST_POSTS`."""

LONGEST: Final = 700
"""Characters of a post that the page carries; the address and the SQL lead to the rest."""

COUNTED: Final = (
    "topic", "brand", "emotion", "need", "intent", "role", "psychology", "interest", "trust"
)  # fmt: skip
"""Kinds in `post_tags` that figures are counted from."""

EVIDENCE: Final = f"""
    SELECT post_key, start, "end", kind || ': ' || label AS tag FROM post_tags
    WHERE kind IN {COUNTED}
    UNION ALL SELECT post_key, start, "end", 'aspect: ' || aspect FROM aspects
    UNION ALL
    SELECT post_key, start, "end", 'comparison: ' || winner || ' > ' || loser FROM comparisons
"""  # noqa: S608  # our own text
"""Words behind tags; `tag` is what a figure names in its `marks`."""


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind one figure: how many rows, and the newest of them.

    Attributes:
        value: the figure as its rows give it.
        trusted: the same without the posts that are not trusted.
        total: rows that are worth reading, all of them.
        keys: post keys, newest first (empty for other rows).
        columns: names of the columns (empty for posts).
        rows: the first rows, as text (empty for posts).
    """

    value: float | None
    trusted: float | None
    total: int
    keys: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()


def gather(marts: duckdb.DuckDBPyConnection, ledger: Ledger) -> dict[str, Any]:
    """Check every figure, then return what the page's drawer shows, as JSON-able values.

    The ledger learns what its figures are without the posts that are not trusted.

    Raises:
        FigureMismatch: a figure is not what its own rows give.
    """
    backings = _checked(marts, ledger)
    limit = fitting([backing.keys for backing in backings.values()])
    shown = {name: backing.keys[:limit] for name, backing in backings.items()}
    places = {key: n for n, key in enumerate(dict.fromkeys(k for v in shown.values() for k in v))}
    queries, tables, tags = _Shared(), _Shared(), _Shared()
    figures = {}
    for figure in ledger:
        backing = backings[figure.id]
        entry = _entry(figure, backing) | {"sql": queries.place(figure.rows)}
        listed = [places[key] for key in shown[figure.id]]
        table = (backing.columns, backing.rows)
        mine = {"posts": listed} if figure.kind == "posts" else {"table": tables.place(table)}
        figures[figure.id] = entry | mine
    return {
        "posts": _posts(marts, list(places), tags),
        "tags": list(tags.places),
        "doubts": doubts(marts, list(places)),
        "queries": list(queries.places),
        "tables": list(tables.places),
        "figures": figures,
    }


def as_script(payload: Any) -> str:
    """Return JSON that can stand inside a script element: nothing in it ends or opens markup."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def excerpt(text: str, spans: Sequence[tuple[int, int, str]]) -> tuple[str, int]:
    """Return up to `LONGEST` characters that show the first span, and where they start."""
    first = min((start for start, _, _ in spans), default=0)
    start = 0 if first < LONGEST else first - LONGEST // 4
    return text[start : start + LONGEST], start


def back(
    marts: duckdb.DuckDBPyConnection, figures: Iterable[Figure]
) -> Iterator[tuple[Figure, Backing]]:
    """Count figures again from their own rows, and take the newest of those worth reading.

    Figures over the same rows are counted by one query, and by a second one without the posts that
    are not trusted where there are such.
    """
    alike: dict[str, list[Figure]] = {}
    for figure in figures:
        alike.setdefault(figure.rows, []).append(figure)
    for rows, among in alike.items():
        *found, doubted = measured(
            marts, rows, ", ".join([*map(_measures, among), _doubted(marts, rows)])
        )
        kept = _without(marts, rows, among) if doubted else found[::3]
        for n, figure in enumerate(among):
            value, total, keys = found[3 * n : 3 * n + 3]
            backing = Backing(value, kept[n], total, tuple(keys or ()))
            yield figure, _backing(marts, figure, backing)


def _doubted(marts: duckdb.DuckDBPyConnection, rows: str) -> str:
    """Return the measure "some rows are of posts that are not trusted"."""
    return "bool_or(NOT trusted)" if "trusted" in marts.sql(rows).columns else "FALSE"


def _without(
    marts: duckdb.DuckDBPyConnection, rows: str, among: Sequence[Figure]
) -> tuple[float | None, ...]:
    """Return figures over those rows that are of trusted posts."""
    trusted = f"SELECT * FROM ({rows}) WHERE trusted"  # noqa: S608  # `rows` is ours
    return measured(marts, trusted, ", ".join(figure.measure for figure in among))


def _measures(figure: Figure) -> str:
    listed = f"FILTER ({figure.listed})"
    newest = f"max_by(post_key, (published_at, post_key), {LIMITS[0]}) {listed}"
    keys = newest if figure.kind == "posts" else "NULL"
    return f"{figure.measure}, count(*) {listed}, {keys}"


def _backing(marts: duckdb.DuckDBPyConnection, figure: Figure, found: Backing) -> Backing:
    if figure.kind == "posts":
        return replace(found, keys=tuple(dict.fromkeys(found.keys)))
    return _with_rows(marts, figure, found)


def _with_rows(marts: duckdb.DuckDBPyConnection, figure: Figure, backing: Backing) -> Backing:
    rows = marts.sql(figure.rows).filter(figure.listed)
    found = rows.order("ALL").limit(LIMITS[0]).fetchall()
    cells = tuple(tuple(_cell(value) for value in row) for row in found)
    return replace(backing, columns=tuple(rows.columns), rows=cells)


def _checked(marts: duckdb.DuckDBPyConnection, ledger: Ledger) -> dict[str, Backing]:
    backings = {}
    with snapshot(marts) as held:
        for figure, backing in back(held, ledger):
            check_figure(figure, backing.value)
            backings[figure.id] = backing
            if not agree(backing.value, backing.trusted):
                ledger.trusted[figure.id] = backing.trusted
    return backings


@contextmanager
def snapshot(marts: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a second connection that holds what figures are counted from in memory.

    Hundreds of queries on a joined view of files become hundreds on two tables without texts; the
    temporary tables have the names of the views, so each query reads as it stands in the page.
    """
    with marts.cursor() as held:
        held.execute(
            "CREATE TEMP TABLE tagged_posts AS SELECT post_key, source, author_key, published_at, "
            "published_precision, deleted_at, sentiment, polarity, trust, trusted, origin, "
            "producer FROM tagged_posts"
        )
        held.execute(
            "CREATE TEMP TABLE post_tags AS "  # noqa: S608  # our own text
            "SELECT post_key, kind, label, favg(polarity) AS polarity FROM post_tags "
            f"WHERE kind IN {COUNTED} GROUP BY post_key, kind, label"
        )
        held.execute(
            "CREATE TEMP TABLE aspects AS SELECT post_key, aspect, opinion, polarity FROM aspects"
        )
        held.execute(
            "CREATE TEMP TABLE comparisons AS "
            "SELECT DISTINCT post_key, winner, loser, aspect FROM comparisons"
        )
        yield held


def _cell(value: Any) -> str | None:
    if isinstance(value, datetime):
        return wording.minute(value.astimezone(UTC))
    if isinstance(value, float):
        return f"{value:g}"
    return None if value is None else str(value)


def fitting(lists: Iterable[tuple[str, ...]]) -> int:
    """Return how many keys of each list may travel, so that all fit into `MOST_POSTS`."""
    held = list(lists)
    for limit in LIMITS:
        if len({key for keys in held for key in keys[:limit]}) <= MOST_POSTS:
            return limit
    return LIMITS[-1]


class _Shared:
    """Values that many figures have in common; each travels once, figures name its place."""

    def __init__(self) -> None:
        self.places: dict[Any, int] = {}

    def place(self, value: Any) -> int:
        return self.places.setdefault(value, len(self.places))


def _entry(figure: Figure, backing: Backing) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "label": figure.label,
        "value": wording.figure_text(figure),
        "how": figure.how,
        "measure": figure.measure,
        "total": backing.total,
    }
    if not agree(backing.value, backing.trusted):
        entry["trusted"] = wording.figure_text(replace(figure, value=backing.trusted))
    if figure.marks:
        entry["marks"] = figure.marks
    return entry if figure.listed == "TRUE" else entry | {"listed": figure.listed}


def _posts(marts: duckdb.DuckDBPyConnection, keys: list[str], tags: _Shared) -> list[list[Any]]:
    spans = _spans(marts, keys)
    found = marts.execute(
        "SELECT post_key, text, title, source, url, published_at AT TIME ZONE 'UTC', sentiment, "
        "polarity, confidence FROM tagged_posts WHERE post_key IN (SELECT unnest(?))",
        [keys],
    ).fetchall()
    by_key = {row[0]: _post(row, spans.get(row[0], []), tags) for row in found}
    return [by_key[key] for key in keys]


def _post(row: tuple[Any, ...], spans: list[tuple[int, int, str]], tags: _Shared) -> list[Any]:
    """Return a post as the drawer's script reads it, in the order of its `FIELDS`."""
    key, text, title, source, url, published_at, sentiment, polarity, confidence = row
    shown, offset = excerpt(text, spans)
    near = [
        [start - offset, min(end - offset, len(shown)), tags.place(tag)]
        for start, end, tag in spans
        if offset <= start < offset + len(shown)
    ]
    return [
        key,
        shown,
        len(text) - len(shown),
        title,
        source,
        web_address(url),
        None if published_at is None else wording.minute(published_at),
        sentiment,
        wording.polarity(polarity),
        None if confidence is None else wording.share(confidence),
        near,
    ]


def _spans(
    marts: duckdb.DuckDBPyConnection, keys: list[str]
) -> dict[str, list[tuple[int, int, str]]]:
    """Return the words behind each post's tags, by place, longest first at each."""
    found = marts.execute(
        f'SELECT DISTINCT post_key, start, "end", tag FROM ({EVIDENCE}) WHERE start >= 0 '  # noqa: S608  # our own text
        'AND "end" > start AND post_key IN (SELECT unnest(?)) '
        'ORDER BY post_key, start, "end" DESC, tag',
        [keys],
    ).fetchall()
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for key, start, end, tag in found:
        spans.setdefault(key, []).append((start, end, tag))
    return spans
