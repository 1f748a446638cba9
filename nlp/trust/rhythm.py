"""Accounts that post like clockwork: even intervals, no sleep, always the same second."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.trust.chance import frequent

LEAST: Final = 12
"""Fewer posts of an author have no rhythm."""
EVEN: Final = 0.1
"""Quartile dispersion (Q3 - Q1) / (Q3 + Q1) of the intervals under which they are even. Intervals
by chance (Poisson) have 0.66, people's, who write in bursts, more."""
PAUSE_H: Final = 3
AWAKE_H: Final = 26
"""Who never pauses for three hours in 26 does not sleep."""
RARE: Final = 1e-6
"""A share of seconds is strange if chance gives it so seldom."""
FINE: Final = ("second", "minute")
"""Precisions of times that have a rhythm."""
WEIGHTS: Final = {"even_intervals": 0.6, "sleepless": 0.6, "same_second": 0.6}

_HOUR, _MINUTE = 3600.0, 60
_SHORTEST = 30.0
"""Seconds: posts closer to each other are parts of one (a thread, an import)."""

_Times = NDArray[np.float64]


def rhythms(posts: pd.DataFrame) -> pd.DataFrame:
    """Return signals `even_intervals`, `sleepless` and `same_second`, on all posts of an author.

    Times without a time of day do not count: those that are said to be such, and midnight to the
    second, as which sources give days.
    """
    timed = clocked(posts[posts["author_key"].notna() & posts["published_at"].notna()])
    seconds = _seconds(timed["published_at"])
    timed = timed.assign(at=seconds)[seconds % (24 * _HOUR) != 0].sort_values("at")
    timed["second"] = (timed["at"] % _MINUTE).astype(int)
    usual = _usual(timed)
    rows = [
        (key, code, WEIGHTS[code], detail)
        for (source, _), held in timed.groupby(["source", "author_key"], sort=False)
        if len(held) >= LEAST
        for code, detail in _found(held, usual[str(source)])
        for key in held["post_key"]
    ]
    return pd.DataFrame(rows, columns=["post_key", "code", "weight", "detail"])


def clocked(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the posts whose time is known to the minute: all where `published_precision` lacks."""
    if "published_precision" not in posts:
        return posts
    told = posts["published_precision"]
    return posts[told.isna() | told.isin(FINE)]


def _seconds(moments: pd.Series) -> pd.Series:
    return moments.astype("datetime64[us, UTC]").astype("int64") / 1e6


def _usual(timed: pd.DataFrame) -> dict[str, _Times]:
    """Return for each source how many of its authors wrote in each second of the minute."""
    once = timed.drop_duplicates(["source", "author_key", "second"])
    return {
        str(source): np.bincount(held["second"], minlength=_MINUTE).astype(np.float64) + 1
        for source, held in once.groupby("source")
    }


def _found(held: pd.DataFrame, usual: _Times) -> Iterator[tuple[str, str]]:
    times = held["at"].to_numpy()
    steps = np.diff(times)
    steps = steps[steps >= _SHORTEST]
    if len(steps) >= LEAST - 1 and (spread := _dispersion(steps)) < EVEN:
        pace = f"one each {np.median(steps):.0f} s, ± {spread:.0%}"
        yield "even_intervals", f"{len(times)} posts, {pace}"
    if (awake := _awake(times)) >= AWAKE_H * _HOUR:
        yield "sleepless", f"{awake / _HOUR:.0f} hours without a pause of {PAUSE_H}"
    if second := _second(held["second"].to_numpy(), usual):
        yield "same_second", second


def _dispersion(steps: _Times) -> float:
    low, high = np.quantile(steps, [0.25, 0.75])
    return float((high - low) / (high + low))


def _awake(times: _Times) -> float:
    """Return the seconds of the longest stretch without a pause."""
    breaks = np.flatnonzero(np.diff(times) > PAUSE_H * _HOUR)
    firsts = times[np.concatenate(([0], breaks + 1))]
    lasts = times[np.concatenate((breaks, [len(times) - 1]))]
    return float((lasts - firsts).max())


def _second(seconds: NDArray[np.int64], usual: _Times) -> str:
    """Return what is strange in the seconds of the minute; nothing where a source gives minutes."""
    counts = np.bincount(seconds, minlength=_MINUTE)
    second = int(counts.argmax())
    share = max(usual[second] / usual.sum(), 1 / _MINUTE)
    if frequent(int(counts[second]), of=len(seconds), share=float(share)) * _MINUTE > RARE:
        return ""
    return f"{counts[second]} of {len(seconds)} posts in second {second}"
