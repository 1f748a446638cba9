"""The demo world: from one seed, a made-up market and everybody in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from flows.demo.buyers import (
    Customer,
    Declared,
    OrderLine,
    make_customers,
    make_declared,
    make_orders,
)
from flows.demo.changes import with_changes
from flows.demo.events import events
from flows.demo.market import Brand, Product, brands, products
from flows.demo.people import Person, make_people
from flows.demo.plan import DEFAULT_SIZE, make_plan
from flows.demo.posts import DemoPost
from flows.demo.scribe import Scribe
from flows.demo.survey import SurveyAnswer, make_survey
from flows.demo.tricks import trick_accounts, with_tricks
from flows.demo.truths import Burst, Deletion, Held, Truths

END = datetime(2026, 10, 31, tzinfo=UTC)
BROKEN_PAGES = ("/p/yaotone-lamp",)
MALFORMED_ITEMS = {"/feeds/digital.rss": 1, "/feeds/food.json": 2}
MALFORMED_ROWS = {"survey.csv": 3, "orders.csv": 1}

__all__ = ["Brand", "Customer", "Declared", "DemoPost", "Person", "Product", "World", "make_world"]


@dataclass(frozen=True, slots=True)
class World:
    """A made-up market, the same for the same arguments of `make_world`.

    Attributes:
        seed: what it was made from.
        end: the moment it ends; nothing in it is later.
        posts: ninety days of them, oldest first.
        orders: two years of order lines, oldest first.
        truths: what was planted in it.
    """

    seed: int
    end: datetime
    brands: tuple[Brand, ...]
    products: tuple[Product, ...]
    people: tuple[Person, ...]
    customers: tuple[Customer, ...]
    declared: tuple[Declared, ...]
    orders: tuple[OrderLine, ...]
    posts: tuple[DemoPost, ...]
    survey: tuple[SurveyAnswer, ...]
    truths: Truths

    def person(self, name: str) -> Person:
        """Return the person with that id.

        Raises:
            KeyError: there is none.
        """
        return {person.id: person for person in self.people}[name]


def make_world(
    seed: int = 7, *, end: datetime = END, size: int = DEFAULT_SIZE, people: int = 400
) -> World:
    """Return the world of `seed`.

    Args:
        seed: the same seed gives the same world, letter by letter.
        end: aware moment at which it ends; bursts and orders are counted back from it.
        size: posts in all, the bursts' own share grows with it.
        people: how many people, 20 at least, three in four of them customers; a few accounts that
            only play tricks come on top.
    """
    end = end.astimezone(UTC)
    folk = make_people(_dice(seed, "people"), count=people)
    customers = make_customers(_dice(seed, "customers"), people=folk, end=end)
    declared = make_declared(_dice(seed, "accounts"), customers=customers, people=folk, end=end)
    scribe = Scribe(_dice(seed, "posts"), people=folk)
    written = list(scribe.write(make_plan(_dice(seed, "plan"), end=end, size=size)))
    keep = frozenset(p.post_id for p in scribe.personal) | {c.post_id for c in scribe.copies}
    keep |= {copy.of for copy in scribe.copies}
    happened = frozenset(one for ids in scribe.by_event.values() for one in ids)
    tricked, copies = with_tricks(_dice(seed, "tricks"), written, keep=keep | happened)
    keep |= {post.id for post in tricked if post.said.trick}
    posts = with_changes(_dice(seed, "changes"), tricked, end=end, keep=keep)
    everybody = (*folk, *trick_accounts().values())
    return World(
        seed=seed,
        end=end,
        brands=tuple(brands().values()),
        products=tuple(products().values()),
        people=everybody,
        customers=customers,
        declared=declared,
        orders=make_orders(_dice(seed, "orders"), customers=customers, end=end),
        posts=posts,
        survey=make_survey(_dice(seed, "survey"), customers=customers, end=end),
        truths=replace(
            _truths(scribe, posts, customers=customers, declared=declared, end=end),
            copies=(*scribe.copies, *copies),
            interests=_interests(everybody, posts),
        ),
    )


def _dice(seed: int, part: str) -> Random:
    """Return dice for one part of the world, so that a change in one leaves the others alone."""
    return Random(f"{seed}:{part}")  # noqa: S311  # a story, not a secret


def _truths(
    scribe: Scribe,
    posts: Sequence[DemoPost],
    *,
    customers: Sequence[Customer],
    declared: Sequence[Declared],
    end: datetime,
) -> Truths:
    edits = [post.edit for post in posts if post.edit is not None]
    gone = [Deletion(post.id, post.deleted_at) for post in posts if post.deleted_at is not None]
    return Truths(
        bursts=tuple(_bursts(scribe, end=end)),
        sarcasm=frozenset(post.id for post in posts if post.said.sarcasm),
        spam=frozenset(post.id for post in posts if post.said.spam),
        edits=tuple(sorted(edits, key=lambda edit: edit.at)),
        deletions=tuple(sorted(gone, key=lambda deletion: deletion.at)),
        untrusted=frozenset(post.id for post in posts if post.said.untrusted),
        owned=frozenset(post.id for post in posts if post.said.trick == "owned"),
        paid=frozenset(post.id for post in posts if post.said.trick == "paid"),
        personal=tuple(scribe.personal),
        shapes={customer.id: customer.shape for customer in customers},
        consented=_consented(declared),
        ended=frozenset(row.customer_id for row in declared if row.ends_at is not None),
        contested=declared[-1].acct,
        broken_pages=BROKEN_PAGES,
        malformed_items=MALFORMED_ITEMS,
        malformed_rows=MALFORMED_ROWS,
    )


def _bursts(scribe: Scribe, *, end: datetime) -> list[Burst]:
    return [
        Burst(
            name=event.name,
            title=event.title,
            starts_at=event.starts_at(end),
            ends_at=event.ends_at(end),
            topic=event.topic,
            brand=products()[event.product].brand.name if event.product else None,
            sentiment=event.sentiment,
            post_ids=tuple(scribe.by_event.get(event.name, ())),
        )
        for event in events()
    ]


def _interests(people: Sequence[Person], posts: Sequence[DemoPost]) -> dict[str, frozenset[Held]]:
    held = {person.id: {(hobby, "declares") for hobby in person.hobbies} for person in people}
    for post in posts:
        if post.deleted_at is None:
            held[post.author].update(post.said.interests)
    return {person: frozenset(found) for person, found in held.items()}


def _consented(declared: Sequence[Declared]) -> dict[str, tuple[str, ...]]:
    held: dict[str, tuple[str, ...]] = {}
    for row in declared:
        if row.ends_at is None:
            held[row.customer_id] = (*held.get(row.customer_id, ()), row.acct)
    return held
