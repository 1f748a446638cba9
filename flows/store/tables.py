"""The tables of the record: what the analysts, the marts and the data dictionary all name.

Every column has a comment; `docs/data-dictionary.md` is written from here.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from flows.store.errors import UnknownTable

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time: `timestamptz` in PostgreSQL, `YYYY-MM-DD HH:MM:SS.ffffff` in SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    # Overridden whole, not by process_bind_param: SQLAlchemy's own conversion to and from
    # SQLite's text takes several times as long, and a post has four times.
    def bind_processor(self, dialect: sa.Dialect) -> Callable[[datetime | None], Any]:
        """Refuse naive times; hand SQLite, which knows no times, text that sorts."""
        return to_text if dialect.name == "sqlite" else to_utc

    def result_processor(
        self,
        dialect: sa.Dialect,
        coltype: object,  # noqa: ARG002  # SQLAlchemy passes it
    ) -> Callable[[Any], datetime | None]:
        """Give back an aware UTC time."""
        return _from_text if dialect.name == "sqlite" else to_utc


def to_utc(moment: datetime | None) -> datetime | None:
    """Return an aware `moment` in UTC.

    Raises:
        ValueError: it has no zone.
    """
    if moment is None or moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        msg = f"{moment!r} has no zone; the record holds UTC"
        raise ValueError(msg)
    return moment.astimezone(UTC)


def to_text(moment: datetime | None) -> str | None:
    """Return an aware `moment` as SQLite keeps it: text that sorts like the times."""
    utc = moment if moment is None or moment.tzinfo is UTC else to_utc(moment)
    return None if utc is None else utc.isoformat(" ", "microseconds")[:26]


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def _col(name: str, kind: Any, comment: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=comment, **options)


def _key(name: str, comment: str, kind: Any = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, comment=comment)


posts = sa.Table(
    "posts",
    metadata,
    _key("post_key", "Key of the post across all sources: 32 hex digits of (source, id)."),
    _col("source", sa.Text, "Name of the source in the settings.", nullable=False),
    _col("id", sa.Text, "The source's own id, as text.", nullable=False),
    _col("kind", sa.Text, "review, post, comment, article, repost or survey.", nullable=False),
    _col("url", sa.Text, "Where it can be read."),
    _col("author_key", sa.Text, "Pseudonym of the author; null when the source names none."),
    _col("published_at", UtcDateTime, "When it was said, UTC."),
    _col("published_precision", sa.Text, "second, minute, hour, day, week, month or year."),
    _col("published_assumed", sa.Boolean, "Zone or time was assumed, not given.", nullable=False),
    _col("edited_at", UtcDateTime, "When its author last changed it, UTC."),
    _col("deleted_at", UtcDateTime, "When it was seen to be withdrawn, UTC; null = it stands."),
    _col(
        "deleted_how",
        sa.Text,
        "How we know: event, said (by the post's own answer), placeholder (words in its place);"
        " or, seen twice, 404, 410, missing (from a list).",
    ),
    _col("title", sa.Text, "Its heading, personal numbers masked."),
    _col("text", sa.Text, "Its words, cleaned, personal numbers masked.", nullable=False),
    _col("raw_text", sa.Text, "Its words as received, masked; null when the same as text."),
    _col("rating", sa.Float, "The author's rating on the source's own scale."),
    _col("rating_low", sa.Float, "The worst value of that scale."),
    _col("rating_high", sa.Float, "The best value of that scale."),
    _col("parent_id", sa.Text, "Source's id of the post it answers."),
    _col("thread_id", sa.Text, "Source's id of the post that opened the thread."),
    _col("repost_of", sa.Text, "Source's id of the post it passes on."),
    _col("likes", sa.BigInteger, "How many liked it."),
    _col("replies", sa.BigInteger, "How many answered it."),
    _col("reposts", sa.BigInteger, "How many passed it on."),
    _col("subject", sa.Text, "The product, place or thing it is about, as the source says."),
    _col("lang", sa.Text, "Language as declared by source or author."),
    _col(
        "content_hash",
        sa.Text,
        "Digest of words, rating, edit and withdrawal; tells an edit.",
        nullable=False,
    ),
    _col(
        "row_hash",
        sa.Text,
        "Digest of all that the source gave, counts too; the same again changes no row.",
        nullable=False,
        server_default="",
    ),
    _col("version", sa.Integer, "1, then one more each time content_hash changed.", nullable=False),
    _col("first_seen_at", UtcDateTime, "When we first saw it, UTC.", nullable=False),
    _col(
        "changed_at",
        UtcDateTime,
        "When content_hash last changed, UTC; counts change quietly.",
        nullable=False,
    ),
    sa.Index(None, "published_at"),
    sa.Index(None, "author_key"),
    sa.Index(None, "source", "published_at"),
)

post_versions = sa.Table(
    "post_versions",
    metadata,
    _key("post_key", "Key of the post."),
    _key("version", "Which version this was.", sa.Integer),
    _col("title", sa.Text, "The heading it had."),
    _col("text", sa.Text, "The words it had.", nullable=False),
    _col("rating", sa.Float, "The rating it had."),
    _col("edited_at", UtcDateTime, "When its author had last changed it, UTC."),
    _col("deleted_at", UtcDateTime, "When it was withdrawn, had it been; UTC."),
    _col("content_hash", sa.Text, "Digest of that content.", nullable=False),
    _col("replaced_at", UtcDateTime, "When a newer version took its place, UTC.", nullable=False),
)

authors = sa.Table(
    "authors",
    metadata,
    _key("author_key", "Keyed pseudonym (HMAC) of source and author id."),
    _col("source", sa.Text, "Name of the source.", nullable=False),
    _col("name", sa.Text, "The name as shown; kept only when the settings say so."),
    _col("labels", sa.Text, "What they publish about themselves: a JSON list of strings."),
    _col("first_seen_at", UtcDateTime, "When we first saw them, UTC.", nullable=False),
)

tagged = sa.Table(
    "tagged",
    metadata,
    _key("post_key", "Key of the post."),
    _col("content_hash", sa.Text, "Content that was tagged.", nullable=False),
    _col("model", sa.Text, "Column version of tag_versions: what tagged it.", nullable=False),
    _col("tagged_at", UtcDateTime, "When, UTC.", nullable=False),
)

tag_versions = sa.Table(
    "tag_versions",
    metadata,
    _key("version", "Digest of all kinds together, as they were once in use."),
    _key("kind", "Kind of tag; also aspect and comparison, which have tables of their own."),
    _col("model", sa.Text, "Version of that kind, as it stands on its tags.", nullable=False),
    _col(
        "made_of",
        sa.Text,
        "What the kind comes from: JSON of code and each stage (model, word list, taxonomy) to its"
        " version.",
        nullable=False,
    ),
    _col("first_seen_at", UtcDateTime, "When it was first in use, UTC.", nullable=False),
    sa.Index(None, "kind", "model"),
)

tag_names = sa.Table(
    "tag_names",
    metadata,
    _key("version", "Column version of tag_versions."),
    _col("names", sa.Text, "Names that were kept whole in cutting: a JSON list.", nullable=False),
)


GIVEN_BY = (
    "Version that gave it (tag_versions), or person:NAME where a correction stands in the place"
    " of the model's word."
)


def _tag_columns(model: str) -> tuple[sa.Column[Any], ...]:
    """Return the columns of a tag; `model` says what its last one means."""
    return (
        _key("post_key", "Key of the post."),
        _key(
            "kind",
            "lang, sentiment, topic, brand, emotion, sentence, need, intent, role, psychology,"
            " interest or trust.",
        ),
        _key(
            "label",
            "The tag: a language, a topic, a brand, an emotion, a need ...; of sentiment and"
            " sentence positive, neutral, negative or undecided; of trust what speaks against it.",
        ),
        _key(
            "target",
            "What the tag speaks of, '' for the whole post; of a sentence what it is: statement,"
            " question or wish; of a brand the product; of an interest the author's stance.",
        ),
        _key("start", "First character of the evidence in text; -1 = the whole text.", sa.Integer),
        _col(
            "end", sa.Integer, "Character after the evidence; -1 = the whole text.", nullable=False
        ),
        _col(
            "polarity",
            sa.Float,
            "-1 (against) to 1 (for), of the sentence or else of the whole post, of a brand towards"
            " it; null where it makes no sense, or the sentiment is undecided.",
        ),
        _col(
            "score",
            sa.Float,
            "How sure the model is, 0 to 1; a person: 1; of trust how much it takes away.",
            nullable=False,
        ),
        _col("model", sa.Text, model, nullable=False),
    )


post_tags = sa.Table(
    "post_tags",
    metadata,
    *_tag_columns(GIVEN_BY),
    sa.Index(None, "kind", "label"),
)

overruled_tags = sa.Table(
    "overruled_tags",
    metadata,
    *_tag_columns("Version that gave it (tag_versions); a correction stands in its place."),
)

corrections = sa.Table(
    "corrections",
    metadata,
    _key("correction_key", "Digest of what it says, of whom and when."),
    _col("post_key", sa.Text, "Key of the post.", nullable=False),
    _col(
        "content_hash",
        sa.Text,
        "Content that the person read; once the author changes it, the model's word counts again.",
        nullable=False,
    ),
    _col("kind", sa.Text, "Kind of tag, as in post_tags.", nullable=False),
    _col("was", sa.Text, "The label that it replaces or takes away; '' = none.", nullable=False),
    _col("label", sa.Text, "The label that holds; '' = none does.", nullable=False),
    _col("target", sa.Text, "What the tag speaks of; '' = as the model says.", nullable=False),
    _col(
        "start",
        sa.Integer,
        "First character of the evidence; -1 = wherever the model sees it.",
        nullable=False,
    ),
    _col("end", sa.Integer, "Character after the evidence; -1 = the same.", nullable=False),
    _col("by", sa.Text, "Who says so; '' = not told.", nullable=False),
    _col("note", sa.Text, "Why, in the person's words.", nullable=False),
    _col("said_at", UtcDateTime, "When, UTC.", nullable=False),
    _col("withdrawn_at", UtcDateTime, "When taken back or replaced, UTC; null = it holds."),
    sa.Index(None, "post_key"),
)

audits = sa.Table(
    "audits",
    metadata,
    _key("drawn", "The draw, by its day and what was drawn."),
    _key("post_key", "Key of the post."),
    _key("kind", "Kind of tag; also aspect and comparison."),
    _key("label", "The tag that was judged, as the model gave it."),
    _key("target", "What the tag speaks of; of a comparison in what."),
    _key("start", "First character of the evidence; -1 = the whole text.", sa.Integer),
    _col("model", sa.Text, "Version that gave the tag.", nullable=False),
    _col("is_right", sa.Boolean, "The person agrees with the tag.", nullable=False),
    _col("should_be", sa.Text, "What it should be; '' = not told, - = nothing.", nullable=False),
    _col("by", sa.Text, "Who judged; '' = not told.", nullable=False),
    _col("judged_at", UtcDateTime, "When the verdict was read, UTC.", nullable=False),
    sa.Index(None, "post_key"),
)

aspects = sa.Table(
    "aspects",
    metadata,
    _key("post_key", "Key of the post."),
    _key("aspect", "What is judged: price, quality, service, ..."),
    _key("start", "First character of the evidence in text.", sa.Integer),
    _col("end", sa.Integer, "Character after the evidence.", nullable=False),
    _col("target", sa.Text, "The word that names the thing judged."),
    _col("opinion", sa.Text, "The words that judge it."),
    _col("polarity", sa.Float, "-1 (against) to 1 (for).", nullable=False),
    _col("model", sa.Text, GIVEN_BY, nullable=False),
    sa.Index(None, "aspect"),
)

comparisons = sa.Table(
    "comparisons",
    metadata,
    _key("post_key", "Key of the post."),
    _key("start", "First character of the evidence in text.", sa.Integer),
    _key("winner", "The brand that is said to be better; '' = what the post is about."),
    _key("loser", "The brand that is said to be worse; '' = what the post is about."),
    _key("aspect", "In what; '' = as a whole."),
    _col("end", sa.Integer, "Character after the evidence.", nullable=False),
    _col("model", sa.Text, GIVEN_BY, nullable=False),
    sa.Index(None, "winner"),
    sa.Index(None, "loser"),
)

trust_signals = sa.Table(
    "trust_signals",
    metadata,
    _key("post_key", "Key of the post."),
    _key("code", "What speaks against it: copy, near_copy, template, burst, paid, promotion, ..."),
    _col("weight", sa.Float, "How much, above 0 to 1.", nullable=False),
    _col("detail", sa.Text, "The figures or the words behind it, for people.", nullable=False),
    _col("version", sa.Text, "Digest of the rules and the code that found it.", nullable=False),
    sa.Index(None, "code"),
)

post_trust = sa.Table(
    "post_trust",
    metadata,
    _key("post_key", "Key of the post."),
    _col("score", sa.Float, "Product of (1 - weight) over its signals; 1 = none.", nullable=False),
    _col("trusted", sa.Boolean, "The score is at least `trust.least`.", nullable=False),
    _col("origin", sa.Text, "owned, paid or earned.", nullable=False),
    _col("producer", sa.Text, "brand (BGC), professional (PGC) or user (UGC).", nullable=False),
    _col("because", sa.Text, "The rule that told origin and producer.", nullable=False),
    _col("version", sa.Text, "Digest of the rules and the code that judged it.", nullable=False),
)

topic_candidates = sa.Table(
    "topic_candidates",
    metadata,
    _key("candidate", "Id of a cluster of posts that no label covers; it stays over the runs."),
    _col("status", sa.Text, "candidate, accepted, merged or rejected.", nullable=False),
    _col("name", sa.Text, "Its best words; once it is decided on they stay.", nullable=False),
    _col("words", sa.Text, "Its words, best first: a JSON list; they stay too.", nullable=False),
    _col("posts", sa.Integer, "Posts in it in the run that found it last.", nullable=False),
    _col("share", sa.Float, "Of all posts of that run, 0 to 1.", nullable=False),
    _col(
        "cohesion",
        sa.Float,
        "How like each other those posts are: mean cosine of two of them, 0 to 1.",
        nullable=False,
    ),
    _col(
        "first_seen_at", UtcDateTime, "As_of of the run that found it first, UTC.", nullable=False
    ),
    _col("last_seen_at", UtcDateTime, "As_of of the run that found it last, UTC.", nullable=False),
    _col("version", sa.Text, "Version of the program that found it last.", nullable=False),
    _col("label", sa.Text, "The label that it became, or went into."),
    _col("by", sa.Text, "Who decided; '' = not told; null = nobody has."),
    _col("decided_at", UtcDateTime, "When it was decided on, UTC."),
)

candidate_posts = sa.Table(
    "candidate_posts",
    metadata,
    _key("post_key", "Key of the post."),
    _col(
        "candidate",
        sa.Text,
        "The cluster that the run that looked at it last put it in; null = in none, an outlier.",
    ),
    _col("score", sa.Float, "How like the middle of the cluster, 0 to 1.", nullable=False),
    _col("typical", sa.Integer, "1, 2, 3 for the posts that tell it best, of different words."),
    sa.Index(None, "candidate"),
)

author_interests = sa.Table(
    "author_interests",
    metadata,
    _key("author_key", "Keyed pseudonym of the author."),
    _key("interest", "What they keep coming back to: a label of the interests."),
    _key("stance", "wants, asks, likes, dislikes, owns, mentions, or declares: by own labels."),
    _col(
        "weight",
        sa.Float,
        "Sum over posts of score x 0.5^(age / half-life); of labels their score.",
        nullable=False,
    ),
    _col(
        "share",
        sa.Float,
        "Weight over the author's total weight, all stances together, 0 to 1.",
        nullable=False,
    ),
    _col(
        "posts",
        sa.Integer,
        "Posts that show it; 0 = the author's own labels declare it.",
        nullable=False,
    ),
    _col("mean_polarity", sa.Float, "Mean polarity of the sentences that do, -1 to 1."),
    _col("half_life_days", sa.Float, "Half-life used, days; null = it does not fade."),
    _col(
        "last_evidence_at",
        UtcDateTime,
        "The newest such post, UTC; of labels their author's newest post.",
        nullable=False,
    ),
    _col("as_of", UtcDateTime, "Moment the ages are counted from, UTC.", nullable=False),
)

customers = sa.Table(
    "customers",
    metadata,
    _key("customer_id", "The company's own id of the customer, as text."),
    _col("sex", sa.Text, "female, male or other, as the customer said."),
    _col("birth_year", sa.Integer, "Year of birth."),
    _col("place", sa.Text, "Town or region."),
    _col("joined_at", UtcDateTime, "When they became known to the company, UTC."),
    _col("source", sa.Text, "File or system it came from.", nullable=False),
)

identities = sa.Table(
    "identities",
    metadata,
    _key("customer_id", "The customer."),
    _key("author_key", "The social account, as a keyed pseudonym."),
    _col("evidence", sa.Text, "Where the customer named the account.", nullable=False),
    _col("purpose", sa.Text, "What the link may be used for.", nullable=False),
    _col("consent_at", UtcDateTime, "When the customer agreed, UTC.", nullable=False),
    _col("ends_at", UtcDateTime, "When the consent ends or was withdrawn, UTC."),
    sa.Index(None, "author_key"),
)

orders = sa.Table(
    "orders",
    metadata,
    _key("source", "File or system it came from."),
    _key("order_id", "The company's own id of the order, as text."),
    _key("line", "Line of the order, from 1.", sa.Integer),
    _col("customer_id", sa.Text, "Who ordered; null for unknown buyers."),
    _col("ordered_at", UtcDateTime, "When, UTC.", nullable=False),
    _col("product", sa.Text, "What was ordered."),
    _col("quantity", sa.Float, "How many; negative = returned.", nullable=False),
    _col(
        "amount", sa.Float, "Price of the line, in `currency`; negative = refund.", nullable=False
    ),
    _col("currency", sa.Text, "ISO 4217 code.", nullable=False),
    _col("channel", sa.Text, "Where it was ordered."),
    sa.Index(None, "customer_id", "ordered_at"),
)

profiles = sa.Table(
    "profiles",
    metadata,
    _key("customer_id", "The customer."),
    _col("as_of", UtcDateTime, "Moment the profile speaks of, UTC.", nullable=False),
    _col("sex", sa.Text, "As the customer said."),
    _col("age_band", sa.Text, "0-6, 6-15, 15-30, 30-45, 45-60, 60-75, 75-90 or 90+; low end in."),
    _col("place", sa.Text, "Town or region."),
    _col("recency_days", sa.Float, "Days from the last order to as_of."),
    _col("frequency", sa.Integer, "Number of orders.", nullable=False),
    _col("monetary", sa.Float, "Sum of amounts, refunds taken off.", nullable=False),
    _col("r_score", sa.Integer, "1 (long ago) to 5 (lately)."),
    _col("f_score", sa.Integer, "1 (seldom) to 5 (often)."),
    _col("m_score", sa.Integer, "1 (little) to 5 (much)."),
    _col("accounts", sa.Integer, "Social accounts joined by consent.", nullable=False),
    _col("posts", sa.Integer, "Posts of those accounts.", nullable=False),
    _col(
        "judged",
        sa.Integer,
        "Posts among them that are positive, neutral or negative; the rest are undecided or not"
        " tagged yet.",
        nullable=False,
    ),
    _col("mean_polarity", sa.Float, "Mean polarity of the judged posts, -1 to 1."),
    _col("last_post_at", UtcDateTime, "Newest of those posts, UTC."),
    _col(
        "interests",
        sa.Text,
        "Top interests, best first: JSON list of {interest, stance, weight, half_life_days,"
        " last_evidence_at}.",
    ),
)

segments = sa.Table(
    "segments",
    metadata,
    _key("segmentation", "Name of the set of rules."),
    _key("segment", "Name of the segment."),
    _col("position", sa.Integer, "Order in which rules are tried, from 1.", nullable=False),
    _col("why", sa.Text, "The sentence a marketer would agree with.", nullable=False),
    _col("rule", sa.Text, "The rule as JSON.", nullable=False),
    _col("members", sa.Integer, "How many customers.", nullable=False),
    _col("as_of", UtcDateTime, "Moment the rules were applied to, UTC.", nullable=False),
)

segment_members = sa.Table(
    "segment_members",
    metadata,
    _key("segmentation", "Name of the set of rules."),
    _key("customer_id", "The customer."),
    _col("segment", sa.Text, "Name of the segment.", nullable=False),
    _col("since", UtcDateTime, "First as_of at which they were in it, UTC.", nullable=False),
    sa.Index(None, "segmentation", "segment"),
)

segment_moves = sa.Table(
    "segment_moves",
    metadata,
    _key("segmentation", "Name of the set of rules."),
    _key("customer_id", "The customer."),
    _key("moved_at", "as_of at which the move was seen, UTC.", UtcDateTime),
    _col("from_segment", sa.Text, "Segment left; null for a new customer."),
    _col("to_segment", sa.Text, "Segment entered.", nullable=False),
)

TRUSTED = "Of them trusted; posts not judged yet are. Null = counted before that was known."

term_counts = sa.Table(
    "term_counts",
    metadata,
    _key("kind", "Kind of the term: topic or brand."),
    _key("term", "The topic or brand."),
    _key("granularity", "hour or day."),
    _key("starts_at", "Start of the hour or day, UTC.", UtcDateTime),
    _col("posts", sa.Integer, "Posts of that hour or day with the term.", nullable=False),
    _col("trusted_posts", sa.Integer, TRUSTED),
    _col("mean_polarity", sa.Float, "Their mean polarity, -1 to 1."),
)

hotspots = sa.Table(
    "hotspots",
    metadata,
    _key("kind", "Kind of the term: topic or brand."),
    _key("term", "The topic or brand."),
    _key("granularity", "hour or day."),
    _key("starts_at", "Start of the hour or day, UTC.", UtcDateTime),
    _col("observed", sa.Integer, "Posts seen.", nullable=False),
    _col("trusted_posts", sa.Integer, TRUSTED),
    _col("expected", sa.Float, "Posts the term's own baseline leads to expect.", nullable=False),
    _col("score", sa.Float, "-log10 of the chance of so many by accident.", nullable=False),
    _col("mean_polarity", sa.Float, "Mean polarity of the posts seen, -1 to 1."),
)

stories = sa.Table(
    "stories",
    metadata,
    _key("story_id", "Digest of kind, term and start."),
    _col("kind", sa.Text, "Kind of the term: topic or brand.", nullable=False),
    _col("term", sa.Text, "The topic or brand.", nullable=False),
    _col("starts_at", UtcDateTime, "Start of the first hot day, UTC.", nullable=False),
    _col("ends_at", UtcDateTime, "End of the last hot day in a row, UTC.", nullable=False),
    _col("posts", sa.Integer, "Posts within.", nullable=False),
    _col("trusted_posts", sa.Integer, TRUSTED),
    _col("peak", sa.Integer, "Posts on the hottest day.", nullable=False),
    _col("score", sa.Float, "The highest score within.", nullable=False),
    _col(
        "mean_polarity",
        sa.Float,
        "Mean polarity of its days, each weighing as many as its posts, -1 to 1.",
    ),
)

share_of_voice = sa.Table(
    "share_of_voice",
    metadata,
    _key("starts_at", "Start of the day, UTC.", UtcDateTime),
    _key("brand", "The brand."),
    _col("posts", sa.Integer, "Posts of that day that name it.", nullable=False),
    _col("trusted_posts", sa.Integer, TRUSTED),
    _col("share", sa.Float, "Of all namings of brands that day, 0 to 1.", nullable=False),
    _col("trusted_share", sa.Float, "The same by trusted posts alone; null = none that day."),
    _col("mean_polarity", sa.Float, "Mean polarity of those posts, -1 to 1."),
)


def _brought() -> tuple[sa.Column[Any], ...]:
    """Return the columns that count what looks at a source brought."""
    return (
        _col("new", sa.Integer, "Posts not seen before.", nullable=False),
        _col("changed", sa.Integer, "Posts seen to have changed.", nullable=False),
        _col("withdrawn", sa.Integer, "Posts seen to be no more.", nullable=False),
        _col("refused", sa.Integer, "Items put in quarantine.", nullable=False),
    )


coverage = sa.Table(
    "coverage",
    metadata,
    _key("source", "Name of the source."),
    _key("day", "The day, YYYY-MM-DD, UTC."),
    _col("asked", sa.Integer, "Looks at the source that began that day.", nullable=False),
    _col("answered", sa.Integer, "Looks that it answered to the end.", nullable=False),
    *_brought(),
    _col("unread", sa.Integer, "Looks that left something for the next.", nullable=False),
    _col(
        "dark_hours",
        sa.Float,
        "Hours of the day that no look has read: what was said then, we do not know.",
        nullable=False,
    ),
    _col("last_error", sa.Text, "What went wrong last, if anything."),
)

looks = sa.Table(
    "looks",
    metadata,
    _key("source", "Name of the source."),
    _key("looked_at", "When, UTC.", UtcDateTime),
    _col("answered", sa.Boolean, "It was read to the end.", nullable=False),
    _col(
        "read_from",
        UtcDateTime,
        "All that was published from here until looked_at was read, UTC; null = nothing was.",
    ),
    *_brought(),
    _col("unread", sa.Boolean, "Something was left for the next look.", nullable=False),
    _col("error", sa.Text, "What went wrong."),
)

visits = sa.Table(
    "visits",
    metadata,
    _key("post_key", "Key of the post."),
    _col("source", sa.Text, "Name of its source.", nullable=False),
    _col("due_at", UtcDateTime, "When it is to be looked at again, UTC.", nullable=False),
    _col("missed_at", UtcDateTime, "When it was first not found, UTC; null = it was found last."),
    sa.Index(None, "source", "due_at"),
)

hosts = sa.Table(
    "hosts",
    metadata,
    _key("host", "Host, with its port where that is unusual."),
    _col("state", sa.Text, "Turns, waits and failures (HostState), as JSON.", nullable=False),
)

runs = sa.Table(
    "runs",
    metadata,
    _key("run_id", "Id of the run."),
    _col("flow", sa.Text, "Name of the flow, such as tag or daily.", nullable=False),
    _col("started_at", UtcDateTime, "UTC.", nullable=False),
    _col("ended_at", UtcDateTime, "UTC; null = still running, or killed."),
    _col("state", sa.Text, "running, completed or failed.", nullable=False),
    _col("parameters", sa.Text, "As JSON, without secrets.", nullable=False),
    _col("counts", sa.Text, "What it did, as JSON."),
)

quarantine = sa.Table(
    "quarantine",
    metadata,
    _key("quarantine_key", "Digest of source, stage and raw content."),
    _col("source", sa.Text, "Name of the source or file.", nullable=False),
    _col("stage", sa.Text, "collect, import or tag.", nullable=False),
    _col("location", sa.Text, "Where it stood: address, line, item.", nullable=False),
    _col("reason", sa.Text, "Why it could not be read.", nullable=False),
    _col("raw", sa.Text, "What it was, personal numbers masked.", nullable=False),
    _col("first_seen_at", UtcDateTime, "UTC.", nullable=False),
)

cursors = sa.Table(
    "cursors",
    metadata,
    _key("source", "Name of the source."),
    _key("asked", "What was asked of it: a hashtag, an address."),
    _col("cursor", sa.Text, "Where the next run goes on, as JSON.", nullable=False),
    _col("updated_at", UtcDateTime, "UTC.", nullable=False),
)

INTERNAL = frozenset({"cursors", "hosts", "looks", "tag_names", "tagged", "visits"})
"""Tables that are bookkeeping of ours and not published as marts."""


def named(table: str | sa.Table) -> sa.Table:
    """Return the table of that name.

    Raises:
        UnknownTable: there is none.
    """
    if isinstance(table, sa.Table):
        return table
    if table not in metadata.tables:
        raise UnknownTable(table, known=sorted(metadata.tables))
    return metadata.tables[table]
