"""When something is written, where, and what kind of thing it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Literal

from flows.demo.events import Event, events, midnight

Channel = Literal["shop", "forum", "social"]
Kind = Literal[
    "product",
    "chatter",
    "question",
    "comparison",
    "sarcasm",
    "promo",
    "template",
    "copy",
    "reply",
    "personal",
    "event",
]

DEFAULT_SIZE = 4000
DAYS = 90

CHANNELS: Mapping[Channel, float] = {"social": 0.50, "shop": 0.32, "forum": 0.18}
EVENT_CHANNELS: Mapping[Channel, float] = {"social": 0.75, "forum": 0.15, "shop": 0.10}
KINDS: Mapping[Channel, Mapping[Kind, float]] = {
    "social": {
        "product": 36,
        "chatter": 37,
        "question": 5,
        "comparison": 5,
        "sarcasm": 4,
        "promo": 3,
        "copy": 1.5,
        "reply": 8.5,
    },
    "shop": {"product": 94, "sarcasm": 2.5, "template": 3.5},
    "forum": {
        "product": 36,
        "chatter": 15,
        "question": 10,
        "comparison": 8,
        "sarcasm": 3,
        "copy": 2,
        "reply": 26,
    },
}
# Share of a day's posts by hour UTC: China wakes at 23:00 UTC and goes to bed at 16:00.
HOURS = (6, 7, 7, 6, 8, 7, 6, 6, 6, 7, 8, 9, 11, 12, 11, 8, 5, 3, 2, 1, 1, 1, 2, 4)


@dataclass(frozen=True, slots=True)
class Plan:
    """One post to be written."""

    at: datetime
    channel: Channel
    kind: Kind
    event: Event | None = None


def make_plan(rng: Random, *, end: datetime, size: int) -> list[Plan]:
    """Return `size` posts to be written in the ninety days before `end`, oldest first.

    The events grow with `size`, so a larger world has the same bursts, only louder.
    """
    happenings = list(_event_plans(rng, end=end, scale=size / DEFAULT_SIZE))
    ordinary = list(_ordinary_plans(rng, end=end, count=max(0, size - len(happenings))))
    return sorted([*_with_personal(rng, ordinary), *happenings], key=lambda plan: plan.at)


def _event_plans(rng: Random, *, end: datetime, scale: float) -> Iterator[Plan]:
    for event in events():
        for day, posts in enumerate(event.posts):
            start = event.starts_at(end) + timedelta(days=day)
            for _ in range(max(1, round(posts * scale))):
                channel = _event_channel(rng, event)
                yield Plan(_moment(rng, start), channel, "event", event)


def _event_channel(rng: Random, event: Event) -> Channel:
    shares = {**EVENT_CHANNELS, "shop": 0.1 if event.product else 0.0}
    return rng.choices(list(EVENT_CHANNELS), weights=list(shares.values()))[0]


def _ordinary_plans(rng: Random, *, end: datetime, count: int) -> Iterator[Plan]:
    last = midnight(end)
    days = [last - timedelta(days=back) for back in range(DAYS, 0, -1)]
    busy = list(accumulate(1.25 if day.weekday() >= 5 else 1.0 for day in days))  # noqa: PLR2004  # Saturday on
    channels, shares = list(CHANNELS), list(accumulate(CHANNELS.values()))
    kinds = {name: (list(table), list(accumulate(table.values()))) for name, table in KINDS.items()}
    for day in rng.choices(days, cum_weights=busy, k=count):
        channel = rng.choices(channels, cum_weights=shares)[0]
        names, weights = kinds[channel]
        yield Plan(_moment(rng, day), channel, rng.choices(names, cum_weights=weights)[0])


def _moment(rng: Random, day: datetime) -> datetime:
    hour = rng.choices(range(24), weights=HOURS)[0]
    return day + timedelta(hours=hour, seconds=rng.randrange(3600))


def _with_personal(rng: Random, plans: list[Plan]) -> list[Plan]:
    """Return `plans` with a few posts turned into ones that give a number away."""
    open_to_it = [at for at, plan in enumerate(plans) if plan.channel != "shop"]
    for at in rng.sample(open_to_it, k=min(14, len(open_to_it) // 10)):
        plans[at] = Plan(plans[at].at, plans[at].channel, "personal")
    return plans
