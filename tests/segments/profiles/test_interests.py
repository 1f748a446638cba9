from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.errors import BadOption, NaiveMoment
from segments.profiles.interests import author_interests

NOW = datetime(2026, 3, 1, tzinfo=UTC)

mention = st.tuples(
    st.sampled_from("ab"),
    st.sampled_from(["tea", "cups", "travel"]),
    st.floats(0, 4000),
    st.none() | st.floats(-1, 1),
)


def mentions(*rows: tuple[str | None, str, float | None, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["author_key", "label", "age", "polarity"])
    frame["published_at"] = pd.Timestamp(NOW) - pd.to_timedelta(
        frame.pop("age").astype(float), unit="D"
    )
    return frame


def test_a_weight_is_the_sum_of_halved_posts() -> None:
    said = mentions(("a", "tea", 0, 1.0), ("a", "tea", 30, 0.0), ("a", "cups", 60, None))
    table = author_interests(said, as_of=NOW, half_life_days=30)
    assert table["interest"].tolist() == ["tea", "cups"]
    assert table["weight"].tolist() == pytest.approx([1.5, 0.25])
    assert table["share"].tolist() == pytest.approx([6 / 7, 1 / 7])
    assert table["posts"].tolist() == [2, 1]
    assert table["mean_polarity"].tolist() == pytest.approx([0.5, np.nan], nan_ok=True)
    assert table["last_evidence_at"].tolist() == [NOW, NOW - timedelta(days=60)]


@settings(max_examples=12, deadline=None)
@given(st.lists(mention, min_size=1, max_size=20), st.floats(0.5, 400))
def test_shares_of_an_author_add_up_to_one(rows: list[tuple], half_life: float) -> None:
    table = author_interests(mentions(*rows), as_of=NOW, half_life_days=half_life)
    assert table.groupby("author_key")["share"].sum().to_numpy() == pytest.approx(1)


@settings(max_examples=12, deadline=None)
@given(st.lists(mention, min_size=1, max_size=20))
def test_weights_halve_in_one_half_life_and_shares_stay(rows: list[tuple]) -> None:
    said = mentions(*rows)
    now = author_interests(said, as_of=NOW, half_life_days=90)
    later = author_interests(said, as_of=NOW + timedelta(days=90), half_life_days=90)
    assert later["weight"].to_numpy() == pytest.approx(now["weight"].to_numpy() / 2, abs=1e-15)
    assert later["share"].to_numpy() == pytest.approx(now["share"].to_numpy())


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject) -> None:
    rows = data.draw(st.lists(mention, min_size=1, max_size=12))
    shuffled = data.draw(st.permutations(rows))
    straight = author_interests(mentions(*rows), as_of=NOW, half_life_days=30)
    pd.testing.assert_frame_equal(
        straight,
        author_interests(mentions(*shuffled), as_of=NOW, half_life_days=30),
        check_exact=True,
    )


def test_what_is_said_later_by_nobody_or_at_no_time_is_ignored() -> None:
    said = mentions(("a", "tea", -1, 0.0), (None, "tea", 1, 0.0), ("a", "tea", None, 0.0))
    assert author_interests(said, as_of=NOW, half_life_days=30).empty


def test_a_post_that_names_a_topic_twice_counts_once() -> None:
    said = mentions(("a", "tea", 1, 0.0), ("a", "tea", 1, 0.0), ("a", "tea", 1, 0.0))
    said["post_key"] = ["p", "p", "q"]
    assert author_interests(said, as_of=NOW, half_life_days=30)["posts"].tolist() == [2]


def test_shares_survive_weights_too_small_to_write() -> None:
    said = mentions(("a", "tea", 3000, 0.0), ("a", "cups", 3001, 0.0))
    table = author_interests(said, as_of=NOW, half_life_days=1)
    assert table["share"].tolist() == pytest.approx([2 / 3, 1 / 3])


def test_a_half_life_of_zero_is_refused() -> None:
    with pytest.raises(BadOption, match="half_life_days = 0"):
        author_interests(mentions(("a", "tea", 1, 0.0)), as_of=NOW, half_life_days=0)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(NaiveMoment, match="as_of"):
        author_interests(
            mentions(("a", "tea", 1, 0.0)), as_of=NOW.replace(tzinfo=None), half_life_days=1
        )
