from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import tours
from collectors.answer import Answer
from collectors.sitemaps import Listed
from collectors.tours import LONGEST, Tour

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
MANY = [f"https://shop.example/{n}" for n in range(9)]


def plain(*urls: str) -> list[Listed]:
    return [Listed(url) for url in urls]


def go(mark: Any, listed: list[Listed], *, most: int, day: int = 0, dies_after: int = 99) -> Any:
    """Let a run go, perhaps not to its end; return what it read and its mark."""
    tour = Tour(mark, NOW + timedelta(days=day), None)
    read: list[str] = []
    for one, _ in tour.stops(listed, most=most):
        if len(read) == dies_after:
            return read, tour.written(done=False)
        read.append(one.url)
        tour.read(one.url, Answer(one.url, 200, {"etag": f'"{one.url[-1]}"'}, b""))
    return read, tour.written(done=True)


def test_a_run_goes_on_where_the_last_one_stopped() -> None:
    mark: Any = {}
    rounds = []
    for day in range(4):
        read, mark = go(mark, plain(*MANY), most=4, day=day)
        rounds.append(read)
    assert rounds == [MANY[:4], MANY[4:8], MANY[8:], MANY[:4]]


@given(st.integers(1, 9), st.lists(st.integers(0, 5), max_size=9))
def test_however_runs_end_every_address_is_read_in_time(most: int, ends: Any) -> None:
    mark: Any = {}
    read: set[str] = set()
    for day, end in enumerate([*ends, *[99] * 9]):
        now, mark = go(mark, plain(*MANY), most=most, day=day, dies_after=end)
        assert len(now) <= most
        read.update(now)
    assert read == set(MANY)


def test_what_has_not_changed_since_it_was_read_is_passed_over() -> None:
    old, new = NOW - timedelta(days=3), NOW + timedelta(hours=12)
    before = [Listed(url, old) for url in MANY]
    read, mark = go({}, before, most=99)
    assert read == MANY

    after = [Listed(url, new if url == MANY[5] else old) for url in MANY]
    read, mark = go(mark, after, most=99, day=1)
    assert read == [MANY[5]]
    assert go(mark, after, most=99, day=2)[0] == []


def test_what_has_changed_goes_before_the_rest_of_the_round() -> None:
    _, mark = go({}, plain(*MANY), most=4)
    listed = [Listed(MANY[0], NOW + timedelta(hours=12)), *plain(*MANY[1:])]
    assert go(mark, listed, most=3, day=1)[0] == [MANY[0], MANY[4], MANY[5]]


def test_a_new_address_is_read_though_it_says_it_is_old() -> None:
    listed = [Listed(url, NOW - timedelta(days=3)) for url in MANY]
    _, mark = go({}, listed[:5], most=99)
    assert go(mark, listed, most=99, day=1)[0] == MANY[5:]


def test_the_last_answer_is_known_when_a_page_is_read_again() -> None:
    _, mark = go({}, plain(MANY[0]), most=9)
    tour = Tour(mark, NOW + timedelta(days=1), None)
    ((one, seen),) = tour.stops(plain(MANY[0]), most=9)
    assert seen is not None
    assert seen.etag == '"0"'
    tour.read(one.url, Answer(one.url, 304, {}, b""))
    ((_, again),) = Tour(tour.written(done=True), NOW + timedelta(days=2), None).stops(
        plain(MANY[0]), most=9
    )
    assert again is not None
    assert (again.etag, again.at) == ('"0"', NOW + timedelta(days=1))


def test_memory_is_bounded_and_what_was_forgotten_still_goes_by_the_last_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tours, "KEPT", 3)
    listed = [Listed(url, NOW - timedelta(days=3)) for url in MANY]
    _, mark = go({}, listed, most=99)
    assert len(mark["seen"]) == 3
    assert go(mark, listed, most=99, day=1)[0] == []


def test_a_run_that_is_to_reach_further_back_begins_anew() -> None:
    first = Tour({}, NOW, NOW - timedelta(days=9))
    for one, _ in first.stops(plain(*MANY), most=99):
        first.read(one.url, None)
    mark = first.written(done=True)
    seen = [known for _, known in Tour(mark, NOW, None).stops(plain(*MANY), most=99)]
    assert seen == [None] * 9


@pytest.mark.parametrize("mark", [{"seen": 3}, {"last": "gone"}, {"ran_at": "soon"}])
def test_an_odd_mark_is_no_mark(mark: Any) -> None:
    assert go(mark, plain(*MANY), most=99)[0] == MANY


def test_what_an_answer_is_known_by_is_kept_only_while_it_is_short() -> None:
    tour = Tour({}, NOW, None)
    for name, length in (("short", LONGEST), ("long", LONGEST + 1)):
        tour.read(
            name, Answer(name, 200, {"etag": "e" * length, "last-modified": "m" * length}, b"")
        )
    short, long = tour.written(done=True)["seen"].values()
    assert (len(short["etag"]), len(short["last_modified"])) == (LONGEST, LONGEST)
    assert long.keys() == {"at"}
