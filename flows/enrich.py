"""The flow `enrich`: interests of authors, profiles of customers."""

from dataclasses import asdict
from datetime import datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.orchestration import RETRY, project_run, show_counts
from flows.settings import load_settings
from flows.steps.enriching import Enriched, enrich_customers
from flows.steps.project import moment_of, open_record


@task(name="enrich-customers", cache_policy=NO_CACHE, **RETRY)
def enrich_all(home: str, as_of: datetime) -> Enriched:
    """Work out interests and profiles anew, as of a moment."""
    settings = load_settings(home)
    with open_record(settings) as record:
        return enrich_customers(record, settings, as_of=as_of)


@flow(name="enrich")
def enrich(home: str = "", as_of: datetime | None = None) -> dict[str, int]:
    """Bring what authors say and what customers buy together in one profile each.

    Args:
        home: Folder of the project; empty for the one that is being served.
        as_of: The moment the profiles speak of; empty for the end of today (UTC).
    """
    with project_run("enrich", home, {"as_of": as_of}) as (settings, _record, counts):
        moment = moment_of(as_of)
        counts.update(asdict(enrich_all(str(settings.home), moment)))
        show_counts("enriched", [counts], "Interests of authors and profiles of customers.")
    return counts
