"""More posts at once than is usual: by one author, or by accounts that post but once."""

from typing import Final

import pandas as pd

from nlp.trust.chance import crowded, frequent
from nlp.trust.rhythm import clocked

LEAST: Final = 8
"""Fewer posts in a day or an hour are no burst."""
RARE: Final = 1e-6
"""A count is a burst if chance gives it or more so seldom."""
WEIGHT: Final = 0.5
SURGE_LEAST: Final = 8
SURGE_RARE: Final = 1e-4
SURGE_WEIGHT: Final = 0.5
PRAISE: Final = 0.3
"""Polarity from which a text praises."""

_PRIOR = 0.5
"""Shape of the gamma that stands for how differently authors write: many little, few a lot."""
_COLUMNS: Final = ["post_key", "code", "weight", "detail"]


def bursts(posts: pd.DataFrame) -> pd.DataFrame:
    """Return signals `burst`: days and hours in which an author wrote far more than usual.

    What is usual follows from the author's other days (hours) and, as far as those are few, from
    all authors of the source (`nlp.trust.chance.crowded`). Others' pace counts by a gamma of
    shape 0.5 whose mean is the source's posts an author and day.
    """
    timed = posts[posts["author_key"].notna() & posts["published_at"].notna()]
    found = [_bursts(timed, "day", "1D"), _bursts(clocked(timed), "hour", "1h")]
    return pd.concat(found).drop_duplicates("post_key")


def _bursts(timed: pd.DataFrame, name: str, span: str) -> pd.DataFrame:
    timed = timed.assign(bin=timed["published_at"].dt.floor(span))
    bins = timed.groupby(["source", "author_key", "bin"]).size().rename("count").reset_index()
    by_author = bins.groupby(["source", "author_key"])["count"].sum().rename("all")
    bins = bins.join(by_author, on=["source", "author_key"]).join(
        _pace(timed, pd.Timedelta(span)), on="source"
    )
    bins = bins[bins["count"] >= LEAST]
    bins["chance"] = [
        _chance(*row) for row in bins[["count", "all", "mean", "units"]].itertuples(index=False)
    ]
    strange = bins[bins["chance"] < RARE].merge(timed, on=["source", "author_key", "bin"])
    detail = [
        f"{count} posts in one {name}; {(total - count) / max(units - 1, 1):.2g} in others"
        for count, total, units in strange[["count", "all", "units"]].itertuples(index=False)
    ]
    return _signals(strange["post_key"], "burst", WEIGHT, detail)


def _pace(timed: pd.DataFrame, span: pd.Timedelta) -> pd.DataFrame:
    """Return for each source the bins it lasted, and the posts an author and bin."""
    several = timed.groupby("source")
    units = (several["bin"].max() - several["bin"].min()).dt.total_seconds()
    units = units / span.total_seconds() + 1
    mean = several.size() / several["author_key"].nunique() / units
    return pd.DataFrame({"units": units, "mean": mean})


def _chance(count: int, total: int, mean: float, units: float) -> float:
    others = total - count
    return crowded(int(count), shape=_PRIOR + others, rate=_PRIOR / mean + units - 1)


def surges(posts: pd.DataFrame) -> pd.DataFrame:
    """Return signals `surge`: days on which accounts that wrote but once praise one brand.

    Their number must be rare against the brand's other days, and so must their share among all
    who wrote of the brand that day: a launch brings everybody, bought praise only new names.
    """
    timed = posts[posts["author_key"].notna() & posts["published_at"].notna()]
    once = ~timed.duplicated(["source", "author_key"], keep=False)
    named = timed.assign(
        praise=once & (timed["polarity"] >= PRAISE),
        day=timed["published_at"].dt.floor("1D"),
        brand=pd.Series(
            [sorted({each["label"] for each in found}) for found in timed["brands"]],
            timed.index,
            "object",
        ),
    ).explode("brand")
    named = named[named["brand"].notna()]
    days = named.groupby(["source", "brand", "day"])["praise"].agg(["sum", "size"]).reset_index()
    strange = days[_rare(days)]
    found = named[named["praise"]].merge(strange, on=["source", "brand", "day"])
    detail = [
        f"{new} of {size} posts on {brand} that day are praise by accounts with one post"
        for new, size, brand in found[["sum", "size", "brand"]].itertuples(index=False)
    ]
    return _signals(found["post_key"], "surge", SURGE_WEIGHT, detail).drop_duplicates("post_key")


def _rare(days: pd.DataFrame) -> pd.Series:
    """Return which days are strange: by number, and by share of those who wrote that day."""
    several = days.groupby(["source", "brand"])
    praise, posts = several["sum"].transform("sum"), several["size"].transform("sum")
    first, last = several["day"].transform("min"), several["day"].transform("max")
    units = (last - first).dt.days + 1
    rows = zip(days["sum"], days["size"], praise, posts, units, strict=True)
    rare = [new >= SURGE_LEAST and _strange(*map(int, (new, *rest))) for new, *rest in rows]
    return pd.Series(rare, days.index, dtype=bool)


def _strange(new: int, size: int, praise: int, posts: int, units: int) -> bool:
    others = praise - new
    share = (others + 1) / (posts - size + 2)
    number = crowded(new, shape=_PRIOR + others, rate=_PRIOR + units - 1)
    return number < SURGE_RARE and frequent(new, of=size, share=share) < SURGE_RARE


def _signals(keys: pd.Series, code: str, weight: float, detail: list[str]) -> pd.DataFrame:
    columns = {"post_key": keys, "code": code, "weight": weight, "detail": detail}
    return pd.DataFrame(columns, columns=_COLUMNS)
