"""Ratings that say the opposite of the words beside them."""

from typing import Final

import pandas as pd

_CLEAR: Final = 0.5
"""Both must be so far from the middle, on scales from -1 to 1; of five stars: two or four."""
_SURE: Final = 0.8
WEIGHT: Final = 0.5
LEAST_SIGNS: Final = 4
"""Shorter texts say too little to be held against their rating."""
STARS: Final = (1.0, 5.0)
"""The scale of a source that does not tell it, if its ratings fit."""

_TAKEN: Final = " (a scale not told, taken from the ratings of the source)"
_SHOWN: Final = ["rating", "rating_low", "rating_high", "taken", "polarity"]


def placed(posts: pd.DataFrame) -> pd.Series:
    """Return ratings from -1 (worst of the source's scale) to 1 (best); null where not known."""
    width = (posts["rating_high"] - posts["rating_low"]).where(lambda each: each > 0)
    inside = posts["rating"].between(posts["rating_low"], posts["rating_high"])
    return (2 * (posts["rating"] - posts["rating_low"]) / width - 1).where(inside)


def scaled(posts: pd.DataFrame) -> pd.DataFrame:
    """Return posts with the scale of their rating, and in `taken` whether it was not told.

    Where a source tells no scale, it is taken to be 1 to 5 if its ratings without one all lie
    there, are not all the same, and the best of them is 5; else it stays unknown.
    """
    untold = posts["rating"].notna() & posts["rating_low"].isna() & posts["rating_high"].isna()
    given = posts["rating"].where(untold).groupby(posts["source"])
    low, high = given.transform("min"), given.transform("max")
    taken = untold & (low >= STARS[0]) & (low < high) & (high == STARS[1])
    return posts.assign(
        rating_low=posts["rating_low"].mask(taken, STARS[0]),
        rating_high=posts["rating_high"].mask(taken, STARS[1]),
        taken=taken,
    )


def disagreeing(posts: pd.DataFrame) -> pd.DataFrame:
    """Return signals `rating_disagrees`: a clear rating against clear, sure words."""
    posts = scaled(posts)
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
                f"rated {rated:g} of {low:g} to {high:g}{_TAKEN if taken else ''}, "
                f"polarity of the text {polarity:+.2f}"
                for rated, low, high, taken, polarity in found[_SHOWN].itertuples(index=False)
            ],
        }
    )
