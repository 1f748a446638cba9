"""Servers that misbehave: on loopback through real sockets, or in memory below httpcore.

Both give recorded answers (see `replaying`) until `when` says that the next one is to be spoilt;
`act` then says what goes onto the wire instead: bytes, silences (seconds) and resets.
"""

import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Literal, Self

import httpcore
from replaying import Recorded, Reply

from collectors.transport import GuardedTransport

RESET: Literal["reset"] = "reset"
Step = bytes | float | Literal["reset"]
"""Bytes to send, seconds of silence, or the end of the connection by a reset."""
Exchanges = Iterable[Mapping[str, Any]] | Callable[[str], Reply]
"""Recorded exchanges, or what answers a target."""
Act = Callable[[Reply], Iterable[Step]]
When = Callable[[int, str], bool]
"""(number of the request, from 0, robots.txt not counted; its target) -> whether to spoil it."""

ROBOTS = "/robots.txt"
_LINGER_NOT = struct.pack("ii", 1, 0)


def always(_number: int, _target: str) -> bool:
    """Spoil every answer."""
    return True


def only(number: int) -> When:
    """Spoil the answer to one request."""
    return lambda one, _target: one == number


def onwards(number: int) -> When:
    """Spoil the answer to that request and all later ones."""
    return lambda one, _target: one >= number


def wire(reply: Reply, *, length: int | None = None) -> bytes:
    """Return an answer as it goes onto the wire; `length` is what its header claims."""
    claimed = len(reply.body) if length is None else length
    lines = [
        f"HTTP/1.1 {reply.status} {_phrase(reply.status)}",
        *(f"{name}: {value}" for name, value in reply.headers),
        f"content-length: {claimed}",
    ]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + reply.body


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Odd"


class Troupe:
    """What both servers do: count the requests, and choose who plays which answer.

    Attributes:
        number: requests so far, those for robots.txt aside.
        heads: (host, head of the request) of each, in memory only.
    """

    def __init__(self, exchanges: Exchanges, act: Act, *, when: When) -> None:
        told = callable(exchanges)
        self._told = exchanges if told else None
        self._exchanges = [] if told else list(exchanges)  # type: ignore[arg-type]  # told apart
        self._act, self._when = act, when
        self.number = 0
        self.heads: list[tuple[str, str]] = []
        self.recorded = Recorded(self._exchanges, url="")

    def at(self, url: str) -> Self:
        """Set the address at which the answers are given."""
        self.recorded = Recorded(self._exchanges, url=url)
        return self

    def steps(self, method: str, target: str) -> Iterable[Step]:
        """Return what to do about one request."""
        reply = self._reply(method, target)
        if target == ROBOTS:
            return [wire(reply)]
        number, self.number = self.number, self.number + 1
        return self._act(reply) if self._when(number, target) else [wire(reply)]

    def _reply(self, method: str, target: str) -> Reply:
        recorded = self.recorded.reply(method, target)
        return self._told(target) if self._told and target != ROBOTS else recorded


class Hostile:
    """A server on loopback that spoils some of its answers.

    Attributes:
        url: its address.
        connections: how many were opened.
    """

    def __init__(self, exchanges: Exchanges, act: Act, *, when: When = always) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._troupe = Troupe(exchanges, act, when=when).at(self.url)
        self.connections = 0
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def asked(self) -> list[str]:
        """Return the targets asked for so far."""
        return self._troupe.recorded.asked

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=5)

    def _start(self, what: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=what, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(20)
        with connection, suppress(OSError):
            for method, target in _requests(connection):
                if not self._play(connection, self._troupe.steps(method, target)):
                    return

    def _play(self, connection: socket.socket, steps: Iterable[Step]) -> bool:
        """Do what the steps say; return whether the connection stays open."""
        whole = True
        for step in steps:
            whole = whole and isinstance(step, bytes)
            if isinstance(step, bytes):
                connection.sendall(step)
            elif step == RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
                return False
            elif self._over.wait(float(step)):
                return False
        return whole


def _requests(connection: socket.socket) -> Iterator[tuple[str, str]]:
    """Yield the method and target of each request, its body read and left alone."""
    buffer = b""
    while True:
        while b"\r\n\r\n" not in buffer:
            more = connection.recv(65_536)
            if not more:
                return
            buffer += more
        method, target, missing, buffer = _first_request(buffer)
        while missing > 0:
            missing -= len(connection.recv(min(missing, 65_536))) or missing
        yield method, target


def _first_request(buffer: bytes) -> tuple[str, str, int, bytes]:
    """Return method, target, bytes of the body still to come, and what follows the request."""
    head, _, rest = buffer.partition(b"\r\n\r\n")
    line, *headers = head.decode("latin-1").split("\r\n")
    method, target, _ = line.split(" ", 2)
    named = {name.lower(): value for name, _, value in (one.partition(":") for one in headers)}
    length = int(named.get("content-length", "0").strip() or 0)
    return method, target, max(0, length - len(rest)), rest[length:]


MEMORY = "http://127.0.0.1:9"
"""Address of the server that is none; some sources tell secrets to loopback without TLS only."""


class Memory(GuardedTransport):
    """A transport whose connections lead into memory, whatever the host; silences take no time."""

    def __init__(self, exchanges: Exchanges, act: Act, *, when: When = always) -> None:
        self.troupe = Troupe(exchanges, act, when=when).at(MEMORY)
        super().__init__(_Backend(self.troupe))


class _Backend(httpcore.NetworkBackend):
    def __init__(self, troupe: Troupe) -> None:
        self._troupe = troupe

    def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.NetworkStream:
        return _Stream(self._troupe, host)


class _Stream(httpcore.NetworkStream):
    """One connection: what was asked on it, and what is still to be answered."""

    def __init__(self, troupe: Troupe, host: str) -> None:
        self._troupe, self._host = troupe, host
        self._asked = b""
        self._answer = b""
        self._steps: Iterator[Step] = iter(())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # httpcore passes it
        self._asked += buffer

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if b"\r\n\r\n" in self._asked:
            self._troupe.heads.append((self._host, self._asked.decode("latin-1")))
            method, target, _, self._asked = _first_request(self._asked)
            self._steps = iter(self._troupe.steps(method, target))
        while not self._answer:
            step = next(self._steps, None)
            if isinstance(step, bytes):
                self._answer = step
            elif step is None:
                return b""
            elif step == RESET:
                raise httpcore.ReadError
            elif timeout is not None and float(step) > timeout:
                raise httpcore.ReadTimeout
        piece, self._answer = self._answer[:max_bytes], self._answer[max_bytes:]
        return piece

    def close(self) -> None:
        self._steps = iter(())

    def get_extra_info(self, info: str) -> Any:
        return False if info == "is_readable" else None

    def start_tls(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        return self
