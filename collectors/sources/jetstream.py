"""Jetstream: what is written on Bluesky right now, listened to for a bounded while."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from collectors.base import About, Page, Query, Reach, Rejected, Withdrawn
from collectors.errors import Transient
from collectors.http import Client
from collectors.post import Post
from collectors.sockets import frame, opened
from collectors.sources.bluesky_posts import POST
from collectors.sources.jetstream_events import Event, Wanted, moment_of, read_event

PAGE = 500
"""Posts, withdrawals and rejected frames that are handed on at once."""
PAGE_S = 5.0
"""Seconds after which they are handed on, however few they are."""
KEPT = timedelta(hours=36)
"""How far back servers can begin, by default; an older cursor they move up in silence."""
GAP = timedelta(minutes=1)
"""The whole network is never silent that long: a later first event means a cursor moved up."""
_STEP_BACK_US = 5_000_000
_MILLION = 1_000_000

SocketAddress = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^wss?://[^\s/]")]


def _lower(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in names if name.strip())


class Jetstream(BaseModel):
    """Posts of the whole network as they are written, and what is taken back."""

    kind: ClassVar[str] = "jetstream"
    about: ClassVar[About] = About(
        title="Jetstream (Bluesky's stream)",
        access="open",
        limits=(
            "All there is, some hundred events a second, so choose words or people; what is older"
            " than 36 hours is gone."
        ),
        terms="An open network: what is deleted, or whose author left, is erased here too.",
        example={"words": ["kettle"], "langs": ["en"], "max_seconds": 30.0},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: SocketAddress = Field(
        "wss://jetstream2.us-east.bsky.network", description="A Jetstream server, wss://…"
    )
    words: Annotated[tuple[str, ...], AfterValidator(_lower)] = Field(
        (), description="Only posts with one of these words, in any case; none means all posts."
    )
    langs: Annotated[tuple[str, ...], AfterValidator(_lower)] = Field(
        (), description="Only posts in one of these languages, as their authors say: en, zh."
    )
    wanted_dids: tuple[str, ...] = Field(
        (), max_length=100, description="Only these authors, by their DIDs."
    )
    max_seconds: float = Field(
        300.0, gt=0, le=86_400, description="Longest time to listen in one run, seconds."
    )
    max_events: int = Field(1_000_000, ge=1, description="Events read in one run, at most.")

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield what was heard, from where the last run ended (or `query.since`) until now.

        A first run without `since` listens as long as it may; one that goes on from somewhere
        ends when it has come to the moment it began.

        Raises:
            CollectorError: the server could not be reached any more; pages yielded stand.
        """
        listener = _Listener(self, client, query)
        yield from listener.pages()

    def url(self, cursor: int | None) -> str:
        """Return the address to listen at from `cursor` (microseconds since 1970) on."""
        wishes = [("wantedCollections", POST), *(("wantedDids", did) for did in self.wanted_dids)]
        start = [("cursor", str(cursor))] if cursor is not None else []
        return f"{self.base_url.rstrip('/')}/subscribe?{urlencode([*wishes, *start])}"

    @property
    def asked(self) -> str:
        """Return the name of what is asked."""
        return "/".join(["posts", *sorted(self.wanted_dids), *self.langs, *self.words])


class _Listener:
    """One run: where it is in the stream, and what it has not handed on yet."""

    def __init__(self, settings: Jetstream, client: Client, query: Query) -> None:
        self._settings, self._client, self._query = settings, client, query
        self._wanted = Wanted(frozenset(settings.langs), settings.words)
        self._start = _start(settings, query)
        self._at = self._start
        self._first: int | None = None
        self._ends = time.monotonic() + settings.max_seconds
        self._events, self._failed = 0, 0
        self._room = query.limit
        self._heard = _Heard()

    def pages(self) -> Iterator[Page]:
        """Yield pages until the run is over; a broken connection is made anew, with a pause."""
        while not self._is_over():
            try:
                yield from self._connected()
            except Transient as error:
                self._failed += 1
                if self._failed > self._client.policy.retries:
                    yield self._page()
                    raise
                self._pause(error)
        yield self._page(reach=self._reach())

    def _connected(self) -> Iterator[Page]:
        with opened(self._client, self._settings.url(self._cursor())) as connection:
            while not self._is_over():
                heard = frame(connection, wait_s=min(PAGE_S, self._left_s()))
                if heard is not None:
                    self._take(read_event(heard, self._query, self._wanted))
                if self._heard.is_due():
                    yield self._page()

    def _take(self, event: Event) -> None:
        self._events += 1
        self._failed = 0
        if event.time_us is not None:
            self._first = self._first or event.time_us
            # not strictly in order; and no clock of theirs takes us far ahead of now
            latest = _us(self._query) + int(self._settings.max_seconds + 60) * _MILLION
            self._at = min(max(event.time_us, self._at or 0), latest)
        if event.post and self._room is not None:
            self._room -= 1
        self._heard.add(event)

    def _is_over(self) -> bool:
        return self._is_spent() or self._has_caught_up() or self._left_s() <= 0

    def _is_spent(self) -> bool:
        enough = self._room is not None and self._room <= 0
        return enough or self._events >= self._settings.max_events

    def _has_caught_up(self) -> bool:
        began = self._start is not None and self._first is not None
        return began and (self._at or 0) >= _us(self._query)

    def _left_s(self) -> float:
        return self._ends - time.monotonic()

    def _cursor(self) -> int | None:
        return None if self._at is None else max(0, self._at - _STEP_BACK_US)

    def _pause(self, error: Transient) -> None:
        policy = self._client.policy
        backoff = min(policy.backoff_s * 2 ** (self._failed - 1), policy.max_wait_s)
        time.sleep(max(0.0, min(error.retry_after_s or backoff, self._left_s())))

    def _page(self, *, reach: Reach | None = None) -> Page:
        heard, self._heard = self._heard, _Heard()
        cursor = None if self._at is None else {"time_us": self._at}
        return heard.page(cursor, asked=self._settings.asked, reach=reach)

    def _reach(self) -> Reach:
        """Return from when on all was heard: later than asked where the cursor was moved up."""
        query = self._query
        if self._start is None:
            return Reach(query.now, more=False)
        if not self._has_caught_up():
            return Reach(query.now, more=True)
        begun = moment_of(self._start)
        first = moment_of(self._first or self._start)
        # of a few people, minutes without an event are nothing special
        judged = not self._settings.wanted_dids or begun < query.now - KEPT
        moved = judged and first - begun > GAP
        return Reach(first if moved else begun)


class _Heard:
    """What was heard and not handed on yet."""

    def __init__(self) -> None:
        self._posts: dict[str, Post] = {}
        self._withdrawn: dict[tuple[str | None, str | None], Withdrawn] = {}
        self._rejected: list[Rejected] = []
        self._events = 0
        self._begun = time.monotonic()

    def add(self, event: Event) -> None:
        """Keep what an event says; a post deleted a moment after it was written is not kept."""
        self._events += 1
        if event.post:
            self._posts[event.post.id] = event.post
            self._withdrawn.pop((event.post.id, None), None)
        if event.withdrawn:
            gone = event.withdrawn
            self._withdrawn[gone.id, gone.author_id] = gone
            self._posts.pop(gone.id or "", None)
        if event.rejected:
            self._rejected.append(event.rejected)

    def is_due(self) -> bool:
        """Return whether it is enough to be handed on, or so old that the mark is to move."""
        many = len(self._posts) + len(self._withdrawn) + len(self._rejected)
        return many >= PAGE or (self._events > 0 and time.monotonic() - self._begun >= PAGE_S)

    def page(self, cursor: Any, *, asked: str, reach: Reach | None) -> Page:
        """Return it as a page."""
        return Page(
            tuple(self._posts.values()),
            tuple(self._rejected),
            cursor,
            asked=asked,
            withdrawn=tuple(self._withdrawn.values()),
            reach=reach,
        )


def _start(settings: Jetstream, query: Query) -> int | None:
    """Return where to begin: the cursor of the last run, `since`, or (None) the present."""
    known = query.mark(settings.asked).get("time_us")
    if isinstance(known, int):
        return known
    return None if query.since is None else int(query.since.timestamp() * _MILLION)


def _us(query: Query) -> int:
    return int(query.now.timestamp() * _MILLION)
