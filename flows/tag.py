"""The flow `tag`: what the new posts say, and how far all of them may be trusted."""

from datetime import UTC, datetime

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.orchestration import RETRY, project_run, show_counts
from flows.settings import load_settings
from flows.steps.judging import judge
from flows.steps.project import open_record
from flows.steps.tagging import tag_new
from flows.store.lineage import Outdated
from flows.store.summaries import tag_counts
from flows.store.trust import sources_held, trust_counts


@task(name="tag-posts", cache_policy=NO_CACHE, **RETRY)
def tag_posts(home: str) -> int:
    """Tag what is new, changed, or tagged by other models or word lists; return how many."""
    settings = load_settings(home)
    with open_record(settings) as record:
        count = tag_new(record, settings, now=datetime.now(UTC), tell=_tell)
    get_run_logger().info("tagged %d posts", count)
    return count


@task(name="judge-posts", cache_policy=NO_CACHE, **RETRY)
def judge_posts(home: str) -> int:
    """Judge all posts, by their words and among each other; return how many."""
    settings = load_settings(home)
    with open_record(settings) as record:
        if unmet := settings.trust.unmet(sources_held(record)):
            get_run_logger().warning(unmet)
        return judge(record, settings)


def _tell(old: list[Outdated]) -> None:
    """Say which posts are tagged again, and why."""
    for one in old:
        get_run_logger().info("%d posts are tagged again: %s", one.posts, one.why)
    rows = [
        {"posts": one.posts, "why": one.why, "kinds": ", ".join(sorted(one.kinds))} for one in old
    ]
    show_counts("retagged", rows, "Posts that are tagged again by other models or word lists.")


@flow(name="tag")
def tag(home: str = "") -> dict[str, int]:
    """Tag the posts that are new or changed: language, sentiment, topics, brands.

    Posts whose tags are of other models or word lists are tagged again, the kinds of tags that
    these changed. Then all posts are judged together: which repeat others, which are no free word
    of a customer.

    Args:
        home: Folder of the project; empty for the one that is being served.
    """
    with project_run("tag", home, {}) as (settings, record, counts):
        counts["tagged"] = tag_posts(str(settings.home))
        show_counts("tags", tag_counts(record), "Posts by kind of tag and label.")
        counts["judged"] = judge_posts(str(settings.home))
        told = "Posts by trust, origin, producer, and by what speaks against them."
        show_counts("trust", trust_counts(record), told)
    return counts
