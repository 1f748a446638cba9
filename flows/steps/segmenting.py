"""From profiles to segments, their members and who moved."""

import json
from datetime import datetime

import pandas as pd

from flows.settings import Settings
from flows.steps.project import segmentations
from flows.store import frames, tables
from flows.store.derived import append_table, replace_table
from flows.store.record import Record
from segments.groups.moves import moves
from segments.groups.rules import Segmentation


def segment_customers(record: Record, settings: Settings, *, as_of: datetime) -> pd.DataFrame:
    """Put every customer into one segment of each segmentation; return table `segments`.

    Raises:
        SettingsError: a rule is wrong.
    """
    profiles = frames.read_table(record, tables.profiles)
    chosen = segmentations(settings)
    before = frames.read_table(record, tables.segment_members)
    after = _members(chosen, profiles, before, as_of)
    summary = _summary(chosen, after, as_of)
    append_table(record, tables.segment_moves, _moved(chosen, before, after, as_of))
    replace_table(record, tables.segment_members, after)
    replace_table(record, tables.segments, summary)
    return summary


def _members(
    chosen: tuple[Segmentation, ...], profiles: pd.DataFrame, before: pd.DataFrame, as_of: datetime
) -> pd.DataFrame:
    """Return who is in which segment, keeping the date of those who stayed."""
    keys = ["segmentation", "customer_id", "segment"]
    now = pd.concat(
        [
            pd.DataFrame(
                {
                    "segmentation": segmentation.name,
                    "customer_id": profiles["customer_id"],
                    "segment": segmentation.assign(profiles),
                }
            )
            for segmentation in chosen
        ],
        ignore_index=True,
    )
    known = now.merge(before[[*keys, "since"]], how="left", on=keys)
    return known.assign(since=known["since"].fillna(pd.Timestamp(as_of)))


def _moved(
    chosen: tuple[Segmentation, ...], before: pd.DataFrame, after: pd.DataFrame, as_of: datetime
) -> pd.DataFrame:
    names = [segmentation.name for segmentation in chosen]
    return moves(before[before["segmentation"].isin(names)], after, as_of=as_of)


def _summary(
    chosen: tuple[Segmentation, ...], members: pd.DataFrame, as_of: datetime
) -> pd.DataFrame:
    sizes = members.groupby(["segmentation", "segment"]).size()
    rows = [
        {
            "segmentation": segmentation.name,
            "segment": name,
            "position": position,
            "why": why,
            "rule": json.dumps(rule, ensure_ascii=False, sort_keys=True),
            "members": int(sizes.get((segmentation.name, name), 0)),
            "as_of": pd.Timestamp(as_of),
        }
        for segmentation in chosen
        for position, (name, why, rule) in enumerate(segmentation.describe(), start=1)
    ]
    return pd.DataFrame(rows, columns=[column.name for column in tables.segments.columns])
