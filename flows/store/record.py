"""The record: one database that every flow reads and writes."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Self

import psycopg
import sqlalchemy as sa

from flows.store.engine import exclusive, make_engine, place
from flows.store.errors import RecordDamaged, RecordUnavailable, ShortKey
from flows.store.migrate import migrate

LEAST_KEY = 16


@dataclass(frozen=True, slots=True)
class Record:
    """An open record.

    Attributes:
        engine: where it lives.
        key: secret of this installation that pseudonyms are made with, 16 bytes or more.
        keep_names: store authors' names as shown.
    """

    engine: sa.Engine
    key: bytes = field(repr=False)
    keep_names: bool = False

    @classmethod
    def open(cls, url: str, *, key: bytes, keep_names: bool = False) -> Self:
        """Open the record at `url`, bringing its tables up to date.

        Raises:
            BadRecordUrl: neither SQLite in a file nor PostgreSQL.
            ShortKey: `key` has fewer than 16 bytes.
            RecordNewer: written by a newer program.
            RecordUnavailable: it cannot be reached.
            RecordDamaged: the file is no database, or a broken one.
        """
        if len(key) < LEAST_KEY:
            raise ShortKey(len(key), least=LEAST_KEY)
        engine = make_engine(url)
        try:
            with _translated(engine):
                migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine=engine, key=key, keep_names=keep_names)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def begin(self) -> AbstractContextManager[sa.Connection]:
        """Return a write transaction: all of it is stored, or nothing."""
        return _transaction(self.engine.execution_options(begin="BEGIN IMMEDIATE"))

    def read(self) -> AbstractContextManager[sa.Connection]:
        """Return a read transaction that sees one moment throughout and blocks nobody."""
        if self.engine.dialect.name == "sqlite":
            return _transaction(self.engine)
        return _transaction(
            self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        )

    def exclusive(self, name: str) -> AbstractContextManager[None]:
        """Return the lock `name` of this record, held against all other processes."""
        return exclusive(self.engine, name)


@contextmanager
def _transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    with _translated(engine), engine.begin() as connection:
        yield connection


@contextmanager
def _translated(engine: sa.Engine) -> Iterator[None]:
    try:
        yield
    except (sa.exc.OperationalError, psycopg.OperationalError, sqlite3.OperationalError) as error:
        raise RecordUnavailable(place(engine), reason=_reason(error)) from error
    except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
        if not _is_damage(_cause(error)):
            raise
        raise RecordDamaged(place(engine), reason=_reason(error)) from error


def _cause(error: BaseException) -> BaseException:
    return getattr(error, "orig", None) or error


def _reason(error: BaseException) -> str:
    return " ".join(str(_cause(error)).split())


def _is_damage(cause: BaseException) -> bool:
    # The low byte is the primary code, https://www.sqlite.org/rescode.html.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
