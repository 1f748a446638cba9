import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.turns import (
    FAILURE_REST_S,
    FAILURES,
    FARTHEST_S,
    FORGET_S,
    LONGEST_FAILURE_REST_S,
    LONGEST_WALL_REST_S,
    PROBE_S,
    WALL_REST_S,
    HostState,
    OwnTurns,
    failed,
    held,
    resting_s,
    succeeded,
    taken,
    within_a_day,
)

NOW = 1_716_206_400.0
steps = st.floats(0, 4000, allow_nan=False)
pauses = st.sampled_from([0.0, 0.5, 2.0, 30.0])
events = st.one_of(
    st.tuples(st.just("turn"), steps, pauses),
    st.tuples(st.just("hold"), steps, st.floats(0, 500)),
    st.tuples(st.just("failed"), steps, st.booleans()),
    st.tuples(st.just("succeeded"), steps, st.none()),
)


def after(state: HostState, event: Any, now: float) -> tuple[float | None, HostState]:
    """Return the moment of a turn that was given, and the new state."""
    kind, _, value = event
    if kind == "turn":
        rested = resting_s(state, now=now) > 0
        at, new = taken(state, pause_s=value, now=now)
        return (None if rested else at), new
    if kind == "hold":
        return None, held(state, until=now + value)
    if kind == "failed":
        return None, failed(state, now=now, at_once=value)
    return None, succeeded(state)


@given(st.lists(events, max_size=40))
def test_no_two_turns_are_closer_than_the_pause_after_the_first(happened: Any) -> None:
    state, now, last = HostState(), NOW, None
    for event in happened:
        now += event[1]
        at, state = after(state, event, now)
        if at is not None:
            assert at >= now
            assert last is None or at >= last[0] + last[1]
            last = (at, event[2])


@given(st.lists(events, max_size=40))
def test_a_wait_that_the_host_asked_for_is_kept_by_every_turn(happened: Any) -> None:
    state, now, until = HostState(), NOW, 0.0
    for event in happened:
        now += event[1]
        until = max(until, now + event[2]) if event[0] == "hold" else until
        at, state = after(state, event, now)
        assert at is None or at >= until


@given(st.lists(events, max_size=60))
def test_a_host_is_never_given_up_and_never_rests_longer_than_a_day(happened: Any) -> None:
    state, now = HostState(), NOW
    for event in happened:
        now += event[1]
        _, state = after(state, event, now)
        assert 0 <= resting_s(state, now=now) <= LONGEST_WALL_REST_S
    at, _ = taken(state, pause_s=1, now=now + 2 * LONGEST_WALL_REST_S)
    assert at < now + 3 * LONGEST_WALL_REST_S


@given(st.lists(st.floats(0, allow_nan=False), min_size=5, max_size=5), pauses)
def test_no_moment_that_is_kept_shuts_a_host_for_longer_than_a_day(
    moments: Any, pause: float
) -> None:
    free, shut, probe, held_until, walled = moments
    state = HostState(free, 0, shut, probe, held_until, 1, walled)
    bounded = within_a_day(state, now=NOW)
    at, _ = taken(bounded, pause_s=pause, now=NOW)
    assert at <= NOW + FARTHEST_S
    assert within_a_day(bounded, now=NOW + 1) == bounded


@given(st.lists(events, max_size=40), pauses)
def test_a_host_at_rest_gives_no_turn_and_forgets_nothing(happened: Any, pause: float) -> None:
    state, now = HostState(), NOW
    for event in happened:
        now += event[1]
        _, state = after(state, event, now)
    if rest := resting_s(state, now=now):
        assert taken(state, pause_s=pause, now=now) == (now + rest, state)


@given(st.lists(events, max_size=20), st.booleans())
def test_after_a_rest_one_question_is_let_through(happened: Any, wall: Any) -> None:
    state, now = HostState(), NOW
    for event in happened:
        now += event[1]
        _, state = after(state, event, now)
    state = failed(HostState(failures=99, walls=state.walls), now=now, at_once=wall)
    end = now + resting_s(state, now=now)

    at, probing = taken(state, pause_s=0, now=end)

    assert at >= end
    assert resting_s(probing, now=end) >= PROBE_S
    assert resting_s(succeeded(probing), now=end) == 0
    assert resting_s(failed(probing, now=end + 1, at_once=False), now=end + 1) > 0


def test_a_question_that_got_lost_after_a_rest_is_not_waited_for_without_end() -> None:
    state = failed(HostState(), now=NOW, at_once=True)
    _, probing = taken(state, pause_s=0, now=NOW + WALL_REST_S)
    late = NOW + WALL_REST_S + PROBE_S
    assert resting_s(probing, now=late - 1) == 1
    assert taken(probing, pause_s=0, now=late)[0] == late


def rests(count: int, *, at_once: bool) -> list[float]:
    """Return the rests after failure upon failure, each after the rest before it."""
    state, now, found = HostState(), NOW, []
    for _ in range(count):
        state = failed(state, now=now, at_once=at_once)
        found.append(resting_s(state, now=now))
        now += found[-1]
        _, state = taken(state, pause_s=0, now=now)
        state = succeeded(state) if at_once else state  # a wall comes with a good status
    return found


def test_a_wall_shuts_at_once_and_each_further_one_twice_as_long() -> None:
    found = rests(9, at_once=True)
    assert found[:3] == [WALL_REST_S, 2 * WALL_REST_S, 4 * WALL_REST_S]
    assert found[-1] == LONGEST_WALL_REST_S


def test_five_passing_failures_in_a_row_shut_and_each_further_one_twice_as_long() -> None:
    found = rests(FAILURES + 9, at_once=False)
    assert found[: FAILURES + 1] == [0, 0, 0, 0, FAILURE_REST_S, 2 * FAILURE_REST_S]
    assert found[-1] == LONGEST_FAILURE_REST_S


def test_a_success_in_between_begins_the_count_anew() -> None:
    state = HostState()
    for _ in range(3):
        for _ in range(FAILURES - 1):
            state = failed(state, now=NOW, at_once=False)
        state = succeeded(state)
    assert state == HostState()


def test_a_wall_is_forgotten_after_a_day_of_peace() -> None:
    state = failed(HostState(), now=NOW, at_once=True)
    soon, late = NOW + WALL_REST_S + FORGET_S, NOW + WALL_REST_S + FORGET_S + 1
    assert failed(state, now=soon, at_once=True).walls == 2
    assert failed(state, now=late, at_once=True).walls == 1


def test_the_same_wall_told_twice_counts_once() -> None:
    state = failed(HostState(), now=NOW, at_once=True)
    assert failed(state, now=NOW + 1, at_once=True) == state


def test_an_answer_to_an_older_question_does_not_end_a_rest() -> None:
    state = failed(HostState(), now=NOW, at_once=True)
    assert resting_s(succeeded(state), now=NOW) == WALL_REST_S


def test_without_a_pause_and_without_trouble_nothing_needs_to_be_written() -> None:
    state = HostState(free_at=NOW - 5)
    assert taken(state, pause_s=0, now=NOW) == (NOW, state)
    assert not state.is_troubled


def test_threads_that_share_a_host_keep_the_pause_between_them() -> None:
    turns, moments = OwnTurns(), list[float]()

    def ask() -> None:
        for _ in range(50):
            at = turns.change("a", lambda state: taken(state, pause_s=2, now=NOW))
            moments.append(at)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(moments) == [NOW + 2 * n for n in range(400)]


@pytest.mark.parametrize("host", ["b", "a:8080"])
def test_what_is_known_of_one_host_says_nothing_of_another(host: str) -> None:
    turns = OwnTurns()
    turns.change("a", lambda state: (None, failed(state, now=NOW, at_once=True)))
    assert turns.change(host, lambda state: (state, state)) == HostState()
