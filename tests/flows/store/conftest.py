"""Records to test on: SQLite and a real PostgreSQL server, one fresh database a test."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest

from flows.store.record import Record

KEY = b"a key that only tests may know"
NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)
_numbers = count(1)


class NoServer(Exception):
    """PostgreSQL is not installed here."""

    def __init__(self) -> None:
        super().__init__("no initdb in PATH nor under /usr/lib/postgresql")


def find_programs() -> Path:
    found = shutil.which("pg_ctl")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise NoServer


def _user() -> str | None:
    """Return whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def running_postgres(*options: str) -> Iterator[str]:
    """Start a server of our own on a Unix socket, yield its folder, stop it."""
    programs, user = find_programs(), _user()
    folder = Path(tempfile.mkdtemp(prefix="of-pg-"))
    if user:
        shutil.chown(folder, user)

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "-D", folder / "data", *arguments],
            check=True, capture_output=True, user=user, cwd=folder, timeout=120,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
        )  # fmt: skip

    try:
        call("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        settings = " ".join([f"-k {folder}", "-c listen_addresses=''", *options])
        call("pg_ctl", "-w", "-o", settings, "-l", str(folder / "log"), "start")
        try:
            yield str(folder)
        finally:
            call("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(leave_out: Callable[[str], None]) -> Iterator[str]:
    """The folder of a running server's socket."""
    try:
        find_programs()
    except NoServer as missing:
        leave_out(f"tests on PostgreSQL: {missing} (Debian package postgresql)")
    with running_postgres("-c fsync=off", "-c max_connections=40") as folder:
        yield folder


def postgres_url(folder: str, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={folder}"


def create_database(folder: str, *, template: str = "template0") -> str:
    name = f"record_{next(_numbers)}"
    with psycopg.connect(host=folder, user="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[call-overload]
    return postgres_url(folder, name)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "record.db"
    Record.open(f"sqlite:///{path}", key=KEY).close()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """Name of a migrated database to copy."""
    url = create_database(postgres)
    Record.open(url, key=KEY).close()
    return url.partition("/record_")[2].partition("?")[0]


@pytest.fixture
def memory_folder() -> Iterator[Path]:
    """A folder that no disk slows down, where the system has one: SQLite waits for every commit."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, memory_folder: Path) -> str:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{memory_folder / 'record.db'}"
    return create_database(request.getfixturevalue("postgres"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, memory_folder: Path) -> str:
    """The URL of a migrated, empty record."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated"), memory_folder / "record.db")
        return f"sqlite:///{memory_folder / 'record.db'}"
    number = request.getfixturevalue("migrated_postgres")
    return create_database(request.getfixturevalue("postgres"), template=f"record_{number}")


@pytest.fixture
def record(url: str) -> Iterator[Record]:
    """A fresh record, on each store in turn."""
    with Record.open(url, key=KEY) as opened:
        yield opened
