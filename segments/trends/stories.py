"""Hot days in a row, told as one story."""

import hashlib

import numpy as np
import pandas as pd

from segments.schema import Hotspot, Story, checked
from segments.trends.counts import STEP

_TERM = ["kind", "term"]


def stories(hotspots: pd.DataFrame) -> pd.DataFrame:
    """Return one row per run of consecutive hot days of a term (columns of table stories).

    Only rows of granularity "day" are read. `posts` is their sum, `trusted_posts` that of the
    trusted ones (all, if nothing is told of it), `peak` and `score` their maximum,
    `mean_polarity` their mean weighted by posts; `ends_at` is the end of the last day.
    `story_id` depends on kind, term and first day only, so a story that goes on keeps its id.

    Args:
        hotspots: `schema.Hotspot`, in any order.

    Returns:
        Newest first, then by score, kind and term.

    Raises:
        BadFrame: the input is not as described.
    """
    hot = checked(Hotspot, hotspots, name="hotspots")
    days = hot[hot["granularity"] == "day"].sort_values([*_TERM, "starts_at"])
    told = _merged(days.assign(run=_run_numbers(days)))
    order = ["starts_at", "score", *_TERM]
    ranked = told.sort_values(order, ascending=[False, False, True, True])
    return checked(Story, ranked, name="stories")


def _run_numbers(days: pd.DataFrame) -> "pd.Series[int]":
    before = days.groupby(_TERM)["starts_at"].shift()
    is_first = days["starts_at"] - before != STEP["day"]
    return is_first.astype("int64").cumsum()


def _merged(days: pd.DataFrame) -> pd.DataFrame:
    judged = days["observed"].where(days["mean_polarity"].notna(), 0)
    mood = (days["mean_polarity"] * judged).fillna(0)
    table = (
        days.assign(
            judged=judged, mood=mood, trusted=days.get("trusted_posts", default=days["observed"])
        )
        .groupby([*_TERM, "run"], as_index=False)
        .agg(
            starts_at=("starts_at", "min"),
            last=("starts_at", "max"),
            posts=("observed", "sum"),
            trusted_posts=("trusted", "sum"),
            peak=("observed", "max"),
            score=("score", "max"),
            judged=("judged", "sum"),
            mood=("mood", "sum"),
        )
    )
    mean = (table["mood"] / table["judged"].replace(0, np.nan)).clip(-1, 1)
    return table.assign(
        ends_at=table["last"] + STEP["day"],
        mean_polarity=mean,
        story_id=_ids(table),
    )


def _ids(table: pd.DataFrame) -> list[str]:
    parts = zip(table["kind"], table["term"], table["starts_at"], strict=True)
    return [_digest(kind, term, starts_at.isoformat()) for kind, term, starts_at in parts]


def _digest(*parts: str) -> str:
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=16).hexdigest()
