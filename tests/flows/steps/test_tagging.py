"""Processes change nothing but the time."""

import pandas as pd
import pandas.testing as pdt

from flows.steps.project import TaggerRecipe, shipped
from flows.steps.tagging import in_processes

RECIPE = TaggerRecipe("fast", shipped("taxonomy"), shipped("brands"))
TEXTS = [
    "屏幕很清晰",
    "Battery died after a week.",
    "",
    "快递三天才到，包装也破了",
    "😀😀",
    "普通的一天",
]


def _batches() -> list[pd.DataFrame]:
    return [pd.DataFrame({"text": [*TEXTS[n:], *TEXTS[:n]]}) for n in range(5)]


def test_two_processes_give_what_one_gives_in_the_same_order() -> None:
    alone = list(map(RECIPE.build(), _batches()))
    together = list(in_processes(_batches(), RECIPE, 2))
    assert len(together) == len(alone)
    for one, other in zip(alone, together, strict=True):
        pdt.assert_frame_equal(one, other)


def test_no_batch_starts_no_process() -> None:
    assert list(in_processes([], RECIPE, 2)) == []
