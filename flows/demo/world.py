"""The demo world: from one seed, a made-up market and everybody in it."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from flows.demo.truths import Burst, Deletion, Truths

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
        people: how many people, 20 at least; three in four are customers.
    """
    end = end.astimezone(UTC)
    folk = make_people(_dice(seed, "people"), count=people)
    customers = make_customers(_dice(seed, "customers"), people=folk, end=end)
    declared = make_declared(_dice(seed, "accounts"), customers=customers, people=folk, end=end)
    scribe = Scribe(_dice(seed, "posts"), people=folk)
    written = list(scribe.write(make_plan(_dice(seed, "plan"), end=end, size=size)))
    keep = frozenset(p.post_id for p in scribe.personal) | {c.post_id for c in scribe.copies}
    keep |= {copy.of for copy in scribe.copies}
    posts = with_changes(_dice(seed, "changes"), written, end=end, keep=keep)
    return World(
        seed=seed,
        end=end,
        brands=tuple(brands().values()),
        products=tuple(products().values()),
        people=folk,
        customers=customers,
        declared=declared,
        orders=make_orders(_dice(seed, "orders"), customers=customers, end=end),
        posts=posts,
        survey=make_survey(_dice(seed, "survey"), customers=customers, end=end),
        truths=_truths(scribe, posts, customers=customers, declared=declared, end=end),
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
        copies=tuple(scribe.copies),
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


def _consented(declared: Sequence[Declared]) -> dict[str, tuple[str, ...]]:
    held: dict[str, tuple[str, ...]] = {}
    for row in declared:
        if row.ends_at is None:
            held[row.customer_id] = (*held.get(row.customer_id, ()), row.acct)
    return held
