"""A service in memory: told what it answers, and what it was asked."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from collectors.base import Page

Answer = Callable[[httpx.Request], httpx.Response]


@dataclass
class Service:
    """Answers by path and parameters; what nobody told it to answer is a 404 in words."""

    asked: list[httpx.Request] = field(default_factory=list)
    _told: list[tuple[str, Mapping[str, str], list[Answer]]] = field(default_factory=list)

    def say(self, path: str, body: Any, *, status: int = 200, **params: str) -> None:
        """Answer `path`, asked with at least `params`; said again, one after the other."""
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        self.do(path, lambda _: httpx.Response(status, text=text), **params)

    def do(self, path: str, answer: Answer, **params: str) -> None:
        """Let `answer` answer."""
        for known, given, answers in self._told:
            if (known, given) == (path, params):
                answers.append(answer)
                return
        self._told.append((path, params, [answer]))

    def transport(self) -> httpx.MockTransport:
        """Return the way to it."""
        return httpx.MockTransport(self._answer)

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [request.url.path for request in self.asked]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        fitting = [
            (len(params), answers)
            for path, params, answers in self._told
            if path == request.url.path and params.items() <= dict(request.url.params).items()
        ]
        if not fitting:
            return httpx.Response(404, text=f"nobody said what {request.url} answers")
        answers = max(fitting, key=lambda one: one[0])[1]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        given = answer(request)
        # the client reads answers as they come, not ones that were read already
        return httpx.Response(
            given.status_code, headers=given.headers, stream=httpx.ByteStream(given.content)
        )


def ids(pages: Iterable[Page]) -> list[str]:
    """Return the ids of all posts, in order."""
    return [post.id for page in pages for post in page.posts]
