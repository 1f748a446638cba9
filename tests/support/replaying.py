"""A loopback server that answers as recorded exchanges say (`.http.json`).

The file: {"interactions": [{"request": {"method", "url"}, "response": {"status", "headers",
"body"}}]}. Requests are known by method, path and query (in any order); one that was recorded
several times gets its answers in that order, the last one again and again. Recorded hosts are
replaced by this server's own in headers and bodies. What was not recorded is answered 404.
"""

import json
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

WIRE = {"content-encoding", "content-length", "transfer-encoding", "connection", "date", "server"}
"""Headers that speak of the recorded transfer, not of the answer."""


def exchanges_in(path: Path) -> list[Mapping[str, Any]]:
    """Return the recorded exchanges of one file."""
    return list(json.loads(path.read_text("utf-8"))["interactions"])


def exchange(
    url: str, body: Any, *, status: int = 200, method: str = "GET", **headers: str
) -> Mapping[str, Any]:
    """Return an exchange of our own; a body that is not text is sent as JSON."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kind = {} if isinstance(body, str) else {"content-type": "application/json; charset=utf-8"}
    return {
        "request": {"method": method, "url": url},
        "response": {"status": status, "headers": {**kind, **named}, "body": text},
    }


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer as a server gives it."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Recorded:
    """Recorded exchanges, asked one after the other.

    Args:
        exchanges: as they stand in the file.
        url: of the server that answers, put in place of the recorded hosts.
    """

    def __init__(self, exchanges: Iterable[Mapping[str, Any]], *, url: str) -> None:
        self.url = url
        self.asked: list[str] = []
        self._answers: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
        self._hosts: set[str] = set()
        self._lock = threading.Lock()
        for one in exchanges:
            request = one["request"]
            parts = urlsplit(request["url"])
            self._hosts.add(f"{parts.scheme}://{parts.netloc}")
            self._answers[_key(request["method"], request["url"])].append(one["response"])

    def answer(self, method: str, target: str) -> Mapping[str, Any]:
        """Return the next recorded answer to a request, as recorded."""
        with self._lock:
            self.asked.append(target)
            recorded = self._answers.get(_key(method, target))
            if not recorded:
                known = "\n".join(sorted(str(key) for key in self._answers))
                body = f"{method} {target} was not recorded; recorded:\n{known}"
                return {"status": 404, "headers": {"content-type": "text/plain"}, "body": body}
            return recorded.pop(0) if len(recorded) > 1 else recorded[0]

    def reply(self, method: str, target: str) -> Reply:
        """Return the next recorded answer as this server gives it."""
        recorded = self.answer(method, target)
        headers = _headers(recorded.get("headers") or {})
        return Reply(
            int(recorded["status"]),
            tuple((name, self.at_home(value)) for name, value in headers),
            self.at_home(recorded["body"]).encode("utf-8", "surrogateescape"),
        )

    def at_home(self, text: str) -> str:
        """Return `text` with the recorded hosts replaced by this server."""
        for host in sorted(self._hosts, key=len, reverse=True):
            text = text.replace(host, self.url)
        return text


class Replay:
    """Serve exchanges on loopback; `url` is the server's address, `asked` what was asked.

    robots.txt, where it was not recorded, is answered 404: everything is allowed.
    """

    def __init__(self, exchanges: Iterable[Mapping[str, Any]]) -> None:
        self.requests: list[tuple[str, str, Mapping[str, str], bytes]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._recorded = Recorded(exchanges, url=self.url)

    @property
    def asked(self) -> list[str]:
        """Return the targets asked for so far."""
        return self._recorded.asked

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, target: str) -> Mapping[str, Any]:
        """Return the next recorded answer to a request."""
        return self._recorded.answer(method, target)

    def at_home(self, text: str) -> str:
        """Return `text` with the recorded hosts replaced by this server."""
        return self._recorded.at_home(text)

    def _handler(replay) -> type[BaseHTTPRequestHandler]:  # noqa: N805  # the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(length)
                replay.requests.append((self.command, self.path, dict(self.headers), body))
                reply = replay._recorded.reply(self.command, self.path)  # its own server
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("content-length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            do_POST = do_GET  # noqa: N815  # the name that the server looks for

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        return Handler


def _headers(recorded: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, values in recorded.items():
        if name.lower() not in WIRE:
            for value in values if isinstance(values, list) else [values]:
                yield name, str(value)


def _key(method: str, url: str) -> tuple[Any, ...]:
    parts = urlsplit(url)
    return (method.upper(), parts.path, *sorted(parse_qsl(parts.query, keep_blank_values=True)))
