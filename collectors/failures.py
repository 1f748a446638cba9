"""Our own errors for what a source, or the way to it, did."""

import httpcore
import httpx

from collectors.errors import (
    BadAddress,
    BadRequest,
    CollectorError,
    Gone,
    NetworkTrouble,
    NotThisFormat,
    Refused,
    ServerTrouble,
    Throttled,
    TooSlow,
)
from collectors.policy import Policy

REFUSED = frozenset({401, 403, 407, 451})
GONE = frozenset({404, 410})
PASSING = frozenset({408, 425})
OK, OTHER, NOT_MODIFIED, TOO_MANY, SERVER, UNAVAILABLE = 200, 300, 304, 429, 500, 503

LOCAL = (httpx.LocalProtocolError, httpcore.LocalProtocolError)
"""Those whose words tell what we send, secrets included."""

HTTPCORE = (
    httpcore.ConnectionNotAvailable,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)
FOREIGN = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, *HTTPCORE)
"""Every error of the libraries below us."""

UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpcore.ConnectError,
    httpcore.ConnectTimeout,
    httpcore.PoolTimeout,
)
"""Those after which it is certain that the source was not asked."""

_SLOW = (httpx.TimeoutException, httpcore.TimeoutException)
_WRONG_ADDRESS = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol)


def translate(error: Exception, *, url: str, policy: Policy) -> CollectorError:
    """Return our own error for one of httpx's or httpcore's."""
    if isinstance(error, LOCAL):
        return NetworkTrouble(url, why="what we send breaks the protocol")
    why = str(error) or type(error).__name__
    if isinstance(error, _SLOW):
        return TooSlow(url, limit_s=min(policy.timeout_s, policy.total_s))
    if isinstance(error, _WRONG_ADDRESS):
        return BadAddress(url, why=why)
    if isinstance(error, httpx.TooManyRedirects):
        return BadRequest(url, why=why)
    if isinstance(error, httpx.DecodingError):
        return NotThisFormat(url, expected="gzip or deflate", why=why)
    return NetworkTrouble(url, why=why)


def is_answer(status: int, *, conditional: bool) -> bool:
    """Return whether an answer of that status brings what was asked for.

    Args:
        status: as answered.
        conditional: whether it was asked only for what changed.
    """
    return OK <= status < OTHER or (status == NOT_MODIFIED and conditional)


def failure(url: str, status: int, *, wait_s: float | None, detail: str) -> CollectorError:
    """Return what an answer that brings nothing means.

    Args:
        url: what was asked.
        status: as answered; not one of success.
        wait_s: how long the source asks us to wait, None where it does not say.
        detail: what it said.
    """
    if status == TOO_MANY or (status == UNAVAILABLE and wait_s is not None):
        return Throttled(url, retry_after_s=wait_s, status=status)
    if status >= SERVER or status in PASSING:
        return ServerTrouble(url, status=status)
    if status in REFUSED:
        return Refused(url, status=status, detail=detail)
    if status in GONE:
        return Gone(url, status=status, detail=detail)
    return BadRequest(url, why=f"answered {status}", status=status, detail=detail)
