"""Features with their places: the same as those of whole texts, and summed over any stretch."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.aspects.model_grams import members, recast, running, runs, within
from nlp.sentiment.features import Recipe, features
from nlp.text.words import cutter

CUT = cutter()
RECIPES = (Recipe(18, 2, (1, 3)), Recipe(20, 3, (2, 5)))
TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="屏幕很好，but the 电池battery差 ！。", max_size=30),
)


@pytest.mark.parametrize("recipe", RECIPES, ids=["zh", "en"])
@given(text=TEXTS)
@settings(max_examples=60)
def test_one_text_has_the_features_it_always_had(recipe: Recipe, text: str) -> None:
    words = [CUT(text)]
    ours = [run.buckets for run in runs([text], words, recipe)]
    found = np.unique(np.concatenate([np.zeros(0, np.int64), *ours]))
    assert np.array_equal(found, features(words, recipe).buckets)


@given(before=TEXTS, text=TEXTS, after=TEXTS)
@settings(max_examples=60)
def test_a_stretch_has_the_features_that_lie_within(before: str, text: str, after: str) -> None:
    texts = [before, text, after]
    start = np.array([len(before)])
    found = [np.zeros(0, np.int64)]
    for run in runs(texts, list(map(CUT, texts)), RECIPES[0]):
        first, last = within(run, start, start + len(text))
        found.append(run.buckets[first[0] : last[0]])
    alone = [run.buckets for run in runs([text], [CUT(text)], RECIPES[0])]
    expected = np.concatenate([np.zeros(0, np.int64), *alone])
    assert sorted(np.concatenate(found).tolist()) == sorted(expected.tolist())


def test_running_sums_give_the_sum_of_any_stretch() -> None:
    values = np.arange(12).reshape(6, 2)
    sums = running(values)
    assert np.array_equal(sums[5] - sums[2], values[2:5].sum(axis=0))


@given(text=TEXTS)
@settings(max_examples=30)
def test_features_in_fewer_buckets_are_those_of_the_other_recipe(text: str) -> None:
    finer, words = replace(RECIPES[0], bits=23), [CUT(text)]
    around = np.zeros((9, 1), np.int64), np.full((9, 1), len(text))
    told = recast(members([text], words, finer, around), finer, RECIPES[0])
    expected = members([text], words, RECIPES[0], around)
    assert [run.buckets.tolist() for run, _, _ in told or []] == [
        run.buckets.tolist() for run, _, _ in expected
    ]


def test_other_features_are_no_coarser_ones() -> None:
    assert recast([], RECIPES[0], RECIPES[1]) is None
    assert recast([], RECIPES[0], replace(RECIPES[0], bits=23)) is None
