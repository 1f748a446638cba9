import multiprocessing
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from flows.store import tables
from flows.store.engine import make_engine
from flows.store.errors import RecordNewer
from flows.store.migrate import migrate, revisions
from flows.store.record import Record

KEY = b"a key that only tests may know"
VALUES: dict[type, Any] = {bool: True, int: 3, float: 0.5, str: "words"}


def fill(connection: sa.Connection, table: sa.Table) -> None:
    row = {
        column.name: "2026-05-13 09:30:00+00:00"
        if isinstance(column.type, sa.DateTime) and connection.dialect.name == "postgresql"
        else "2026-05-13 09:30:00.000000"
        if isinstance(column.type, sa.DateTime)
        else VALUES[column.type.python_type]
        for column in table.columns
    }
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(f":{name}" for name in row)
    connection.execute(sa.text(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'), row)


@pytest.mark.parametrize("revision", revisions())
def test_every_earlier_revision_comes_up_with_its_rows(empty_url: str, revision: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine, to=revision)
    old = sa.MetaData()
    old.reflect(engine)
    held = [table for table in old.sorted_tables if table.name != "alembic_version"]
    with engine.begin() as connection:
        for table in held:
            fill(connection, table)
    engine.dispose()
    with Record.open(empty_url, key=KEY) as record, record.read() as connection:
        for table in held:
            now = tables.metadata.tables[table.name]
            assert len(connection.execute(sa.select(now)).all()) == 1, table.name


def test_the_migrated_database_is_what_the_tables_say(url: str) -> None:
    with Record.open(url, key=KEY) as record, record.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, tables.metadata) == []


def test_a_newer_database_is_refused_in_words(url: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(RecordNewer, match=r"revision 9999.*install the newer opinionflow"):
        Record.open(url, key=KEY)


def _open(url: str) -> None:
    Record.open(url, key=KEY).close()


def test_processes_that_open_a_new_record_at_once_all_succeed(empty_url: str) -> None:
    processes = [
        multiprocessing.get_context("spawn").Process(target=_open, args=(empty_url,))
        for _ in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
