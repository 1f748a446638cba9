"""The flow `report`: trends counted, tables published, the report written."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from flows.orchestration import RETRY, project_run, show_quarantine, show_report
from flows.settings import load_settings
from flows.steps.project import moment_of, open_record
from flows.steps.publishing import publish_tables, report_link, write_report
from flows.steps.trending import Trends, count_trends


@task(name="write-report", cache_policy=NO_CACHE, **RETRY)
def write(home: str, as_of: datetime, days: int, title: str) -> tuple[Trends, str]:
    """Count topics and brands, publish the tables, write the report; return counts and address.

    One task, since counts and report must speak of the same posts: a retry counts anew.
    """
    settings = load_settings(home)
    with open_record(settings) as record:
        trends = count_trends(record, settings, as_of=as_of)
        publish_tables(record, settings)
    path = write_report(settings, as_of=as_of, days=days, title=title)
    return trends, report_link(settings, path)


@flow(name="report")
def report(
    home: str = "",
    as_of: datetime | None = None,
    days: Annotated[int, Field(ge=1, le=366)] = 30,
    title: str = "",
) -> str:
    """Count the trends, publish the tables, write the report; return the report's address.

    Args:
        home: Folder of the project; empty for the one that is being served.
        as_of: The end of the time reported on; empty for the end of today (UTC).
        days: How many days back the report looks.
        title: Heading of the report; empty for the one in the settings.
    """
    asked = {"as_of": as_of, "days": days, "title": title}
    with project_run("report", home, asked) as (settings, record, counts):
        moment = moment_of(as_of)
        trends, link = write(str(settings.home), moment, days, title)
        counts.update(asdict(trends))
        show_report(link, title or settings.report.title)
        counts["quarantine"] = show_quarantine(record)
    return link
