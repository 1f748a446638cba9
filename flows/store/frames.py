"""The record's tables as the frames that `segments` and the reports work on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from flows.store import tables
from flows.store.record import Record
from flows.store.shaping import frame_of

_POSTS, _TAGS = tables.posts.c, tables.post_tags.c
_TRUSTED = sa.func.coalesce(tables.post_trust.c.trusted, sa.true())
"""Whether a post is trusted; one that is not judged yet is."""


def read_table(record: Record, table: str | sa.Table) -> pd.DataFrame:
    """Return a whole table, ordered by its key; times are datetime64[us, UTC]."""
    read = tables.named(table)
    return _frame(record, sa.select(read).order_by(*read.primary_key))


def mentions(
    record: Record, kinds: Sequence[str] = ("topic",), *, trusted_only: bool = False
) -> pd.DataFrame:
    """Return who mentioned what, once a post: tags of `kinds` on posts that stand.

    Columns: kind, term, post_key, author_key (may be null), published_at, published_precision,
    trusted (posts not judged yet are), polarity (the mean of what the post says of it; null where
    it says nothing). Posts without a time of publication are left out: nothing can be said of when.

    Args:
        record: where posts and tags are.
        kinds: kinds of tags.
        trusted_only: leave out posts that are not trusted.
    """
    chosen = (
        sa.select(
            _TAGS.kind,
            _TAGS.label.label("term"),
            _TAGS.post_key,
            _POSTS.author_key,
            _POSTS.published_at,
            _POSTS.published_precision,
            _TRUSTED.label("trusted"),
            sa.func.avg(_TAGS.polarity, type_=sa.Float()).label("polarity"),
        )
        .join(tables.posts, _POSTS.post_key == _TAGS.post_key)
        .outerjoin(tables.post_trust, tables.post_trust.c.post_key == _TAGS.post_key)
        .where(_TAGS.kind.in_(kinds), _POSTS.deleted_at.is_(None), _POSTS.published_at.is_not(None))
        .where(_TRUSTED if trusted_only else sa.true())
        .group_by(
            _TAGS.kind,
            _TAGS.label,
            _TAGS.post_key,
            _POSTS.author_key,
            _POSTS.published_at,
            _POSTS.published_precision,
            tables.post_trust.c.trusted,
        )
        .order_by(_TAGS.post_key, _TAGS.kind, _TAGS.label)
    )
    return _frame(record, chosen)


def interests(record: Record, *, trusted_only: bool = False) -> pd.DataFrame:
    """Return which interests authors showed in posts that stand, once a post and stance.

    Posts that are not trusted are left out where `trusted_only`.

    Columns: author_key (may be null), label, stance, post_key, published_at, polarity (the mean of
    what the post says there; null where it says nothing), score. Posts without a time of
    publication are left out. Who corrected a tag without a stance meant that it is mentioned.
    """
    stance = _TAGS.target.label("stance")
    said = (_POSTS.author_key, _TAGS.label, stance, _TAGS.post_key, _POSTS.published_at)
    chosen = (
        sa.select(
            *said,
            sa.func.avg(_TAGS.polarity, type_=sa.Float()).label("polarity"),
            sa.func.max(_TAGS.score).label("score"),
        )
        .join(tables.posts, _POSTS.post_key == _TAGS.post_key)
        .outerjoin(tables.post_trust, tables.post_trust.c.post_key == _TAGS.post_key)
        .where(_TAGS.kind == "interest", _POSTS.deleted_at.is_(None))
        .where(_POSTS.published_at.is_not(None), _TRUSTED if trusted_only else sa.true())
        .group_by(*said)
        .order_by(_TAGS.post_key, _TAGS.label, stance)
    )
    told = _frame(record, chosen)
    return told.assign(stance=told["stance"].replace("", "mentions"))


def own_labels(record: Record, as_of: datetime, *, trusted_only: bool = False) -> pd.DataFrame:
    """Return what authors publish about themselves: author_key, labels (JSON list), seen_at.

    Labels stand beside posts: `seen_at` is when the author's newest post by `as_of` (aware) was
    published, the newest trusted one where `trusted_only`. Authors without one are left out.
    """
    authors = tables.authors.c
    seen_at = sa.func.max(_POSTS.published_at, type_=tables.UtcDateTime()).label("seen_at")
    chosen = (
        sa.select(authors.author_key, authors.labels, seen_at)
        .join(tables.posts, _POSTS.author_key == authors.author_key)
        .outerjoin(tables.post_trust, tables.post_trust.c.post_key == _POSTS.post_key)
        .where(authors.labels.is_not(None), _TRUSTED if trusted_only else sa.true())
        .where(_POSTS.deleted_at.is_(None), _POSTS.published_at <= as_of)
        .group_by(authors.author_key, authors.labels)
        .order_by(authors.author_key)
    )
    return _frame(record, chosen)


def voices(record: Record, *, trusted_only: bool = False) -> pd.DataFrame:
    """Return how each author speaks: author_key, posts, judged, mean_polarity, last_post_at.

    Counts posts that stand, or, of these, the trusted ones alone. Judged are those that are tagged
    and not undecided; mean_polarity is theirs, and null where there is none.
    """
    sentiment = sa.and_(_TAGS.post_key == _POSTS.post_key, _TAGS.kind == "sentiment")
    chosen = (
        sa.select(
            _POSTS.author_key,
            sa.func.count(_POSTS.post_key.distinct()).label("posts"),
            sa.func.count(_TAGS.polarity).label("judged"),
            sa.func.avg(_TAGS.polarity, type_=sa.Float()).label("mean_polarity"),
            sa.func.max(_POSTS.published_at).label("last_post_at"),
        )
        .select_from(tables.posts.outerjoin(tables.post_tags, sentiment))
        .outerjoin(tables.post_trust, tables.post_trust.c.post_key == _POSTS.post_key)
        .where(_POSTS.author_key.is_not(None), _POSTS.deleted_at.is_(None))
        .where(_TRUSTED if trusted_only else sa.true())
        .group_by(_POSTS.author_key)
        .order_by(_POSTS.author_key)
    )
    return _frame(record, chosen)


def customers(record: Record) -> pd.DataFrame:
    """Return all customers, as table `customers`."""
    return read_table(record, tables.customers)


def orders(record: Record) -> pd.DataFrame:
    """Return all order lines, as table `orders`, but with an order_id that no two sources share.

    Two shops may both have an order 1; here they are "<source><tab>1" each, two orders of one
    customer. The tables hold the company's own number.
    """
    lines = read_table(record, tables.orders)
    return lines.assign(order_id=lines["source"] + "\t" + lines["order_id"])


def identities(record: Record, as_of: datetime) -> pd.DataFrame:
    """Return the accounts of customers whose consent is in force at `as_of` (aware)."""
    links = tables.identities
    ends = sa.or_(links.c.ends_at.is_(None), links.c.ends_at > as_of)
    chosen = sa.select(links).where(links.c.consent_at <= as_of, ends)
    return _frame(record, chosen.order_by(*links.primary_key))


def segment_members(record: Record, segmentation: str) -> pd.DataFrame:
    """Return who is in which segment of `segmentation`, as table `segment_members`."""
    members = tables.segment_members
    chosen = sa.select(members).where(members.c.segmentation == segmentation)
    return _frame(record, chosen.order_by(members.c.customer_id))


def _frame(record: Record, chosen: sa.Select[Any]) -> pd.DataFrame:
    with record.read() as connection:
        return frame_of(list(chosen.selected_columns), connection.execute(chosen))
