"""One command that runs it all on this machine: server, deployments, worker, reports."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import click
import httpx
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from flows.errors import Transient
from flows.settings import Settings

HOST = "127.0.0.1"
START_S = 180
"""Seconds that a server may take to start; a new database takes up to a minute."""
STOP_S = 20


class ServerNotUp(Transient):
    """The Prefect server did not answer in time."""

    def __init__(self, url: str, log: Path) -> None:
        self.url, self.log = url, log
        super().__init__(f"Prefect's server at {url} did not start; its log is {log}")


class PortTaken(Transient):
    """Somebody else listens on the port."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(f"port {port} of {HOST} is taken; choose another by --port")


def serve_project(settings: Settings, *, port: int) -> None:
    """Serve a project until the process is stopped: Prefect UI and API on `port`, loopback only.

    The reports are served beside it, on the next port.
    """
    _refuse_taken(port, port + 1)
    signal.signal(signal.SIGTERM, _stop)
    with ExitStack() as stack:
        reports = settings.path(settings.report.folder)
        base_url = stack.enter_context(serve_folder(reports, port=port + 1))
        env = served_environment(settings.home, port=port) | {
            "OPINIONFLOW_HOME": str(settings.home),
            "OPINIONFLOW_REPORT__BASE_URL": base_url,
        }
        stack.enter_context(prefect_server(env, port=port))
        subprocess.run([sys.executable, "-m", "flows.deployments"], env=env, check=True)
        worker = stack.enter_context(prefect_worker(env))
        click.echo(f"Prefect UI: http://{HOST}:{port}   reports: {base_url}   (Ctrl-C stops both)")
        worker.wait()


def _refuse_taken(*ports: int) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise PortTaken(port) from error


def _stop(*_signal: object) -> None:
    """Leave as Ctrl-C does, so that server and worker are ended too."""
    raise KeyboardInterrupt


def served_environment(home: Path, *, port: int) -> dict[str, str]:
    """Return the environment of the server on `port` and of all that talks to it.

    Only pages of the server itself may call its API from a browser: Prefect's own default lets
    every page that the user has open start runs.
    """
    return os.environ | {
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://{HOST}:{port},http://localhost:{port}",
        "PREFECT_HOME": str(home / ".prefect"),
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


@contextmanager
def prefect_server(env: Mapping[str, str], *, port: int) -> Iterator[str]:
    """Run a Prefect server; yield the address of its API once it answers.

    Raises:
        ServerNotUp: it did not answer within three minutes.
    """
    home = Path(env["PREFECT_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    url = env["PREFECT_API_URL"]
    command = ["server", "start", "--host", HOST, "--port", str(port)]
    with _prefect(command, env, log) as process:
        try:
            _wait_for(f"{url}/health")
        except httpx.TransportError as error:
            raise ServerNotUp(url, log) from error
        if process.poll() is not None:
            raise ServerNotUp(url, log)
        yield url


@contextmanager
def prefect_worker(env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker that starts each flow run in a process of its own."""
    command = ["worker", "start", "--pool", "opinionflow", "--type", "process", "--limit", "2"]
    with _prefect(command, env, Path(env["PREFECT_HOME"]) / "worker.log") as process:
        yield process


@contextmanager
def _prefect(
    command: list[str], env: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as file:
        process = subprocess.Popen(  # noqa: S603  # our own command line
            [sys.executable, "-m", "prefect", *command], env=dict(env), stdout=file, stderr=file
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@retry(
    retry=retry_if_exception_type(httpx.TransportError),
    stop=stop_after_delay(START_S),
    wait=wait_fixed(0.5),
    reraise=True,
)
def _wait_for(url: str) -> None:
    httpx.get(url, timeout=5, trust_env=False).raise_for_status()


@contextmanager
def serve_folder(folder: Path, *, port: int) -> Iterator[str]:
    """Serve a folder's files on loopback; yield its address."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = partial(_QuietFiles, directory=str(folder))
    with ThreadingHTTPServer((HOST, port), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://{HOST}:{server.server_port}"
        finally:
            server.shutdown()


class _QuietFiles(SimpleHTTPRequestHandler):
    """Files without a line on stderr for each."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""
