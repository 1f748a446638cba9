"""The SQL that gives the rows behind a figure: what the reader can run with `opinionflow query`.

Everything here is text that stands in the report, so values are written out, quoted, not bound.
"""

from datetime import datetime
from typing import Final

from flows.report.period import Period, moment

POST_COLUMNS: Final = "post_key, source, author_key, published_at, sentiment, polarity, trusted"
"""Columns of every query of posts.

Where a query gives `trusted`, its figure is also counted without the posts that are not trusted,
and the page shows both: nothing else has to be done for it (`flows.report.trusted`).
"""
STANDING: Final = "deleted_at IS NULL"
DATED: Final = "coalesce(published_precision, 'day') NOT IN ('week', 'month', 'year')"
"""Posts whose day is known; the others stand on the first day of their week, month or year."""
NO_EMOTION: Final = "none"
HELD: Final = '[{"interest":"VARCHAR","stance":"VARCHAR"}]'
"""What is read of the interests of a profile (JSON)."""


def quoted(text: str) -> str:
    """Return `text` as an SQL string literal (standard SQL knows no other escape)."""
    return "'" + text.replace("'", "''") + "'"


def posts_in(period: Period, *conditions: str) -> str:
    """Return the query of the standing posts of a period that meet all `conditions`."""
    return posts_where(period.covers("published_at"), *conditions)


def posts_where(*conditions: str) -> str:
    """Return the query of the standing posts, tagged or not, that meet all `conditions`."""
    where = " AND ".join((STANDING, *conditions))
    return f"SELECT {POST_COLUMNS} FROM tagged_posts WHERE {where}"  # noqa: S608  # quoted above


def judged_in(period: Period, *conditions: str) -> str:
    """Return the query of the standing posts of a period with what was judged of their trust.

    All of them, always: figures over these rows are of trust itself.
    """
    where = " AND ".join((STANDING, period.covers("published_at"), *conditions))
    return (
        "SELECT post_key, source, published_at, sentiment, polarity, trust, "  # noqa: S608  # only our own text
        "NOT trusted AS left_out, origin IS NOT NULL AS judged, origin, producer "
        f"FROM tagged_posts WHERE {where}"
    )


def posts_saying(kind: str, label: str, *conditions: str) -> str:
    """Return the query of the standing posts that carry a tag and meet all `conditions`.

    Their polarity is what they say of it, not that of the whole post.
    """
    where = " AND ".join((STANDING, *conditions))
    tags = f"kind = {quoted(kind)} AND label = {quoted(label)}"
    return (
        "SELECT post_key, source, author_key, published_at, sentiment, said AS polarity, trusted "  # noqa: S608  # quoted
        "FROM tagged_posts JOIN (SELECT post_key, favg(polarity) AS said FROM post_tags "
        f"WHERE {tags} GROUP BY post_key) USING (post_key) WHERE {where}"
    )


def namings_in(period: Period, *conditions: str) -> str:
    """Return the query of brand namings, one row a post and brand, that meet all `conditions`."""
    where = " AND ".join((STANDING, period.covers("published_at"), *conditions))
    return (
        f"SELECT {POST_COLUMNS}, brand FROM tagged_posts "  # noqa: S608  # only our own text
        f"JOIN (SELECT DISTINCT post_key, label AS brand FROM post_tags WHERE kind = 'brand') "
        f"USING (post_key) WHERE {where}"
    )


def feelings_in(period: Period, *conditions: str) -> str:
    """Return the query of the posts of a period that meet all `conditions`, with their emotion."""
    where = " AND ".join((STANDING, period.covers("published_at"), *conditions))
    return (
        f"SELECT {POST_COLUMNS}, coalesce(felt, '{NO_EMOTION}') AS emotion FROM tagged_posts "  # noqa: S608  # only our own text
        "LEFT JOIN (SELECT DISTINCT post_key, label AS felt FROM post_tags WHERE kind = 'emotion') "
        f"USING (post_key) WHERE {where}"
    )


def members_of(segmentation: str, segment: str) -> str:
    """Return the query of the customers in a segment, with what is known of each."""
    return (
        "SELECT customer_id, recency_days, frequency, monetary, posts, judged, mean_polarity, "  # noqa: S608  # quoted
        "interests FROM segment_members LEFT JOIN profiles USING (customer_id) "
        f"WHERE segmentation = {quoted(segmentation)} AND segment = {quoted(segment)}"
    )


def having_interest(members: str, interest: str, stance: str) -> str:
    """Return the query of those customers whose profile names an interest with a stance."""
    pair = f"{{'interest': {quoted(interest)}, 'stance': {quoted(stance)}}}"
    return (
        f"SELECT * FROM ({members}) "  # noqa: S608  # quoted
        f"WHERE list_contains(from_json(interests, '{HELD}'), {pair})"
    )


def looks_of(source: str, period: Period) -> str:
    """Return the query of the days on which a source was looked at within a period."""
    days = period.days
    return (
        "SELECT day, asked, answered, new, changed, withdrawn, refused, dark_hours, last_error "  # noqa: S608  # quoted
        f"FROM coverage WHERE source = {quoted(source)} "
        f"AND day BETWEEN {quoted(days[0].isoformat())} AND {quoted(days[-1].isoformat())}"
    )


def refused_of(source: str, period: Period) -> str:
    """Return the query of what was put in quarantine within a period."""
    return (
        "SELECT first_seen_at, stage, location, reason FROM quarantine "  # noqa: S608  # quoted
        f"WHERE source = {quoted(source)} AND {period.covers('first_seen_at')}"
    )


def moved_between(segmentation: str, period: Period) -> str:
    """Return the query of the moves from segment to segment seen within a period."""
    return (
        "SELECT customer_id, from_segment, to_segment, moved_at FROM segment_moves "  # noqa: S608  # quoted
        f"WHERE segmentation = {quoted(segmentation)} AND {period.covers('moved_at')}"
    )


def between(starts_at: datetime, ends_at: datetime) -> str:
    """Return the condition that a post was published in [starts_at, ends_at)."""
    return f"published_at >= {moment(starts_at)} AND published_at < {moment(ends_at)}"
