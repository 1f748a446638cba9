"""Who writes a planned post, on what, in which mood."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from flows.demo.market import Product, products
from flows.demo.people import Person
from flows.demo.plan import Plan
from flows.demo.posts import DemoPost
from flows.demo.texts import table
from flows.demo.truths import Sentiment

POPULARITY = {
    "yaotone-x3": 10,
    "yaotone-air": 6,
    "jivora-s9": 8,
    "jivora-buds": 5,
    "zhivella-cream": 6,
    "zhivella-sun": 6,
    "zhivella-wash": 4,
    "goodongo-chips": 6,
    "goodongo-bar": 4,
    "goodongo-oolong": 6,
}
CONTESTED = ("yaotone-x3", "yaotone-air", "jivora-s9", "jivora-buds")
"""Products whose brand has a rival to be compared with."""
SENTIMENTS: tuple[Sentiment, ...] = ("positive", "neutral", "negative")
MOODS: dict[str, tuple[float, float, float]] = {
    "曜桐": (0.48, 0.22, 0.30),
    "霁川": (0.54, 0.24, 0.22),
    "芷薇拉": (0.52, 0.22, 0.26),
    "谷咚咚": (0.56, 0.24, 0.20),
}
"""Shares of SENTIMENTS among ordinary posts, by brand."""
CHATTER_MOOD = (0.50, 0.30, 0.20)
INTEREST_WEIGHTS = (5, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Role:
    """What one post is made from."""

    person: Person
    product: Product
    interest: str
    mood: Sentiment
    parent: DemoPost | None = None


class Cast:
    """Deals out roles; people who write a lot get more of them."""

    def __init__(self, rng: Random, *, people: Sequence[Person]) -> None:
        self.rng = rng
        self._humans = [person for person in people if not person.bot]
        self._bots = [person for person in people if person.bot]
        self._loudness = list(accumulate(person.weight for person in self._humans))
        self._by_id = {person.id: person for person in people}
        self._slugs = list(POPULARITY)
        self._sales = list(accumulate(POPULARITY.values()))

    def role(self, plan: Plan, *, parent: DemoPost | None = None) -> Role:
        """Return a role for `plan`; an answer to `parent` stays with its product."""
        person = self._person(plan)
        product = self._product(plan, parent)
        return Role(person, product, self._interest(person), self._mood(plan, product), parent)

    def author(self, post: DemoPost) -> Person:
        """Return who wrote `post`."""
        return self._by_id[post.author]

    def _person(self, plan: Plan) -> Person:
        if plan.kind == "promo":
            return self.rng.choice(self._bots)
        return self.rng.choices(self._humans, cum_weights=self._loudness)[0]

    def _product(self, plan: Plan, parent: DemoPost | None) -> Product:
        if plan.event is not None and plan.event.product:
            return products()[plan.event.product]
        if parent is not None and parent.product:
            return products()[parent.product]
        drawn = products()[self.rng.choices(self._slugs, cum_weights=self._sales)[0]]
        if plan.kind == "comparison" and drawn.brand.rival is None:
            return products()[self.rng.choice(CONTESTED)]
        return drawn

    def _interest(self, person: Person) -> str:
        if not person.interests:
            return self.rng.choice(sorted(table("interests")))
        weights = INTEREST_WEIGHTS[: len(person.interests)]
        return self.rng.choices(person.interests, weights=weights)[0]

    def _mood(self, plan: Plan, product: Product) -> Sentiment:
        if plan.event is not None:
            return plan.event.sentiment
        shares = CHATTER_MOOD if plan.kind == "chatter" else MOODS[product.brand.name]
        return self.rng.choices(SENTIMENTS, weights=shares)[0]
