import json
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from segments.profiles.enrich import profiles
from segments.profiles.interests import author_interests


@pytest.fixture
def tables(
    customers: pd.DataFrame, orders: pd.DataFrame, identities: pd.DataFrame, now: datetime
) -> dict[str, Any]:
    said = pd.DataFrame(
        {
            "author_key": ["k1", "k2", "k2", "k3"],
            "label": ["tea", "tea", "cups", "cars"],
            "stance": ["likes", "likes", "dislikes", "owns"],
            "score": 0.9,
            "published_at": pd.Timestamp(now) - timedelta(days=1),
            "polarity": 0.5,
        }
    )
    labels = pd.DataFrame(
        {"author_key": ["k1", "k3"], "label": ["sport/ball", "pets/keeping"], "score": [0.5, 0.9]}
    )
    voices = pd.DataFrame(
        {
            "author_key": ["k1", "k2", "k3"],
            "posts": [3, 1, 9],
            "judged": [2, 1, 0],
            "mean_polarity": [0.7, -0.8, None],
            "last_post_at": pd.to_datetime(["2026-02-01", "2026-02-03", "2026-02-04"], utc=True),
        }
    )
    return {
        "customers": customers,
        "orders": orders,
        "identities": identities,
        "interests": author_interests(
            said, labels.assign(seen_at=pd.Timestamp(now)), as_of=now, half_life_days=30
        ),
        "voices": voices,
    }


def test_a_customer_has_what_they_bought_and_what_their_accounts_say(
    tables: dict[str, Any], now: datetime
) -> None:
    ann = profiles(**tables, as_of=now).set_index("customer_id").loc["ann"]
    assert (ann["recency_days"], ann["frequency"], ann["monetary"]) == (2, 2, 60)
    assert (ann["accounts"], ann["posts"], ann["age_band"]) == (2, 4, "30-45")
    assert ann["judged"] == 3
    assert ann["mean_polarity"] == pytest.approx((2 * 0.7 - 0.8) / 3)
    assert ann["last_post_at"] == pd.Timestamp("2026-02-03", tz="UTC")


def test_interests_of_all_accounts_tell_stance_weight_and_last_evidence(
    tables: dict[str, Any], now: datetime
) -> None:
    ann = profiles(**tables, as_of=now).set_index("customer_id").loc["ann"]
    tea, cups, ball = json.loads(ann["interests"])
    assert tea == {
        "interest": "tea",
        "stance": "likes",
        "weight": pytest.approx(2 * 0.9 * 0.5 ** (1 / 30), abs=1e-4),
        "half_life_days": 30,
        "last_evidence_at": "2026-02-28T00:00:00Z",
    }
    assert (cups["interest"], cups["stance"]) == ("cups", "dislikes")
    assert ball == {
        "interest": "sport/ball",
        "stance": "declares",
        "weight": 0.5,
        "half_life_days": None,
        "last_evidence_at": "2026-03-01T00:00:00Z",
    }


def test_a_customer_whose_consent_has_ended_is_not_enriched(
    tables: dict[str, Any], now: datetime
) -> None:
    bo = profiles(**tables, as_of=now).set_index("customer_id").loc["bo"]
    assert (bo["accounts"], bo["posts"], bo["frequency"], bo["monetary"]) == (0, 0, 0, 0)
    assert (
        bo[["mean_polarity", "last_post_at", "interests", "r_score", "recency_days"]].isna().all()
    )


def test_posts_of_which_none_is_decided_have_no_mean(tables: dict[str, Any], now: datetime) -> None:
    tables["voices"] = tables["voices"].assign(judged=0, mean_polarity=None)
    ann = profiles(**tables, as_of=now).set_index("customer_id").loc["ann"]
    assert (ann["posts"], ann["judged"]) == (4, 0)
    assert pd.isna(ann["mean_polarity"])


def test_only_the_heaviest_interests_are_kept(tables: dict[str, Any], now: datetime) -> None:
    ann = profiles(**tables, as_of=now, top=1).set_index("customer_id").loc["ann"]
    assert [entry["interest"] for entry in json.loads(ann["interests"])] == ["tea"]


def test_a_buyer_whom_nobody_registered_has_a_profile(
    tables: dict[str, Any], now: datetime
) -> None:
    tables["customers"] = tables["customers"].iloc[1:]
    assert profiles(**tables, as_of=now)["customer_id"].tolist() == ["ann", "bo", "cy"]


def test_a_customer_who_joins_later_is_not_known_yet(tables: dict[str, Any]) -> None:
    early = pd.Timestamp("2026-01-15", tz="UTC")
    assert profiles(**tables, as_of=early)["customer_id"].tolist() == ["ann", "bo"]


def test_empty_tables_give_empty_profiles_with_the_same_columns(
    tables: dict[str, Any], now: datetime
) -> None:
    nothing = {name: frame.iloc[:0].astype(object) for name, frame in tables.items()}
    empty = profiles(**nothing, as_of=now)
    assert empty.empty
    assert empty.dtypes.equals(profiles(**tables, as_of=now).dtypes)


def test_the_order_of_rows_does_not_matter(tables: dict[str, Any], now: datetime) -> None:
    turned = {name: frame.iloc[::-1] for name, frame in tables.items()}
    pd.testing.assert_frame_equal(profiles(**tables, as_of=now), profiles(**turned, as_of=now))
