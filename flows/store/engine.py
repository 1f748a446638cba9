"""Engines for both stores, and the locks that hold between processes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from collectors.post import digest
from flows.store.errors import BadRecordUrl

PATIENCE_S = 60.0
"""How long a writer waits for another one, seconds."""


def make_engine(url: str) -> sa.Engine:
    """Return an engine for `url`; connects on first use.

    Raises:
        BadRecordUrl: not SQLite in a file, nor PostgreSQL.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return sa.create_engine(
        parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, max_overflow=20
    )


def place(engine: sa.Engine) -> str:
    """Return the engine's URL without its password."""
    return engine.url.render_as_string(hide_password=True)


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise BadRecordUrl(url, reason="it is not a URL") from None
    backend = parsed.drivername.partition("+")[0]
    if backend == "sqlite":
        if parsed.database in {None, "", ":memory:"}:
            raise BadRecordUrl(url, reason="it names no file")
        return parsed
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql")
    raise BadRecordUrl(url, reason=f"{backend} is not supported")


def _sqlite(url: sa.URL) -> sa.Engine:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": PATIENCE_S})
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself; `_begin` does, see SQLAlchemy's
    # documentation, "Enabling Non-Legacy SQLite Transactional Modes".
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-65536")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


@contextmanager
def exclusive(engine: sa.Engine, name: str) -> Iterator[None]:
    """Hold the lock `name` of this record against all other processes.

    The lock goes with the process that held it, however it ended.
    """
    if engine.dialect.name == "sqlite":
        # SQLite's own file lock, on a file beside the record: portable, and freed by a crash.
        path = f"{engine.url.database}.{name}.lock"
        with closing(sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(_number(name))))
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(_number(name))))


def serialise(connection: sa.Connection, name: str) -> None:
    """Let no other transaction that names `name` run until this one ends.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_number(name))))


def _number(name: str) -> int:
    """Return the number below 2^60 that stands for `name` among our advisory locks."""
    return int(digest("opinionflow", name)[:15], 16)
