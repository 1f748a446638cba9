from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.errors import BadFrame
from segments.groups.moves import moves

NOW = datetime(2026, 3, 1, tzinfo=UTC)

groups = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["loyal", "new", "lost"]))


def members(segments: dict[str, str], segmentation: str = "value") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "segmentation": pd.Series([segmentation] * len(segments), dtype="str"),
            "customer_id": pd.Series(list(segments), dtype="str"),
            "segment": pd.Series(list(segments.values()), dtype="str"),
        }
    )


def test_only_those_who_moved_or_came_are_told() -> None:
    before = members({"ann": "new", "bo": "loyal", "cy": "lost"})
    after = members({"dee": "new", "bo": "loyal", "ann": "loyal"})
    table = moves(before, after, as_of=NOW)
    assert table["customer_id"].tolist() == ["ann", "dee"]
    assert table["to_segment"].tolist() == ["loyal", "new"]
    assert table["from_segment"].fillna("-").tolist() == ["new", "-"]
    assert table["moved_at"].eq(NOW).all()


def test_segmentations_are_told_apart() -> None:
    before = pd.concat([members({"ann": "new"}), members({"ann": "loud"}, "voice")])
    after = pd.concat([members({"ann": "new"}), members({"ann": "quiet"}, "voice")])
    assert moves(before, after, as_of=NOW)["segmentation"].tolist() == ["voice"]


def test_a_customer_in_two_segments_at_once_is_refused() -> None:
    twice = pd.concat([members({"ann": "new"}), members({"ann": "lost"})])
    with pytest.raises(BadFrame, match=r"members after: .* repeats with the same"):
        moves(members({}), twice, as_of=NOW)


@settings(max_examples=12, deadline=None)
@given(groups)
def test_nothing_changed_means_no_moves(segments: dict[str, str]) -> None:
    assert moves(members(segments), members(segments), as_of=NOW).empty


@settings(max_examples=12, deadline=None)
@given(groups, groups)
def test_moves_applied_to_before_give_after(before: dict[str, str], after: dict[str, str]) -> None:
    table = moves(members(before), members(after), as_of=NOW)
    moved = dict(zip(table["customer_id"], table["to_segment"], strict=True))
    stayed = {who: segment for who, segment in before.items() if who in after}
    assert stayed | moved == after
