"""Runs of a collector, and what is kept of them: pages and marks, as the record keeps them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from collectors.base import Collector, Query, Rejected
from collectors.errors import CollectorError
from collectors.http import Client, Policy
from collectors.post import Post

NOW = datetime(2027, 1, 1, tzinfo=UTC)
"""Later than anything in the examples."""


def hurried(*, transport: httpx.BaseTransport | None = None, **policy: Any) -> Client:
    """Return a client that may reach loopback, and the server in memory, and does not sleep.

    Sources with a secret use plain http only where that is allowed by name.
    """
    settings = {
        "allow_private": ("127.0.0.1", "memory.example"),
        "pause_s": 0,
        "retries": 0,
        **policy,
    }
    return Client(Policy(**settings), transport=transport, sleep=lambda _seconds: None)


@dataclass
class Kept:
    """What a record holds after some runs.

    Attributes:
        posts: id -> the post as it came last.
        marks: asked -> mark.
        doubled: posts that one run brought twice for the same question.
        rejected: items that could not be read, of all runs.
        errors: how runs ended that did not end well.
        runs: how many there were.
    """

    posts: dict[str, Post] = field(default_factory=dict)
    marks: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    doubled: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    errors: list[CollectorError] = field(default_factory=list)
    runs: int = 0

    def run(
        self,
        collector: Collector,
        client: Client,
        *,
        page_done: Callable[[], None] = lambda: None,
        **asked: Any,
    ) -> None:
        """Let `collector` run once; page and mark are kept together, one page after the other.

        Args:
            collector: whose run it is.
            client: what it asks through.
            page_done: called after each page was kept.
            asked: now, since and limit of the query; each run is a day after the last one.

        Raises:
            Exception: anything but the collectors' own errors; `page_done` may raise as well.
        """
        query = Query(
            "any", cursors=dict(self.marks), **{"now": NOW + timedelta(days=self.runs), **asked}
        )
        self.runs += 1
        seen: set[tuple[str, str]] = set()
        try:
            for page in collector.collect(client, query):
                for post in page.posts:
                    self.doubled += (page.asked, post.id) in seen
                    seen.add((page.asked, post.id))
                    self.posts[post.id] = post
                if page.cursor is not None:
                    self.marks[page.asked] = page.cursor
                self.rejected += page.rejected
                page_done()
        except CollectorError as error:
            self.errors.append(error)
