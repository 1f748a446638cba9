"""What authors keep coming back to and how they stand to it, with weights that fade."""

from datetime import datetime

import numpy as np
import pandas as pd

from segments.errors import BadOption
from segments.moment import utc
from segments.schema import AuthorMention, Declared, Interest, checked
from segments.stances import DECLARES

_DAY_S = 86_400
_GROUP = ["author_key", "label", "stance"]
_EVIDENCE = [*_GROUP, "at", "polarity", "score", "fades"]


def author_interests(
    mentions: pd.DataFrame, declared: pd.DataFrame, *, as_of: datetime, half_life_days: float
) -> pd.DataFrame:
    """Return what each author keeps coming back to (columns of table author_interests).

    A post counts its score times 0.5^(age / half-life): exponential decay, so a weight halves by
    itself every `half_life_days`. What an author's labels declare counts its score and does not
    fade: a label stands until its author takes it away. Its `half_life_days` and `mean_polarity`
    are null, its `posts` 0. `share` is the weight over the author's total and adds up to 1.
    `mean_polarity` is the plain mean of the posts whose polarity is known.

    Args:
        mentions: `schema.AuthorMention`; rows without author or time, and posts later than
            `as_of`, are ignored. With a column `post_key`, a post counts once per label and stance.
        declared: `schema.Declared`; the surest row of an author and label counts, rows seen later
            than `as_of` are ignored.
        as_of: the moment that ages are counted to, aware.
        half_life_days: after how many days a post counts half, above 0.

    Returns:
        One row an author, interest and stance, sorted by author, then heaviest first, then by name.

    Raises:
        BadFrame, BadOption, NaiveMoment: the input is not as described.
    """
    if not half_life_days > 0:
        raise BadOption(name="half_life_days", value=half_life_days, allowed="days above 0")
    moment = utc(as_of)
    said = _said(checked(AuthorMention, mentions, name="mentions"), moment)
    labels = _labels(checked(Declared, declared, name="declared"), moment)
    aged = _with_weights(pd.concat([said, labels]), moment, half_life_days)
    table = _per_interest(aged, half_life_days).assign(as_of=moment)
    order = ["author_key", "share", "interest", "stance"]
    ranked = table.sort_values(order, ascending=[True, False, True, True])
    return checked(Interest, ranked, name="author_interests")


def _said(mentions: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    known = mentions["author_key"].notna() & (mentions["published_at"] <= as_of)
    posts = mentions[known]
    if "post_key" in posts:
        posts = posts.drop_duplicates(["post_key", *_GROUP])
    return posts.rename(columns={"published_at": "at"}).assign(fades=True)[_EVIDENCE]


def _labels(declared: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    known = declared[declared["seen_at"] <= as_of].sort_values(["score", "seen_at"])
    surest = known.drop_duplicates(["author_key", "label"], keep="last")
    told = surest.rename(columns={"seen_at": "at"})
    return told.assign(stance=DECLARES, polarity=np.nan, fades=False)[_EVIDENCE]


def _with_weights(evidence: pd.DataFrame, as_of: pd.Timestamp, half_life: float) -> pd.DataFrame:
    # Sums of floats depend on their order; rows come in any order.
    rows = evidence.sort_values(_EVIDENCE)
    age = ((as_of - rows["at"]).dt.total_seconds() / _DAY_S).where(rows["fades"], 0.0)
    # Weights of old posts underflow to 0; relative to the author's newest post they do not.
    youngest = age.groupby(rows["author_key"]).transform("min")
    return rows.assign(
        weight=rows["score"] * np.exp2(-age / half_life),
        relative=rows["score"] * np.exp2(-(age - youngest) / half_life),
    )


def _per_interest(evidence: pd.DataFrame, half_life: float) -> pd.DataFrame:
    table = evidence.groupby(_GROUP, as_index=False).agg(
        weight=("weight", "sum"),
        relative=("relative", "sum"),
        posts=("fades", "sum"),
        mean_polarity=("polarity", "mean"),
        last_evidence_at=("at", "max"),
    )
    total = table.groupby("author_key")["relative"].transform("sum")
    fading = pd.Series(half_life, index=table.index).where(table["posts"] > 0)
    shares = table.assign(share=table["relative"] / total, half_life_days=fading)
    return shares.rename(columns={"label": "interest"})
