"""What all tests share: what the machine lacks, one Prefect server, one finished project."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

FULL = "OPINIONFLOW_FULL"
CHROMIUM = Path("/usr/bin/chromium")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines what was left out, and why."""
    skipped = terminalreporter.getreports("skipped")
    reasons = {str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)}
    if reasons:
        terminalreporter.section("left out on this machine")
    for reason in sorted(reasons):
        terminalreporter.line(reason.removeprefix("Skipped: "))


def leave_out(reason: str) -> None:
    """Skip a test for want of a program; fail instead where the full suite is asked for."""
    if os.environ.get(FULL):
        pytest.fail(f"{reason}; {FULL} asks for the full suite")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser."""
    if not CHROMIUM.exists():
        leave_out("browser tests: Chromium is not installed (Debian package chromium)")
    return str(CHROMIUM)


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
