"""What speaks against posts, seen among all others; and how far each may be trusted.

Nothing is deleted: the score stands beside a post, and any figure can be had with and without
those that are not `trusted`.
"""

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from nlp.trust.bursts import bursts, surges
from nlp.trust.copying import copied
from nlp.trust.rating import disagreeing
from nlp.trust.rhythm import rhythms
from nlp.trust.schema import Posts, Signals
from nlp.trust.stage import combined

LEAST: Final = 0.5
"""Score from which a post is trusted if nobody says otherwise."""
_COLUMNS: Final = ["post_key", "code", "weight", "detail"]
_KINDS: Final = (copied, rhythms, bursts, surges, disagreeing)


def signals(posts: pd.DataFrame) -> pd.DataFrame:
    """Return what speaks against posts among all others (`nlp.trust.schema.Signals`).

    Codes: copy, near_copy, own_copy, template; even_intervals, sleepless, same_second; burst,
    surge; rating_disagrees. What the words of a post alone say is in `of_texts`.

    Args:
        posts: `nlp.trust.schema.Posts`; any order, which does not change the answer.
    """
    held = Posts.validate(posts)
    return _sorted([find(held) for find in _KINDS])


def of_texts(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the reasons in the column `trust` of tagged posts as signals."""
    rows = [
        (key, each["code"], each["weight"], text[each["start"] : each["end"]])
        for key, text, found in posts[["post_key", "text", "trust"]].itertuples(index=False)
        for each in found["reasons"]
    ]
    return _sorted([pd.DataFrame(rows, columns=_COLUMNS)])


def _sorted(found: Iterable[pd.DataFrame]) -> pd.DataFrame:
    held = pd.concat([each for each in found if len(each)] or [pd.DataFrame(columns=_COLUMNS)])
    held = held.astype({"post_key": "str", "code": "str", "weight": "float64", "detail": "str"})
    held = held.drop_duplicates(["post_key", "code"])
    return Signals.validate(held.sort_values(["post_key", "code"], ignore_index=True)[_COLUMNS])


def score(post_keys: Iterable[str], *found: pd.DataFrame) -> pd.DataFrame:
    """Return how far each post may be trusted, in the order given.

    The signals are taken as independent: the score is the product of (1 - weight) over the codes
    of a post, 1 where there are none. A code given twice counts once, by its larger weight.

    Returns:
        (n,) rows: `post_key`, `score` (0 to 1) and `reasons` [{code, weight, detail}], the
        heaviest first.
    """
    held = heaviest(pd.concat(found))
    reasons: dict[str, list[dict[str, Any]]] = {}
    for key, code, weight, detail in held[_COLUMNS].itertuples(index=False):
        reasons.setdefault(key, []).append({"code": code, "weight": weight, "detail": detail})
    keys = list(post_keys)
    rows = [reasons.get(key, []) for key in keys]
    scores = [combined([each["weight"] for each in row]) for row in rows]
    return pd.DataFrame({"post_key": keys, "score": scores, "reasons": rows})


def heaviest(found: pd.DataFrame) -> pd.DataFrame:
    """Return signals with each code of a post once, by its larger weight; the heaviest first."""
    held = found.sort_values("weight", ascending=False, kind="stable")
    return held.drop_duplicates(["post_key", "code"])


def trusted(scores: pd.DataFrame, *, least: float = LEAST) -> pd.Series:
    """Return which posts count where only trusted ones do: those with `least` or more."""
    return scores["score"] >= least
