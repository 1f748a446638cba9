"""Second thoughts: posts that are edited or withdrawn after publication."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from flows.demo.posts import DemoPost
from flows.demo.texts import table
from flows.demo.truths import Edit

SHARE = 0.012
SETTLED = timedelta(days=6)
"""Posts younger than this at the world's end are left alone: their change would lie beyond it."""


def with_changes(
    rng: Random, posts: Sequence[DemoPost], *, end: datetime, keep: frozenset[str]
) -> tuple[DemoPost, ...]:
    """Return `posts` with a few edited and as many withdrawn; those in `keep` stay as they are."""
    free = [at for at, post in enumerate(posts) if _may_change(post, end=end, keep=keep)]
    count = max(1, round(len(posts) * SHARE)) if free else 0
    chosen = rng.sample(free, k=min(2 * count, len(free)))
    changed = list(posts)
    for order, at in enumerate(chosen):
        change = _edited if order % 2 == 0 else _withdrawn
        changed[at] = change(rng, posts[at])
    return tuple(changed)


def _may_change(post: DemoPost, *, end: datetime, keep: frozenset[str]) -> bool:
    return post.published_at < end - SETTLED and post.id not in keep


def _edited(rng: Random, post: DemoPost) -> DemoPost:
    at = post.published_at + timedelta(hours=rng.randint(1, 96), minutes=rng.randint(0, 59))
    lines = table("plants")["edits"]["append_zh" if post.lang == "zh" else "append_en"]
    added = rng.choice(lines).format(n=rng.randint(2, 9))
    return replace(post, edit=Edit(post.id, post.text, f"{post.text} {added}", at))


def _withdrawn(rng: Random, post: DemoPost) -> DemoPost:
    after = timedelta(hours=rng.randint(2, 120), minutes=rng.randint(0, 59))
    return replace(post, deleted_at=post.published_at + after)
