"""Websockets to public addresses, bounded in size and time."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import httpx
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from collectors.errors import BadAddress, NetworkTrouble, TooLarge, TooSlow
from collectors.failures import failure
from collectors.http import Client

FRAME_BYTES = 1_000_000
"""Largest frame; a longer one ends the connection."""

_PORTS = {"ws": 80, "wss": 443}
_TOO_BIG = 1009  # RFC 6455, 7.4.1
_WAITING = 64
_CLOSING_S = 1.0


@contextmanager
def opened(client: Client, url: str) -> Iterator[ClientConnection]:
    """Lend a connection to `url`, without compression: no frame becomes larger than it came.

    Raises:
        BadAddress: not an address of ws or wss.
        PrivateAddress: it leads into a private network.
        Transient, Terminal: it was not opened.
    """
    parts = urlsplit(url)
    host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme)
    if parts.scheme not in _PORTS or not host or not port:
        raise BadAddress(url, why="not ws:// or wss:// with a host")
    with _errors_of(url, client), client.open_socket(host, port) as plain:
        connection = connect(
            url,
            sock=plain,
            ssl=_secure() if parts.scheme == "wss" else None,
            compression=None,
            proxy=None,
            user_agent_header=client.policy.user_agent,
            open_timeout=client.policy.timeout_s,
            close_timeout=_CLOSING_S,
            max_size=min(FRAME_BYTES, client.policy.max_bytes),
            max_queue=_WAITING,
        )
        try:
            yield connection
        finally:
            with suppress(OSError, WebSocketException):
                connection.close()


def _secure() -> ssl.SSLContext:
    """Return what certificates are checked with, for a connection that two threads use.

    websockets reads in a thread of its own while another writes. With TLS 1.3 tickets come after
    the handshake, and one read of them beside the first write can lose it: the server then waits
    for a question that was sent. TLS 1.2 sends none so late.
    """
    context = httpx.create_ssl_context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


def frame(connection: ClientConnection, *, wait_s: float) -> str | bytes | None:
    """Return what comes next; None where nothing does in time.

    Raises:
        websockets.exceptions.ConnectionClosed: the other side hung up; `opened` translates it.
    """
    try:
        return connection.recv(timeout=max(wait_s, 0.0))
    except TimeoutError:
        return None


@contextmanager
def _errors_of(url: str, client: Client) -> Iterator[None]:
    try:
        yield
    except InvalidStatus as error:
        answer = error.response
        detail = bytes(answer.body or b"").decode("utf-8", "replace")[:500]
        raise failure(url, answer.status_code, wait_s=None, detail=detail) from error
    except ConnectionClosed as error:
        if _TOO_BIG in {close.code for close in (error.rcvd, error.sent) if close}:
            raise TooLarge(url, max_bytes=FRAME_BYTES) from error
        raise NetworkTrouble(url, why=str(error)) from error
    except TimeoutError as error:
        raise TooSlow(url, limit_s=client.policy.timeout_s) from error
    except (WebSocketException, OSError, EOFError) as error:
        raise NetworkTrouble(url, why=str(error) or type(error).__name__) from error
