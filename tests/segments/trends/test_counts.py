from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.errors import BadOption
from segments.trends.counts import term_counts

START = datetime(2026, 1, 1, tzinfo=UTC)
LAW = settings(max_examples=12, deadline=None)

mention = st.tuples(
    st.sampled_from(["tea", "cups"]),
    st.sampled_from("pqrstuv"),
    st.integers(0, 24 * 60 * 4),
    st.none() | st.floats(-1, 1),
)


def mentions(*rows: tuple[str, str, int | None, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["term", "post_key", "minutes", "polarity"])
    times = [None if m is None else START + timedelta(minutes=m) for m in frame.pop("minutes")]
    frame["published_at"] = pd.to_datetime(pd.Series(times, dtype=object), utc=True)
    return frame.assign(kind="topic")


def test_posts_are_counted_per_term_and_hour_without_the_zeros() -> None:
    said = mentions(("tea", "p", 0, 1.0), ("tea", "q", 59, 0.0), ("tea", "r", 180, None))
    table = term_counts(said, granularity="hour")
    assert table["posts"].tolist() == [2, 1]
    assert table["starts_at"].tolist() == [START, START + timedelta(hours=3)]
    assert table["mean_polarity"].tolist() == pytest.approx([0.5, np.nan], nan_ok=True)


def test_a_post_that_names_a_term_twice_counts_once() -> None:
    said = mentions(("tea", "p", 0, 1.0), ("tea", "p", 0, 1.0), ("cups", "p", 0, 1.0))
    assert term_counts(said, granularity="day")["posts"].tolist() == [1, 1]


def test_posts_without_time_are_left_out() -> None:
    assert term_counts(mentions(("tea", "p", None, 1.0)), granularity="day").empty


@pytest.mark.parametrize(
    ("granularity", "counted"), [("hour", ["second", "hour"]), ("day", ["second", "hour", "day"])]
)
def test_times_that_are_too_coarse_are_left_out(granularity: str, counted: list[str]) -> None:
    precisions = ["second", "hour", "day", "month"]
    said = mentions(*((name, name, 0, 1.0) for name in precisions))
    table = term_counts(said.assign(published_precision=precisions), granularity=granularity)
    assert sorted(table["term"]) == sorted(counted)


def test_another_granularity_is_refused() -> None:
    with pytest.raises(BadOption, match="allowed: hour, day"):
        term_counts(mentions(("tea", "p", 0, 1.0)), granularity="week")


@LAW
@given(st.lists(mention, max_size=20))
def test_hours_add_up_to_days_and_days_to_posts(rows: list[tuple]) -> None:
    said = mentions(*rows).drop_duplicates(["term", "post_key"])
    hours, days = (term_counts(said, granularity=size) for size in ("hour", "day"))
    by_day = hours.groupby(["term", hours["starts_at"].dt.floor("D")])["posts"].sum()
    assert by_day.tolist() == days["posts"].tolist()
    assert days["posts"].sum() == len(said)


@LAW
@given(st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject) -> None:
    rows = data.draw(st.lists(mention, max_size=12, unique_by=lambda one: one[:2]))
    said = mentions(*rows)
    turned = said.loc[data.draw(st.permutations(list(said.index)))]
    one, other = (term_counts(frame, granularity="day") for frame in (said, turned))
    pd.testing.assert_frame_equal(one, other)
