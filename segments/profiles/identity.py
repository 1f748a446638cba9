"""Which social accounts belong to which customer, by consent in force."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from segments.moment import utc
from segments.schema import Conflict, Identity, checked

_PAIR = ["customer_id", "author_key"]
_BY_TIME = ["consent_at", "ends_at", "evidence", "purpose"]


@dataclass(frozen=True, slots=True)
class Links:
    """What may be joined, and what may not because several customers claim it.

    Attributes:
        identities: columns of table identities, one row a pair, sorted by customer and account.
        conflicts: columns of `schema.Conflict`, one row a claim; none of them is in `identities`.
    """

    identities: pd.DataFrame
    conflicts: pd.DataFrame


def link(declared: pd.DataFrame, *, as_of: datetime) -> Links:
    """Return the links whose consent is in force at `as_of`, and the contested claims.

    In force: `consent_at <= as_of < ends_at`, or `ends_at` is null. Of several statements on
    the same pair the newest one made by `as_of` counts, so a withdrawal undoes what was agreed
    before it. An account that two customers claim at once is linked to neither.

    Args:
        declared: `schema.Identity`; rows in any order, pairs may repeat.
        as_of: the moment asked about, aware.

    Raises:
        BadFrame, NaiveMoment: the input is not as described.
    """
    in_force = _in_force(checked(Identity, declared, name="identities"), utc(as_of))
    claims = in_force.groupby("author_key")["customer_id"].transform("nunique")
    contested = in_force[claims > 1].sort_values(["author_key", "customer_id"])
    return Links(
        identities=_renumbered(in_force[claims <= 1].sort_values(_PAIR)),
        conflicts=checked(Conflict, _renumbered(contested), name="conflicts"),
    )


def _in_force(declared: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    said = declared[declared["consent_at"] <= as_of]
    newest = said.sort_values(_BY_TIME).drop_duplicates(_PAIR, keep="last")
    return newest[newest["ends_at"].isna() | (newest["ends_at"] > as_of)]


def _renumbered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index(drop=True)
