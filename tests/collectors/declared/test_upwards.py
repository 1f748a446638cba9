from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.base import Query
from collectors.declared.upwards import upwards
from collectors.errors import Gone
from collectors.post import Post
from collectors.walk import Batch

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
QUERY = Query(source="forum", now=NOW)


class Thread:
    """A thread of numbered posts, so many a page; pages are asked for by number."""

    def __init__(self, posts: int, *, size: int = 3, open_end: bool = False) -> None:
        self.posts, self.size, self.open_end = posts, size, open_end
        self.asked: list[str] = []

    def read(self, token: str) -> Batch:
        self.asked.append(token)
        begin = int(token) * self.size
        there = range(begin, min(self.posts, begin + self.size))
        made = tuple(Post(source="forum", id=str(n), kind="post", text=f"t{n}") for n in there)
        more = bool(made) if self.open_end else begin + self.size < self.posts
        return Batch(made, following=str(int(token) + 1) if more else None)

    def run(self, mark: Mapping[str, Any], *, limit: int | None = None, pages: int = 2) -> Any:
        query = replace(QUERY, limit=limit, cursors={"t": mark} if mark else {})
        return list(upwards(self.read, "0", asked="t", query=query, max_pages=pages))


def ids(pages: Any) -> list[int]:
    return [int(post.id) for page in pages for post in page.posts]


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.none() | st.integers(1, 4), st.integers(1, 3)), max_size=8
    ),
    st.booleans(),
    st.integers(1, 4),
)
def test_any_runs_over_a_growing_thread_lose_nothing(
    runs: list[tuple[int, int | None, int]],
    open_end: bool,  # noqa: FBT001  # drawn by hypothesis
    size: int,
) -> None:
    thread, mark, found = Thread(5, size=size, open_end=open_end), {}, set()
    for grown, limit, pages in runs:
        thread.posts += grown
        read = thread.run(mark, limit=limit, pages=pages)
        kept = read[: max(1, len(read) - grown % 2)]  # a run may die between two pages
        found |= set(ids(kept))
        mark = kept[-1].cursor
    while True:
        pages_read = thread.run(mark, pages=50)
        found |= set(ids(pages_read))
        mark = pages_read[-1].cursor
        if not pages_read[-1].reach.more:
            break
    assert found == set(range(thread.posts))


@pytest.mark.parametrize("open_end", [False, True])
def test_pages_that_were_read_are_not_read_again(open_end: Any) -> None:
    thread = Thread(9, open_end=open_end)
    first = thread.run({}, pages=9)
    thread.asked.clear()
    thread.posts = 11
    assert ids(thread.run(first[-1].cursor, pages=9)) == [9, 10]
    assert "0" not in thread.asked
    assert len(thread.asked) <= 3


def test_a_limit_that_cuts_a_page_is_made_good_by_the_next_runs() -> None:
    thread, mark, found = Thread(7), {}, []
    for _ in range(4):
        pages = thread.run(mark, limit=2)
        mark = pages[-1].cursor
        found.append(ids(pages))
    assert found == [[0, 1], [2, 3], [4, 5], [6]]


def test_a_place_that_is_no_more_is_read_from_the_top() -> None:
    thread = Thread(2)

    def read(token: str) -> Batch:
        if token == "9":
            raise Gone("https://forum.example/9", status=404)
        return thread.read(token)

    query = replace(QUERY, cursors={"t": {"at": "9", "done": [], "back_to": None}})
    assert ids(upwards(read, "0", asked="t", query=query, max_pages=3)) == [0, 1]


def test_a_wider_question_is_read_from_the_top() -> None:
    thread = Thread(6)
    since = replace(QUERY, since=NOW)
    (*_, last) = upwards(thread.read, "0", asked="t", query=since, max_pages=9)
    wider = replace(QUERY, cursors={"t": last.cursor or {}})
    assert ids(upwards(thread.read, "0", asked="t", query=wider, max_pages=9)) == list(range(6))


def test_pages_that_repeat_end_the_run() -> None:
    asked: list[str] = []

    def read(token: str) -> Batch:
        asked.append(token)
        post = Post(source="forum", id="1", kind="post", text="x")
        return Batch((post,), following=f"{token}0")

    assert ids(upwards(read, "1", asked="t", query=QUERY, max_pages=50)) == [1]
    assert len(asked) == 2
