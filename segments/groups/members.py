"""Who is in which segment, since when, and how many there are."""

from datetime import datetime

import pandas as pd

from segments.groups.conditions import as_json
from segments.groups.rules import Segmentation
from segments.moment import utc
from segments.schema import Member, Profile, SegmentRow, checked


def members(
    segmentation: Segmentation,
    profiles: pd.DataFrame,
    *,
    as_of: datetime,
    before: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return everybody's segment (columns of table segment_members), sorted by customer.

    Args:
        segmentation: the rules.
        profiles: `schema.Profile`, as of the same moment.
        as_of: the moment the rules are applied to, aware.
        before: the members before (table segment_members); who is still in the same segment
            keeps their `since`. None or no row: everybody is in theirs since `as_of`.

    Raises:
        BadFrame, NaiveMoment: the input is not as described.
    """
    valid = checked(Profile, profiles, name="profiles").sort_values("customer_id")
    now = valid[["customer_id"]].assign(
        segmentation=segmentation.name, segment=segmentation.assign(valid), since=utc(as_of)
    )
    if before is not None:
        now = _keep_since(now, checked(Member, before, name="members before"))
    return checked(Member, now, name="segment_members")


def segment_rows(segmentation: Segmentation, now: pd.DataFrame, *, as_of: datetime) -> pd.DataFrame:
    """Return one row per segment, in the order of trying (columns of table segments).

    Segments without anybody are there too, with 0 members. `now` is what `members` gave; rows
    of other segmentations are ignored.
    """
    listed = checked(Member, now, name="members")
    mine = listed.loc[listed["segmentation"] == segmentation.name, "segment"]
    counts = mine.value_counts()
    rows = [
        (rule.name, place, rule.why, as_json(rule.where), int(counts.get(rule.name, 0)))
        for place, rule in enumerate(segmentation.segments, start=1)
    ]
    table = pd.DataFrame(rows, columns=["segment", "position", "why", "rule", "members"])
    full = table.assign(segmentation=segmentation.name, as_of=utc(as_of))
    return checked(SegmentRow, full, name="segments")


def _keep_since(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    keys = ["segmentation", "customer_id", "segment"]
    both = now.merge(before, on=keys, how="left", suffixes=("", "_before"))
    return both.assign(since=both["since_before"].fillna(both["since"]))
