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
    st.sampled_from(["tea likes", "tea dislikes", "cups owns", "travel mentions"]),
    st.floats(0, 4000),
    st.none() | st.floats(-1, 1),
    st.floats(0.1, 1),
)
Mention = tuple[str | None, str, float | None, float | None, float]


def mentions(*rows: Mention) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["author_key", "held", "age", "polarity", "score"])
    frame["label"] = [held.split()[0] for held in frame["held"]]
    frame["stance"] = [held.split()[1] for held in frame.pop("held")]
    frame["published_at"] = pd.Timestamp(NOW) - pd.to_timedelta(
        frame.pop("age").astype(float), unit="D"
    )
    return frame


def declared(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["author_key", "label", "score", "age"])
    age = pd.to_timedelta(frame.pop("age").astype(float), unit="D")
    return frame.assign(seen_at=pd.Timestamp(NOW) - age)


def interests(
    *rows: Mention, labels: pd.DataFrame | None = None, half_life: float = 30
) -> pd.DataFrame:
    given = declared() if labels is None else labels
    return author_interests(mentions(*rows), given, as_of=NOW, half_life_days=half_life)


def test_a_weight_is_the_sum_of_halved_scores() -> None:
    table = interests(
        ("a", "tea likes", 0, 1.0, 0.8),
        ("a", "tea likes", 30, 0.0, 1.0),
        ("a", "cups owns", 60, None, 1.0),
    )
    assert table["interest"].tolist() == ["tea", "cups"]
    assert table["weight"].tolist() == pytest.approx([1.3, 0.25])
    assert table["share"].tolist() == pytest.approx([1.3 / 1.55, 0.25 / 1.55])
    assert table["posts"].tolist() == [2, 1]
    assert table["mean_polarity"].tolist() == pytest.approx([0.5, np.nan], nan_ok=True)
    assert table["last_evidence_at"].tolist() == [NOW, NOW - timedelta(days=60)]
    assert table["half_life_days"].tolist() == [30, 30]


def test_who_likes_it_now_and_disliked_it_once_holds_both() -> None:
    table = interests(("a", "tea dislikes", 90, -0.8, 0.9), ("a", "tea likes", 0, 0.9, 0.9))
    held = table.set_index("stance")
    assert held["weight"].to_dict() == pytest.approx({"likes": 0.9, "dislikes": 0.9 / 8})
    assert held["mean_polarity"].to_dict() == {"likes": 0.9, "dislikes": -0.8}


def test_what_an_own_label_declares_does_not_fade() -> None:
    table = interests(("a", "tea likes", 300, 0.9, 0.9), labels=declared(("a", "tea", 0.7, 300)))
    label = table.set_index("stance").loc["declares"]
    assert (label["weight"], label["posts"]) == (0.7, 0)
    assert label["share"] > 0.99
    assert label["last_evidence_at"] == NOW - timedelta(days=300)
    assert label[["mean_polarity", "half_life_days"]].isna().all()


def test_a_label_seen_later_than_the_moment_asked_about_is_ignored() -> None:
    assert interests(labels=declared(("a", "tea", 0.9, -7))).empty


def test_of_labels_that_say_the_same_the_surest_counts() -> None:
    twice = declared(("a", "tea", 0.9, 3), ("a", "tea", 0.5, 0))
    assert interests(labels=twice)["weight"].tolist() == [0.9]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(mention, min_size=1, max_size=20),
    st.floats(0.5, 400),
    st.lists(st.sampled_from("ab"), max_size=2),
)
def test_shares_of_an_author_add_up_to_one(
    rows: list[Mention], half_life: float, labelled: list[str]
) -> None:
    labels = declared(*((author, "tea", 0.7, 1) for author in labelled))
    table = interests(*rows, labels=labels, half_life=half_life)
    assert table.groupby("author_key")["share"].sum().to_numpy() == pytest.approx(1)


@settings(max_examples=12, deadline=None)
@given(st.lists(mention, min_size=1, max_size=20))
def test_weights_halve_in_one_half_life_and_shares_stay(rows: list[Mention]) -> None:
    said, nothing = mentions(*rows), declared()
    now = author_interests(said, nothing, as_of=NOW, half_life_days=90)
    later = author_interests(said, nothing, as_of=NOW + timedelta(days=90), half_life_days=90)
    assert later["weight"].to_numpy() == pytest.approx(now["weight"].to_numpy() / 2, abs=1e-15)
    assert later["share"].to_numpy() == pytest.approx(now["share"].to_numpy())


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject) -> None:
    rows = data.draw(st.lists(mention, min_size=1, max_size=12))
    labels = declared(("a", "tea", 0.7, 1), ("a", "cups", 0.5, 2), ("b", "tea", 0.9, 3))
    shuffled = data.draw(st.permutations(rows))
    straight = interests(*rows, labels=labels)
    turned = interests(*shuffled, labels=labels.iloc[::-1])
    pd.testing.assert_frame_equal(straight, turned, check_exact=True)


def test_what_is_said_later_by_nobody_or_at_no_time_is_ignored() -> None:
    assert interests(
        ("a", "tea likes", -1, 0.0, 1.0),
        (None, "tea likes", 1, 0.0, 1.0),
        ("a", "tea likes", None, 0.0, 1.0),
    ).empty


def test_a_post_that_shows_a_stance_twice_counts_once() -> None:
    said = mentions(*[("a", "tea likes", 1, 0.0, 1.0)] * 3)
    said["post_key"] = ["p", "p", "q"]
    table = author_interests(said, declared(), as_of=NOW, half_life_days=30)
    assert table["posts"].tolist() == [2]


def test_shares_survive_weights_too_small_to_write() -> None:
    said = [("a", "tea likes", 3000, 0.0, 1.0), ("a", "cups owns", 3001, 0.0, 1.0)]
    assert interests(*said, half_life=1)["share"].tolist() == pytest.approx([2 / 3, 1 / 3])


def test_a_half_life_of_zero_is_refused() -> None:
    with pytest.raises(BadOption, match="half_life_days = 0"):
        interests(("a", "tea likes", 1, 0.0, 1.0), half_life=0)


def test_a_moment_without_zone_is_refused() -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(NaiveMoment, match="as_of"):
        author_interests(mentions(), declared(), as_of=naive, half_life_days=1)
