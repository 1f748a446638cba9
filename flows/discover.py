"""The flow `discover`: what posts speak of that no label covers."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from flows.orchestration import RETRY, project_run, show_counts
from flows.settings import load_settings
from flows.steps.discovering import Looked, look
from flows.steps.project import moment_of, open_record
from flows.store.candidates import listed


@task(name="discover-topics", cache_policy=NO_CACHE, **RETRY)
def discover_topics(home: str, as_of: datetime, days: int, sources: list[str]) -> Looked:
    """Look for topics that nobody listed; return how many, and the share of outliers."""
    settings = load_settings(home)
    with open_record(settings) as record:
        found = look(record, settings, as_of=as_of, days=days or None, sources=tuple(sources))
    said = "%d candidates, %d of them new, in %d posts that no label covers; outliers %.1f %%"
    share = 100 * found.outliers
    get_run_logger().info(said, found.candidates, found.new, found.posts, share)
    return found


@flow(name="discover")
def discover(
    home: str = "",
    as_of: datetime | None = None,
    days: Annotated[int, Field(ge=0, le=3660)] = 0,
    sources: list[str] = [],  # noqa: B006  # a factory shows as nothing in the run form
) -> dict[str, Any]:
    """Find clusters of posts that no label covers, and keep them as candidates of topics.

    Args:
        home: Folder of the project; empty for the one that is being served.
        as_of: Posts said before are looked at; empty for the end of today (UTC).
        days: How many days back; 0 for as many as the settings say.
        sources: Names of the sources whose posts are looked at; empty for all of them.
    """
    asked = {"as_of": as_of, "days": days, "sources": sources}
    with project_run("discover", home, asked) as (settings, record, counts):
        moment = moment_of(as_of)
        counts.update(asdict(discover_topics(str(settings.home), moment, days, sources)))
        rows = [
            {name: row[name] for name in ("candidate", "name", "posts", "share", "cohesion")}
            for row in listed(record)
        ]
        told = f"Topics to decide on; {counts['outliers']:.1%} of the posts are in none."
        show_counts("candidates", rows, told)
    return counts
