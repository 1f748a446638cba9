"""A real server on the loopback, told what to answer, and a client that may reach it."""

import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from collectors.base import Query
from collectors.http import Client, Policy

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)

Reply = tuple[int, dict[str, str], bytes]
Act = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """What the server answers to each path, and what it was asked."""

    url: str = ""
    replies: dict[str, list[Reply | Act]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def say(self, path: str, body: bytes | str = b"", *, status: int = 200, **headers: str) -> None:
        """Answer `path` so; said several times, one after the other, the last one for good."""
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.replies.setdefault(path, []).append((status, named, content))

    def do(self, path: str, act: Act) -> None:
        """Let `act` answer `path`."""
        self.replies.setdefault(path, []).append(act)

    def paths(self) -> list[str]:
        """Return what was asked for, robots.txt aside."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        replies = self.site.replies.get(self.path, [(404, {}, b"")])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if callable(reply):
            reply(self)
            return
        status, headers, body = reply
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  # the name that the server looks for

    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Clients that hang up are part of the tests."""


@pytest.fixture
def site() -> Iterator[Site]:
    told = Site()
    handler = type("Told", (_Handler,), {"site": told})
    server = _Server(("127.0.0.1", 0), handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.at += seconds

    def now(self) -> float:
        return self.at

    def wall(self) -> float:
        return NOW.timestamp() + self.at - 1000.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_client(clock: Clock) -> Iterator[Callable[..., Client]]:
    """Make clients for the loopback whose waits take no time."""
    made: list[Client] = []

    def make(
        *, transport: Any = None, resolve: Any = None, turns: Any = None, **policy: Any
    ) -> Client:
        settings = {"allow_private": ("127.0.0.1",), "pause_s": 0, **policy}
        more = {"resolve": resolve} if resolve else {}
        client = Client(
            Policy(**settings),
            turns=turns,
            transport=transport,
            sleep=clock.sleep,
            clock=clock.now,
            wall=clock.wall,
            **more,
        )
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: Callable[..., Client]) -> Client:
    return make_client()


@pytest.fixture
def query() -> Query:
    return Query(source="shop", now=NOW)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A file with a fresh key and a certificate of localhost, signed by nobody but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure_site(site: Site, certificate: Path) -> Iterator[Site]:
    """The same, over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    handler = type("Told", (_Handler,), {"site": site})
    server = _Server(("127.0.0.1", 0), handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    site.url = f"https://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()
