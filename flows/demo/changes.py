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
"""Older posts have been changed, if ever, before the last day of the world."""
FRESH = (timedelta(hours=27), timedelta(hours=66))
"""Posts of this age at the world's end may change on its last day, when readers look again."""
LATE = 8
"""How many do."""


def with_changes(
    rng: Random, posts: Sequence[DemoPost], *, end: datetime, keep: frozenset[str]
) -> tuple[DemoPost, ...]:
    """Return `posts` with a few edited and as many withdrawn; those in `keep` stay as they are.

    Shop reviews stay too: without an id that lasts, a changed one is another review.
    """
    free = [at for at, post in enumerate(posts) if post.channel != "shop" and post.id not in keep]
    old = [at for at in free if posts[at].published_at < end - SETTLED]
    fresh = [at for at in free if FRESH[0] < end - posts[at].published_at < FRESH[1]]
    changed = list(posts)
    for order, at in enumerate(_some(rng, old, 2 * max(1, round(len(posts) * SHARE)))):
        moment = posts[at].published_at + timedelta(minutes=rng.randint(60, 120 * 60))
        changed[at] = _changed(rng, posts[at], moment, withdrawn=order % 2 == 1)
    for order, at in enumerate(_some(rng, fresh, LATE)):
        moment = end - timedelta(minutes=rng.randint(60, 22 * 60))
        changed[at] = _changed(rng, posts[at], moment, withdrawn=order % 2 == 1)
    return tuple(changed)


def _some(rng: Random, places: Sequence[int], most: int) -> list[int]:
    return rng.sample(places, k=min(most, len(places)))


def _changed(rng: Random, post: DemoPost, moment: datetime, *, withdrawn: bool) -> DemoPost:
    if withdrawn:
        return replace(post, deleted_at=moment)
    lines = table("plants")["edits"]["append_zh" if post.lang == "zh" else "append_en"]
    added = rng.choice(lines).format(n=rng.randint(2, 9))
    return replace(post, edit=Edit(post.id, post.text, f"{post.text} {added}", moment))
