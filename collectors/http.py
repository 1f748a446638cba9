"""The one polite client that every live source asks through."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from collectors.answer import Answer
from collectors.asked import Asked, host_of, pointed_to, posted, question, target
from collectors.body import ACCEPT_ENCODING, beginning, read_body
from collectors.errors import BadAddress, BadRequest, Blocked, CollectorError, Throttled, Transient
from collectors.failures import FOREIGN, UNSENT, failure, is_answer, translate
from collectors.hosts import Hosts
from collectors.policy import Policy
from collectors.public import Deadline, GuardedBackend, Resolve, look_up
from collectors.robots import Robots
from collectors.transport import GuardedTransport
from collectors.turns import Turns
from collectors.waits import retry_after_s, spent_limit_s, spread_s

__all__ = ["Answer", "Client", "Policy", "translate"]

DETAIL_LENGTH = 500
"""Characters that are kept of what a source says when it refuses."""


class Client:
    """Ask for one address at a time: politely, within bounds, public addresses only.

    Args:
        policy: the limits.
        turns: what is known of the hosts; shared, it makes one budget a host for several
            processes. By default this client's own.
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
        turns: Turns | None = None,
        transport: httpx.BaseTransport | None = None,
        resolve: Resolve = look_up,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.policy = policy or Policy()
        self._sleep, self._wall = sleep, wall
        self._hosts = Hosts(turns, policy=self.policy, sleep=sleep, wall=wall)
        self._deadline = Deadline(clock)
        self._transport = transport or self._guarded(resolve)
        self._robots = Robots(self._rules_at, agent=self.policy.agent, clock=clock)

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
            headers: sent along; only what kind of answer is wanted is carried to another host.
            etag: as the last answer gave it; the answer may then be an empty 304.
            last_modified: likewise.
            robots: whether robots.txt is asked (where the policy obeys it at all).

        Raises:
            Transient: it failed even after waiting and asking again.
            Terminal: asking again would give the same.
        """
        asked = question(url, params, headers)
        for name, value in (("if-none-match", etag), ("if-modified-since", last_modified)):
            if value:
                asked.headers[name] = value
        return self._again_and_again(asked, robots=robots)

    def post(  # noqa: PLR0913  # each is said by name
        self,
        url: str,
        *,
        form: Mapping[str, Any] | None = None,
        json: Any | None = None,
        headers: Mapping[str, str] | None = None,
        robots: bool = True,
        idempotent: bool = False,
    ) -> Answer:
        """Return what `url` answers to a form or to JSON.

        Args:
            url: http or https.
            form: sent as a form; a list is sent as several values.
            json: sent as JSON, where there is no form.
            headers: sent along, as `get` does.
            robots: as in `get`.
            idempotent: whether asking twice does no more than asking once; otherwise it is asked
                again only where the source surely has not acted.

        Raises:
            Transient: it failed, and may have been done all the same unless `idempotent`.
            Terminal: asking again would give the same.
        """
        asked = posted(url, form=form, json_body=json, headers=headers)
        return self._again_and_again(replace(asked, idempotent=idempotent), robots=robots)

    def note(self, error: CollectorError) -> None:
        """Hear of an error that ended a source, or after which a collector goes on.

        A wall that was found in an answer makes its host rest for a while. All else the client
        knows, for it raised it; telling it twice does no harm.
        """
        if isinstance(error, Blocked):
            try:
                host = host_of(target(error.url))
            except BadAddress:  # walls are also found in files
                return
            self._hosts.failed(host, at_once=True)

    def _guarded(self, resolve: Resolve) -> GuardedTransport:
        return GuardedTransport(
            GuardedBackend(
                allow_private=self.policy.allow_private, resolve=resolve, deadline=self._deadline
            )
        )

    def _again_and_again(self, asked: Asked, *, robots: bool) -> Answer:
        retrying = Retrying(
            stop=stop_after_attempt(self.policy.retries + 1),
            retry=retry_if_exception(partial(self._worth_waiting, asked)),
            wait=self._wait_s,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._follow, asked, robots and self.policy.obey_robots)

    def _worth_waiting(self, asked: Asked, error: BaseException) -> bool:
        if not isinstance(error, Transient) or not error.at_once:
            return False
        acted = not (isinstance(error, Throttled) or isinstance(error.__cause__, UNSENT))
        stated = error.retry_after_s or 0.0
        return stated <= self.policy.max_wait_s and (asked.idempotent or not acted)

    def _wait_s(self, state: RetryCallState) -> float:
        backoff = wait_exponential_jitter(
            multiplier=self.policy.backoff_s,
            max=self.policy.max_wait_s,
            jitter=self.policy.backoff_s,
        )
        error = state.outcome.exception() if state.outcome else None
        stated = error.retry_after_s if isinstance(error, Transient) else None
        return stated or backoff(state)

    def _follow(self, asked: Asked, robots: bool) -> Answer:  # noqa: FBT001  # tenacity passes it on
        """Ask, and go where the answer points, with every check made anew at each step."""
        for _ in range(self.policy.max_redirects + 1):
            answer = self._ask_in_turn(asked, robots=robots)
            if isinstance(answer, Answer):
                return answer
            asked = answer
        raise BadRequest(str(asked.url), why=f"more than {self.policy.max_redirects} redirects")

    def _rules_at(self, address: str) -> bytes:
        return self._follow(Asked(httpx.URL(address)), robots=False).content

    def _ask_in_turn(self, asked: Asked, *, robots: bool) -> Answer | Asked:
        """Return the answer, or what to ask next, and note how the host fares."""
        if robots:
            self._robots.check(asked.url)
        pause = self._robots.pause_s(asked.url) if robots else 0.0
        troubled = self._hosts.take_turn(asked.host, pause_s=max(self.policy.pause_s, pause))
        try:
            answer = self._ask(asked)
        except Transient as error:
            if error.retry_after_s is None:  # else it said itself when to come back
                error.at_once = not self._hosts.failed(asked.host)
            raise
        except CollectorError:
            self._alive(asked.host, troubled=troubled)
            raise
        self._alive(asked.host, troubled=troubled)
        return answer

    def _alive(self, host: str, *, troubled: bool) -> None:
        if troubled:
            self._hosts.succeeded(host)

    def _ask(self, asked: Asked) -> Answer | Asked:
        self._deadline.start(self.policy.total_s)
        url = str(asked.url)
        with self._errors_of(url):
            response = self._transport.handle_request(self._request(asked))
            try:
                self._note_limit(asked.host, response.headers)
                onward = pointed_to(asked.url, response)
                if onward is not None:
                    return asked.onward(response.status_code, onward)
                self._raise_for(asked, response)
                body = read_body(response, url=url, max_bytes=self.policy.max_bytes)
            finally:
                response.close()
        return Answer(
            url=url,
            status=response.status_code,
            headers=response.headers,
            content=body,
            charset=response.charset_encoding,
        )

    def _request(self, asked: Asked) -> httpx.Request:
        merged = httpx.Headers(
            {
                "user-agent": self.policy.user_agent,
                "accept": "*/*",
                "accept-encoding": ACCEPT_ENCODING,
            }
        )
        merged.update(asked.headers)
        timeout = httpx.Timeout(self.policy.timeout_s).as_dict()
        return httpx.Request(
            asked.method,
            asked.url,
            headers=merged,
            content=asked.content,
            extensions={"timeout": timeout},
        )

    def _raise_for(self, asked: Asked, response: httpx.Response) -> None:
        if is_answer(response.status_code):
            return
        url, status = str(asked.url), response.status_code
        body = beginning(response, url=url)
        wait = retry_after_s(response.headers, wall=self._wall(), body=body)
        if wait:
            self._hosts.hold(asked.host, wait)
        detail = body.decode("utf-8", "replace")[:DETAIL_LENGTH]
        raise failure(url, status, wait_s=wait, detail=detail)

    def _note_limit(self, host: str, headers: Mapping[str, str]) -> None:
        now = self._wall()
        wait = spent_limit_s(headers, wall=now)
        if wait is None:
            wait = min(spread_s(headers, wall=now), self.policy.max_wait_s)
        if wait > 0:
            self._hosts.hold(host, wait)

    @contextmanager
    def _errors_of(self, url: str) -> Iterator[None]:
        try:
            yield
        except FOREIGN as error:
            raise translate(error, url=url, policy=self.policy) from error
