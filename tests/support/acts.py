"""What servers have been seen to do to an answer, and what they could do: see `hostile`."""

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from hostile import RESET, Act, Step, wire
from replaying import Reply

CAPTCHA = (
    "<!doctype html><html><head><title>安全验证 - 示例站</title></head><body>"
    "<form id='challenge-form'><img src='/code.png'><input name='code'></form></body></html>"
)
LOGIN = (
    "<html><head><title>Log in | Example</title></head><body>"
    "<form action='/login'><input name='user'><input type='password' name='pw'></form>"
    "</body></html>"
)
ENOUGH = 64_000_000
"""Bytes after which an endless answer ends all the same: three times what the client takes."""


def good(reply: Reply) -> Iterator[Step]:
    """Answer as recorded."""
    yield wire(reply)


def answered(status: int, body: str = "", **headers: str) -> Act:
    """Answer with another status and body."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    content = body.encode()

    def act(_reply: Reply) -> Iterator[Step]:
        yield wire(Reply(status, named, content))

    return act


def reset_at(offset: int) -> Act:
    """Send so many bytes, then reset the connection."""

    def act(reply: Reply) -> Iterator[Step]:
        if sent := wire(reply)[:offset]:
            yield sent
        yield RESET

    return act


def closed_at(offset: int) -> Act:
    """Send so many bytes, then hang up."""

    def act(reply: Reply) -> Iterator[Step]:
        yield wire(reply)[:offset]
        yield 0.0

    return act


def dripping(pause_s: float) -> Act:
    """Send a byte at a time."""

    def act(reply: Reply) -> Iterator[Step]:
        for byte in wire(reply):
            yield bytes([byte])
            yield pause_s

    return act


def silent(pause_s: float) -> Act:
    """Take the request and say nothing for so long, then hang up."""

    def act(_reply: Reply) -> Iterator[Step]:
        yield pause_s

    return act


def with_body(change: Callable[[bytes], bytes], **headers: str) -> Act:
    """Answer with another body, whose length is right."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())

    def act(reply: Reply) -> Iterator[Step]:
        kept = tuple(pair for pair in reply.headers if pair[0].lower() not in dict(named))
        yield wire(replace(reply, headers=kept + named, body=change(reply.body)))

    return act


def with_length(by: int) -> Act:
    """Claim another length than the body has, then hang up."""

    def act(reply: Reply) -> Iterator[Step]:
        yield wire(reply, length=max(0, len(reply.body) + by))
        yield 0.0

    return act


def flooding(headers: int) -> Act:
    """Send so many headers before the body."""
    more = tuple((f"x-{number}", "a" * 90) for number in range(headers))

    def act(reply: Reply) -> Iterator[Step]:
        yield wire(replace(reply, headers=reply.headers + more))

    return act


def endless(size: int = ENOUGH, *, piece: bytes = b"<p>more</p>" * 1000) -> Act:
    """Go on sending: a body without a stated length and without an end."""

    def act(_reply: Reply) -> Iterator[Step]:
        yield b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n"
        for _ in range(size // len(piece)):
            yield piece

    return act


def huge(size: int) -> Act:
    """Answer with so many bytes, the length stated."""

    def act(_reply: Reply) -> Iterator[Step]:
        yield f"HTTP/1.1 200 OK\r\ncontent-length: {size}\r\n\r\n".encode()
        for _ in range(size // 65_536):
            yield b" " * 65_536

    return act


def bomb(size: int) -> Act:
    """Answer with a thousandth of `size` that unpacks to all of it."""
    packed = gzip.compress(bytes(size), 9)

    def act(_reply: Reply) -> Iterator[Step]:
        yield wire(Reply(200, (("content-encoding", "gzip"),), packed))

    return act


def cut_gzip(keep: float) -> Act:
    """Compress the answer and leave out its end; the stated length is that of what is sent."""

    def act(reply: Reply) -> Iterator[Step]:
        packed = gzip.compress(reply.body)
        headers = (*reply.headers, ("content-encoding", "gzip"))
        yield wire(replace(reply, headers=headers, body=packed[: int(len(packed) * keep)]))

    return act


def chunked(chunks: Iterable[bytes]) -> Act:
    """Send these bytes where chunks are due, then hang up."""

    def act(_reply: Reply) -> Iterator[Step]:
        yield b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        yield from chunks
        yield 0.0

    return act


def raw(*sent: bytes) -> Act:
    """Send these bytes whatever was asked, then hang up."""

    def act(_reply: Reply) -> Iterator[Step]:
        yield from sent
        yield 0.0

    return act


def first(times: int, act: Act) -> Act:
    """Play `act` so many times, then answer as recorded."""
    left = [times]

    def played(reply: Reply) -> Iterable[Step]:
        left[0] -= 1
        return act(reply) if left[0] >= 0 else good(reply)

    return played


STATUSES: Mapping[str, Act] = {
    "301 to a page that is gone": answered(301, location="/gone/for/good"),
    "302 to a login page": answered(302, location="/login?next=1"),
    "303 without a location": answered(303),
    "304 that nobody asked for": answered(304),
    "400": answered(400, '{"error": "bad request"}', content_type="application/json"),
    "401": answered(401, '{"error": "token wanted"}', content_type="application/json"),
    "403": answered(403, "<h1>Forbidden</h1>", content_type="text/html"),
    "404": answered(404, '{"message": "Not Found"}', content_type="application/json"),
    "410": answered(410),
    "418": answered(418),
    "422": answered(422, '{"error": "preview is off"}', content_type="application/json"),
    "429 with Retry-After": answered(429, "slow down", retry_after="4"),
    "429 with Retry-After as a date": answered(429, retry_after="Wed, 21 Oct 2099 07:28:00 GMT"),
    "429 with Retry-After that is nonsense": answered(429, retry_after="soon-ish, -1"),
    "429 without Retry-After": answered(429, "slow down"),
    "451": answered(451, '{"reason": "court"}', content_type="application/json"),
    "500": answered(500, "<h1>Oops</h1>", content_type="text/html"),
    "502": answered(502),
    "503": answered(503, "busy"),
    "503 with Retry-After": answered(503, retry_after="2"),
    "599": answered(599),
    "999": answered(999, "<html><body>denied</body></html>"),
}
"""Answers with another status than 200."""

BODIES: Mapping[str, Act] = {
    "an empty body": answered(200),
    "blanks": answered(200, " \r\n\t "),
    "a captcha": answered(200, CAPTCHA, content_type="text/html; charset=utf-8"),
    "a login page": answered(200, LOGIN, content_type="text/html"),
    "ok: -100": answered(200, '{"ok": -100, "url": "/login"}', content_type="application/json"),
    "code: -412": answered(200, '{"code": -412, "message": "banned"}'),
    "an error in 200": answered(200, '{"error": {"code": 1, "message": "try again"}}'),
    "null": answered(200, "null", content_type="application/json"),
    "a number": answered(200, "17", content_type="application/json"),
    "an empty list": answered(200, "[]", content_type="application/json"),
    "an empty object": answered(200, "{}", content_type="application/json"),
    "nested without end": answered(200, "[" * 100_000, content_type="application/json"),
    "not JSON": answered(200, '{"oh": no', content_type="application/json"),
    "cut in half": with_body(lambda body: body[: len(body) // 2]),
    "its last byte missing": with_body(lambda body: body[:-1]),
    "sent twice": with_body(lambda body: body + body),
    "NULs between": with_body(lambda body: body.replace(b" ", b"\x00")),
    "UTF-16": with_body(lambda body: body.decode("utf-8", "replace").encode("utf-16")),
    "declared UTF-16": with_body(lambda body: body, content_type="text/html; charset=utf-16"),
    "declared GBK": with_body(lambda body: body, content_type="application/json; charset=gbk"),
    "declared nonsense": with_body(
        lambda body: body, content_type="text/html; charset=\x00klingon"
    ),
    "an image": with_body(lambda body: body, content_type="image/png"),
    "an image indeed": answered(200, "\x89PNG\r\n\x1a\n\x00\x00", content_type="image/png"),
    "a zip": with_body(lambda body: b"PK\x03\x04" + body, content_type="application/zip"),
    "latin-1 bytes": with_body(
        lambda body: body.decode("utf-8", "replace").encode("latin-1", "replace")
    ),
}
"""Answers with status 200 and another body."""

WIRES: Mapping[str, Act] = {
    "nothing at all": raw(),
    "no HTTP": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "HTTP/0.9": raw(b"<html>hello</html>"),
    "a header without a name": raw(b"HTTP/1.1 200 OK\r\n: x\r\n\r\n"),
    "a header with NUL": raw(b"HTTP/1.1 200 OK\r\nx: a\x00b\r\ncontent-length: 0\r\n\r\n"),
    "two lengths": raw(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\n[{}]."),
    "a length below zero": raw(b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nhello"),
    "a length without end": raw(b"HTTP/1.1 200 OK\r\ncontent-length: " + b"9" * 30 + b"\r\n\r\n"),
    "too short for its length": with_length(+10),
    "too long for its length": with_length(-10),
    "a flood of headers": flooding(2000),
    "a status of letters": raw(b"HTTP/1.1 OK fine\r\n\r\n"),
    "only interim answers": raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50),
    "switching protocols": raw(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"),
    "a chunk of no size": chunked([b"zz\r\nhello\r\n0\r\n\r\n"]),
    "a chunk cut short": chunked([b"ff\r\nhello"]),
    "chunks without a last one": chunked([b"2\r\n[]\r\n"]),
    "a chunk of all bytes there are": chunked([b"fffffffffffffffff\r\nhello"]),
    "gzip cut in half": cut_gzip(0.5),
    "gzip without its last bytes": cut_gzip(0.97),
    "gzip that is none": with_body(lambda body: body, content_encoding="gzip"),
    "deflate that is none": with_body(lambda body: body, content_encoding="deflate"),
    "brotli unasked": with_body(lambda body: body, content_encoding="br"),
    "gzip in gzip": with_body(gzip.compress, content_encoding="gzip, gzip"),
}
"""Answers that break HTTP or its codings."""

PLACES: Mapping[str, Act] = {
    "to a private address": answered(302, location="http://10.0.0.1/feed"),
    "to the metadata of the cloud": answered(302, location="http://169.254.169.254/latest/"),
    "to a private address in IPv6": answered(302, location="http://[::ffff:192.168.0.1]/"),
    "to a number": answered(302, location="http://2130706434/"),
    "to a file": answered(302, location="file:///etc/passwd"),
    "to gopher": answered(302, location="gopher://old.example/1"),
    "to javascript": answered(302, location="javascript:alert(1)"),
    "to nowhere": answered(302, location="http://"),
    "to a port that none is": answered(302, location="http://127.0.0.1:99999/"),
    "to a name with a line break": answered(302, location="/x%0d%0aset-cookie: a"),
    "to a host that cannot be": answered(302, location="http://exa mple\\.com/"),
    "round and round": answered(302, location="?again"),
}
"""Redirects that lead where nobody should go."""
