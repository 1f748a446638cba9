"""A writer is killed at any moment; the next run goes on where it stopped.

The writer reads pages of a made-up source by its cursor, as the flows do.
"""

import runpy
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.store import tables
from flows.store.collected import read_cursors
from flows.store.record import Record

KEY = b"a key that only tests may know"
STORE_TESTS = Path(__file__).parents[1] / "flows" / "store" / "conftest.py"
PAGES, SIZE, KILLS = 250, 50, 5
NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)

WRITER = f"""
import sys
from datetime import UTC, datetime
from collectors.base import Page, Rejected
from collectors.post import Post
from flows.store.collected import read_cursors, save_page
from flows.store.record import Record

now = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)
with Record.open(sys.argv[1], key={KEY!r}) as record:
    first = read_cursors(record, "s").get("", {{}}).get("page", 0)
    print("writing", flush=True)
    for page in range(first, {PAGES}):
        posts = tuple(
            Post(source="s", id=str(page * {SIZE} + n), kind="post", author_id=str(page))
            for n in range({SIZE})
        )
        rejected = (Rejected(f"page {{page}}", "broken", f"raw {{page}}"),)
        save_page(
            record, Page(posts, rejected, {{"page": page + 1}}), source="s", seen_at=now
        )
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, leave_out: Callable[[str], None]) -> Iterator[str]:
    if request.param == "sqlite":
        # A killed process leaves what it wrote to the system, disk or not; memory is faster.
        shared = Path("/dev/shm")
        with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
            yield f"sqlite:///{folder}/record.db"
        return
    postgres = runpy.run_path(str(STORE_TESTS))
    try:
        postgres["find_programs"]()
    except postgres["NoServer"] as missing:
        leave_out(f"tests on PostgreSQL: {missing} (Debian package postgresql)")
    with postgres["running_postgres"]("-c fsync=off") as folder:
        yield postgres["create_database"](folder)


def start(url: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE)


def count(record: Record, table: sa.Table) -> int:
    with record.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def assert_whole(record: Record) -> int:
    """Return how many pages are stored, all parts of each being there."""
    page = int(read_cursors(record, "s").get("", {}).get("page", 0))
    counts = [count(record, getattr(tables, name)) for name in ("posts", "authors", "quarantine")]
    assert counts == [page * SIZE, page, page]
    return page


def test_a_writer_killed_again_and_again_loses_and_doubles_nothing(url: str) -> None:
    Record.open(url, key=KEY).close()
    stored = [0]
    for kill in range(KILLS):
        with start(url) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"writing\n"
            time.sleep(0.05 + 0.037 * kill)
            writer.send_signal(signal.SIGKILL)
            writer.wait(30)
        with Record.open(url, key=KEY) as record:
            stored.append(assert_whole(record))
    assert stored == sorted(stored)
    assert 0 < stored[-1] < PAGES, "the kills came too early or too late to prove anything"
    with start(url) as writer:
        assert writer.wait(120) == 0
    with Record.open(url, key=KEY) as record:
        assert assert_whole(record) == PAGES
        with record.read() as connection:
            assert set(connection.scalars(sa.select(tables.posts.c.version))) == {1}
