from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.errors import BadOption, NaiveMoment
from segments.trends.bursts import hotspots
from segments.trends.stories import stories

START = datetime(2026, 1, 1, tzinfo=UTC)  # a Thursday
DAYS = 56
UNTIL = START + timedelta(days=DAYS)
WEEK = np.array([1.1, 1.1, 1.0, 1.0, 1.2, 0.8, 0.5])

Posts = np.ndarray[Any, Any]


def counts(posts: Posts, *, granularity: str = "day") -> pd.DataFrame:
    """Rows of table term_counts for (terms, periods) posts, without the zeros."""
    term, period = np.nonzero(posts)
    step = pd.Timedelta(1, "D" if granularity == "day" else "h")
    return pd.DataFrame(
        {
            "kind": "topic",
            "term": [f"t{number}" for number in term],
            "granularity": granularity,
            "starts_at": pd.Timestamp(START) + period * step,
            "posts": posts[term, period],
            "mean_polarity": 0.25,
        }
    )


def usual(level: float, *, terms: int = 30, seed: int = 7, dispersion: float = 0.02) -> Posts:
    """Negative binomial series with a weekly rhythm and nothing special: (terms, days)."""
    rng = np.random.default_rng(seed)
    mean = np.tile(level * WEEK[(np.arange(DAYS) + 3) % 7], (terms, 1))
    return rng.poisson(mean * rng.gamma(1 / dispersion, dispersion, mean.shape))


def test_a_planted_burst_is_found_on_its_day_and_is_all_that_is_found() -> None:
    posts = usual(10)
    posts[4, 50] = 80
    hot = hotspots(counts(posts), until=UNTIL)
    assert hot[["term", "observed"]].to_numpy().tolist() == [["t4", 80]]
    assert hot["starts_at"].tolist() == [START + timedelta(days=50)]
    assert hot["expected"].between(6, 15).all()
    assert hot["score"].gt(4).all()
    assert hot["mean_polarity"].eq(0.25).all()


def test_a_burst_of_some_days_is_one_story() -> None:
    posts = usual(10)
    posts[4, 48:52] = 90
    told = stories(hotspots(counts(posts), until=UNTIL))
    assert told[["term", "posts", "peak"]].to_numpy().tolist() == [["t4", 360, 90]]


def test_a_term_that_was_never_heard_of_is_found() -> None:
    posts = usual(10)
    posts[9] = 0
    posts[9, 53] = 12
    hot = hotspots(counts(posts), until=UNTIL)
    assert hot["term"].tolist() == ["t9"]
    assert hot["expected"].lt(0.1).all()


@pytest.mark.parametrize("level", [1, 40, 4000])
def test_steady_terms_are_no_hotspots(level: int) -> None:
    assert hotspots(counts(np.full((20, DAYS), level)), until=UNTIL).empty


@pytest.mark.parametrize("level", [7, 70, 700])
def test_a_strong_weekly_rhythm_is_no_hotspot(level: int) -> None:
    rhythm = np.where((np.arange(DAYS) + 3) % 7 >= 5, 5 * level, level)
    assert hotspots(counts(np.tile(rhythm, (10, 1))), until=UNTIL).empty


def test_a_burst_on_a_quiet_weekday_is_found_though_other_days_have_as_many() -> None:
    rhythm = np.where((np.arange(DAYS) + 3) % 7 >= 5, 60, 6)
    posts = np.tile(rhythm, (10, 1))
    posts[0, 53] = 60
    hot = hotspots(counts(posts), until=UNTIL)
    assert hot[["term", "observed"]].to_numpy().tolist() == [["t0", 60]]


def test_an_earlier_burst_does_not_hide_a_later_one() -> None:
    posts = usual(10)
    posts[4, 36:38] = 400
    posts[4, 52] = 90
    hot = hotspots(counts(posts), until=UNTIL, window=10)
    assert hot["starts_at"].tolist() == [START + timedelta(days=52)]


@pytest.mark.parametrize("dispersion", [0.001, 0.1, 0.5, 1.0])
def test_false_alarms_stay_within_alpha(dispersion: float) -> None:
    days = 0
    for seed in range(3):
        levels = [
            usual(level, terms=40, seed=seed, dispersion=dispersion) for level in (0.3, 3, 30, 300)
        ]
        hot = hotspots(counts(np.vstack(levels)), until=UNTIL, window=25, alpha=0.05)
        days += hot["starts_at"].nunique()
    assert days <= 75 * 0.05 + 2 * np.sqrt(75 * 0.05)


def test_hours_are_judged_by_the_hour_of_the_day() -> None:
    rng = np.random.default_rng(7)
    clock = np.where(np.arange(24) >= 18, 20.0, 1.0)
    posts = rng.poisson(np.tile(clock, (5, 30)))
    posts[2, 29 * 24 + 3] = 25
    until = START + timedelta(days=30)
    hot = hotspots(counts(posts, granularity="hour"), until=until, granularity="hour", window=3)
    assert hot["term"].tolist() == ["t2"]
    assert hot["starts_at"].tolist() == [START + timedelta(days=29, hours=3)]


def test_other_granularities_are_ignored() -> None:
    posts = usual(10)
    posts[4, 50] = 80
    days = counts(posts)
    with_hours = pd.concat([days, counts(posts, granularity="hour")])
    pd.testing.assert_frame_equal(hotspots(with_hours, until=UNTIL), hotspots(days, until=UNTIL))


def test_a_young_record_says_nothing() -> None:
    posts = np.zeros((5, DAYS), dtype=int)
    posts[:, 48:] = 1
    posts[0, 55] = 50
    assert hotspots(counts(posts), until=UNTIL).empty


def test_days_before_the_sources_were_watched_are_not_taken_for_silence() -> None:
    posts = usual(10)
    posts[:, :40] = 0
    posts[0, 0] = 1
    plain = hotspots(counts(posts), until=UNTIL)
    watched = hotspots(counts(posts), until=UNTIL, since=START + timedelta(days=40))
    assert len(plain) > 100
    assert watched.empty


def test_a_dark_day_is_not_tested() -> None:
    posts = usual(10)
    posts[4, 50] = 80
    dark = [START + timedelta(days=50)]
    assert hotspots(counts(posts), until=UNTIL, dark=dark).empty


def test_dark_days_are_not_taken_for_silence() -> None:
    posts = usual(10)
    posts[4, 55] = 80
    posts[:, 30:44] = 0
    dark = [START + timedelta(days=day) for day in range(30, 44)]
    lit, told = (hotspots(counts(posts), until=UNTIL, window=1, dark=days) for days in ([], dark))
    assert told["expected"].item() > 1.5 * lit["expected"].item()


def test_only_the_window_before_until_is_tested() -> None:
    posts = usual(10)
    posts[4, [44, 50, 54]] = 80
    hot = hotspots(counts(posts), until=START + timedelta(days=54), window=8)
    assert hot["starts_at"].tolist() == [START + timedelta(days=50)]


def test_the_running_day_is_tested_with_what_it_has() -> None:
    posts = usual(10)
    posts[4, 50] = 80
    noon = START + timedelta(days=50, hours=12)
    assert hotspots(counts(posts), until=noon, window=1)["term"].tolist() == ["t4"]


def test_few_posts_and_small_lifts_are_no_hotspots() -> None:
    posts = usual(10)
    posts[4, 50] = 80
    assert hotspots(counts(posts), until=UNTIL, min_posts=81).empty
    assert hotspots(counts(posts), until=UNTIL, min_lift=20).empty


def test_no_counts_give_no_hotspots() -> None:
    nothing = hotspots(counts(np.zeros((1, 1))), until=UNTIL)
    full = usual(10)
    full[4, 50] = 80
    assert nothing.empty
    assert nothing.dtypes.equals(hotspots(counts(full), until=UNTIL).dtypes)


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(random: Any) -> None:
    posts = usual(10, terms=6)
    posts[4, 50:52] = 80
    rows = counts(posts)
    shuffled = rows.sample(frac=1, random_state=random.randrange(10**6))
    pd.testing.assert_frame_equal(hotspots(rows, until=UNTIL), hotspots(shuffled, until=UNTIL))


def test_more_posts_never_score_less() -> None:
    scores = []
    for burst in (60, 80, 120, 500, 10**6):
        posts = usual(10)
        posts[4, 55] = burst
        scores.append(hotspots(counts(posts), until=UNTIL, window=1)["score"].item())
    assert scores == sorted(scores)
    assert np.isfinite(scores).all()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("granularity", "week"),
        ("alpha", 0),
        ("alpha", 1),
        ("window", 0),
        ("gap", -1),
        ("baseline", 3),
    ],
)
def test_an_odd_option_is_refused_by_name(option: str, value: Any) -> None:
    with pytest.raises(BadOption, match=option):
        hotspots(counts(usual(10)), until=UNTIL, **{option: value})


def test_until_needs_a_zone() -> None:
    with pytest.raises(NaiveMoment, match="until"):
        hotspots(counts(usual(10)), until=UNTIL.replace(tzinfo=None))
