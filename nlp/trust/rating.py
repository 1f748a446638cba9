"""Ratings that say the opposite of the words beside them."""

from typing import Final

import pandas as pd

_CLEAR: Final = 0.5
"""Both must be so far from the middle, on scales from -1 to 1; of five stars: two or four."""
_SURE: Final = 0.8
WEIGHT: Final = 0.5
LEAST_SIGNS: Final = 4
"""Shorter texts say too little to be held against their rating."""


def placed(posts: pd.DataFrame) -> pd.Series:
    """Return ratings from -1 (worst of the source's scale) to 1 (best); null where not known."""
    width = (posts["rating_high"] - posts["rating_low"]).where(lambda each: each > 0)
    inside = posts["rating"].between(posts["rating_low"], posts["rating_high"])
    return (2 * (posts["rating"] - posts["rating_low"]) / width - 1).where(inside)


def disagreeing(posts: pd.DataFrame) -> pd.DataFrame:
    """Return signals `rating_disagrees`: a clear rating against clear, sure words."""
    rating, polarity = placed(posts), posts["polarity"]
    clear = (rating.abs() >= _CLEAR) & (polarity.abs() >= _CLEAR) & (posts["confidence"] >= _SURE)
    said = posts["clean"].str.len() >= LEAST_SIGNS
    found = posts[clear & said & (rating * polarity < 0)]
    return pd.DataFrame(
        {
            "post_key": found["post_key"],
            "code": "rating_disagrees",
            "weight": WEIGHT,
            "detail": [
                f"rated {rated:g} of {low:g} to {high:g}, polarity of the text {polarity:+.2f}"
                for rated, low, high, polarity in found[
                    ["rating", "rating_low", "rating_high", "polarity"]
                ].itertuples(index=False)
            ],
        }
    )
