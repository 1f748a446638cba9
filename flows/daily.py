"""The flow `daily`: the whole way once, from the sources to the report."""

from datetime import datetime
from typing import Annotated

from prefect import flow, get_run_logger
from pydantic import Field

from flows.collect import collect
from flows.discover import discover
from flows.enrich import enrich
from flows.orchestration import project_run
from flows.publish import report
from flows.segment import segment
from flows.steps.collecting import SourcesFailed
from flows.tag import tag


@flow(name="daily")
def daily(
    home: str = "",
    sources: list[str] = [],  # noqa: B006  # a factory shows as nothing in the run form
    as_of: datetime | None = None,
    days: Annotated[int, Field(ge=1, le=366)] = 30,
) -> str:
    """Collect, tag, discover, enrich, segment and report; return the address of the report.

    A source that fails does not keep the others from the report; the run fails at its end and
    names it.

    Args:
        home: Folder of the project; empty for the one that is being served.
        sources: Names of the sources to ask; empty for all of them.
        as_of: The moment the figures speak of; empty for the end of today (UTC).
        days: How many days back the report looks.
    """
    asked = {"sources": sources, "as_of": as_of, "days": days}
    with project_run("daily", home, asked):
        problem = _collect(home, sources)
        tag(home)
        discover(home, as_of)
        enrich(home, as_of)
        segment(home, as_of)
        link: str = report(home, as_of, days)
        get_run_logger().info("report: %s", link)
        if problem is not None:
            raise problem
    return link


def _collect(home: str, sources: list[str]) -> SourcesFailed | None:
    try:
        collect(home, sources)
    except SourcesFailed as error:
        return error
    return None
