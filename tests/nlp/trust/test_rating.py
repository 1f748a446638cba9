from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from nlp.trust.rating import disagreeing, placed

Make = Callable[..., pd.DataFrame]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({}, True),
        ({"rating": 1.0, "polarity": 0.9}, True),
        ({"rating": 9.0, "rating_high": 10.0}, True),
        ({"rating": 1.0}, False),
        ({"rating": 3.0}, False),
        ({"polarity": -0.3}, False),
        ({"confidence": 0.6}, False),
        ({"clean": "呵呵"}, False),
        ({"rating": None}, False),
        ({"rating_low": None}, False),
        ({"rating": 11.0}, False),
        ({"rating_low": 5.0}, False),
    ],
)
def test_only_clear_ratings_against_clear_sure_words_disagree(
    make: Make,
    row: dict[str, Any],
    found: bool,  # noqa: FBT001
) -> None:
    usual = {"clean": "两天就坏了，太失望", "rating": 5.0, "polarity": -0.9, "confidence": 0.95}
    assert bool(len(disagreeing(make([usual | row])))) is found


def test_a_rating_has_its_place_on_the_scale_of_its_source() -> None:
    posts = pd.DataFrame(
        {"rating": [1.0, 3.0, 10.0], "rating_low": [1.0, 1.0, 0.0], "rating_high": [5.0, 5.0, 10.0]}
    )
    assert placed(posts).tolist() == [-1, 0, 1]
