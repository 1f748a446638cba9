"""The flow `segment`: every customer into one segment of each segmentation."""

from datetime import datetime
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.orchestration import RETRY, project_run, show_counts
from flows.settings import load_settings
from flows.steps.project import moment_of, open_record
from flows.steps.segmenting import segment_customers


@task(name="segment-customers", cache_policy=NO_CACHE, **RETRY)
def segment_all(home: str, as_of: datetime) -> list[dict[str, Any]]:
    """Apply the rules to the profiles; return segmentation, segment and members."""
    settings = load_settings(home)
    with open_record(settings) as record:
        summary = segment_customers(record, settings, as_of=as_of)
    rows = summary[["segmentation", "segment", "members"]].to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


@flow(name="segment")
def segment(home: str = "", as_of: datetime | None = None) -> dict[str, int]:
    """Put every customer into one segment of each segmentation, and note who moved.

    Args:
        home: Folder of the project; empty for the one that is being served.
        as_of: The moment the segments speak of; empty for the end of today (UTC).
    """
    with project_run("segment", home, {"as_of": as_of}) as (settings, _record, counts):
        rows = segment_all(str(settings.home), moment_of(as_of))
        counts["segments"] = len(rows)
        show_counts("segments", rows, "Customers by segment.")
    return counts
