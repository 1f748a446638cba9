"""Hostile servers through real sockets: silence, drips, floods, bombs, loops and lures."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from acts import (
    BODIES,
    PLACES,
    STATUSES,
    WIRES,
    answered,
    bomb,
    dripping,
    endless,
    good,
    huge,
    silent,
)
from examples import Source, every_source
from hostile import Act, Hostile, wire
from replaying import Reply, exchange
from running import Kept, hurried
from small import HOST, SMALL

from collectors.base import Collector
from collectors.errors import (
    BadAddress,
    BadRequest,
    CollectorError,
    Gone,
    PrivateAddress,
    TooLarge,
    TooSlow,
)
from collectors.sources.feed import Feed
from collectors.sources.mastodon import Mastodon

named = pytest.mark.parametrize("source", every_source(), ids=lambda source: source.name)
small = pytest.mark.parametrize("kind", SMALL)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def first_error(source: Source, act: Act, **policy: Any) -> CollectorError:
    """Return how a run against a server that always answers so ends."""
    kept = Kept()
    with Hostile(source.exchanges, act) as server, hurried(**policy) as client:
        kept.run(source.at(server.url), client)
    assert not kept.posts
    return kept.errors[0]


@named
@pytest.mark.parametrize("act", [dripping(0.02), silent(9)], ids=["a drip", "silence"])
def test_a_slow_answer_ends_with_the_time_allowed(source: Source, act: Act) -> None:
    with within(8):
        assert isinstance(first_error(source, act, timeout_s=0.25, total_s=0.25), TooSlow)


def test_a_byte_a_second_is_waited_for_no_longer_than_the_whole_may_take() -> None:
    source = every_source()[0]
    with within(4):
        error = first_error(source, dripping(1.0), timeout_s=20, total_s=2.5)
    assert isinstance(error, TooSlow)


@small
@pytest.mark.parametrize(
    "act",
    [huge(200_000_000), endless(200_000_000), bomb(200_000_000)],
    ids=["length stated", "no length", "gzip bomb"],
)
def test_200_megabytes_are_not_taken(kind: str, act: Act) -> None:
    make, exchanges = SMALL[kind]
    with within(6):
        error = first_error(Source(kind, make, exchanges), act, max_bytes=2_000_000)
    assert isinstance(error, TooLarge)


@small
@pytest.mark.parametrize("group", [STATUSES, BODIES, WIRES], ids=["status", "body", "wire"])
def test_no_odd_answer_hangs_a_real_connection(kind: str, group: dict[str, Act]) -> None:
    make, exchanges = SMALL[kind]
    for act in group.values():
        kept = Kept()
        with within(5), Hostile(exchanges, act) as server, hurried() as client:
            kept.run(make(server.url), client)


@small
@pytest.mark.parametrize("name", PLACES)
def test_no_redirect_leads_into_the_private_or_out_of_the_web(kind: str, name: str) -> None:
    make, exchanges = SMALL[kind]
    error = first_error(Source(kind, make, exchanges), PLACES[name])
    assert isinstance(error, PrivateAddress | BadAddress | BadRequest | Gone)
    if "private" in name or "cloud" in name or "number" in name:
        assert isinstance(error, PrivateAddress)


@small
def test_a_redirect_to_another_port_of_a_private_host_is_refused(kind: str) -> None:
    make, exchanges = SMALL[kind]
    inner_requests: list[str] = []
    with Hostile([], good) as inner:
        lure = answered(302, location=f"{inner.url}/admin")
        with Hostile(exchanges, lure) as server:
            host = server.url.removeprefix("http://")
            kept = Kept()
            with hurried(allow_private=(host,)) as client:
                kept.run(make(server.url), client)
        inner_requests += inner.asked
    assert isinstance(kept.errors[0], PrivateAddress)
    assert inner_requests == []


@small
def test_redirects_that_go_round_are_followed_a_few_times_only(kind: str) -> None:
    make, exchanges = SMALL[kind]
    kept = Kept()
    with (
        Hostile(exchanges, answered(302, location="?again")) as server,
        hurried(max_redirects=4) as client,
    ):
        kept.run(make(server.url), client)
    assert isinstance(kept.errors[0], BadRequest)
    assert len([target for target in server.asked if target != "/robots.txt"]) == 5


class Endless:
    """Answers without end: each page brings one new post and names a next page."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def feed(self, _reply: Reply) -> list[bytes]:
        number = next(self._numbers)
        item = {"id": str(number), "content_text": "more"}
        return _sent({"items": [item], "next_url": f"/1?page={number}"})

    def mastodon(self, _reply: Reply) -> list[bytes]:
        number = next(self._numbers)
        status = {
            "id": str(10**6 - number),
            "created_at": f"2026-05-01T00:{number // 60 % 60:02}:{number % 60:02}Z",
            "content": "more",
            "account": {"acct": "ann"},
        }
        return _sent([status], link=f'</api/v1/timelines/tag/a?max_id={number}>; rel="next"')


def _sent(body: Any, link: str = "") -> list[bytes]:
    recorded = exchange(HOST, body, link=link)["response"]
    return [wire(Reply(200, tuple(recorded["headers"].items()), recorded["body"].encode()))]


@pytest.mark.parametrize("kind", ["feed", "mastodon"])
def test_pages_without_end_are_read_up_to_the_budget_and_the_rest_is_told(kind: str) -> None:
    act = getattr(Endless(), kind)
    kept = Kept()
    with Hostile([], act) as server, hurried(obey_robots=False) as client:
        made: Mapping[str, Collector] = {
            "feed": Feed(url=f"{server.url}/1", max_pages=7),
            "mastodon": Mastodon(base_url=server.url, hashtag="a", max_pages=7),
        }
        kept.run(made[kind], client)
    assert (len(server.asked), len(kept.posts), kept.errors) == (7, 7, [])
    assert "max_pages" in kept.rejected[0].reason


@named
def test_a_server_that_sends_all_but_the_last_byte_and_waits_is_left(source: Source) -> None:
    def almost(reply: Reply) -> list[bytes | float]:
        return [wire(reply)[:-1], 9.0]

    with within(8):
        assert isinstance(first_error(source, almost, timeout_s=0.25), TooSlow)


@small
def test_one_connection_serves_all_requests_of_a_run(kind: str) -> None:
    make, exchanges = SMALL[kind]
    kept = Kept()
    with Hostile(exchanges, good) as server, hurried(obey_robots=False) as client:
        kept.run(make(server.url), client)
        assert server.connections == 1
