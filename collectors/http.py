"""The one polite client that every live source asks through."""

import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from collectors.addresses import shown
from collectors.answer import Answer
from collectors.asked import CONDITIONS, Asked, host_of, may_be_sent, posted, question, target
from collectors.errors import BadAddress, BadRequest, Blocked, CollectorError, Throttled, Transient
from collectors.failures import UNSENT, translate
from collectors.hosts import Hosts
from collectors.policy import Policy
from collectors.public import Resolve, look_up
from collectors.robots import Robots
from collectors.turns import Turns
from collectors.wire import Wire

__all__ = ["Answer", "Client", "Policy", "translate"]

LED_KEPT = 1000
"""Addresses of which we remember that another host led there."""


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

    def __init__(  # noqa: PLR0913  # the world is passed in, so that tests need not wait
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
        self._sleep = sleep
        self._hosts = Hosts(turns, policy=self.policy, sleep=sleep, wall=wall)
        self._wire = Wire(
            transport,
            hosts=self._hosts,
            policy=self.policy,
            resolve=resolve,
            clock=clock,
            wall=wall,
        )
        self._led: dict[str, str] = {}
        self._robots = Robots(self._rules_at, agent=self.policy.agent, clock=clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up on every host."""
        self._wire.close()

    def get(  # noqa: PLR0913  # each is said by name
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        robots: bool = True,
        sent_by: str | None = None,
    ) -> Answer:
        """Return what `url` answers, asking again after passing failures.

        Args:
            url: http or https.
            params: added to its query.
            headers: sent along; only what kind of answer is wanted is carried to another host.
            etag: as the last answer gave it; the answer may then be an empty 304.
            last_modified: likewise.
            robots: whether robots.txt is asked (where the policy obeys it at all).
            sent_by: the address whose answer named `url`, where that may be on another host: walls
                and failures met there are then laid to the host of `sent_by`.

        Raises:
            Transient: it failed even after waiting and asking again.
            Terminal: asking again would give the same.
        """
        asked = question(url, params, headers, sent_by=sent_by)
        for name, value in zip(CONDITIONS, (etag, last_modified), strict=True):
            if value and may_be_sent(value):
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

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that robots.txt of the host of `url` names.

        Raises:
            Transient: it cannot be read now.
            BadAddress: `url` is no address of http or https.
        """
        return self._robots.sitemaps(target(url))

    def open_socket(self, host: str, port: int) -> socket.socket:
        """Return a connection to a public address, for protocols other than HTTP.

        Raises:
            PrivateAddress: the host is private, and not allowed by name.
            Transient: it cannot be reached, or rests.
        """
        self._hosts.take_turn(f"{host}:{port}", pause_s=self.policy.pause_s)
        return self._wire.connect(host, port)

    def note(self, error: CollectorError) -> None:
        """Hear of an error that ended a source, or after which a collector goes on.

        A wall that was found in an answer makes its host rest for a while. All else the client
        knows, for it raised it; telling it twice does no harm.
        """
        if isinstance(error, Blocked):
            try:
                host = self._led.get(error.url) or host_of(target(error.url))
            except BadAddress:  # walls are also found in files
                return
            self._hosts.failed(host, at_once=True)

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
                self._remember(asked)
                return answer
            asked = answer
        raise BadRequest(str(asked.url), why=f"more than {self.policy.max_redirects} redirects")

    def _remember(self, asked: Asked) -> None:
        """Keep whose doing it is that we read an address, should a wall be found there."""
        self._led.pop(shown(str(asked.url)), None)
        if asked.is_led:
            self._led[shown(str(asked.url))] = asked.blamed
        if len(self._led) > LED_KEPT:
            self._led.clear()

    def _rules_at(self, address: str) -> bytes:
        return self._follow(Asked(httpx.URL(address)), robots=False).content

    def _ask_in_turn(self, asked: Asked, *, robots: bool) -> Answer | Asked:
        """Return the answer, or what to ask next, and note how the host fares."""
        self._wire.check(asked)
        if robots:
            self._robots.check(asked.url)
        pause = self._robots.pause_s(asked.url) if robots else 0.0
        troubled = self._hosts.take_turn(asked.host, pause_s=max(self.policy.pause_s, pause))
        try:
            answer = self._wire.ask(asked)
        except Transient as error:
            if error.retry_after_s is None:  # else it said itself when to come back
                error.at_once = not self._hosts.failed(asked.blamed)
            raise
        except CollectorError:
            self._alive(asked.host, troubled=troubled)
            raise
        self._alive(asked.host, troubled=troubled)
        return answer

    def _alive(self, host: str, *, troubled: bool) -> None:
        if troubled:
            self._hosts.succeeded(host)
