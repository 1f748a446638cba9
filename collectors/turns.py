"""Whose turn it is at a host: one budget for every run that asks there, and a circuit.

What is known of a host is one small value, changed by pure functions. Where it is kept is the
caller's business (`Turns`); kept in one place for several processes, they all go by it: pauses,
waits that the host asked for, and the rest it is given after walls and failures.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

FAILURES = 5
"""Passing failures in a row that open the circuit."""
FAILURE_REST_S, LONGEST_FAILURE_REST_S = 60.0, 3600.0
"""Rest after those; doubled with each further failure."""
WALL_REST_S, LONGEST_WALL_REST_S = 15 * 60.0, 24 * 3600.0
"""Rest after a wall; doubled with each further one."""
FORGET_S = 24 * 3600.0
"""A host that put up no wall for so long after its last rest begins anew."""
PROBE_S = 180.0
"""Time that the one question has which is let through after a rest."""
FARTHEST_S = 24 * 3600.0
"""Nothing that is known of a host reaches further ahead."""
DOUBLINGS = 30
"""Beyond them every rest is the longest."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HostState:
    """What is known of a host; moments are seconds since 1970, 0 where there is none.

    Attributes:
        free_at: when the next turn is, by the pauses between ours.
        failures: passing failures in a row.
        shut_until: end of the rest; stays after that end until a question succeeded.
        probe_until: until when the question that was let through after a rest is waited for.
        held_until: until when the host itself asked not to be asked.
        walls: walls met, each before the one before was forgotten.
        walled_at: when the last of them was met.
    """

    free_at: float = 0.0
    failures: int = 0
    shut_until: float = 0.0
    probe_until: float = 0.0
    held_until: float = 0.0
    walls: int = 0
    walled_at: float = 0.0

    @property
    def is_troubled(self) -> bool:
        """Return whether a success would be news."""
        return self.failures > 0 or self.shut_until > 0


class Turns(Protocol):
    """Keeps what is known of hosts."""

    def change(self, host: str, step: Callable[[HostState], tuple[T, HostState]]) -> T:
        """Give `step` what is known of `host`, keep what it makes of it, return its answer.

        Read and write are one: no other change of that host falls between them, from whatever
        thread or process. An unknown host is `HostState()`; one that is returned unchanged (equal)
        need not be written. `step` is quick, has no side effects and may be called again.
        """
        ...


class OwnTurns:
    """Hosts as one process knows them; for any number of threads."""

    def __init__(self) -> None:
        self._known: dict[str, HostState] = {}
        self._lock = threading.Lock()

    def change(self, host: str, step: Callable[[HostState], tuple[T, HostState]]) -> T:
        """Change what is known of `host`, as `Turns` says."""
        with self._lock:
            answer, self._known[host] = step(self._known.get(host, HostState()))
            return answer


def within_a_day(state: HostState, *, now: float) -> HostState:
    """Return what is known without moments more than a day ahead.

    A clock that ran ahead, or a wish beyond reason, must not shut a host for good.
    """
    last = now + FARTHEST_S
    moments = ("free_at", "shut_until", "probe_until", "held_until", "walled_at")
    kept = {name: min(last, getattr(state, name)) for name in moments}
    return replace(state, **kept)


def resting_s(state: HostState, *, now: float) -> float:
    """Return the seconds for which the host is to be left alone; 0 when it may be asked."""
    if state.shut_until <= 0:
        return 0.0
    return max(0.0, max(state.shut_until, state.probe_until) - now)


def taken(state: HostState, *, pause_s: float, now: float) -> tuple[float, HostState]:
    """Return the moment of our turn and what is then known.

    The turn after this one is at least `pause_s` later. While the host rests no turn is given:
    the moment is the end of its rest, and nothing changes. After a rest one turn is given, and
    no other until it succeeded, failed or got lost.
    """
    if rest := resting_s(state, now=now):
        return now + rest, state
    at = max(now, state.free_at, state.held_until)
    if state.shut_until > 0:
        state = replace(state, probe_until=at + PROBE_S)
    return at, replace(state, free_at=at + pause_s) if pause_s > 0 else state


def held(state: HostState, *, until: float) -> HostState:
    """Return what is known when the host asked not to be asked before `until`."""
    return replace(state, held_until=max(state.held_until, until))


def failed(state: HostState, *, now: float, at_once: bool) -> HostState:
    """Return what is known after a failure.

    Args:
        state: before it.
        now: the moment.
        at_once: it was a wall, which opens the circuit at once.
    """
    if now < state.shut_until:  # a question that was under way, or the same wall told twice
        return state
    if at_once:
        return _walled(state, now=now)
    failures = state.failures + 1
    if failures < FAILURES and state.shut_until <= 0:
        return replace(state, failures=failures)
    rest = _doubled(FAILURE_REST_S, failures - FAILURES, most=LONGEST_FAILURE_REST_S)
    return replace(state, failures=failures, shut_until=now + rest, probe_until=0.0)


def _walled(state: HostState, *, now: float) -> HostState:
    forgotten_at = state.walled_at + _wall_rest_s(state.walls) + FORGET_S
    walls = state.walls + 1 if state.walls and now <= forgotten_at else 1
    shut_until = now + _wall_rest_s(walls)
    return replace(state, walls=walls, walled_at=now, shut_until=shut_until, probe_until=0.0)


def succeeded(state: HostState) -> HostState:
    """Return what is known after an answer; it ends a rest only where one was let through."""
    shut_until = 0.0 if state.probe_until else state.shut_until
    return replace(state, failures=0, shut_until=shut_until, probe_until=0.0)


def _wall_rest_s(walls: int) -> float:
    return _doubled(WALL_REST_S, walls - 1, most=LONGEST_WALL_REST_S)


def _doubled(first: float, times: int, *, most: float) -> float:
    return min(first * 2.0 ** min(max(times, 0), DOUBLINGS), most)
