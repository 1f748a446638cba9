import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.store import tables
from flows.store.errors import BadRecordUrl, RecordDamaged, RecordUnavailable, ShortKey
from flows.store.frames import read_table
from flows.store.quarantine import Refused, put
from flows.store.record import Record
from flows.store.runs import end_run, start_run

KEY = b"a key that only tests may know"
NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)


def add_run(record: Record, name: str) -> None:
    start_run(record, run_id=name, flow="collect", started_at=NOW, parameters={})


def test_sqlite_waits_for_the_disk_and_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    with Record.open(f"sqlite:///{tmp_path / 'r.db'}", key=KEY) as record, record.read() as reading:
        assert reading.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert reading.exec_driver_sql("PRAGMA synchronous").scalar() == 2


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "record.db", ""]
)
def test_a_url_that_cannot_be_a_record_is_refused_in_words(url: str) -> None:
    with pytest.raises(BadRecordUrl, match=r"use sqlite:///path"):
        Record.open(url, key=KEY)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ShortKey, match="the key has 3 bytes; give at least 16"):
        Record.open(f"sqlite:///{tmp_path / 'r.db'}", key=b"abc")


def test_a_server_that_is_not_there_is_transient_and_tells_no_password() -> None:
    with pytest.raises(RecordUnavailable) as unavailable:
        Record.open("postgresql://me:secret@127.0.0.1:1/x?connect_timeout=2", key=KEY)
    assert "me:***@127.0.0.1:1/x" in str(unavailable.value)
    assert "secret" not in str(unavailable.value)


def test_the_key_does_not_show(record: Record) -> None:
    assert "only tests" not in repr(record)


def test_a_transaction_that_fails_leaves_nothing(record: Record) -> None:
    def fail() -> None:
        with record.begin() as connection:
            connection.execute(
                sa.insert(tables.cursors).values(source="s", asked="", cursor="{}", updated_at=NOW)
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert read_table(record, "cursors").empty


def test_a_reader_sees_one_moment_while_others_write(record: Record) -> None:
    count = sa.select(sa.func.count()).select_from(tables.runs)
    with record.read() as reading:
        assert reading.scalar(count) == 0
        add_run(record, "1")
        assert reading.scalar(count) == 0
    with record.read() as reading:
        assert reading.scalar(count) == 1


def in_threads(*calls: Callable[[], None]) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_writers_at_once_lose_nothing(record: Record) -> None:
    def write(who: int) -> Callable[[], None]:
        return lambda: [add_run(record, f"{who}-{n}") for n in range(10)] and None

    in_threads(*(write(who) for who in range(4)))
    assert len(read_table(record, "runs")) == 40


def test_a_lock_is_held_by_one_at_a_time(record: Record) -> None:
    inside: list[int] = []

    def enter() -> None:
        with record.exclusive("publish"):
            inside.append(1)
            threading.Event().wait(0.02)
            assert len(inside) == 1
            inside.pop()

    in_threads(enter, enter, enter)
    assert inside == []


def test_a_locked_database_is_transient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.store.engine.PATIENCE_S", 0.05)
    path = tmp_path / "r.db"
    with Record.open(f"sqlite:///{path}", key=KEY) as record:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordUnavailable, match="locked"):
            add_run(record, "1")
        other.close()


@pytest.mark.parametrize("damage", ["noise", "short", "pages"])
def test_a_damaged_file_is_told_in_one_line(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "r.db"
    with Record.open(f"sqlite:///{path}", key=KEY) as record:
        for number in range(200):
            add_run(record, str(number))
    whole = path.read_bytes()
    damaged = {
        "noise": b"no database " * 1000,
        "short": whole[: len(whole) // 2],
        "pages": whole[:4096] + b"\xaa" * (len(whole) - 4096),
    }
    path.write_bytes(damaged[damage])

    def read() -> None:
        with Record.open(f"sqlite:///{path}", key=KEY) as record:
            for table in tables.metadata.tables:
                read_table(record, table)

    with pytest.raises(RecordDamaged, match=r"r\.db is damaged: .*; put back a copy of it") as told:
        read()
    assert "\n" not in str(told.value)


def test_a_run_is_logged_from_start_to_end(record: Record) -> None:
    add_run(record, "1")
    later = NOW + timedelta(minutes=1)
    end_run(record, "1", ended_at=later, state="completed", counts={"new": 3})
    (row,) = read_table(record, "runs").to_dict("records")
    assert (row["state"], row["ended_at"], row["counts"]) == ("completed", later, '{"new": 3}')


def test_the_same_refused_item_is_kept_once(record: Record) -> None:
    item = Refused("shop", "collect", "item 1", "no text", "<li>")
    assert put(record, [item, item], seen_at=NOW) == 1
    assert put(record, [item], seen_at=NOW + timedelta(days=1)) == 0
    assert read_table(record, "quarantine")["first_seen_at"].tolist() == [NOW]
