"""The flow `tag`: what the new posts say."""

from datetime import UTC, datetime

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.orchestration import RETRY, project_run, show_counts
from flows.settings import load_settings
from flows.steps.project import open_record
from flows.steps.tagging import tag_new
from flows.store.summaries import tag_counts


@task(name="tag-posts", cache_policy=NO_CACHE, **RETRY)
def tag_posts(home: str) -> int:
    """Tag what is new, changed, or tagged by other models or word lists; return how many."""
    settings = load_settings(home)
    with open_record(settings) as record:
        count = tag_new(record, settings, now=datetime.now(UTC))
    get_run_logger().info("tagged %d posts", count)
    return count


@flow(name="tag")
def tag(home: str = "") -> dict[str, int]:
    """Tag the posts that are new or changed: language, sentiment, topics, brands.

    Args:
        home: Folder of the project; empty for the one that is being served.
    """
    with project_run("tag", home, {}) as (settings, record, counts):
        counts["tagged"] = tag_posts(str(settings.home))
        show_counts("tags", tag_counts(record), "Posts by kind of tag and label.")
    return counts
