"""Every source against every odd answer: no crash, nothing lost, nothing doubled.

The answers come from memory, below httpcore: all of our client runs, only the sockets are missing
(`test_sockets` has those).
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest
from acts import BODIES, PLACES, STATUSES, WIRES, answered, first, good
from examples import SECRET, Source, every_source
from hostile import MEMORY, Act, Memory, When, always, only, onwards, wire
from replaying import Reply
from running import Kept, hurried

SOURCES = every_source()
ACTS: Mapping[str, Act] = {**STATUSES, **BODIES, **WIRES, **PLACES}
MOST_REQUESTS = 3000

# A server that says politely, and falsely, that there is no more cannot be told from one that
# is right; nor can an HTML page that ends early, since HTML needs no end.
POLITE_LIES = frozenset({
    "an empty list",
    "an empty object",
    "cut in half",
    "its last byte missing",
    "too long for its length",
})  # fmt: skip
# A feed that is gone (410) is left for good (sources.md, 11).
LEFT_FOR_GOOD = frozenset({("small-feed", "410"), ("feed", "410")})
# These change words and marks, and what is left can be read: it stays beside the right posts.
OTHER_WORDS = frozenset({"latin-1 bytes", "NULs between", "declared GBK", "declared UTF-16"})


@pytest.fixture(params=SOURCES, ids=lambda source: source.name)
def source(request: pytest.FixtureRequest) -> Source:
    found: Source = request.param
    return found


def run(kept: Kept, source: Source, act: Act, *, when: When = always, retries: int = 0) -> Memory:
    """Let one run go against a spoilt server."""
    memory = Memory(source.exchanges, act, when=when)
    with hurried(transport=memory, retries=retries) as client:
        kept.run(source.at(MEMORY), client)
    assert memory.troupe.number < MOST_REQUESTS
    return memory


@cache
def whole(source_name: str) -> tuple[Kept, int]:
    """Return what an undisturbed run brings, and how many requests it takes."""
    source = next(one for one in SOURCES if one.name == source_name)
    kept = Kept()
    memory = run(kept, source, good)
    return kept, memory.troupe.number


def test_the_examples_themselves_are_read_whole(source: Source) -> None:
    kept, _ = whole(source.name)
    assert (kept.errors, kept.rejected, kept.doubled) == ([], [], 0)
    assert len(kept.posts) >= 3


@pytest.mark.parametrize("name", ACTS)
def test_after_an_odd_answer_a_further_run_gives_all(source: Source, name: str) -> None:
    expected, requests = whole(source.name)
    for number in sorted({0, requests - 1}):
        kept = Kept()
        run(kept, source, ACTS[name], when=only(number))
        run(kept, source, good)
        assert kept.doubled == 0
        if name in OTHER_WORDS:
            assert kept.posts.keys() >= expected.posts.keys()
        elif name not in POLITE_LIES and (source.name, name) not in LEFT_FOR_GOOD:
            assert kept.posts == expected.posts, (number, kept.errors)


@pytest.mark.parametrize("name", ["429 with Retry-After", "503", "503 with Retry-After", "no HTTP"])
def test_what_passes_within_the_retries_costs_nothing(source: Source, name: str) -> None:
    expected, requests = whole(source.name)
    for number in range(min(requests, 5)):
        kept = Kept()
        spoilt = first(3, ACTS[name])
        run(kept, source, spoilt, when=onwards(number), retries=3)
        assert kept.posts == expected.posts
        assert (kept.errors, kept.doubled) == ([], 0)


def test_a_server_that_always_answers_so_is_given_up(source: Source) -> None:
    for act in ACTS.values():
        run(Kept(), source, act)


def test_the_same_page_for_ever_comes_to_an_end(source: Source) -> None:
    _, requests = whole(source.name)
    for number in range(min(requests, 4)):
        kept, stuck = Kept(), list[Reply]()

        def repeat(reply: Reply, stuck: list[Reply] = stuck) -> list[bytes]:
            stuck.append(reply)
            return [wire(stuck[0])]

        run(kept, source, repeat, when=onwards(number))
        assert kept.doubled == 0


def test_a_link_to_another_host_gets_no_secret(source: Source) -> None:
    def lure(reply: Reply) -> list[bytes]:
        def elsewhere(text: str) -> str:
            return text.replace(MEMORY, "http://other.example")

        headers = tuple((name, elsewhere(value)) for name, value in reply.headers)
        body = elsewhere(reply.body.decode("utf-8", "surrogateescape"))
        return [wire(replace(reply, headers=headers, body=body.encode("utf-8", "surrogateescape")))]

    memory = run(Kept(), source, lure)
    told = [head for host, head in memory.troupe.heads if host not in MEMORY]
    assert not [head for head in told if SECRET in head]


def test_a_redirect_to_another_host_gets_no_secret(source: Source) -> None:
    _, requests = whole(source.name)
    moved = answered(302, location="http://other.example/")
    for number in range(min(requests, 4)):
        memory = run(Kept(), source, moved, when=only(number))
        told = [head for host, head in memory.troupe.heads if host not in MEMORY]
        assert not [head for head in told if SECRET in head]


def test_no_error_tells_a_secret(source: Source) -> None:
    for name, act in STATUSES.items():
        kept = Kept()
        run(kept, source, act)
        assert not [error for error in kept.errors if SECRET in str(error)], name
