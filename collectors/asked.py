"""What is asked of a source, and what becomes of it where an answer points elsewhere."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import httpx

from collectors.errors import BadAddress, BadRequest

HIGHEST_PORT = 65535
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD = frozenset({307, 308})
FOR_GOOD = frozenset({301, 308})
CONDITIONS = ("if-none-match", "if-modified-since")
_PORTS = {"http": 80, "https": 443}

_HOST = re.compile(rb"[a-z0-9_.-]+|\[?[0-9a-f.]*:[0-9a-f:.]*(?:%25?[\w.-]+)?\]?", re.IGNORECASE)
# what can be sent for sure (RFC 9110, 5.5); whatever else may be a secret read with its line end
_SENDABLE = re.compile(r"(?:[!-~](?:[ -~\t]*[!-~])?)?")
_CARRIED = re.compile(r"accept(?:-.*)?|if-.*|user-agent")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to one address.

    Attributes:
        headers: as the caller gave them.
        content: what is sent along, None for a plain GET.
        idempotent: whether asking twice does no more than asking once.
        steady: only redirects that hold for good led here.
        moved_to: where the last of those led.
        first: the host that was asked first; None while it is this one.
        is_led: another host than the first has led here, by a redirect or a link.
    """

    url: httpx.URL
    method: str = "GET"
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    content: bytes | None = None
    idempotent: bool = True
    steady: bool = True
    moved_to: str | None = None
    first: str | None = None
    is_led: bool = False

    @property
    def is_conditional(self) -> bool:
        """Return whether an empty 304 is an answer."""
        return any(name in self.headers for name in CONDITIONS)

    @property
    def blamed(self) -> str:
        """Return the host that walls and failures are counted for: who leads elsewhere answers.

        Otherwise any site could have any other one left alone.
        """
        return self.first or self.host

    @property
    def host(self) -> str:
        """Return the host, with its port where that is unusual."""
        return host_of(self.url)

    @property
    def port(self) -> int:
        """Return the port, the usual one where none is said."""
        return _port(self.url) or 0

    def led_to(self, url: httpx.URL) -> "Asked":
        """Return the question as it is asked of `url`, to which an answer leads."""
        first = self.blamed
        return replace(self, url=url, first=first, is_led=self.is_led or host_of(url) != first)

    def onward(self, status: int, url: httpx.URL) -> "Asked":
        """Return the question as it is asked of `url`, where an answer of `status` points.

        Another host is told no more than what kind of answer we want: everything else a caller
        gave may be a secret.

        Raises:
            BadRequest: the content would have to be carried to another host.
        """
        same = is_same_site(self.url, url)
        steady = self.steady and status in FOR_GOOD
        there = replace(
            self.led_to(url), steady=steady, moved_to=str(url) if steady else self.moved_to
        )
        if status not in KEEPS_METHOD or self.content is None:
            kept = [pair for pair in self.headers.items() if not pair[0].startswith("content-")]
            headers = httpx.Headers(kept if same else [p for p in kept if _CARRIED.fullmatch(p[0])])
            return replace(there, method="GET", headers=headers, content=None)
        if not same:
            why = f"it sends what was posted on to another host, {url.host}"
            raise BadRequest(str(self.url), why=why, status=status)
        return there


def question(
    url: str,
    params: Mapping[str, str] | None,
    headers: Mapping[str, str] | None,
    *,
    sent_by: str | None = None,
) -> Asked:
    """Return a GET of `url`, which the answer of `sent_by` may have named.

    Raises:
        BadAddress: it is no address of http or https.
        BadRequest: a header cannot be sent.
    """
    first = target(sent_by or url)
    asked = Asked(first, headers=_sendable(headers or {}, url=url))
    return asked.led_to(target(url, params))


def _sendable(headers: Mapping[str, str], *, url: str) -> httpx.Headers:
    """Return the headers as they are sent; no error says what is in them.

    Raises:
        BadRequest: one cannot be sent.
    """
    for name, value in headers.items():
        if not may_be_sent(value):
            why = (
                f"the header {name} holds a line end, or what is not ASCII, or begins or ends blank"
            )
            raise BadRequest(url, why=why)
    return httpx.Headers(headers)


def may_be_sent(value: str) -> bool:
    """Return whether a header may have that value."""
    return _SENDABLE.fullmatch(value) is not None


def posted(
    url: str, *, form: Mapping[str, Any] | None, json_body: Any, headers: Mapping[str, str] | None
) -> Asked:
    """Return a POST of a form, or of a value as JSON.

    Raises:
        BadAddress: it is no address of http or https.
    """
    asked = question(url, None, headers)
    content, kind = b"", ""
    if form is not None:
        content, kind = urlencode(form, doseq=True).encode(), "application/x-www-form-urlencoded"
    elif json_body is not None:
        content, kind = json.dumps(json_body, ensure_ascii=False).encode(), "application/json"
    if kind:
        asked.headers.setdefault("content-type", kind)
    return replace(asked, method="POST", content=content)


def target(url: str, params: Mapping[str, str] | None = None) -> httpx.URL:
    """Return `url` with `params` added to its query.

    Raises:
        BadAddress: it is no address of http or https.
    """
    try:
        read = httpx.URL(url.strip())
        read = read.copy_merge_params(dict(params)) if params else read
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise BadAddress(url, why=str(error)) from error
    return _checked(read)


def pointed_to(url: httpx.URL, response: httpx.Response) -> httpx.URL | None:
    """Return where an answer points to, None when it is the answer itself.

    Raises:
        BadAddress: it points to what is no address of http or https.
    """
    location = response.headers.get("location")
    if response.status_code not in REDIRECTS or not location:
        return None
    try:
        onward = url.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise BadAddress(location, why=str(error)) from error
    return _checked(onward)


def host_of(url: httpx.URL) -> str:
    """Return the host of an address, with its port where that is unusual."""
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{host}:{url.port}" if url.port else host


def is_same_site(one: httpx.URL, other: httpx.URL) -> bool:
    """Return whether both lead to one server; from http to https on the usual ports it is one."""
    if one.host != other.host:
        return False
    upgraded = (one.scheme, other.scheme) == ("http", "https") and not (one.port or other.port)
    return upgraded or (one.scheme, _port(one)) == (other.scheme, _port(other))


def _port(url: httpx.URL) -> int | None:
    return url.port or _PORTS.get(url.scheme)


def _checked(url: httpx.URL) -> httpx.URL:
    if url.scheme not in ("http", "https"):
        raise BadAddress(str(url), why=f"{url.scheme or 'no scheme'}, not http or https")
    if not _HOST.fullmatch(url.raw_host) or not (url.port is None or 0 < url.port <= HIGHEST_PORT):
        raise BadAddress(str(url), why="no such host or port can be")
    return url
