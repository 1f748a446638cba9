"""From profiles to segments, their members and who moved."""

from datetime import datetime

import pandas as pd

from flows.settings import Settings
from flows.steps.project import segmentations
from flows.store import frames, tables
from flows.store.derived import replace_tables
from flows.store.record import Record
from segments.groups.members import members, segment_rows
from segments.groups.moves import moves


def segment_customers(record: Record, settings: Settings, *, as_of: datetime) -> pd.DataFrame:
    """Put every customer into one segment of each segmentation; return table `segments`.

    Raises:
        SettingsError: a rule is wrong.
    """
    chosen = segmentations(settings)
    profiles = frames.read_table(record, tables.profiles)
    before = frames.read_table(record, tables.segment_members)
    after = pd.concat(
        [members(rules, profiles, as_of=as_of, before=before) for rules in chosen],
        ignore_index=True,
    )
    summary = pd.concat(
        [segment_rows(rules, after, as_of=as_of) for rules in chosen], ignore_index=True
    )
    replace_tables(
        record,
        {tables.segment_members: after, tables.segments: summary},
        added={tables.segment_moves: moves(before, after, as_of=as_of)},
    )
    return summary
