import json
from datetime import datetime, timedelta

import pandas as pd
import pytest

from segments.groups.members import members, segment_rows
from segments.groups.rules import Range, Rule, Segmentation

VOICE = Segmentation(
    "voice",
    (
        Rule("loud", {"posts": Range(low=3)}, "Often heard."),
        Rule("furious", {"mean_polarity": Range(high=-0.9)}, "Quite against us."),
    ),
    Rule("quiet", {}, "Not heard."),
)


@pytest.fixture
def profiles(now: datetime) -> pd.DataFrame:
    empty = dict.fromkeys(["sex", "age_band", "place", "recency_days", "interests"])
    scores = dict.fromkeys(["r_score", "f_score", "m_score", "mean_polarity", "last_post_at"])
    frame = pd.DataFrame({"customer_id": ["bo", "ann"], "posts": [5, 0], "judged": [5, 0]})
    return frame.assign(**empty, **scores, as_of=now, frequency=0, monetary=0.0, accounts=1)


def test_everybody_is_a_member_since_the_moment_asked_about(
    profiles: pd.DataFrame, now: datetime
) -> None:
    table = members(VOICE, profiles, as_of=now)
    assert table[["customer_id", "segment"]].to_numpy().tolist() == [
        ["ann", "quiet"],
        ["bo", "loud"],
    ]
    assert table["since"].eq(now).all()


def test_who_stays_keeps_since_and_who_moves_does_not(
    profiles: pd.DataFrame, now: datetime
) -> None:
    before = members(VOICE, profiles.assign(posts=[5, 5]), as_of=now)
    later = now + timedelta(days=7)
    table = members(VOICE, profiles, as_of=later, before=before).set_index("customer_id")
    assert table["since"].to_dict() == {"ann": later, "bo": now}


def test_every_segment_has_a_row_even_without_anybody(
    profiles: pd.DataFrame, now: datetime
) -> None:
    rows = segment_rows(VOICE, members(VOICE, profiles, as_of=now), as_of=now)
    assert rows["segment"].tolist() == ["loud", "furious", "quiet"]
    assert rows["position"].tolist() == [1, 2, 3]
    assert rows["members"].tolist() == [1, 0, 1]
    assert [json.loads(rule) for rule in rows["rule"]] == [
        {"posts": {"low": 3}},
        {"mean_polarity": {"high": -0.9}},
        {},
    ]


def test_members_of_another_segmentation_are_not_counted(
    profiles: pd.DataFrame, now: datetime
) -> None:
    other = members(VOICE, profiles, as_of=now).assign(segmentation="other")
    assert segment_rows(VOICE, other, as_of=now)["members"].sum() == 0
