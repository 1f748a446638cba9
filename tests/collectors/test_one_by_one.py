from collections.abc import Callable
from typing import Any

import pytest

from collectors.base import Page
from collectors.errors import (
    BadAddress,
    Blocked,
    CollectorError,
    PrivateAddress,
    Refused,
    Resting,
    ServerTrouble,
    Throttled,
)
from collectors.one_by_one import MOST_WALLS, one_by_one

URL = "https://a.example/1"
WALL = Blocked(URL, why="it asks for a login")


def look(outcome: str | CollectorError, asked: list[Any]) -> Callable[[], Page]:
    def now() -> Page:
        asked.append(outcome)
        if isinstance(outcome, CollectorError):
            raise outcome
        return Page((), visited=(outcome,))

    return now


def looked_at(*outcomes: str | CollectorError) -> tuple[list[str], list[Any], Any]:
    """Return what was visited, what was asked for, and what was raised."""
    visited: list[str] = []
    asked: list[Any] = []
    try:
        for page in one_by_one(look(one, asked) for one in outcomes):
            visited += page.visited
    except CollectorError as error:
        return visited, asked, error
    return visited, asked, None


@pytest.mark.parametrize(
    "failure",
    [
        Refused(URL, status=403),
        ServerTrouble(URL, status=500),
        PrivateAddress("a.example", address="10.0.0.1"),
        BadAddress(URL, why="no scheme"),
        WALL,
    ],
)
def test_one_that_fails_alone_keeps_no_other_from_being_looked_at(failure: CollectorError) -> None:
    visited, _, raised = looked_at("1", failure, "2", Refused(URL, status=401), "3")
    assert (visited, raised) == (["1", "2", "3"], failure)


@pytest.mark.parametrize(
    "failure", [Throttled(URL), Resting("a.example", why="a wall", retry_after_s=60.0)]
)
def test_a_host_that_wants_to_be_left_alone_is(failure: CollectorError) -> None:
    visited, asked, raised = looked_at("1", failure, "2")
    assert (visited, len(asked), raised) == (["1"], 2, failure)


def test_walls_only_are_no_matter_of_single_posts() -> None:
    visited, asked, raised = looked_at(*[WALL] * (MOST_WALLS - 1), "1", *[WALL] * 9)
    assert (visited, len(asked), raised) == (["1"], 2 * MOST_WALLS, WALL)


def test_nothing_is_raised_where_all_is_well() -> None:
    assert looked_at("1", "2") == (["1", "2"], ["1", "2"], None)
