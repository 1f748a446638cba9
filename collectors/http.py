"""The one polite client that every live source asks through."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Self

import httpcore
import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from collectors.answer import Answer
from collectors.body import ACCEPT_ENCODING, read_body
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
    Transient,
)
from collectors.policy import Policy
from collectors.public import Deadline, GuardedBackend, Resolve, look_up
from collectors.robots import Robots
from collectors.transport import GuardedTransport
from collectors.waits import retry_after_s, spent_limit_s

__all__ = ["Answer", "Client", "Policy", "translate"]

REFUSED = frozenset({401, 403, 407, 451})
GONE = frozenset({404, 410})
PASSING = frozenset({408, 425})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK, OTHER, NOT_MODIFIED, TOO_MANY, SERVER, UNAVAILABLE = 200, 300, 304, 429, 500, 503

HIGHEST_PORT = 65535

_HOST = re.compile(rb"[a-z0-9_.-]+|\[?[0-9a-f.]*:[0-9a-f:.]*(?:%25?[\w.-]+)?\]?", re.IGNORECASE)
_PRIVATE_HEADERS = ("authorization", "cookie")


class Client:
    """Ask for one address at a time: politely, within bounds, public addresses only.

    Args:
        policy: the limits.
        transport: what carries the requests; by default connections of our own that check
            where they lead.
        resolve: (host, port) -> addresses.
        sleep: waits so many seconds.
        clock: seconds, monotonic.
        wall: seconds since 1970.
    """

    def __init__(  # the world is passed in, so that tests need not wait  # noqa: PLR0913  # each is said by name
        self,
        policy: Policy | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        resolve: Resolve = look_up,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.policy = policy or Policy()
        self._sleep, self._clock, self._wall = sleep, clock, wall
        self._deadline = Deadline(clock)
        self._transport = transport or self._guarded(resolve)
        self._robots = Robots(self._rules_at, agent=self.policy.agent, clock=clock)
        self._free_at: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up on every host."""
        self._transport.close()

    def get(  # each is said by name  # noqa: PLR0913  # each is said by name
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        robots: bool = True,
    ) -> Answer:
        """Return what `url` answers, asking again after passing failures.

        Args:
            url: http or https.
            params: added to its query.
            headers: sent along; secret ones are not carried to another host.
            etag: as the last answer gave it; the answer may then be an empty 304.
            last_modified: likewise.
            robots: whether robots.txt is asked (where the policy obeys it at all).

        Raises:
            Transient: it failed even after waiting and asking again.
            Terminal: asking again would give the same.
        """
        target = _target(url, params)
        sent = httpx.Headers(headers)
        for name, value in (("if-none-match", etag), ("if-modified-since", last_modified)):
            if value:
                sent[name] = value
        retrying = Retrying(
            stop=stop_after_attempt(self.policy.retries + 1),
            retry=retry_if_exception(self._worth_waiting),
            wait=self._wait_s,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._follow, target, sent, robots and self.policy.obey_robots)

    def _guarded(self, resolve: Resolve) -> GuardedTransport:
        return GuardedTransport(
            GuardedBackend(
                allow_private=self.policy.allow_private, resolve=resolve, deadline=self._deadline
            )
        )

    def _worth_waiting(self, error: BaseException) -> bool:
        stated = error.retry_after_s if isinstance(error, Transient) else None
        return isinstance(error, Transient) and (stated or 0.0) <= self.policy.max_wait_s

    def _wait_s(self, state: RetryCallState) -> float:
        backoff = wait_exponential_jitter(
            initial=self.policy.backoff_s, max=self.policy.max_wait_s, jitter=self.policy.backoff_s
        )
        error = state.outcome.exception() if state.outcome else None
        stated = error.retry_after_s if isinstance(error, Transient) else None
        return backoff(state) if stated is None else stated

    def _follow(
        self,
        url: httpx.URL,
        headers: httpx.Headers,
        robots: bool,  # noqa: FBT001  # tenacity passes it on
    ) -> Answer:  # tenacity passes it on
        """Ask, and go where the answer points, with every check made anew at each step."""
        for _ in range(self.policy.max_redirects + 1):
            if robots:
                self._robots.check(url)
            self._take_turn(url, self._robots.pause_s(url) if robots else 0.0)
            answer, onward = self._ask(url, headers)
            if onward is None:
                return answer
            if (onward.host, onward.port) != (url.host, url.port):
                headers = _without(headers, _PRIVATE_HEADERS)
            url = onward
        raise BadRequest(str(url), why=f"more than {self.policy.max_redirects} redirects")

    def _rules_at(self, address: str) -> bytes:
        return self._follow(httpx.URL(address), httpx.Headers(), robots=False).content

    def _take_turn(self, url: httpx.URL, pause_s: float) -> None:
        """Keep the pause between two requests to a host, and any wait it asked for."""
        wait = self._free_at.get(url.host, 0.0) - self._clock()
        if wait > self.policy.max_wait_s:
            raise Throttled(str(url), retry_after_s=wait)
        if wait > 0:
            self._sleep(wait)
        self._free_at[url.host] = self._clock() + max(self.policy.pause_s, pause_s)

    def _ask(self, url: httpx.URL, headers: httpx.Headers) -> tuple[Answer, httpx.URL | None]:
        request = self._request(url, headers)
        self._deadline.start(self.policy.total_s)
        with self._errors_of(str(url)):
            response = self._transport.handle_request(request)
            try:
                self._note_limit(url, response.headers)
                onward = _onward(url, response)
                body = b"" if onward else self._body(url, response)
            finally:
                response.close()
        return _answer(url, response, body), onward

    def _request(self, url: httpx.URL, headers: httpx.Headers) -> httpx.Request:
        ours = {
            "user-agent": self.policy.user_agent,
            "accept": "*/*",
            "accept-encoding": ACCEPT_ENCODING,
        }
        timeout = httpx.Timeout(self.policy.timeout_s).as_dict()
        merged = httpx.Headers(ours)
        merged.update(headers)
        return httpx.Request("GET", url, headers=merged, extensions={"timeout": timeout})

    def _body(self, url: httpx.URL, response: httpx.Response) -> bytes:
        _raise_for(url, response, wall=self._wall())
        return read_body(response, url=str(url), max_bytes=self.policy.max_bytes)

    def _note_limit(self, url: httpx.URL, headers: Mapping[str, str]) -> None:
        wait = spent_limit_s(headers, wall=self._wall())
        if wait is not None:
            free_at = self._clock() + wait
            self._free_at[url.host] = max(self._free_at.get(url.host, 0.0), free_at)

    @contextmanager
    def _errors_of(self, url: str) -> Iterator[None]:
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, *HTTPCORE) as error:
            raise translate(error, url=url, policy=self.policy) from error


HTTPCORE = (
    httpcore.ConnectionNotAvailable,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)
_SLOW = (httpx.TimeoutException, httpcore.TimeoutException)
_WRONG_ADDRESS = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol)


def translate(error: Exception, *, url: str, policy: Policy) -> CollectorError:
    """Return our own error for one of httpx's or httpcore's."""
    why = str(error) or type(error).__name__
    if isinstance(error, _SLOW):
        return TooSlow(url, limit_s=min(policy.timeout_s, policy.total_s))
    if isinstance(error, _WRONG_ADDRESS):
        return BadAddress(url, why=why)
    if isinstance(error, httpx.TooManyRedirects):
        return BadRequest(url, why=why)
    if isinstance(error, httpx.DecodingError):
        return NotThisFormat(url, expected=ACCEPT_ENCODING, why=why)
    return NetworkTrouble(url, why=why)


def _target(url: str, params: Mapping[str, str] | None) -> httpx.URL:
    try:
        target = httpx.URL(url.strip())
        target = target.copy_merge_params(dict(params)) if params else target
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise BadAddress(url, why=str(error)) from error
    return _checked(target)


def _checked(url: httpx.URL) -> httpx.URL:
    if url.scheme not in ("http", "https"):
        raise BadAddress(str(url), why=f"{url.scheme or 'no scheme'}, not http or https")
    if not _HOST.fullmatch(url.raw_host) or not (url.port is None or 0 < url.port <= HIGHEST_PORT):
        raise BadAddress(str(url), why="no such host or port can be")
    return url


def _onward(url: httpx.URL, response: httpx.Response) -> httpx.URL | None:
    """Return where the answer points to, None when it is the answer itself."""
    location = response.headers.get("location")
    if response.status_code not in REDIRECTS or not location:
        return None
    try:
        onward = url.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise BadAddress(location, why=str(error)) from error
    return _checked(onward)


def _raise_for(url: httpx.URL, response: httpx.Response, *, wall: float) -> None:
    status, address = response.status_code, str(url)
    if OK <= status < OTHER or status == NOT_MODIFIED:
        return
    wait = retry_after_s(response.headers, wall=wall)
    if status == TOO_MANY or (status == UNAVAILABLE and wait is not None):
        raise Throttled(address, retry_after_s=wait)
    if status >= SERVER or status in PASSING:
        raise ServerTrouble(address, status=status)
    if status in REFUSED:
        raise Refused(address, status=status)
    if status in GONE:
        raise Gone(address, status=status)
    raise BadRequest(address, why=f"answered {status}")


def _answer(url: httpx.URL, response: httpx.Response, body: bytes) -> Answer:
    return Answer(
        url=str(url),
        status=response.status_code,
        headers=response.headers,
        content=body,
        charset=response.charset_encoding,
    )


def _without(headers: httpx.Headers, names: tuple[str, ...]) -> httpx.Headers:
    return httpx.Headers([(name, value) for name, value in headers.items() if name not in names])
