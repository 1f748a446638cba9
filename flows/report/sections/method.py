"""How the figures came about: models, rules, ages of the tables."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import duckdb


@dataclass(frozen=True, slots=True)
class Method:
    """What the reader must know to trust, or distrust, the page.

    Attributes:
        program: version of opinionflow that wrote the page.
        models: kind of tag, version of models and word lists, how many tags; by kind.
        rules_at: when the segments' rules were last applied; None when they never were.
        newest: publication of the newest post in the record; None when there is none.
        untimed: standing posts without a time of publication; they are in no figure.
        half_life_days: half-life of interests; None when no interest was counted.
    """

    program: str
    models: tuple[tuple[str, str, int], ...]
    rules_at: datetime | None
    newest: datetime | None
    untimed: int
    half_life_days: float | None


def read_method(marts: duckdb.DuckDBPyConnection) -> Method:
    """Read the versions and ages that the page states."""
    models = marts.execute(
        "SELECT kind, model, count(*) FROM post_tags GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    newest, untimed = _one(
        marts,
        "SELECT max(published_at) AT TIME ZONE 'UTC', count(*) FILTER (published_at IS NULL) "
        "FROM posts WHERE deleted_at IS NULL",
    )
    (rules_at,) = _one(marts, "SELECT max(as_of) AT TIME ZONE 'UTC' FROM segments")
    (half_life,) = _one(marts, "SELECT max(half_life_days) FROM author_interests")
    return Method(
        program=version("opinionflow"),
        models=tuple((kind, model, tags) for kind, model, tags in models),
        rules_at=_utc(rules_at),
        newest=_utc(newest),
        untimed=untimed,
        half_life_days=half_life,
    )


def _one(marts: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] = marts.execute(sql).fetchall()[0]
    return found


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
