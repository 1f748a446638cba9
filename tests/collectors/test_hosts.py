from dataclasses import replace
from typing import Any

import httpx
import pytest

from collectors.errors import (
    Blocked,
    Gone,
    NotThisFormat,
    Resting,
    ServerTrouble,
    Throttled,
    Transient,
)
from collectors.turns import FAILURE_REST_S, WALL_REST_S, HostState, OwnTurns


class CountingTurns(OwnTurns):
    """Counts the changes."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = 0

    def change(self, host: str, step: Any) -> Any:
        self.changes += 1
        return super().change(host, step)

    def known(self, host: str) -> HostState:
        return self._known.get(host, HostState())


@pytest.fixture
def turns() -> CountingTurns:
    return CountingTurns()


@pytest.fixture
def another(make_client: Any, turns: CountingTurns) -> Any:
    """Make clients that share what is known of the hosts, as several processes do."""
    return lambda **policy: make_client(turns=turns, **{"obey_robots": False, **policy})


def host_of(site: Any) -> str:
    return str(site.url.removeprefix("http://"))


def test_a_question_to_a_healthy_host_costs_one_look(
    site: Any, another: Any, turns: CountingTurns
) -> None:
    site.say("/a")
    client = another()
    for _ in range(3):
        client.get(f"{site.url}/a")
    assert turns.changes == 3
    assert turns.known(host_of(site)) == HostState()


def test_a_second_client_keeps_the_pause_of_the_first(site: Any, another: Any, clock: Any) -> None:
    site.say("/a")
    for _ in range(3):
        another(pause_s=2).get(f"{site.url}/a")
    assert clock.slept == [2, 2]


def test_a_second_client_keeps_to_what_the_first_was_told(
    site: Any, another: Any, clock: Any
) -> None:
    site.say("/a", status=429, Retry_After="3600")
    site.say("/a", "there")
    with pytest.raises(Throttled):
        another().get(f"{site.url}/a")

    with pytest.raises(Throttled) as caught:
        another().get(f"{site.url}/b")

    assert caught.value.retry_after_s == pytest.approx(3600)
    assert site.paths() == ["/a"]
    clock.sleep(3601)
    assert another().get(f"{site.url}/a").text() == "there"


def test_a_spent_limit_holds_for_every_client(site: Any, another: Any, clock: Any) -> None:
    site.say("/a", X_RateLimit_Remaining="0", X_RateLimit_Reset="9")
    another().get(f"{site.url}/a")
    another().get(f"{site.url}/a")
    assert sum(clock.slept) == pytest.approx(9)


def test_a_pause_longer_than_we_wait_lets_the_first_question_through(
    site: Any, another: Any
) -> None:
    site.say("/a")
    another(pause_s=600, max_wait_s=60).get(f"{site.url}/a")
    with pytest.raises(Throttled):
        another(pause_s=600, max_wait_s=60).get(f"{site.url}/a")


def test_a_line_of_our_own_is_waited_in_though_it_is_long(
    site: Any, another: Any, clock: Any, turns: CountingTurns
) -> None:
    site.say("/a")
    ahead = HostState(free_at=clock.wall() + 90)
    turns.change(host_of(site), lambda _: (None, ahead))
    another(pause_s=30, max_wait_s=60).get(f"{site.url}/a")
    assert clock.slept == [90]


def test_a_wall_that_a_collector_found_makes_the_host_rest(
    site: Any, another: Any, clock: Any
) -> None:
    site.say("/a", "<html>who are you")
    first = another()
    with pytest.raises(Blocked) as wall:
        first.get(f"{site.url}/a").json()
    first.note(wall.value)
    first.note(wall.value)

    with pytest.raises(Resting, match="wall") as rest:
        another().get(f"{site.url}/a")

    assert rest.value.retry_after_s == pytest.approx(WALL_REST_S)
    assert rest.value.host == host_of(site)
    assert (site.paths(), clock.slept) == (["/a"], [])
    clock.sleep(WALL_REST_S)
    assert another().get(f"{site.url}/a").status == 200


def test_a_wall_met_again_after_the_rest_makes_it_rest_twice_as_long(
    site: Any, another: Any, clock: Any
) -> None:
    site.say("/a", "")
    client = another()
    for times in (1, 2, 4):
        client.get(f"{site.url}/a")
        client.note(Blocked(f"{site.url}/a", why="nothing"))
        with pytest.raises(Resting) as rest:
            client.get(f"{site.url}/a")
        assert rest.value.retry_after_s == pytest.approx(times * WALL_REST_S)
        clock.sleep(times * WALL_REST_S)


def test_failures_in_a_row_make_the_host_rest_and_say_why(
    site: Any, another: Any, clock: Any
) -> None:
    site.say("/a", status=500)
    with pytest.raises(ServerTrouble):
        another(retries=9).get(f"{site.url}/a")
    assert len(site.paths()) == 5

    with pytest.raises(Resting, match="5 times") as rest:
        another().get(f"{site.url}/b")

    assert rest.value.retry_after_s == pytest.approx(FAILURE_REST_S)
    clock.sleep(FAILURE_REST_S)
    with pytest.raises(ServerTrouble):
        another(retries=9).get(f"{site.url}/a")
    assert len(site.paths()) == 6


def test_a_host_that_answers_again_is_asked_as_before(
    site: Any, another: Any, clock: Any, turns: CountingTurns
) -> None:
    for _ in range(5):
        site.say("/a", status=500)
    site.say("/a", "there")
    with pytest.raises(ServerTrouble):
        another(retries=4).get(f"{site.url}/a")
    clock.sleep(FAILURE_REST_S)

    assert another().get(f"{site.url}/a").text() == "there"

    assert turns.known(host_of(site)) == HostState()


def test_what_is_not_there_is_no_trouble_of_the_host(
    site: Any, another: Any, turns: CountingTurns
) -> None:
    for _ in range(7):
        with pytest.raises(Gone):
            another().get(f"{site.url}/none")
    assert turns.known(host_of(site)) == HostState()


def test_a_host_is_another_on_another_port(site: Any, another: Any) -> None:
    site.say("/a")
    client = another()
    client.note(Blocked("http://127.0.0.1/a", why="a captcha"))
    assert client.get(f"{site.url}/a").status == 200


def said(status: int, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(b"<p>hello"))


@pytest.fixture
def evil(another: Any) -> Any:
    """Return a client of a web in which evil.example leads to a victim that is in trouble."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "evil.example":
            return said(302, location="https://victim.example/about")
        return said(500 if request.url.path == "/about" else 200)

    return another(transport=httpx.MockTransport(answer), retries=9)


def test_failures_are_laid_to_the_host_that_led_there(evil: Any, turns: CountingTurns) -> None:
    with pytest.raises(ServerTrouble):
        evil.get("https://evil.example/f")
    with pytest.raises(ServerTrouble):
        evil.get("https://victim.example/about", sent_by="https://evil.example/links")
    assert turns.known("victim.example") == HostState()
    assert turns.known("evil.example").failures > 0
    assert evil.get("https://victim.example/").status == 200


@pytest.mark.parametrize("linked", [False, True])
def test_walls_are_laid_to_the_host_that_led_there(
    another: Any, turns: CountingTurns, linked: Any
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "evil.example":
            return said(302, location="https://victim.example/about?key=1")
        return said(200)

    client = another(transport=httpx.MockTransport(answer))
    there, sent_by = "https://victim.example/about?key=1", "https://evil.example/links"
    led = client.get(there, sent_by=sent_by) if linked else client.get("https://evil.example/f")
    client.note(Blocked(led.url, why="a page"))

    assert turns.known("victim.example") == HostState()
    assert turns.known("evil.example").walls == 1
    with pytest.raises(Resting):
        client.get("https://evil.example/f")

    client.note(Blocked(client.get(there).url, why="a page"))
    assert turns.known("victim.example").walls == 1


@pytest.mark.parametrize(
    "error",
    [
        NotThisFormat("a", expected="b", why="c"),
        Blocked("saved page 3.html", why="a captcha"),
        Throttled("https://a.example/"),
    ],
)
def test_other_errors_may_be_told_too(another: Any, turns: CountingTurns, error: Any) -> None:
    another().note(error)
    assert turns.changes == 0


def test_a_clock_that_ran_ahead_does_not_shut_a_host_for_good(
    site: Any, another: Any, clock: Any, turns: CountingTurns
) -> None:
    site.say("/a", status=429, Retry_After="99999999999")
    with pytest.raises(Throttled):
        another().get(f"{site.url}/a")
    until = turns.known(host_of(site)).held_until
    assert until <= clock.wall() + 24 * 3600
    assert replace(turns.known(host_of(site)), held_until=0.0) == HostState()


@pytest.mark.parametrize("until", [1e12, float("inf")])
def test_a_moment_beyond_reason_that_was_kept_passes_after_a_day(
    site: Any, another: Any, clock: Any, turns: CountingTurns, until: float
) -> None:
    site.say("/a")
    turns.change(host_of(site), lambda _: (None, HostState(free_at=until, held_until=until)))
    with pytest.raises(Throttled) as caught:
        another().get(f"{site.url}/a")
    assert caught.value.retry_after_s == pytest.approx(24 * 3600)
    clock.sleep(24 * 3600 + 1)
    assert another().get(f"{site.url}/a").status == 200


def test_a_rest_is_passing_but_not_worth_waiting_for() -> None:
    error = Resting("a", why="it met us with a wall", retry_after_s=5)
    assert isinstance(error, Transient)
    assert not error.at_once


def test_a_wait_that_only_the_body_states_is_kept(site: Any, another: Any, clock: Any) -> None:
    site.say("/a", '{"extras": {"wait_seconds": 7}}', status=429)
    site.say("/a", "there")
    assert another().get(f"{site.url}/a").text() == "there"
    assert sum(clock.slept) == pytest.approx(7, abs=0.01)


def test_a_429_that_asks_for_no_wait_is_not_asked_again_at_once(
    site: Any, another: Any, clock: Any
) -> None:
    site.say("/a", status=429, Retry_After="0")
    site.say("/a", "there")
    assert another(backoff_s=2).get(f"{site.url}/a").text() == "there"
    assert sum(clock.slept) >= 2


def test_what_little_is_left_of_a_limit_is_spread(site: Any, another: Any, clock: Any) -> None:
    left = {"X_RateLimit_Limit": "100", "X_RateLimit_Remaining": "4", "X_RateLimit_Reset": "60"}
    site.say("/a", **left)
    for _ in range(2):
        another().get(f"{site.url}/a")
    assert clock.slept == [15]
