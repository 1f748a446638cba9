"""Trusted posts are counted beside all posts, all the way."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from segments.trends.bursts import hotspots
from segments.trends.counts import term_counts
from segments.trends.stories import stories
from segments.trends.voice import share_of_voice

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 40
BOUGHT = 12


@pytest.fixture
def said() -> pd.DataFrame:
    """Two brands, one post a day each; on the last day 20 on ours, 12 of them not trusted."""
    last = [("ours", DAYS - 1, n >= BOUGHT) for n in range(20)]
    usual = [(brand, day, True) for day in range(DAYS) for brand in ("ours", "theirs")]
    rows = [row for row in usual if row[:2] != ("ours", DAYS - 1)] + last
    frame = pd.DataFrame(rows, columns=["term", "day", "trusted"])
    times = pd.to_datetime([START + timedelta(days=day) for day in frame.pop("day")], utc=True)
    keys = [f"p{n}" for n in range(len(rows))]
    return frame.assign(kind="brand", post_key=keys, published_at=times, polarity=0.5)


def test_counts_hotspots_stories_and_shares_tell_the_trusted_posts(said: pd.DataFrame) -> None:
    daily = term_counts(said, granularity="day")
    assert daily.set_index(["term", "starts_at"])["trusted_posts"]["ours"].iloc[-1] == 8
    hot = hotspots(daily, until=START + timedelta(days=DAYS))
    assert hot[["observed", "trusted_posts"]].to_numpy().tolist() == [[20, 8]]
    assert stories(hot)[["posts", "trusted_posts"]].to_numpy().tolist() == [[20, 8]]
    shares = share_of_voice(daily).set_index("brand").iloc[-2:]
    assert shares["share"].to_dict() == pytest.approx({"ours": 20 / 21, "theirs": 1 / 21})
    assert shares["trusted_share"].to_dict() == pytest.approx({"ours": 8 / 9, "theirs": 1 / 9})


def test_where_nothing_is_told_all_are_trusted(said: pd.DataFrame) -> None:
    daily = term_counts(said.drop(columns="trusted"), granularity="day")
    assert (daily["posts"] == daily["trusted_posts"]).all()
    hot = hotspots(daily.drop(columns="trusted_posts"), until=START + timedelta(days=DAYS))
    assert hot["trusted_posts"].tolist() == [20]


def test_a_day_without_trusted_posts_has_no_trusted_shares(said: pd.DataFrame) -> None:
    shares = share_of_voice(term_counts(said.assign(trusted=False), granularity="day"))
    assert shares["trusted_share"].isna().all()
    assert shares["trusted_posts"].eq(0).all()
