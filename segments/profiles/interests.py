"""What authors keep coming back to, with weights that fade."""

from datetime import datetime

import numpy as np
import pandas as pd

from segments.errors import BadOption
from segments.moment import utc
from segments.schema import AuthorMention, Interest, checked

_DAY_S = 86_400
_GROUP = ["author_key", "label"]


def author_interests(
    mentions: pd.DataFrame, *, as_of: datetime, half_life_days: float
) -> pd.DataFrame:
    """Return what each author keeps coming back to (columns of table author_interests).

    A post counts 0.5^(age / half-life): exponential decay, so a weight halves by itself every
    `half_life_days`. `share` is the weight over the author's total and adds up to 1.
    `mean_polarity` is the plain mean of the posts whose polarity is known.

    Args:
        mentions: `schema.AuthorMention`; rows without author or time, and posts later than
            `as_of`, are ignored. With a column `post_key`, a post counts once per label.
        as_of: the moment that ages are counted to, aware.
        half_life_days: after how many days a post counts half, above 0.

    Returns:
        One row an author and interest, sorted by author, then heaviest first, then by name.

    Raises:
        BadFrame, BadOption, NaiveMoment: the input is not as described.
    """
    if not half_life_days > 0:
        raise BadOption(name="half_life_days", value=half_life_days, allowed="days above 0")
    moment = utc(as_of)
    posts = _evidence(checked(AuthorMention, mentions, name="mentions"), moment)
    aged = _with_weights(posts, moment, half_life_days)
    table = _per_interest(aged).assign(half_life_days=half_life_days, as_of=moment)
    ranked = table.sort_values(["author_key", "share", "interest"], ascending=[True, False, True])
    return checked(Interest, ranked, name="author_interests")


def _evidence(mentions: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    known = mentions["author_key"].notna() & (mentions["published_at"] <= as_of)
    posts = mentions[known]
    if "post_key" in posts:
        posts = posts.drop_duplicates(["author_key", "post_key", "label"])
    # Sums of floats depend on their order; rows come in any order.
    return posts.sort_values([*_GROUP, "published_at", "polarity"])


def _with_weights(posts: pd.DataFrame, as_of: pd.Timestamp, half_life: float) -> pd.DataFrame:
    age = (as_of - posts["published_at"]).dt.total_seconds() / _DAY_S
    # Weights of old posts underflow to 0; relative to the author's newest post they do not.
    youngest = age.groupby(posts["author_key"]).transform("min")
    return posts.assign(
        weight=np.exp2(-age / half_life),
        relative=np.exp2(-(age - youngest) / half_life),
    )


def _per_interest(posts: pd.DataFrame) -> pd.DataFrame:
    table = posts.groupby(_GROUP, as_index=False).agg(
        weight=("weight", "sum"),
        relative=("relative", "sum"),
        posts=("label", "size"),
        mean_polarity=("polarity", "mean"),
        last_evidence_at=("published_at", "max"),
    )
    total = table.groupby("author_key")["relative"].transform("sum")
    return table.assign(share=table["relative"] / total).rename(columns={"label": "interest"})
