"""One question, asked once: sent, answered within bounds, and what the answer means."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import httpx

from collectors.answer import Answer
from collectors.asked import Asked, pointed_to
from collectors.body import ACCEPT_ENCODING, beginning, read_body
from collectors.errors import LedAstray
from collectors.failures import FOREIGN, LOCAL, failure, is_answer, translate
from collectors.hosts import Hosts
from collectors.policy import Policy
from collectors.public import Deadline, GuardedBackend, Resolve
from collectors.transport import GuardedTransport
from collectors.waits import retry_after_s, spent_limit_s, spread_s

DETAIL_LENGTH = 500
"""Characters that are kept of what a source says when it refuses."""


class Wire:
    """What questions go through.

    Args:
        transport: what carries them; None for connections of our own to public addresses.
        hosts: are told what each answer says about waiting.
        policy: the limits.
        resolve: (host, port) -> addresses.
        clock: seconds, monotonic.
        wall: seconds since 1970.
    """

    def __init__(  # noqa: PLR0913  # the world is passed in
        self,
        transport: httpx.BaseTransport | None,
        *,
        hosts: Hosts,
        policy: Policy,
        resolve: Resolve,
        clock: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self._hosts, self._policy, self._wall = hosts, policy, wall
        self._deadline = Deadline(clock)
        self._backend = GuardedBackend(
            allow_private=policy.allow_private, resolve=resolve, deadline=self._deadline
        )
        self._transport = transport or GuardedTransport(self._backend)

    def close(self) -> None:
        """Hang up on every host."""
        self._transport.close()

    def connect(self, host: str, port: int) -> socket.socket:
        """Return a connection for what does not speak HTTP; whoever takes it closes it.

        Raises:
            CollectorError: the host is private, or cannot be reached in time.
        """
        self._deadline.start(self._policy.timeout_s)
        with self._errors_of(f"{host}:{port}"):
            stream = self._backend.connect_tcp(host, port, self._policy.timeout_s)
        found: socket.socket = stream.get_extra_info("socket")
        return found

    def check(self, asked: Asked) -> None:
        """Let pass what may be asked at all.

        A private host that is allowed is so for its own sources, not for whoever points to it.

        Raises:
            LedAstray: it leads to such a host.
        """
        if asked.is_led and self._backend.is_allowed(asked.url.host, asked.port):
            raise LedAstray(asked.host, led_by=asked.blamed)

    def ask(self, asked: Asked) -> Answer | Asked:
        """Return the answer, or the question as it is to be asked where the answer points.

        Raises:
            CollectorError: there is no answer, or none that brings what was asked for.
        """
        self._deadline.start(self._policy.total_s)
        url = str(asked.url)
        with self._errors_of(url):
            response = self._transport.handle_request(self._request(asked))
            try:
                self._note_limit(asked.host, response.headers)
                onward = pointed_to(asked.url, response)
                if onward is not None:
                    return asked.onward(response.status_code, onward)
                self._raise_for(asked, response)
                body = read_body(response, url=url, max_bytes=self._policy.max_bytes)
            finally:
                response.close()
        return Answer(
            url=url,
            status=response.status_code,
            headers=response.headers,
            content=body,
            charset=response.charset_encoding,
            moved_to=asked.moved_to,
        )

    def _request(self, asked: Asked) -> httpx.Request:
        merged = httpx.Headers(
            {
                "user-agent": self._policy.user_agent,
                "accept": "*/*",
                "accept-encoding": ACCEPT_ENCODING,
            }
        )
        merged.update(asked.headers)
        return httpx.Request(
            asked.method,
            asked.url,
            headers=merged,
            content=asked.content,
            extensions={"timeout": httpx.Timeout(self._policy.timeout_s).as_dict()},
        )

    def _raise_for(self, asked: Asked, response: httpx.Response) -> None:
        if is_answer(response.status_code, conditional=asked.is_conditional):
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
            wait = min(spread_s(headers, wall=now), self._policy.max_wait_s)
        if wait > 0:
            self._hosts.hold(host, wait)

    @contextmanager
    def _errors_of(self, url: str) -> Iterator[None]:
        try:
            yield
        except LOCAL as error:
            raise translate(error, url=url, policy=self._policy) from None
        except FOREIGN as error:
            raise translate(error, url=url, policy=self._policy) from error
