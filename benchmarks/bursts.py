"""False alarms and detection of `segments.trends.bursts.hotspots` on simulated series.

Run: `python benchmarks/bursts.py` (some minutes). Options: `--terms`, `--worlds`, `--seed`.

Each world has the given number of terms with levels from 0.05 to 200 posts a day, a common and
an own weekly rhythm, and no burst. In the second part, 5 % of the terms burst for three days.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from segments.trends.bursts import hotspots

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 61
TESTED = 30
BURST_DAY, BURST_LENGTH = 45, 3
WEEK = np.array([1.1, 1.1, 1.0, 1.0, 1.2, 0.8, 0.7])


@dataclass(frozen=True)
class World:
    """Posts per term and period, and the mean level a day of each term."""

    posts: np.ndarray
    level: np.ndarray


def simulate(rng: np.random.Generator, *, terms: int, dispersion: float, hourly: bool) -> World:
    """Return a world without bursts; variance is mean + dispersion mean^2 within each period."""
    level = 10 ** rng.uniform(np.log10(0.05), np.log10(200), terms)
    own = rng.normal(1, 0.15, (terms, 7)).clip(0.3)
    weekdays = (np.arange(DAYS) + START.weekday()) % 7
    mean = level[:, None] * (WEEK * own)[:, weekdays]
    if hourly:
        clock = 1 + 0.8 * np.sin((np.arange(24) - 9) * np.pi / 12)
        mean = (mean[:, :, None] * clock / 24).reshape(terms, -1)
    if dispersion:
        mean = mean * rng.gamma(1 / dispersion, dispersion, mean.shape)
    return World(rng.poisson(mean), level)


def as_counts(posts: np.ndarray, *, granularity: str) -> pd.DataFrame:
    """Return the rows of table term_counts that hold `posts`."""
    term, period = np.nonzero(posts)
    step = pd.Timedelta(1, "h" if granularity == "hour" else "D")
    return pd.DataFrame(
        {
            "kind": "topic",
            "term": np.char.add("t", term.astype(str)),
            "granularity": granularity,
            "starts_at": pd.Timestamp(START) + period * step,
            "posts": posts[term, period],
            "mean_polarity": np.nan,
        }
    )


def false_alarms(options: argparse.Namespace) -> Iterator[str]:
    """Yield a line per kind of world: days with any alarm, and alarms per term and period."""
    until = START + timedelta(days=DAYS)
    for granularity, window in (("day", TESTED), ("hour", 7)):
        for dispersion in (0.0, 0.1, 0.5, 1.0):
            rng = np.random.default_rng(options.seed)
            days, alarms = 0, 0
            for _ in range(options.worlds):
                world = simulate(
                    rng, terms=options.terms, dispersion=dispersion, hourly=granularity == "hour"
                )
                counts = as_counts(world.posts, granularity=granularity)
                hot = hotspots(counts, until=until, granularity=granularity, window=window)
                days += hot["starts_at"].dt.floor("D").nunique()
                alarms += len(hot)
            tested = window * options.worlds
            periods = tested * options.terms * (24 if granularity == "hour" else 1)
            yield (
                f"{granularity:5} dispersion {dispersion:3}: days with an alarm "
                f"{days}/{tested} = {days / tested:.3f}; alarms {alarms} of {periods} tests"
            )


def detection(options: argparse.Namespace) -> Iterator[str]:
    """Yield a line per burst size and level: found at all, found on the first day, delay."""
    until = START + timedelta(days=DAYS)
    bands = ((0.05, 1), (1, 10), (10, 50), (50, 200))
    for times in (2, 3, 5, 10):
        rng = np.random.default_rng(options.seed)
        delays: dict[tuple[float, float], list[float]] = {band: [] for band in bands}
        for _ in range(options.worlds):
            world = simulate(rng, terms=options.terms, dispersion=0.1, hourly=False)
            chosen = rng.choice(options.terms, options.terms // 20, replace=False)
            burst = slice(BURST_DAY, BURST_DAY + BURST_LENGTH)
            extra = rng.poisson(
                (times - 1) * world.level[chosen, None], (len(chosen), BURST_LENGTH)
            )
            world.posts[chosen, burst] += extra
            hot = hotspots(as_counts(world.posts, granularity="day"), until=until, window=TESTED)
            day = (hot["starts_at"] - pd.Timestamp(START)).dt.days
            within = hot[day.between(BURST_DAY, BURST_DAY + BURST_LENGTH - 1)].assign(day=day)
            first = within.groupby("term")["day"].min() - BURST_DAY
            for term in chosen:
                band = next(b for b in bands if world.level[term] < b[1])
                delays[band].append(float(first.get(f"t{term}", np.nan)))
        for band, found in delays.items():
            late = np.array(found)
            yield (
                f"x{times:<2} level {band[0]:>4}-{band[1]:<3} ({len(late)} bursts): found "
                f"{np.mean(~np.isnan(late)):.2f}, on the first day {np.mean(late == 0):.2f}"
            )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", type=int, default=300)
    parser.add_argument("--worlds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    for line in (*false_alarms(options), *detection(options)):
        print(line)


if __name__ == "__main__":
    main()
