"""What all tests share: what the machine lacks, one Prefect server, one finished project."""

import atexit
import os
import socket
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from flows.demo.servers import DemoServers
    from flows.demo.world import World

# Machines are shared: how long an example took says nothing of the code.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

FULL = "OPINIONFLOW_FULL"
# The session's Prefect server ends before this process does; its last log lines have no reader.
os.environ["PREFECT_LOGGING_TO_API_ENABLED"] = "false"
CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@atexit.register
def _last_lines() -> None:
    """Let our last lines be the last.

    DuckDB's binding (nanobind) lists objects that live until the interpreter ends as leaks, a
    screen of it, when hypothesis ran beside it; nothing of ours writes to stderr after this.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


LeaveOut = Callable[[str], None]


@pytest.fixture(scope="session")
def leave_out() -> LeaveOut:
    """Skip a test for want of a program; fail instead where the full suite is asked for.

    pytest's last lines then say what was left out, and why (`-ra`).
    """

    def leave(reason: str) -> None:
        if os.environ.get(FULL):
            pytest.fail(f"{reason}; {FULL} asks for the full suite")
        pytest.skip(reason)

    return leave


@pytest.fixture(scope="session")
def torch_extra(leave_out: LeaveOut) -> None:
    """What models by name need."""
    if find_spec("torch") is None or find_spec("transformers") is None:
        leave_out("models by name: the extra torch is not installed")


@pytest.fixture(scope="session")
def browser(leave_out: LeaveOut) -> Iterator["Browser"]:
    """A headless Chromium that speaks to nobody by itself."""
    if not CHROMIUM.exists():
        leave_out(f"browser tests: no {CHROMIUM} (Debian package chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Give a port that nobody listens on."""

    def port() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            number: int = probe.getsockname()[1]
            return number

    return port


@pytest.fixture(scope="session")
def prefect_env(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> Iterator[dict[str, str]]:
    """Environment that reaches the one Prefect server of the session."""
    from flows.serve import prefect_server, served_environment

    port = free_port()
    env = served_environment(tmp_path_factory.mktemp("prefect"), port=port)
    with prefect_server(env, port=port):
        yield env


@pytest.fixture
def prefect_api(prefect_env: dict[str, str]) -> Iterator[str]:
    """Let flows called in this process speak to the session's server."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: prefect_env["PREFECT_API_URL"]}):
        yield prefect_env["PREFECT_API_URL"]


VOLATILE = {"first_seen_at", "changed_at", "replaced_at", "tagged_at", "updated_at"}
"""Columns that say when we looked, not what we saw."""
LOGS = {"runs", "coverage", "looks", "cursors", "visits", "hosts"}
"""Tables that grow with each look."""


@pytest.fixture(scope="session")
def world() -> "World":
    """A small demo world."""
    from flows.demo.world import make_world

    return make_world(seed=11, size=700, people=80)


@pytest.fixture(scope="session")
def world_end(world: "World") -> str:
    """The moment at which the world ends."""
    return world.end.isoformat()


@pytest.fixture(scope="session")
def world_servers(world: "World") -> Iterator["DemoServers"]:
    """The world's servers, at its end."""
    from flows.demo.servers import DemoServers

    with DemoServers(world) as servers:
        servers.moment = world.end
        yield servers


@pytest.fixture(scope="session")
def make_project(
    tmp_path_factory: pytest.TempPathFactory, world: "World", world_servers: "DemoServers"
) -> Callable[[str], Path]:
    """Make a fresh project on the world's servers; all have one key, so one set of pseudonyms."""
    from flows.demo.project import write_project
    from flows.settings import KEY_FILE

    def project(name: str) -> Path:
        home = tmp_path_factory.mktemp(name)
        write_project(home, world_servers, world)
        (home / KEY_FILE).write_text("0123456789abcdef" * 4)
        return home

    return project


@pytest.fixture(scope="session")
def finished_project(
    make_project: Callable[[str], Path], world: "World", prefect_env: dict[str, str]
) -> Path:
    """A project on which `daily` ran once, inside the session's Prefect server."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.daily import daily

    home = make_project("finished")
    with temporary_settings({PREFECT_API_URL: prefect_env["PREFECT_API_URL"]}):
        daily(str(home), as_of=world.end)
    return home


Content = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def content_of() -> Callable[[Path], Content]:
    """Read all that a project's record holds, but for the logs and the times of looking."""
    import sqlalchemy as sa

    from flows.settings import load_settings
    from flows.steps.project import open_record
    from flows.store.tables import metadata

    def content(home: Path) -> Content:
        with open_record(load_settings(home)) as record, record.read() as connection:
            return {
                name: sorted(map(tuple, connection.execute(_lasting(table))), key=repr)
                for name, table in metadata.tables.items()
                if name not in LOGS
            }

    def _lasting(table: sa.Table) -> sa.Select[tuple[object, ...]]:
        return sa.select(*(column for column in table.columns if column.name not in VOLATILE))

    return content
