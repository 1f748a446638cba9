import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.trends.voice import share_of_voice

row = st.tuples(st.sampled_from(["ours", "theirs", "both"]), st.integers(0, 3), st.integers(0, 50))


def counts(*rows: tuple[str, int, int], kind: str = "brand") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["term", "day", "posts"])
    frame["starts_at"] = pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(
        frame.pop("day").astype("int64"), unit="D"
    )
    return frame.assign(kind=kind, granularity="day", mean_polarity=0.5)


def test_a_share_is_of_all_namings_of_brands_that_day() -> None:
    table = share_of_voice(counts(("ours", 0, 1), ("theirs", 0, 3), ("ours", 1, 5)))
    assert table["brand"].tolist() == ["theirs", "ours", "ours"]
    assert table["share"].tolist() == [0.75, 0.25, 1]


def test_topics_and_hours_do_not_count() -> None:
    topics, hours = counts(("tea", 0, 9), kind="topic"), counts(("ours", 0, 9))
    table = share_of_voice(pd.concat([topics, hours.assign(granularity="hour")]))
    assert table.empty


@settings(max_examples=12, deadline=None)
@given(st.lists(row, max_size=9, unique_by=lambda one: one[:2]))
def test_the_shares_of_a_day_add_up_to_one(rows: list[tuple[str, int, int]]) -> None:
    table = share_of_voice(counts(*rows))
    assert table.groupby("starts_at")["share"].sum().to_numpy() == pytest.approx(1)
    assert table["posts"].sum() == sum(posts for _, _, posts in rows)


@settings(max_examples=12, deadline=None)
@given(st.lists(row, max_size=9, unique_by=lambda one: one[:2]), st.integers(2, 9))
def test_ten_times_the_posts_leave_the_shares_as_they_are(
    rows: list[tuple[str, int, int]], times: int
) -> None:
    once = share_of_voice(counts(*rows))
    often = share_of_voice(counts(*((term, day, posts * times) for term, day, posts in rows)))
    assert often["share"].tolist() == pytest.approx(once["share"].tolist())
