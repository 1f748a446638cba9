"""A small web server for loopback, with a log of what was asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import monotonic, sleep
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

HTML = "text/html; charset=utf-8"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: the path, decoded, and the last value of each query parameter."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    def number(self, name: str, default: int, *, most: int) -> int:
        """Return a query parameter as a number from 1 to `most`; nonsense is the default."""
        written = self.query.get(name, "")
        return min(max(int(written), 1), most) if written.isdecimal() else default


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    body: str
    kind: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """One request as the log keeps it; `at_s` on the monotonic clock, seconds."""

    server: str
    method: str
    target: str
    status: int
    at_s: float


Site = Callable[[Request], Answer]


class SiteServer:
    """Serves one site on a free port of the loopback interface, each request in a thread.

    Attributes:
        delay_s: seconds each answer waits, to have time to kill a reader.
        hits: all requests answered so far.
    """

    def __init__(self, name: str, site: Site) -> None:
        self.name = name
        self.delay_s = 0.0
        self.hits: list[Hit] = []
        self._site = site
        self._lock = Lock()
        self._http = _Listener(self)
        self._thread = Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Return the address of the site, no slash at the end."""
        return f"http://{LOOPBACK}:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def answer(self, method: str, target: str, headers: Mapping[str, str]) -> Answer:
        """Return the site's answer, note the request, and take the time that is set."""
        split = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(split.query).items()}
        answer = self._site(Request(unquote(split.path), query, headers))
        with self._lock:
            self.hits.append(Hit(self.name, method, target, answer.status, monotonic()))
        sleep(self.delay_s)
        return answer


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: SiteServer) -> None:
        self.owner = owner
        super().__init__((LOOPBACK, 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of readers that hang up: tests kill them on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30
    server: _Listener

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.owner.answer(self.command, self.path, headers)
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # inherited name
        """Keep stderr free: `hits` is the log."""
