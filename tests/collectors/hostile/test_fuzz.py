"""Each source fed with mutated answers: only our own errors come out, and soon.

Every input has its seed, so that a failure is repeated by its number; `benchmarks/fuzz` goes on
for as long as it is told to.
"""

import pytest
from examples import Source, every_source
from fuzzing import Parse, Tally, of_revisits, of_source
from hostile import MEMORY
from markup_seeds import markup_sources
from table_seeds import file_parsers

from collectors.base import Revisiting

INPUTS = 40
SOURCES = [*every_source(), *markup_sources()]
LOOKING_AGAIN = [one for one in SOURCES if isinstance(one.at(MEMORY), Revisiting)]
FILES = file_parsers()

named = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)


def fed(parse: Parse) -> Tally:
    tally = Tally()
    for seed in range(INPUTS):
        tally.feed(parse, seed)
    return tally


@named
def test_mutated_answers_bring_only_our_own_errors(source: Source) -> None:
    tally = fed(of_source(source))
    assert (tally.foreign, tally.hangs, tally.tried) == ({}, 0, INPUTS)
    assert 0 < tally.own < INPUTS


@pytest.mark.parametrize("source", LOOKING_AGAIN, ids=lambda source: source.name)
def test_mutated_answers_to_a_second_look_bring_only_our_own_errors(source: Source) -> None:
    parse = of_revisits(source)
    assert parse
    tally = fed(parse)
    assert (tally.foreign, tally.hangs) == ({}, 0)


@pytest.mark.parametrize("name", FILES)
def test_mutated_files_bring_only_our_own_errors(name: str) -> None:
    tally = fed(FILES[name])
    assert (tally.foreign, tally.hangs, tally.tried) == ({}, 0, INPUTS)
