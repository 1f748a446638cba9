"""From stored tags, authors' labels, customers and orders to interests and profiles."""

import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import pandas as pd

from flows.settings import Settings
from flows.steps.project import chosen
from flows.store import frames, tables
from flows.store.derived import replace_tables
from flows.store.record import Record
from nlp.interests.profiles import OwnLabels
from nlp.interests.taxonomy import Interests, read_interests
from segments.profiles.enrich import profiles
from segments.profiles.identity import link
from segments.profiles.interests import author_interests

log = logging.getLogger(__name__)


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
    """Work out every author's interests and every customer's profile anew, as of a moment.

    Raises:
        SettingsError: the file of interests is missing.
        LexiconError: it cannot be read.
    """
    known = read_interests(chosen(settings, "interests"))
    trusted_only = settings.trust.leave_out
    labelled = frames.own_labels(record, as_of=as_of, trusted_only=trusted_only)
    interests = author_interests(
        frames.interests(record, trusted_only=trusted_only),
        declared_interests(labelled, known),
        as_of=as_of,
        half_life_days=settings.interests.half_life_days,
    )
    declared = frames.identities(record, as_of=as_of)
    enriched = profiles(
        frames.customers(record),
        orders=frames.orders(record),
        identities=declared,
        interests=interests,
        voices=frames.voices(record, trusted_only=trusted_only),
        as_of=as_of,
    )
    replace_tables(record, {tables.author_interests: interests, tables.profiles: enriched})
    contested = link(declared, as_of=as_of).conflicts["author_key"].nunique()
    return Enriched(interests=len(interests), profiles=len(enriched), contested=contested)


def declared_interests(authors: pd.DataFrame, known: Interests) -> pd.DataFrame:
    """Return what authors' own labels say of their interests (`segments.schema.Declared`).

    Args:
        authors: author_key, labels (a JSON list of texts), seen_at. Labels that are none are passed
            over with a warning.
        known: the interests.
    """
    read = cache(OwnLabels(known))  # many authors call themselves the same
    rows = [
        (author, each["label"], each["score"], seen_at)
        for author, labels, seen_at in authors.itertuples(index=False, name=None)
        for text in _texts(author, labels)
        for each in read(text)
    ]
    return pd.DataFrame(rows, columns=["author_key", "label", "score", "seen_at"])


def _texts(author: str, labels: str) -> list[str]:
    """Return the texts of a JSON list; none, with a warning, where it is no such list."""
    with suppress(ValueError, RecursionError):
        texts = json.loads(labels)
        if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
            return texts
    log.warning("labels of the author %s are no JSON list of texts; they are passed over", author)
    return []
