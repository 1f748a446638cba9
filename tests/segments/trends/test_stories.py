import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.trends.stories import stories


def hot(*days: int, term: str = "tea", granularity: str = "day") -> pd.DataFrame:
    starts = pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(list(days), unit="D")
    return pd.DataFrame(
        {
            "kind": "topic",
            "term": term,
            "granularity": granularity,
            "starts_at": starts,
            "observed": [10 * (day + 1) for day in days],
            "expected": 1.0,
            "score": [float(day + 3) for day in days],
            "mean_polarity": [None if day == 0 else day / 40 for day in days],
        }
    )


def test_days_in_a_row_are_one_story() -> None:
    table = stories(hot(0, 1, 2))
    assert len(table) == 1
    story = table.iloc[0]
    assert (story["posts"], story["peak"], story["score"]) == (60, 30, 5)
    assert story["starts_at"] == pd.Timestamp("2026-01-01", tz="UTC")
    assert story["ends_at"] == pd.Timestamp("2026-01-04", tz="UTC")
    assert story["mean_polarity"] == pytest.approx((20 * 1 + 30 * 2) / 40 / 50)


def test_a_quiet_day_parts_two_stories_and_the_newest_is_first() -> None:
    table = stories(hot(0, 1, 3))
    assert table["posts"].tolist() == [40, 30]
    assert table["starts_at"].is_monotonic_decreasing


def test_terms_do_not_share_stories() -> None:
    assert len(stories(pd.concat([hot(0, term="tea"), hot(1, term="cups")]))) == 2


def test_a_story_that_goes_on_keeps_its_id() -> None:
    assert stories(hot(1, 2))["story_id"].tolist() == stories(hot(1, 2, 3))["story_id"].tolist()


def test_hot_hours_are_no_stories() -> None:
    assert stories(hot(0, 1, granularity="hour")).empty


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 30), unique=True, min_size=1, max_size=12), st.randoms())
def test_no_post_is_lost_whatever_the_order(days: list[int], random: object) -> None:
    table = hot(*days)
    told = stories(table)
    assert told["posts"].sum() == table["observed"].sum()
    assert told["story_id"].is_unique
    shuffled = table.sample(frac=1, random_state=random.randrange(99))  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(told, stories(shuffled))
