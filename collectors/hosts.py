"""How we behave towards each host: turns taken, waits kept, walls and failures remembered."""

from collections.abc import Callable

from collectors.errors import CollectorError, Resting, Throttled
from collectors.policy import Policy
from collectors.turns import (
    FAILURES,
    HostState,
    OwnTurns,
    Turns,
    failed,
    held,
    resting_s,
    succeeded,
    taken,
    within_a_day,
)

QUEUE = 20
"""Askers of ours that may stand in line at a host whose pause is long."""
SHORTEST_S = 0.001
LONGEST_HOLD_S = 24 * 3600.0
"""A host that asks for more is asked again after a day all the same."""


class Hosts:
    """The hosts as `turns` keeps them, on the clock of this client.

    Args:
        turns: where they are kept; None for this client's own memory.
        policy: how long we wait at most.
        sleep: waits so many seconds.
        wall: seconds since 1970.
    """

    def __init__(
        self,
        turns: Turns | None,
        *,
        policy: Policy,
        sleep: Callable[[float], None],
        wall: Callable[[], float],
    ) -> None:
        self._turns = turns or OwnTurns()
        self._policy, self._sleep, self._wall = policy, sleep, wall

    def take_turn(self, host: str, *, pause_s: float) -> bool:
        """Wait for our turn; return whether the host was in trouble, so that a success is news.

        Raises:
            Resting: it is left alone.
            Throttled: our turn is further away than we wait.
        """
        turn = self._turns.change(host, lambda state: self._turn(host, state, pause_s))
        if isinstance(turn, CollectorError):
            raise turn
        at, troubled = turn
        wait = at - self._wall()
        if wait >= SHORTEST_S:
            self._sleep(wait)
        return troubled

    def _turn(
        self, host: str, state: HostState, pause_s: float
    ) -> tuple[CollectorError | tuple[float, bool], HostState]:
        now = self._wall()
        state = within_a_day(state, now=now)
        if rest := resting_s(state, now=now):
            return Resting(host, why=_why(state), retry_after_s=rest), state
        at, after = taken(state, pause_s=pause_s, now=now)
        most = self._policy.max_wait_s
        queue = max(most, QUEUE * pause_s) if pause_s <= most else most
        if state.held_until - now > most or at - now > queue:
            return Throttled(f"the host {host}", retry_after_s=at - now), state
        return (at, state.is_troubled), after

    def hold(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long, as it asked."""
        until = self._wall() + min(seconds, LONGEST_HOLD_S)
        self._turns.change(host, lambda state: (None, held(state, until=until)))

    def failed(self, host: str, *, at_once: bool = False) -> bool:
        """Note a failure, or a wall (`at_once`); return whether the host is now left alone."""

        def step(state: HostState) -> tuple[bool, HostState]:
            now = self._wall()
            after = failed(state, now=now, at_once=at_once)
            return resting_s(after, now=now) > 0, after

        return self._turns.change(host, step)

    def succeeded(self, host: str) -> None:
        """Note that the host answers."""
        self._turns.change(host, lambda state: (None, succeeded(state)))


def _why(state: HostState) -> str:
    if state.failures >= FAILURES:
        return f"it failed {state.failures} times in a row"
    return "it met us with a wall" if state.walls else "it failed when it was asked again"
