"""The customers of the demo world, what they bought and which accounts they told the shop about."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

from flows.demo.market import Product, products
from flows.demo.people import Person

SHAPES = {
    "champion": 36,
    "loyal": 54,
    "seasonal": 28,
    "one_timer": 66,
    "lapsed": 54,
    "new": 30,
    "big_at_risk": 32,
}
"""Customers of each buying pattern among 300."""
VALUE_SEGMENTS: Mapping[str, frozenset[str]] = {
    "champion": frozenset({"champions"}),
    "new": frozenset({"new", "promising"}),
    "lapsed": frozenset({"lost", "big spenders at risk"}),
}
"""The shipped value segments in which a pattern must end up, where that leaves no doubt."""
HANDFUL = 50.0
"""What costs less is bought several at a time, CNY."""
CHANNELS = ("app", "web", "store")
RETURN_SHARE = 0.06
BORN_SHARE = 0.85
ENDED_SHARE = 0.1
DECLARED_SHARE = 2 / 3
EVIDENCE = ("会员中心绑定", "客服工单中自述", "活动报名表")


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer; `person` is who they are among the people of the world."""

    id: str
    person: str
    shape: str
    sex: str | None
    birth_year: int | None
    place: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of an order; `quantity` and `amount` (CNY) below 0 for what came back."""

    order_id: str
    line: int
    customer_id: str | None
    ordered_at: datetime
    product: str
    quantity: int
    amount: float
    channel: str


@dataclass(frozen=True, slots=True)
class Declared:
    """A social account (its name on the feed) that a customer gave, and until when."""

    customer_id: str
    acct: str
    evidence: str
    purpose: str
    consent_at: datetime
    ends_at: datetime | None = None


def make_customers(rng: Random, *, people: Sequence[Person], end: datetime) -> tuple[Customer, ...]:
    """Return the customers: three in four of the people, each with a buying pattern."""
    humans = [person for person in people if not person.bot]
    buyers = rng.sample(humans, k=len(people) * 3 // 4)
    weights = list(SHAPES.values())
    exact = [shape for shape, share in SHAPES.items() for _ in range(share)]
    shapes = (
        exact if len(buyers) == len(exact) else rng.choices(list(SHAPES), weights, k=len(buyers))
    )
    pairs = enumerate(zip(buyers, shapes, strict=True), 1)
    return tuple(_customer(rng, person, shape, n, end=end) for n, (person, shape) in pairs)


def make_orders(
    rng: Random, *, customers: Sequence[Customer], end: datetime
) -> tuple[OrderLine, ...]:
    """Return two years of order lines, oldest first, some of them by unknown buyers."""
    ids = (f"O{number:06d}" for number in count(1))
    lines = [
        line
        for customer in customers
        for moment in PATTERNS[customer.shape](rng, end)
        for line in _order(rng, next(ids), customer, moment, end=end)
    ]
    unknown = (end - timedelta(days=rng.uniform(1, 700)) for _ in range(len(customers) // 10))
    lines += [line for moment in unknown for line in _order(rng, next(ids), None, moment, end=end)]
    return tuple(sorted(lines, key=lambda line: (line.ordered_at, line.order_id, line.line)))


def make_declared(
    rng: Random, *, customers: Sequence[Customer], people: Sequence[Person], end: datetime
) -> tuple[Declared, ...]:
    """Return the accounts that two thirds of the customers named; the last is claimed twice."""
    accounts = {person.id: person.acct for person in people}
    chosen = [customer for customer in customers if rng.random() < DECLARED_SHARE]
    declared = [_declared(rng, customer, accounts[customer.person], end=end) for customer in chosen]
    open_ended = [row for row in declared if row.ends_at is None]
    taken = {row.customer_id for row in declared}
    claimant = next(customer for customer in customers if customer.id not in taken)
    return (*declared, _declared(rng, claimant, open_ended[0].acct, end=end, ended=False))


def _customer(rng: Random, person: Person, shape: str, number: int, *, end: datetime) -> Customer:
    oldest = 25 if shape == "new" else 730
    sex = rng.choice(["female", "female", "male", None])
    return Customer(
        id=f"C{number:04d}",
        person=person.id,
        shape=shape,
        sex=sex,
        birth_year=rng.randint(1955, 2007) if rng.random() < BORN_SHARE else None,
        place=person.city,
        joined_at=end - timedelta(days=oldest + rng.randint(0, 60), hours=rng.randint(0, 23)),
    )


def _order(
    rng: Random, order_id: str, customer: Customer | None, moment: datetime, *, end: datetime
) -> Iterator[OrderLine]:
    wares = rng.sample(_affordable(customer), k=rng.choice([1, 1, 1, 2, 2, 3]))
    header = (order_id, customer.id if customer else None, rng.choice(CHANNELS))
    bought = [_line(rng, header, moment, ware, number=n) for n, ware in enumerate(wares, 1)]
    yield from bought
    back_at = moment + timedelta(days=rng.randint(3, 12))
    if rng.random() < RETURN_SHARE and back_at < end:
        first = bought[0]
        quantity, amount = -first.quantity, -first.amount
        line = len(bought) + 1
        yield replace(first, line=line, ordered_at=back_at, quantity=quantity, amount=amount)


def _line(
    rng: Random,
    header: tuple[str, str | None, str],
    moment: datetime,
    ware: Product,
    *,
    number: int,
) -> OrderLine:
    order_id, buyer, channel = header
    quantity = rng.randint(1, 6) if ware.price < HANDFUL else 1
    amount = round(quantity * ware.price * rng.choice([1.0, 1.0, 0.9, 0.8]), 2)
    return OrderLine(order_id, number, buyer, moment, ware.slug, quantity, amount, channel)


def _affordable(customer: Customer | None) -> list[Product]:
    """Return what such a customer buys: those who count for much buy dear things too."""
    dear = customer is not None and customer.shape in {"champion", "big_at_risk"}
    limit = 5000 if dear else 600
    return [product for product in products().values() if product.price < limit]


def _declared(
    rng: Random, customer: Customer, account: str, *, end: datetime, ended: bool | None = None
) -> Declared:
    over = rng.random() < ENDED_SHARE if ended is None else ended
    consent = end - timedelta(days=rng.randint(60, 600))
    ends = end - timedelta(days=rng.randint(1, 40)) if over else None
    return Declared(customer.id, account, rng.choice(EVIDENCE), "个性化推荐", consent, ends)


Pattern = Callable[[Random, datetime], list[datetime]]


def _spread(
    rng: Random, end: datetime, *, times: int, newest: float, oldest: float
) -> list[datetime]:
    """Return `times` moments between `oldest` and `newest` days before `end`."""
    return sorted(end - timedelta(days=rng.uniform(newest, oldest)) for _ in range(times))


def _champion(rng: Random, end: datetime) -> list[datetime]:
    lately = _spread(rng, end, times=3, newest=1, oldest=18)
    return _spread(rng, end, times=rng.randint(16, 26), newest=18, oldest=720) + lately


def _loyal(rng: Random, end: datetime) -> list[datetime]:
    lately = _spread(rng, end, times=1, newest=15, oldest=60)
    return _spread(rng, end, times=rng.randint(7, 12), newest=60, oldest=700) + lately


def _seasonal(rng: Random, end: datetime) -> list[datetime]:
    """Buy around the same weeks of early summer, this year and last."""
    summers = [end - timedelta(days=back + rng.uniform(-10, 10)) for back in (130, 495)]
    return [summer + timedelta(days=rng.uniform(0, 20)) for summer in summers for _ in range(2)]


def _one_timer(rng: Random, end: datetime) -> list[datetime]:
    return _spread(rng, end, times=1, newest=60, oldest=700)


def _lapsed(rng: Random, end: datetime) -> list[datetime]:
    return _spread(rng, end, times=rng.randint(3, 6), newest=400, oldest=725)


def _new(rng: Random, end: datetime) -> list[datetime]:
    return _spread(rng, end, times=rng.randint(1, 2), newest=1, oldest=24)


def _big_at_risk(rng: Random, end: datetime) -> list[datetime]:
    return _spread(rng, end, times=rng.randint(11, 16), newest=290, oldest=720)


PATTERNS: dict[str, Pattern] = {
    "champion": _champion,
    "loyal": _loyal,
    "seasonal": _seasonal,
    "one_timer": _one_timer,
    "lapsed": _lapsed,
    "new": _new,
    "big_at_risk": _big_at_risk,
}
