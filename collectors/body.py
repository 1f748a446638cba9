"""Read the body of an answer within bounds."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress

import httpx

from collectors.errors import CollectorError, NetworkTrouble, NotThisFormat, TooLarge
from collectors.failures import FOREIGN

ACCEPT_ENCODING = "gzip, deflate"
_GZIP = b"\x1f\x8b"
_AUTO = zlib.MAX_WBITS | 32  # zlib or gzip, told by its first bytes
_RAW = -zlib.MAX_WBITS


def read_body(response: httpx.Response, *, url: str, max_bytes: int) -> bytes:
    """Return the decompressed body, decompressing no more than is allowed.

    Raises:
        TooLarge: more than `max_bytes` after decompression.
        NotThisFormat: compressed in a way that we did not offer.
        NetworkTrouble: the compressed data is broken or ends early.
    """
    stated = response.headers.get("content-length", "")
    if stated.isdigit() and int(stated[:15]) > max_bytes:
        raise TooLarge(url, max_bytes=max_bytes)
    chunks = _decoded(response, url=url, max_bytes=max_bytes)
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            raise TooLarge(url, max_bytes=max_bytes)
    return bytes(body)


def beginning(response: httpx.Response, *, url: str, max_bytes: int = 50_000) -> bytes:
    """Return what can be read of a body, some `max_bytes` at most; whatever breaks it off."""
    body = bytearray()
    with suppress(CollectorError, *FOREIGN):
        for chunk in _decoded(response, url=url, max_bytes=max_bytes):
            body += chunk
            if len(body) >= max_bytes:
                break
    return bytes(body[:max_bytes])


def _decoded(response: httpx.Response, *, url: str, max_bytes: int) -> Iterator[bytes]:
    coding = response.headers.get("content-encoding", "").strip().lower()
    raw = response.iter_raw()
    if coding in ("", "identity"):
        return raw
    if coding in ("gzip", "x-gzip", "deflate"):
        return inflated(raw, url=url, max_bytes=max_bytes)
    raise NotThisFormat(url, expected=ACCEPT_ENCODING, why=f"compressed as {coding!r}")


def inflated(raw: Iterable[bytes], *, url: str, max_bytes: int) -> Iterator[bytes]:
    """Yield what gzip or deflate packed, at most one byte more than allowed: it tells the bomb.

    Raises:
        NetworkTrouble: the data is broken or ends early.
    """
    inflater: zlib._Decompress | None = None
    room = max_bytes + 1
    for chunk in raw:
        data = chunk
        while data and room > 0:
            inflater = inflater or zlib.decompressobj(_wbits(data))
            piece = _piece(inflater, data, room, url=url)
            room -= len(piece)
            yield piece
            if not inflater.eof:
                break
            data = inflater.unused_data
            if data[:2] != _GZIP:  # what follows the end is padding
                return
            inflater = None  # several may be packed one after the other (RFC 1952, 2.2)
    if inflater is not None and not inflater.eof and room > 0:
        raise NetworkTrouble(url, why="the compressed answer was cut short")


def _piece(inflater: "zlib._Decompress", data: bytes, room: int, *, url: str) -> bytes:
    try:
        return inflater.decompress(data, room)
    except zlib.error as error:
        raise NetworkTrouble(url, why=f"broken compression: {error}") from error


def _wbits(start: bytes) -> int:
    """Return zlib's mode for data that begins so: some servers send deflate without its header."""
    gzip = start[:1] == b"\x1f"
    zlibbed = (
        len(start) > 1 and start[0] & 15 == 8 and int.from_bytes(start[:2], "big") % 31 == 0  # noqa: PLR2004  # RFC 1950, 2.2
    )  # RFC 1950, 2.2
    return _AUTO if gzip or zlibbed else _RAW
