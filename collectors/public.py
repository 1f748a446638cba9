"""Connections that lead to public addresses only.

The name is looked up once, every address it stands for is checked, and the connection goes to
the address that was checked: a name that changes its mind in between (DNS rebinding) gains
nothing.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from typing import Any

import httpcore

from collectors.errors import PrivateAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given out: https://www.iana.org/assignments/ipv6-address-space"""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""Third quarter of an address that holds one of IPv4 in its fourth (RFC 5214, 6.1)."""
_OF_A_CLOUD = frozenset({ipaddress.ip_address("168.63.129.16")})
"""Public by its number, but answered inside Azure by the host of the virtual machine."""


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of `host`, in the system's order, each once.

    Raises:
        OSError: the name is not known.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def in_time(look: Callable[[], list[str]], *, seconds: float | None) -> list[str]:
    """Return what `look` finds; the system's look-up itself knows no limit of time.

    Raises:
        httpcore.ConnectTimeout: it found nothing within `seconds`; it is left to end by itself.
        Exception: as `look` raises it.
    """
    found: Future[list[str]] = Future()

    def work() -> None:
        try:
            found.set_result(look())
        except BaseException as error:  # noqa: BLE001  # raised again by those who wait
            found.set_exception(error)

    threading.Thread(target=work, name="look-up", daemon=True).start()
    if not wait([found], timeout=seconds).done:
        msg = "looking up the name took too long"
        raise httpcore.ConnectTimeout(msg)
    return found.result()


def is_public(address: str) -> bool:
    """Return whether `address` (and any address wrapped in it) is on the public internet."""
    try:
        whole = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(one) for one in _wrapped(whole))


def _is_public(address: Address) -> bool:
    if address.is_multicast or not address.is_global or address in _OF_A_CLOUD:
        return False
    return isinstance(address, ipaddress.IPv4Address) or address in _GLOBAL_V6


def _wrapped(address: Address) -> Iterable[Address]:
    """Yield what an address leads to: some of IPv6 stand for, or carry, one of IPv4.

    NAT64 for local use (64:ff9b:1::/48, RFC 8215) and addresses compatible with IPv4 (::a.b.c.d)
    need no unwrapping: they are not given out.
    """
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    last = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped or address in _NAT64:
        yield last
        return
    yield address
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        yield last


class Deadline(threading.local):
    """The moment at which the request of this thread must be over, on a monotonic clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.at: float | None = None

    def start(self, seconds: float) -> None:
        """Allow the request that now begins so many seconds."""
        self.at = self.clock() + seconds

    def left(self, timeout: float | None) -> float | None:
        """Return `timeout`, or the time left if that is less.

        Raises:
            httpcore.ReadTimeout: no time is left.
        """
        if self.at is None:
            return timeout
        remaining = self.at - self.clock()
        if remaining <= 0:
            msg = "the whole request took too long"
            raise httpcore.ReadTimeout(msg)
        return remaining if timeout is None else min(timeout, remaining)


class GuardedBackend(httpcore.NetworkBackend):
    """Open connections to public addresses, and to the private hosts that are allowed by name."""

    def __init__(
        self, *, allow_private: Iterable[str], resolve: Resolve, deadline: Deadline
    ) -> None:
        self._allowed = frozenset(name.strip().lower() for name in allow_private)
        self._resolve = resolve
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers.

        Raises:
            PrivateAddress: one of its addresses is not public, and the host is not allowed.
            httpcore.ConnectError: the name is unknown, or no address answers.
        """
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        addresses = self._checked(host, port, timeout)
        for position, address in enumerate(addresses):
            share = self._share(timeout, among=len(addresses) - position)
            try:
                stream = self._plain.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return TimedStream(stream, self._deadline)
        raise failure

    def _share(self, timeout: float | None, *, among: int) -> float | None:
        """Return the time for one address: one that never answers leaves some to the others."""
        left = self._deadline.left(timeout)
        return None if left is None else left / among

    def _checked(self, host: str, port: int, timeout: float | None) -> list[str]:
        try:
            addresses = in_time(
                lambda: self._resolve(host, port), seconds=self._deadline.left(timeout)
            )
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        if not self.is_allowed(host, port):
            for address in addresses:
                if not is_public(address):
                    raise PrivateAddress(host, address=address)
        return addresses

    def is_allowed(self, host: str, port: int) -> bool:
        """Return whether a host may be opened though it is private."""
        bare = host.lower().strip("[]")
        names = {bare, f"{bare}:{port}", f"[{bare}]", f"[{bare}]:{port}"}
        return not names.isdisjoint(self._allowed)


class TimedStream(httpcore.NetworkStream):
    """A connection on which nothing goes on past the deadline of the whole request."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what comes next; at most `max_bytes`."""
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send `buffer`."""
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted."""
        left = self._deadline.left(timeout)
        return TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        """Return what the plain connection knows."""
        return self._stream.get_extra_info(info)
