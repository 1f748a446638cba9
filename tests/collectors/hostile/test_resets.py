"""Connections reset in the middle of answers."""

import time
from collections.abc import Callable
from functools import reduce

import pytest
from acts import closed_at, reset_at
from examples import Source, every_source
from hostile import Act, Hostile, only, wire
from replaying import Reply
from resets import Figures, Resets
from running import Kept, hurried

from collectors.errors import NetworkTrouble

SOURCES = every_source()
SMALLEST = [source for source in SOURCES if source.name.startswith("small-")]
LONGEST_S = 60.0

named = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
smallest = pytest.mark.parametrize("source", SMALLEST, ids=lambda source: source.name)


def said(kept: Kept) -> list[str]:
    return sorted(f"{post.text} {post.published_at}" for post in kept.posts.values())


def second_answer(source: Source) -> tuple[int, list[str]]:
    """Return how long the second answer of a run is, and what an undisturbed run brings."""
    lengths: list[int] = []

    def measured(reply: Reply) -> list[bytes]:
        lengths.append(len(wire(reply)))
        return [wire(reply)]

    kept = Kept()
    with Hostile(source.exchanges, measured) as server, hurried(timeout_s=5) as client:
        kept.run(source.at(server.url), client)
    return lengths[1], said(kept)


@smallest
@pytest.mark.parametrize(
    ("lost_at", "step"), [(reset_at, 1), (closed_at, 9)], ids=["reset", "hang up"]
)
def test_a_connection_lost_at_any_byte_of_an_answer_loses_and_doubles_nothing(
    source: Source, lost_at: Callable[[int], Act], step: int
) -> None:
    """Through real sockets: the second answer of two ends at each byte (at each ninth)."""
    length, expected = second_answer(source)
    began = time.monotonic()
    for offset in range(0, length, step):
        kept, act = Kept(), lost_at(offset)
        with Hostile(source.exchanges, act, when=only(1)) as server, hurried() as client:
            kept.run(source.at(server.url), client)
            assert [type(error) for error in kept.errors] == [NetworkTrouble], offset
            assert 0 < len(kept.posts) < len(expected)
            kept.run(source.at(server.url), client)
        assert said(kept) == expected
        assert kept.doubled == 0
    assert time.monotonic() - began < LONGEST_S


@named
def test_a_reset_anywhere_in_any_answer_loses_and_doubles_nothing(source: Source) -> None:
    """In memory: some forty places in all the answers; `benchmarks/hostile` tries each."""
    resets = Resets(source)
    step = max(1, sum(resets.lengths) // 40)
    outcomes = [resets.tried(*place) for place in resets.places(step=step)]
    figures = reduce(Figures.plus, outcomes)
    assert figures == Figures(tried=len(outcomes))
