"""What was put into the demo world on purpose: the answers to check a run against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Sentiment = Literal["positive", "neutral", "negative"]
Spam = Literal["", "promo", "template"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a post means, as planned when it was written.

    Attributes:
        sentiment: towards what it speaks of.
        topics: taxonomy names, `level one/level two`.
        brands: canonical names of the brands that its words name.
        aspects: what is judged (keys of the aspect tables).
        sarcasm: says the opposite of what it means.
        spam: kind of spam, empty for honest posts.
    """

    sentiment: Sentiment = "neutral"
    topics: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    sarcasm: bool = False
    spam: Spam = ""


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
        edits: who changed what, in order of time.
        deletions: withdrawn posts, in order of time.
        copies: exact repeats made on purpose, cross-posted ones among them; a few short answers
            repeat by themselves, as they do in life.
        personal: posts with numbers that must be masked.
        shapes: customer id -> buying pattern by construction (champion, lapsed, ...).
        consented: customer id -> social account names whose consent is in force at the end.
        ended: customer ids whose only consent has ended.
        contested: the one social account that two customers declare.
        broken_pages: paths of shop pages whose markup cannot be read.
        malformed_items: feed items that no reader can make sense of, by feed path.
        malformed_rows: rows of the project's files that cannot be read, by file name.
    """

    bursts: tuple[Burst, ...] = ()
    sarcasm: frozenset[str] = frozenset()
    spam: frozenset[str] = frozenset()
    edits: tuple[Edit, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    copies: tuple[Copy, ...] = ()
    personal: tuple[PersonalNumber, ...] = ()
    shapes: Mapping[str, str] = field(default_factory=dict)
    consented: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    contested: str = ""
    broken_pages: tuple[str, ...] = ()
    malformed_items: Mapping[str, int] = field(default_factory=dict)
    malformed_rows: Mapping[str, int] = field(default_factory=dict)
