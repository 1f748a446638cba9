"""The same bytes, however texts are tagged: in batches of any size, here or in other processes."""

import sys
from pathlib import Path

import pytest

from flows.steps.project import TaggerRecipe, shipped
from flows.steps.tagging import in_processes
from nlp.pipeline import Pipeline

sys.path.append(str(Path(__file__).parents[3] / "benchmarks"))
from same_bytes import digests, in_batches, made_up

RECIPE = TaggerRecipe("fast", shipped("taxonomy"), shipped("brands"))
TEXTS = made_up(45)


@pytest.fixture(scope="module")
def tagger() -> Pipeline:
    return RECIPE.build()


@pytest.fixture(scope="module")
def whole(tagger: Pipeline) -> tuple[str, str]:
    return digests(map(tagger, in_batches(TEXTS, len(TEXTS))))


@pytest.mark.parametrize("size", [1, 7])
def test_batches_of_any_size_give_the_same_bytes(
    tagger: Pipeline, whole: tuple[str, str], size: int
) -> None:
    assert digests(map(tagger, in_batches(TEXTS, size))) == whole


def test_four_processes_give_the_same_bytes(whole: tuple[str, str]) -> None:
    assert digests(in_processes(in_batches(TEXTS, 7), RECIPE, 4)) == whole


def test_a_bit_that_differs_is_seen(tagger: Pipeline, whole: tuple[str, str]) -> None:
    (batch,) = map(tagger, in_batches(TEXTS, len(TEXTS)))
    row = next(place for place, held in enumerate(batch["topics"]) if held)
    batch["topics"].iloc[row][0]["score"] += 1e-15
    found = digests([batch])
    assert all(one != other for one, other in zip(found, whole, strict=True))
