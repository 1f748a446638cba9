"""Posts that are no free word of a customer: a bot, bought praise, the brand's own account."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from flows.demo.casting import POPULARITY
from flows.demo.grammar import Voice
from flows.demo.market import named_brands, products
from flows.demo.people import Person
from flows.demo.plan import DEFAULT_SIZE
from flows.demo.posts import DemoPost
from flows.demo.texts import table
from flows.demo.truths import Copy, Said

CITY = "上海"


def trick_accounts() -> dict[str, Person]:
    """Return the accounts that write nothing else, by the kind of trick."""
    rows = [row for row in table("plants")["tricks"] if "account" in row]
    return {row["kind"]: _account(row, number) for number, row in enumerate(rows, 1)}


def with_tricks(
    rng: Random, posts: Sequence[DemoPost], *, keep: Collection[str]
) -> tuple[list[DemoPost], list[Copy]]:
    """Return `posts` with some turned into tricks, and which of these repeat another one.

    Times and ids stay, but for those of the bot, which posts on the minute. Posts in `keep`, and
    those that others answer, stay as they are.
    """
    told, copies = list(posts), list[Copy]()
    free = _free(rng, posts, keep)
    for row in table("plants")["tricks"]:
        pool = free[row["channel"]]
        count = max(row["least"], round(row["count"] * len(posts) / DEFAULT_SIZE))
        some = sorted(_apart(posts, pool, min(count, len(pool) // 2)))
        free[row["channel"]] = [place for place in pool if place not in some]
        copies += _play(rng, told, row, some)
    return sorted(told, key=lambda post: post.published_at), copies


def _free(rng: Random, posts: Sequence[DemoPost], keep: Collection[str]) -> dict[str, list[int]]:
    """Return the places of posts that may change, in any order, by channel."""
    answered = {one for post in posts for one in (post.parent_id, post.thread_id)}
    kept = {*keep, *answered}
    free: dict[str, list[int]] = {"shop": [], "social": [], "forum": []}
    for place, post in enumerate(posts):
        if not (post.id in kept or post.parent_id or post.said.spam):
            free[post.channel].append(place)
    for places in free.values():
        rng.shuffle(places)
    return free


def _apart(posts: Sequence[DemoPost], pool: Sequence[int], most: int) -> set[int]:
    """Return places of posts by different authors, `most` of them if there are so many."""
    by_author = {posts[place].author: place for place in pool}
    return set(list(by_author.values())[:most])


def _play(
    rng: Random, posts: list[DemoPost], row: Mapping[str, Any], places: Sequence[int]
) -> Iterator[Copy]:
    account = trick_accounts().get(row["kind"])
    first: dict[str, str] = {}
    for order, place in enumerate(places):
        texts = row["texts"]
        text = texts[order // row.get("each", 1) % len(texts)]
        posts[place] = _tricked(rng, posts[place], row, text)
        if account:
            posts[place] = replace(posts[place], author=account.id)
        if row["kind"] == "bot":
            posts[place] = _on_the_minute(posts[place])
        of = first.setdefault(posts[place].text, posts[place].id)
        if of != posts[place].id:
            yield Copy(posts[place].id, of)


def _tricked(rng: Random, post: DemoPost, row: Mapping[str, Any], text: str) -> DemoPost:
    slug = row.get("product") or post.product or rng.choice(list(POPULARITY))
    product = products()[slug]
    voice = Voice(rng, lang="zh", city=CITY)
    words = voice.fill(text, **voice.naming(product))
    bought = row["channel"] == "shop" and row["kind"] != "default"
    meaning = Said(
        "positive" if bought else "neutral",
        (product.topic,) if row["kind"] != "default" else (),
        named_brands(words),
        trick=row["kind"],
    )
    stars = None if post.rating is None else 5
    return replace(post, text=words, lang="zh", said=meaning, product=slug, rating=stars)


def _on_the_minute(post: DemoPost) -> DemoPost:
    """Return a post of the social feed as if it were sent at second 0; ids there tell the time."""
    at = post.published_at.replace(second=0, microsecond=0)
    number = int(post.id) & 0xFFFF
    return replace(post, id=str((int(at.timestamp() * 1000) << 16) + number), published_at=at)


def _account(row: Mapping[str, Any], number: int) -> Person:
    identity = (
        f"t{number:03d}",
        row["name"],
        row["account"],
        str(130_000_000_000_000_000 + number),
    )
    return Person(*identity, "zh", CITY, (), (), weight=1.0, bot=True)
