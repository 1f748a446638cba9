"""What was put into the demo world on purpose: the answers to check a run against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Sentiment = Literal["positive", "neutral", "negative"]
Spam = Literal["", "promo", "template"]
Trick = Literal["", "bot", "coupon", "copied", "default", "owned", "paid"]
DISHONEST: frozenset[Trick] = frozenset({"bot", "coupon", "copied", "default"})
"""Tricks that pass for a customer's word; the brand's own and marked paid posts do not."""
Held = tuple[str, str]
"""An interest and its author's stance to it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a post means, as planned when it was written.

    Attributes:
        sentiment: towards what it speaks of.
        topics: taxonomy names, `level one/level two`.
        brands: canonical names of the brands that its words name.
        aspects: what is judged (keys of the aspect tables).
        interests: what it shows of its author's interests: label and stance. Who judges a product
            owns it.
        sarcasm: says the opposite of what it means.
        spam: kind of spam, empty for honest posts.
        trick: what makes it no free word of a customer, empty where nothing does.
    """

    sentiment: Sentiment = "neutral"
    topics: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    interests: tuple[Held, ...] = ()
    sarcasm: bool = False
    spam: Spam = ""
    trick: Trick = ""

    @property
    def untrusted(self) -> bool:
        """Tell whether it only looks like the word of a customer."""
        return bool(self.spam) or self.trick in DISHONEST


@dataclass(frozen=True, slots=True)
class Burst:
    """Something that happened and was talked about: from `starts_at` to before `ends_at`."""

    name: str
    title: str
    starts_at: datetime
    ends_at: datetime
    topic: str
    brand: str | None
    sentiment: Sentiment
    post_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a post's words: `before` until `at`, `after` from then on."""

    post_id: str
    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Deletion:
    """A post withdrawn by its author at `at`."""

    post_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """A post whose words are exactly those of an earlier one, `of`."""

    post_id: str
    of: str


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A post that gives away `value`, an invented number or address of `kind`."""

    post_id: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Truths:
    """All that is planted.

    Attributes:
        bursts: in order of time.
        sarcasm: ids of sarcastic posts.
        spam: ids of promotional and template posts.
        untrusted: ids of these and of other posts that only look like the word of a customer.
        owned: ids of posts by the brand's own account.
        paid: ids of posts that are marked as paid.
        edits: who changed what, in order of time.
        deletions: withdrawn posts, in order of time.
        copies: exact repeats made on purpose, cross-posted ones among them; a few short answers
            repeat by themselves, as they do in life.
        personal: posts with numbers that must be masked.
        shapes: customer id -> buying pattern by construction (champion, lapsed, ...).
        consented: customer id -> social account names whose consent is in force at the end.
        ended: customer ids whose only consent has ended.
        interests: person id -> what their posts and labels show of their interests, with stances.
        contested: the one social account that two customers declare.
        broken_pages: paths of shop pages whose markup cannot be read.
        malformed_items: feed items that no reader can make sense of, by feed path.
        malformed_rows: rows of the project's files that cannot be read, by file name.
    """

    bursts: tuple[Burst, ...] = ()
    sarcasm: frozenset[str] = frozenset()
    spam: frozenset[str] = frozenset()
    untrusted: frozenset[str] = frozenset()
    owned: frozenset[str] = frozenset()
    paid: frozenset[str] = frozenset()
    edits: tuple[Edit, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    copies: tuple[Copy, ...] = ()
    personal: tuple[PersonalNumber, ...] = ()
    shapes: Mapping[str, str] = field(default_factory=dict)
    consented: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    interests: Mapping[str, frozenset[Held]] = field(default_factory=dict)
    contested: str = ""
    broken_pages: tuple[str, ...] = ()
    malformed_items: Mapping[str, int] = field(default_factory=dict)
    malformed_rows: Mapping[str, int] = field(default_factory=dict)
