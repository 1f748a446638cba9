"""Copies as signals: whose words were there before."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.trust.copies import copies
from nlp.trust.templates import AUTHORS, templates

LEAST: Final = 10
"""Signs, a Latin letter being a third: shorter texts are alike without being copies."""
ALIKE: Final = 0.45
"""Similarity to the first of its group from which a text is its near copy: groups are chains, and
their ends may have nothing in common."""
OWN: Final = 0.3
"""Weight of repeating oneself once, a day or more later."""
OFTEN: Final = 3
"""From so many posts on, an author's own copies have the weight `SPREAD`."""
SOON: Final = pd.Timedelta(days=1)
"""So have those that follow sooner on the author's post before."""
OTHERS: Final = (0.5, 0.9)
"""Weight of the words of one other author; each more author takes it half the way on to 0.9."""
NEAR: Final = 0.45
"""Weight of a near copy, times its similarity: people also quote and sing along."""
TEMPLATE: Final = 0.45
"""Weight of a template that three authors or more fill in."""
FAMILY: Final = 5
"""From so many posts on, near copies and templates of three authors or more that are `CLOSE` to
the first have the weight `SPREAD`."""
CLOSE: Final = 0.65
"""Similarity that people who write each for themselves seldom reach by chance."""
SPREAD: Final = 0.6
"""Weight of words that are spread on purpose: it alone leaves less trust than half."""

_LETTER = 1 / 3
_READ: Final = ["post_key", "author_key", "published_at", "clean"]
_ORDER: Final = ["published_at", "post_key"]
_SHOWN: Final = ["group", "n", "many", "similarity"]


def copied(posts: pd.DataFrame) -> pd.DataFrame:
    """Return signals `copy`, `own_copy`, `near_copy` and `template`, one a post.

    The earliest of a group is not marked, but as part of a template. Where the author of a copy
    had already posted to the group, it is `own_copy`; unknown authors count as different.
    """
    posts = posts[_READ].reset_index(drop=True)
    order = posts[_ORDER].sort_values(_ORDER).index
    found = copies(posts["clean"][order].tolist(), order.to_numpy())
    told = {
        "author": _numbers(posts["author_key"][order]),
        "at": posts["published_at"][order].array,
    }
    found = found.assign(**told)[found["n"] > 1]
    places, heads = found["id"].astype("int64"), found["group"].astype("int64")
    keys, texts = posts["post_key"], posts["clean"][places].tolist()
    found = found.assign(
        id=keys[places].to_numpy(),
        group=keys[heads].to_numpy(),
        signs=list(map(_signs, texts)),
    )
    shapes = {each.group for each in templates(found, texts, found["author"].tolist())}
    found = found.assign(template=found["group"].isin(shapes))
    return _signals(found[found["signs"] >= LEAST])


def _numbers(authors: pd.Series) -> NDArray[np.int64]:
    """Return a number for each author; those of unknown ones are all different."""
    numbers, _ = pd.factorize(authors)
    return np.where(numbers < 0, -1 - np.arange(len(numbers)), numbers)


def _signs(text: str) -> float:
    return sum(_LETTER if sign.isascii() else 1 for sign in text if sign.isalnum())


def _signals(found: pd.DataFrame) -> pd.DataFrame:
    found = found.assign(
        many=found.groupby("group")["author"].transform("nunique"),
        own=found.duplicated(["group", "author"]),
        pressed=_pressed(found),
    )
    found = found[_marked(found)]
    codes = pd.Series("near_copy", found.index, dtype="object")
    codes[found["template"]] = "template"
    codes[found["again"]] = "copy"
    codes[found["own"]] = "own_copy"
    return pd.DataFrame(
        {
            "post_key": found["id"],
            "code": codes,
            "weight": _weights(found, codes),
            "detail": [
                f"of {group}: {n} posts by {many}, similarity {similar:.2f}"
                for group, n, many, similar in found[_SHOWN].itertuples(index=False)
            ],
        }
    )


def _pressed(found: pd.DataFrame) -> pd.Series:
    """Return which posts are of an author who repeats them often, or soon after the one before."""
    by_author = found.groupby(["group", "author"])
    soon = by_author["at"].diff() < SOON
    return soon | (by_author["id"].transform("size") >= OFTEN)


def _marked(found: pd.DataFrame) -> pd.Series:
    """Return which posts are marked: those like an earlier one, and the first of a template."""
    near = (found["kind"] == "near") & (found["similarity"] >= ALIKE)
    return near | found["again"] | (found["template"] & (found["kind"] == "original"))


def _weights(found: pd.DataFrame, codes: pd.Series) -> pd.Series:
    first, most = OTHERS
    family = (found["n"] >= FAMILY) & (found["many"] >= AUTHORS) & (found["kind"] != "original")
    spread = family & (found["similarity"] >= CLOSE)
    by_code = {
        "own_copy": pd.Series(OWN, found.index).mask(found["pressed"], SPREAD),
        "near_copy": (NEAR * found["similarity"]).mask(spread, SPREAD),
        "template": pd.Series(TEMPLATE, found.index).mask(spread, SPREAD),
        "copy": most - (most - first) * 0.5 ** (found["many"] - 2).clip(lower=0),
    }
    weights = pd.Series(0.0, found.index)
    for code, each in by_code.items():
        weights = weights.mask(codes == code, each)
    return weights.round(4)
