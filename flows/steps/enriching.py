"""From stored tags, customers and orders to interests and profiles."""

from dataclasses import dataclass
from datetime import datetime

from flows.settings import Settings
from flows.store import frames, tables
from flows.store.derived import replace_tables
from flows.store.record import Record
from segments.profiles.enrich import profiles
from segments.profiles.identity import link
from segments.profiles.interests import author_interests


@dataclass(frozen=True, slots=True)
class Enriched:
    """What an enrichment gives.

    Attributes:
        interests: interests of authors.
        profiles: customers with a profile.
        contested: accounts that two customers claim; they are joined to neither.
    """

    interests: int
    profiles: int
    contested: int


def enrich_customers(record: Record, settings: Settings, *, as_of: datetime) -> Enriched:
    """Work out every author's interests and every customer's profile anew, as of a moment."""
    mentions = frames.mentions(record, kinds=("topic",)).rename(columns={"term": "label"})
    interests = author_interests(
        mentions.dropna(subset=["author_key"]),
        as_of=as_of,
        half_life_days=settings.interests.half_life_days,
    )
    declared = frames.identities(record, as_of=as_of)
    enriched = profiles(
        frames.customers(record),
        orders=frames.orders(record),
        identities=declared,
        interests=interests,
        voices=frames.voices(record),
        as_of=as_of,
    )
    replace_tables(record, {tables.author_interests: interests, tables.profiles: enriched})
    contested = link(declared, as_of=as_of).conflicts["author_key"].nunique()
    return Enriched(interests=len(interests), profiles=len(enriched), contested=contested)
