"""How many posts name a term, hour by hour or day by day."""

from typing import Literal

import pandas as pd

from segments.errors import BadOption
from segments.schema import TermCount, TermMention, checked

Granularity = Literal["hour", "day"]

STEP = {"hour": pd.Timedelta(hours=1), "day": pd.Timedelta(days=1)}

_VAGUE = {
    "hour": ("day", "week", "month", "year"),
    "day": ("week", "month", "year"),
}
"""Precisions too coarse to say which hour or day; they would all fall on its first one."""


def term_counts(mentions: pd.DataFrame, *, granularity: Granularity) -> pd.DataFrame:
    """Return the posts per term and hour or day, UTC (columns of table term_counts).

    Not filled with zeros: an hour or day without posts has no row. A post counts once per term,
    however often it names it. `mean_polarity` is the mean over posts whose polarity is known;
    `trusted_posts` are those of `posts` that are trusted.

    Args:
        mentions: `schema.TermMention`; posts without time are left out. With the column
            `published_precision`, so are posts whose time is coarser than `granularity`. Without
            the column `trusted` all are trusted.
        granularity: "hour" or "day".

    Returns:
        Sorted by kind, term and time.

    Raises:
        BadFrame, BadOption: the input is not as described.
    """
    if granularity not in STEP:
        raise BadOption(name="granularity", value=granularity, allowed="hour, day")
    named = checked(TermMention, mentions, name="mentions")
    dated = named[named["published_at"].notna() & ~_is_vague(named, granularity)]
    posts = dated.sort_values("polarity").drop_duplicates(["kind", "term", "post_key"])
    starts_at = posts["published_at"].dt.floor(STEP[granularity])
    table = (
        posts.assign(starts_at=starts_at, trusted=posts.get("trusted", default=True))
        .groupby(["kind", "term", "starts_at"], as_index=False)
        .agg(
            posts=("post_key", "size"),
            trusted_posts=("trusted", "sum"),
            mean_polarity=("polarity", "mean"),
        )
    )
    return checked(TermCount, table.assign(granularity=granularity), name="term_counts")


def _is_vague(mentions: pd.DataFrame, granularity: Granularity) -> "pd.Series[bool]":
    if "published_precision" not in mentions:
        return pd.Series(data=False, index=mentions.index, dtype=bool)
    return mentions["published_precision"].isin(_VAGUE[granularity])
