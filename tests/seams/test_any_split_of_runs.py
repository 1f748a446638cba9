"""Any split of a stream into runs, broken off anywhere, gives the same record as one run."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa
from acts import good, reset_at
from hostile import Hostile, only
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from replaying import Reply
from running import hurried

from collectors.base import Collector, Page, Query
from collectors.errors import CollectorError
from collectors.sources.feed import Feed
from collectors.sources.mastodon import Mastodon
from collectors.sources.wordpress import WordPress
from flows.store import tables
from flows.store.collected import read_cursors, save_page
from flows.store.record import Record

KEY = b"a key that only tests may know"
BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
PAGE = 3
MOST_RUNS = 80
WHEN_SEEN = {"first_seen_at", "changed_at"}


@dataclass
class Stream:
    """A source whose posts appear while it is read.

    Attributes:
        minutes: moment of each post after BEGIN, ascending; several may share one.
        gaps: how many answers pass before each post appears; 0 means it is there at once.
    """

    minutes: list[int]
    gaps: list[int]
    answers: int = 0
    whole: bool = False

    def posts(self) -> list[tuple[int, str]]:
        """Return (number, time) of the posts that are there, newest first."""
        due, there = 0, []
        for number, minutes in enumerate(self.minutes, start=1):
            due += self.gaps[number - 1]
            if due <= self.answers or self.whole:
                at = BEGIN + timedelta(minutes=minutes)
                there.append((number, at.strftime("%Y-%m-%dT%H:%M:%S")))
        return there[::-1]

    def reply(self, target: str) -> Reply:
        """Return a page of it, in the manner of the source that is asked."""
        parts = urlsplit(target)
        asked = dict(parse_qsl(parts.query))
        there = self.posts()
        self.answers += 1
        if parts.path.startswith("/api/"):
            return _statuses(parts.path, asked, there)
        if parts.path.startswith("/wp-json/"):
            return _comments(asked, there)
        return _feed(asked, there)


Posts = list[tuple[int, str]]


def _statuses(path: str, asked: Mapping[str, str], there: Posts) -> Reply:
    below = int(asked.get("max_id", 10**9))
    older = [one for one in there if one[0] < below]
    page = [
        {"id": str(number), "created_at": f"{at}Z", "content": f"n{number}",
         "account": {"acct": "ann", "id": "1"}}
        for number, at in older[:PAGE]
    ]  # fmt: skip
    more = {"link": f'<{path}?max_id={page[-1]["id"]}>; rel="next"'} if older[PAGE:] else {}
    return _json(page, more)


def _comments(asked: Mapping[str, str], there: Posts) -> Reply:
    number = int(asked["page"])
    begin = (number - 1) * PAGE
    if begin >= len(there) and number > 1:
        return _json({"code": "rest_post_invalid_page_number"}, {}, status=400)
    page = [
        {"id": one, "post": 1, "parent": 0, "author": 0, "author_name": "Ann", "date": at,
         "date_gmt": at, "content": {"rendered": f"n{one}"}, "link": "", "type": "comment"}
        for one, at in there[begin : begin + PAGE]
    ]  # fmt: skip
    pages = -(-len(there) // PAGE)
    return _json(page, {"x-wp-total": str(len(there)), "x-wp-totalpages": str(pages)})


def _feed(asked: Mapping[str, str], there: Posts) -> Reply:
    begin = int(asked.get("from", "0"))
    items = [
        {"id": str(number), "content_text": f"n{number}", "date_published": f"{at}Z"}
        for number, at in there[begin : begin + PAGE]
    ]
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    if there[begin + PAGE :]:
        feed["next_url"] = f"/feed.json?from={begin + PAGE}"
    return _json(feed, {"etag": f'"{len(there)}"'})


def _json(body: Any, headers: Mapping[str, str], *, status: int = 200) -> Reply:
    named = (("content-type", "application/json"), *headers.items())
    return Reply(status, named, json.dumps(body).encode())


MAKE: Mapping[str, Callable[[str, int], Collector]] = {
    "feed": lambda url, _pages: Feed(url=f"{url}/feed.json", max_pages=50),
    "mastodon": lambda url, pages: Mastodon(
        base_url=url, hashtag="a", look_back_days=0, max_pages=pages
    ),
    "wordpress": lambda url, pages: WordPress(base_url=url, look_back_days=0, max_pages=pages),
}


class Died(Exception):
    """The process is no more."""


@dataclass(frozen=True)
class Run:
    """How one run goes: where the connection breaks, when the process dies, how much it may."""

    reset: tuple[int, int] | None = None
    dies_after: int | None = None
    dies_unsaved: bool = False
    limit: int | None = None

    def may_die(self, number: int, *, saved: bool) -> None:
        """Die if this is the page, before or after it was saved."""
        if self.dies_after == number and saved != self.dies_unsaved:
            raise Died


runs = st.builds(
    Run,
    reset=st.none() | st.tuples(st.integers(0, 6), st.integers(0, 600)),
    dies_after=st.none() | st.integers(0, 4),
    dies_unsaved=st.booleans(),
    limit=st.none() | st.integers(1, 7),
)


@st.composite
def streams(draw: st.DrawFn) -> Stream:
    size = draw(st.integers(1, 30))
    minutes = sorted(draw(st.lists(st.integers(0, 40), min_size=size, max_size=size)))
    gaps = draw(st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=size, max_size=size))
    return Stream(minutes, gaps)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "record.db"
    Record.open(f"sqlite:///{path}", key=KEY).close()
    return path


@contextmanager
def fresh(migrated: Path) -> Iterator[Record]:
    """A record in memory's file system: SQLite waits for every commit."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        shutil.copy(migrated, Path(folder) / "record.db")
        with Record.open(f"sqlite:///{folder}/record.db", key=KEY) as record:
            yield record


def stored(record: Record) -> dict[str, list[Any]]:
    """Return posts, versions and authors without the times of our looking."""
    chosen = (tables.posts, tables.post_versions, tables.authors)
    with record.read() as connection:
        return {
            table.name: sorted(
                map(
                    repr,
                    connection.execute(
                        sa.select(*(c for c in table.columns if c.name not in WHEN_SEEN))
                    ),
                )
            )
            for table in chosen
        }


@dataclass
class Reading:
    """Runs of one source into one record."""

    record: Record
    kind: str
    stream: Stream
    moments: Iterator[int] = field(default_factory=count)

    def run(self, how: Run, *, pages: int) -> None:
        """Let one run go as far as it comes."""
        act = reset_at(how.reset[1]) if how.reset else good
        when = only(how.reset[0] if how.reset else -1)
        now = NOW + timedelta(seconds=next(self.moments))
        with Hostile(self.stream.reply, act, when=when) as server, hurried() as client:
            cursors = _at(read_cursors(self.record, "s"), server.url)
            query = Query("s", now, since=BEGIN, limit=how.limit, cursors=cursors)
            try:
                for number, page in enumerate(
                    MAKE[self.kind](server.url, pages).collect(client, query)
                ):
                    how.may_die(number, saved=False)
                    self._save(page, server.url, now)
                    how.may_die(number, saved=True)
            except (Died, CollectorError):
                return

    def _save(self, page: Page, url: str, now: datetime) -> None:
        marks = _at({page.asked: page.cursor}, "http://source.example", url)
        asked, cursor = next(iter(marks.items()))
        save_page(self.record, replace(page, asked=asked, cursor=cursor), source="s", seen_at=now)


def _at(marks: Mapping[str, Any], url: str, old: str = "http://source.example") -> dict[str, Any]:
    """Return marks with the server's address changed: each run has a server of its own."""
    moved: dict[str, Any] = json.loads(json.dumps(marks).replace(old, url))
    return moved


@pytest.mark.parametrize("kind", MAKE)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(stream=streams(), plan=st.lists(runs, min_size=1, max_size=8), pages=st.integers(2, 5))
def test_any_split_into_broken_runs_gives_the_record_of_one(
    migrated: Path, kind: str, stream: Stream, plan: list[Run], pages: int
) -> None:
    with fresh(migrated) as record:
        reading = Reading(record, kind, stream)
        for how in plan:
            reading.run(how, pages=pages)
        stream.whole = True
        before: dict[str, list[Any]] = {}
        for _ in range(MOST_RUNS):
            reading.run(Run(), pages=50)
            if stored(record) == before:
                break
            before = stored(record)
    with fresh(migrated) as other:
        Reading(other, kind, stream).run(Run(), pages=50)
        assert before == stored(other)
        assert len(before["posts"]) == len(stream.minutes)
