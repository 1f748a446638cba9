"""Laws of the walk, held against a simulated source that grows while it is read."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Page, Query
from collectors.errors import (
    BadAddress,
    BadRequest,
    Blocked,
    CollectorError,
    Gone,
    NotThisFormat,
    Refused,
    RobotsDisallow,
    ServerTrouble,
    TooLarge,
)
from collectors.post import Post
from collectors.walk import Batch, Bounds, walk
from collectors.ways import MOST_FAILURES, MOST_LEFT

START = datetime(2024, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LOOK_BACK = 6
"""Hours."""


def post(number: int, hours: float) -> Post:
    return Post(source="s", id=str(number), kind="post", published_at=START + hours * HOUR)


TERMINAL: tuple[CollectorError, ...] = (
    BadRequest("u", why="no such cursor"),
    Gone("u", status=410),
    Refused("u", status=403),
    Blocked("u", why="HTML where JSON was due"),
    NotThisFormat("u", expected="a list", why="cursor expired"),
    TooLarge("u", max_bytes=1),
    BadAddress("u", why="too long"),
)
FOR_NOW: tuple[CollectorError, ...] = (
    ServerTrouble("u", status=500),
    RobotsDisallow("u", why="robots.txt"),
)


@dataclass
class Source:
    """Newest first, in pages; `paging` is numbers, max_id or cursor (which go stale: `error`)."""

    paging: str
    size: int
    pinned: bool = False
    repeats: bool = False
    error: CollectorError = TERMINAL[0]
    posts: list[Post] = field(default_factory=list)
    hours: float = 0.0
    epoch: int = 0
    reads: int = 0
    arrivals: Iterator[float | None] = field(default_factory=lambda: iter(()))

    def arrive(self, delay: float = 0.0) -> None:
        """Let an hour pass and a post appear that was published `delay` hours ago."""
        self.hours += 1
        self.posts.append(post(len(self.posts), self.hours - delay))

    @property
    def now(self) -> datetime:
        return START + (self.hours + 0.5) * HOUR

    def read(self, token: str) -> Batch:
        self.reads += 1
        for delay in (one for one in [next(self.arrivals, None)] if one is not None):
            self.arrive(delay)
        shown = sorted(self.posts, key=lambda one: (one.published_at, int(one.id)), reverse=True)
        begin = self._begin(token, shown)
        page = shown[begin : begin + self.size]
        following = None
        if begin + self.size < len(shown):
            following = self._following(token, page)
        on_top = shown[-1:] if self.pinned and begin == 0 else []
        times = tuple(one.published_at for one in page if one.published_at)
        return Batch((*on_top, *page), following=following, times=times)

    def _begin(self, token: str, shown: list[Post]) -> int:
        if token == "top":
            return 0
        if self.paging == "numbers":
            return int(token.split("+", maxsplit=1)[0]) * self.size
        epoch, last, _ = token.split(":")
        if self.paging == "cursor" and int(epoch) != self.epoch:
            raise self.error
        return 1 + next(at for at, one in enumerate(shown) if one.id == last)

    def _following(self, token: str, page: list[Post]) -> str:
        again = self.repeats and not token.endswith("+") and token != "top"
        if self.paging == "numbers":
            number = 0 if token == "top" else int(token.split("+", maxsplit=1)[0])
            return f"{number}+" if again else str(number + 1)
        if again:
            return f"{token}+"
        return f"{self.epoch}:{page[-1].id}:"


@dataclass(frozen=True)
class Run:
    """One run: how it is bounded, what arrives during it, and after how many pages it dies."""

    limit: int | None = None
    max_pages: int = 100
    before: tuple[float, ...] = ()
    during: tuple[float | None, ...] = ()
    dies_after: int | None = None
    stale: bool = False


@dataclass
class Record:
    """What was stored: posts and the mark, page by page."""

    since: datetime | None = None
    ids: set[str] = field(default_factory=set)
    cursors: dict[str, Any] = field(default_factory=dict)
    last: Page | None = None

    def store(self, page: Page) -> None:
        self.ids |= {one.id for one in page.posts}
        if page.cursor is not None:
            self.cursors["q"] = page.cursor
        self.last = page


def go(source: Source, record: Record, run: Run) -> None:
    for delay in run.before:
        source.arrive(delay)
    source.epoch += run.stale
    source.arrivals = iter(run.during)
    shown = [one for one in source.posts if record.since is None or is_since(one, record.since)]
    query = Query("s", source.now, since=record.since, limit=run.limit, cursors=record.cursors)
    bounds = Bounds(run.max_pages, LOOK_BACK * HOUR)
    reads, before = source.reads, set(record.ids)
    brought: list[str] = []
    try:
        pages = walk(source.read, "top", asked="q", query=query, bounds=bounds)
        for count, page in enumerate(pages):
            record.store(page)
            brought += [one.id for one in page.posts]
            if count + 1 == run.dies_after:
                return
    except (ServerTrouble, RobotsDisallow):  # what a stale cursor may say, not the source itself
        return
    assert source.reads - reads <= run.max_pages + 1, "a stale mark costs one answer more"
    assert len(brought) == len(set(brought)), "each post once a run"
    assert run.limit is None or len(brought) <= run.limit
    told = record.last.reach if record.last else None
    assert told is not None, "a run that ends says how far it came"
    reached = {one.id for one in shown if told.since is None or is_since(one, told.since)}
    assert reached <= record.ids, (told, before)
    assert told.since is None or record.since is None or told.since >= record.since


def is_since(one: Post, since: datetime) -> bool:
    assert one.published_at
    return one.published_at >= since


delays = st.sampled_from([0.0, 0.0, 0.0, 1.5, 4.0])
pages_read = st.integers(1, 4)


@st.composite
def sources(draw: Any) -> Source:
    paging = draw(st.sampled_from(["numbers", "max_id", "cursor"]))
    size = draw(st.integers(2, 4))
    # numbered pages that come twice and are pushed on meanwhile bring nothing new, as loops do
    repeats = draw(st.booleans()) and paging != "numbers"
    error = draw(st.sampled_from((*TERMINAL, *FOR_NOW)))
    source = Source(paging, size, pinned=draw(st.booleans()), repeats=repeats, error=error)
    for _ in range(draw(st.integers(0, 14))):
        source.arrive()
    return source


runs = st.builds(
    Run,
    limit=st.none() | st.integers(1, 5),
    max_pages=st.integers(1, 6),
    before=st.lists(delays, max_size=5).map(tuple),
    during=st.lists(st.none() | delays, max_size=6).map(tuple),
    dies_after=st.none() | pages_read,
    stale=st.booleans(),
)


def settle(source: Source, record: Record, last: Run) -> None:
    """Run often enough after the source has fallen silent: every second run goes on."""
    quiet = replace(last, before=(), during=(), dies_after=None, stale=False)
    for _ in range(6 * len(source.posts) + 12):
        go(source, record, quiet)


@given(sources(), st.lists(runs, max_size=6), runs, st.integers(-3, 10))
@settings(max_examples=300, deadline=None)
def test_runs_however_split_and_broken_off_give_what_one_run_gives(
    source: Source, broken: list[Run], last: Run, since_hours: int
) -> None:
    since = START + since_hours * HOUR
    record = Record(since)
    for run in broken:
        go(source, record, run)
    settle(source, record, last)

    undisturbed = Record(since)
    go(source, undisturbed, Run())
    assert record.ids == undisturbed.ids
    assert undisturbed.ids == {one.id for one in source.posts if is_since(one, since)}


@given(sources(), st.lists(runs.map(lambda run: replace(run, max_pages=100)), max_size=6), runs)
@settings(max_examples=150, deadline=None)
def test_without_a_bound_limits_and_crashes_still_lose_nothing(
    source: Source, broken: list[Run], last: Run
) -> None:
    record = Record()
    for run in broken:
        go(source, record, run)
    settle(source, record, replace(last, max_pages=100))
    assert record.ids == {one.id for one in source.posts}


@given(sources(), st.lists(runs, max_size=5), st.lists(st.integers(-3, 20), min_size=5))
@settings(max_examples=200, deadline=None)
def test_a_since_that_moves_loses_nothing_that_is_asked_for_in_the_end(
    source: Source, broken: list[Run], sinces: list[int]
) -> None:
    record = Record()
    for run, hours in zip(broken, sinces, strict=False):
        record.since = START + hours * HOUR
        go(source, record, run)
    record.since = START + sinces[-1] * HOUR
    settle(source, record, Run())
    assert record.ids >= {one.id for one in source.posts if is_since(one, record.since)}


@given(sources(), st.lists(runs, max_size=4))
@settings(max_examples=100, deadline=None)
def test_a_run_with_room_enough_says_that_nothing_is_left(
    source: Source, broken: list[Run]
) -> None:
    record = Record(START)
    for run in broken:
        go(source, record, run)
    for _ in range(MOST_LEFT * MOST_FAILURES + 1):  # each stale cursor may say so as often
        go(source, record, Run(limit=None, max_pages=100))
    assert record.last
    assert record.last.reach
    assert not record.last.reach.more
    assert record.last.cursor is None or record.last.cursor["left"] == []


@given(sources(), st.lists(runs, min_size=1, max_size=12))
@settings(max_examples=100, deadline=None)
def test_a_mark_stays_small(source: Source, broken: list[Run]) -> None:
    record = Record(START)
    for run in broken:
        go(source, record, run)
        left = record.cursors.get("q", {}).get("left", [])
        assert len(left) <= 2
        assert all(len(way["done"]) <= source.size + 1 for way in left)


def filled(paging: str, count: int, *, size: int = 2) -> Source:
    source = Source(paging, size)
    for _ in range(count):
        source.arrive()
    return source


def test_new_posts_do_not_wait_for_a_long_backlog() -> None:
    source, record = filled("max_id", 40), Record(START)
    go(source, record, Run(max_pages=3))
    for _ in range(4):
        go(source, record, Run(max_pages=3, before=(0.0,)))
    assert {"40", "41", "42"} <= record.ids
    assert "33" in record.ids


def test_a_burst_that_pushes_a_page_on_whole_is_no_loop() -> None:
    source, record = filled("numbers", 6), Record(START)
    base = source.read

    def read(token: str) -> Batch:
        if token == "1":
            source.arrive()
            source.arrive()
        return base(token)

    query = Query("s", source.now, since=START)
    pages = list(walk(read, "top", asked="q", query=query, bounds=Bounds(100, HOUR)))
    assert {one.id for page in pages for one in page.posts} == set("012345")
    assert record.ids == set()


def endless(*, same: bool) -> Callable[[str], Batch]:
    def read(token: str) -> Batch:
        number = 0 if token == "top" else int(token)
        return Batch((post(0 if same else number, 1.0),), following=str(number + 1))

    return read


def test_a_source_that_repeats_itself_under_new_names_ends() -> None:
    query = Query("s", START + HOUR)
    pages = list(walk(endless(same=True), "top", asked="q", query=query, bounds=Bounds(100, HOUR)))
    assert len(pages) == 3
    assert [page.reach is None for page in pages] == [True, True, False]
    assert pages[-1].reach
    assert pages[-1].reach.since is not None


def test_a_budget_that_ends_a_walk_without_bound_is_told_and_leaves_nothing() -> None:
    query = Query("s", START + HOUR)
    pages = list(walk(endless(same=False), "top", asked="q", query=query, bounds=Bounds(4, HOUR)))
    assert len(pages) == 4
    assert "4 pages read" in pages[-1].rejected[0].reason
    assert pages[-1].cursor
    assert pages[-1].cursor["left"] == []
    assert pages[-1].reach
    assert not pages[-1].reach.more


def test_a_since_before_what_a_budget_left_out_reads_from_the_top_again() -> None:
    source, record = filled("max_id", 20), Record()
    go(source, record, Run(max_pages=2))
    assert len(record.ids) == 4
    record.since = START
    go(source, record, Run())
    assert record.ids == {str(number) for number in range(20)}


def test_the_next_run_reads_back_as_far_as_it_is_told_and_no_further() -> None:
    source, record = filled("max_id", 40), Record(START)
    go(source, record, Run())
    before = source.reads
    go(source, record, Run(before=(0.0,)))
    assert source.reads - before == 5


@pytest.mark.parametrize("error", [BadRequest("u", why="x"), Gone("u", status=410)])
def test_an_error_on_the_first_answer_is_no_stale_mark(error: Exception) -> None:
    def read(_: str) -> Batch:
        raise error

    with pytest.raises(type(error)):
        list(walk(read, "top", asked="q", query=Query("s", START), bounds=Bounds(9, HOUR)))


def test_an_error_in_the_middle_leaves_the_pages_before_it_standing() -> None:
    source, record = filled("numbers", 8), Record(START)
    base = source.read

    def read(token: str) -> Batch:
        if token == "2":
            raise ServerTrouble("u", status=500)
        return base(token)

    query = Query("s", source.now, since=START)
    pages = walk(read, "top", asked="q", query=query, bounds=Bounds(9, HOUR))
    with pytest.raises(ServerTrouble):
        deque(map(record.store, pages))
    assert record.ids == {"7", "6", "5", "4"}
    go(source, record, Run())
    assert len(record.ids) == 8


def test_posts_of_a_clock_that_runs_ahead_do_not_move_the_mark_ahead() -> None:
    source = filled("max_id", 3)
    source.posts.append(post(99, 5000.0))
    record = Record(START)
    go(source, record, Run())
    assert record.cursors["q"]["newest_at"] == source.now.isoformat()


def backlog(error: CollectorError) -> tuple[Source, Record]:
    """Return a source with a way left, the old one first, whose cursor then goes stale."""
    source, record = filled("cursor", 12), Record(START)
    source.error = error
    go(source, record, Run(max_pages=2))
    go(source, record, Run(max_pages=2, before=(0.0,) * 4))
    assert record.cursors["q"]["behind"]
    source.epoch += 1
    return source, record


@pytest.mark.parametrize("error", TERMINAL, ids=lambda one: type(one).__name__)
def test_whatever_a_stale_cursor_says_the_way_goes_on_from_the_top(error: CollectorError) -> None:
    source, record = backlog(error)
    go(source, record, Run(before=(0.0,)))
    assert len(record.ids) == 17


@pytest.mark.parametrize("error", FOR_NOW, ids=lambda one: type(one).__name__)
def test_a_way_that_fails_stands_before_new_posts_once_and_not_for_ever(
    error: CollectorError,
) -> None:
    source, record = backlog(error)
    for run in range(2 * MOST_FAILURES):
        go(source, record, Run(max_pages=2, before=(0.0,)))
        seen = str(len(source.posts) - 1) in record.ids
        assert seen or run % 2 == 0, "every second run, at least, begins with the newest"
    for _ in range(20):
        go(source, record, Run(max_pages=2))
    assert len(record.ids) == len(source.posts)


def test_an_error_of_a_way_that_fails_for_now_is_told() -> None:
    source, record = backlog(FOR_NOW[0])
    query = Query("s", source.now, since=START, cursors=record.cursors)
    pages = walk(source.read, "top", asked="q", query=query, bounds=Bounds(9, HOUR))
    assert not next(pages).posts
    with pytest.raises(ServerTrouble):
        next(pages)


@pytest.mark.parametrize(("length", "pages"), [(4096, 2), (4097, 1)])
def test_a_name_of_a_page_that_is_too_long_is_told_and_not_followed(
    length: int, pages: int
) -> None:
    def read(token: str) -> Batch:
        return Batch((post(len(token), 1.0),), following="x" * length if token == "top" else None)

    query = Query("s", START + HOUR, since=START)
    read_pages = list(walk(read, "top", asked="q", query=query, bounds=Bounds(9, HOUR)))
    assert len(read_pages) == pages
    notes = [one for page in read_pages for one in page.rejected]
    assert [f"{length} characters" in one.reason for one in notes] == [True] * (2 - pages)
    assert all(len(one.raw) <= 200 for one in notes)
    assert read_pages[-1].cursor
    assert read_pages[-1].cursor["left"] == []
    assert read_pages[-1].reach
    assert (read_pages[-1].reach.since == START) == (pages == 2)


def test_a_mark_that_holds_a_name_of_a_page_too_long_goes_on_from_the_top() -> None:
    source, record = filled("numbers", 6), Record(START)
    way = {"at": "9" * 70_000, "until": None, "done": []}
    record.cursors["q"] = {"newest_at": None, "back_to": None, "left": [way], "behind": True}
    go(source, record, Run())
    assert len(record.ids) == 6


def test_what_is_done_of_a_page_is_short_however_long_its_ids() -> None:
    long = [post(number, 1.0) for number in range(50)]
    long = [one.model_copy(update={"id": f"{one.id}-{'x' * 200}"}) for one in long]
    record = Record(START)
    for _ in range(2):
        query = Query("s", START + HOUR, since=START, limit=40, cursors=record.cursors)
        bounds = Bounds(9, HOUR)
        for page in walk(
            lambda _: Batch(tuple(long)), "top", asked="q", query=query, bounds=bounds
        ):
            record.store(page)
        assert len(str(record.cursors)) < 40 * 200
    assert len(record.ids) == 40
    go_on = Query("s", START + HOUR, since=START, limit=40, cursors=record.cursors)
    pages = walk(lambda _: Batch(tuple(long)), "top", asked="q", query=go_on, bounds=bounds)
    assert {one.id for one in long[40:]} <= {one.id for page in pages for one in page.posts}
