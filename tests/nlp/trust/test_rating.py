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


@pytest.mark.parametrize(
    ("ratings", "found"),
    [
        ([5, 4, 1], True),
        ([5, 4.5], True),
        ([5, 5, 5], False),
        ([5, 3, 0], False),
        ([5, 8, 10], False),
        ([5, 1, 3, 100], False),
    ],
)
def test_a_scale_that_is_not_told_is_five_stars_if_all_ratings_of_the_source_fit(
    make: Make,
    ratings: list[float],
    found: bool,  # noqa: FBT001
) -> None:
    liar = {"clean": "漏水漏得厉害，不会再买", "polarity": -0.9}
    untold = {"rating_low": None, "rating_high": None}
    rows = [untold | {"rating": rating} for rating in ratings]
    other = untold | {"rating": 9.0, "source": "other"}
    signals = disagreeing(make([rows[0] | liar, *rows[1:], other, liar | {"rating": 4.0}]))
    assert signals["post_key"].tolist() == (["p0"] if found else []) + [f"p{len(ratings) + 1}"]
    assert signals["detail"].str.contains("scale not told").sum() == found


def test_three_points_are_no_five_stars(make: Make) -> None:
    liar = {"clean": "漏水漏得厉害，不会再买", "polarity": 0.9}
    untold = {"rating_low": None, "rating_high": None}
    rows = [untold | liar | {"rating": rating} for rating in (1.0, 2.0, 3.0)]
    assert disagreeing(make(rows)).empty
