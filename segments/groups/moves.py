"""Who changed segment."""

from datetime import datetime

import pandas as pd

from segments.moment import utc
from segments.schema import Member, Move, checked

_KEYS = ["segmentation", "customer_id"]


def moves(before: pd.DataFrame, after: pd.DataFrame, *, as_of: datetime) -> pd.DataFrame:
    """Return the changes from `before` to `after` (columns of table segment_moves).

    A customer who was not there before, or a segmentation that is new, comes from null. Who is
    no longer there (erased, say) has not moved.

    Args:
        before: `schema.Member` (`since` may be left out).
        after: the same, later.
        as_of: the moment at which the change is seen, aware.

    Returns:
        Sorted by segmentation and customer.

    Raises:
        BadFrame, NaiveMoment: the input is not as described.
    """
    old = checked(Member, before, name="members before")[[*_KEYS, "segment"]]
    new = checked(Member, after, name="members after")[[*_KEYS, "segment"]]
    both = new.rename(columns={"segment": "to_segment"}).merge(
        old.rename(columns={"segment": "from_segment"}), on=_KEYS, how="left"
    )
    moved = both[both["from_segment"].isna() | (both["from_segment"] != both["to_segment"])]
    seen = moved.assign(moved_at=utc(as_of)).sort_values(_KEYS)
    return checked(Move, seen, name="segment_moves")
