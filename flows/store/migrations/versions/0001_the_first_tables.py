"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay."""

    op.create_table(
        "aspects",
        sa.Column("post_key", sa.Text(), nullable=False, comment="Key of the post."),
        sa.Column(
            "aspect",
            sa.Text(),
            nullable=False,
            comment="What is judged: price, quality, service, ...",
        ),
        sa.Column(
            "start",
            sa.Integer(),
            nullable=False,
            comment="First character of the evidence in text.",
        ),
        sa.Column("end", sa.Integer(), nullable=False, comment="Character after the evidence."),
        sa.Column(
            "target", sa.Text(), nullable=True, comment="The word that names the thing judged."
        ),
        sa.Column("opinion", sa.Text(), nullable=True, comment="The words that judge it."),
        sa.Column("polarity", sa.Float(), nullable=False, comment="-1 (against) to 1 (for)."),
        sa.Column(
            "model",
            sa.Text(),
            nullable=False,
            comment="Version of models and word lists that gave it.",
        ),
        sa.PrimaryKeyConstraint("post_key", "aspect", "start", name=op.f("pk_aspects")),
    )
    with op.batch_alter_table("aspects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aspects_aspect"), ["aspect"], unique=False)

    op.create_table(
        "author_interests",
        sa.Column(
            "author_key", sa.Text(), nullable=False, comment="Keyed pseudonym of the author."
        ),
        sa.Column("interest", sa.Text(), nullable=False, comment="What they keep coming back to."),
        sa.Column(
            "weight", sa.Float(), nullable=False, comment="Sum over posts of 0.5^(age / half-life)."
        ),
        sa.Column(
            "share",
            sa.Float(),
            nullable=False,
            comment="Weight over the author's total weight, 0 to 1.",
        ),
        sa.Column("posts", sa.Integer(), nullable=False, comment="Posts that speak of it."),
        sa.Column(
            "mean_polarity",
            sa.Float(),
            nullable=True,
            comment="Mean polarity of those posts, -1 to 1.",
        ),
        sa.Column("half_life_days", sa.Float(), nullable=False, comment="Half-life used, days."),
        sa.Column(
            "last_evidence_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="The newest such post, UTC.",
        ),
        sa.Column(
            "as_of",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Moment the ages are counted from, UTC.",
        ),
        sa.PrimaryKeyConstraint("author_key", "interest", name=op.f("pk_author_interests")),
    )
    op.create_table(
        "authors",
        sa.Column(
            "author_key",
            sa.Text(),
            nullable=False,
            comment="Keyed pseudonym (HMAC) of source and author id.",
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="Name of the source."),
        sa.Column(
            "name",
            sa.Text(),
            nullable=True,
            comment="The name as shown; kept only when the settings say so.",
        ),
        sa.Column(
            "labels",
            sa.Text(),
            nullable=True,
            comment="What they publish about themselves: a JSON list of strings.",
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When we first saw them, UTC.",
        ),
        sa.PrimaryKeyConstraint("author_key", name=op.f("pk_authors")),
    )
    op.create_table(
        "coverage",
        sa.Column("source", sa.Text(), nullable=False, comment="Name of the source."),
        sa.Column("day", sa.Text(), nullable=False, comment="Day of looking, YYYY-MM-DD, UTC."),
        sa.Column("asked", sa.Integer(), nullable=False, comment="Runs that asked the source."),
        sa.Column(
            "answered", sa.Integer(), nullable=False, comment="Runs that it answered to the end."
        ),
        sa.Column("new", sa.Integer(), nullable=False, comment="Posts not seen before."),
        sa.Column("changed", sa.Integer(), nullable=False, comment="Posts seen to have changed."),
        sa.Column("refused", sa.Integer(), nullable=False, comment="Items put in quarantine."),
        sa.Column(
            "last_error", sa.Text(), nullable=True, comment="What went wrong last, if anything."
        ),
        sa.PrimaryKeyConstraint("source", "day", name=op.f("pk_coverage")),
    )
    op.create_table(
        "cursors",
        sa.Column("source", sa.Text(), nullable=False, comment="Name of the source."),
        sa.Column(
            "cursor", sa.Text(), nullable=False, comment="Where the next run goes on, as JSON."
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_cursors")),
    )
    op.create_table(
        "customers",
        sa.Column(
            "customer_id",
            sa.Text(),
            nullable=False,
            comment="The company's own id of the customer, as text.",
        ),
        sa.Column(
            "sex", sa.Text(), nullable=True, comment="female, male or other, as the customer said."
        ),
        sa.Column("birth_year", sa.Integer(), nullable=True, comment="Year of birth."),
        sa.Column("place", sa.Text(), nullable=True, comment="Town or region."),
        sa.Column(
            "joined_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When they became known to the company, UTC.",
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="File or system it came from."),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customers")),
    )
    op.create_table(
        "hotspots",
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind of the term: topic or brand."),
        sa.Column("term", sa.Text(), nullable=False, comment="The topic or brand."),
        sa.Column("granularity", sa.Text(), nullable=False, comment="hour or day."),
        sa.Column(
            "starts_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Start of the hour or day, UTC.",
        ),
        sa.Column("observed", sa.Integer(), nullable=False, comment="Posts seen."),
        sa.Column(
            "expected",
            sa.Float(),
            nullable=False,
            comment="Posts the term's own baseline leads to expect.",
        ),
        sa.Column(
            "score",
            sa.Float(),
            nullable=False,
            comment="-log10 of the chance of so many by accident.",
        ),
        sa.Column(
            "mean_polarity",
            sa.Float(),
            nullable=True,
            comment="Mean polarity of the posts seen, -1 to 1.",
        ),
        sa.PrimaryKeyConstraint(
            "kind", "term", "granularity", "starts_at", name=op.f("pk_hotspots")
        ),
    )
    op.create_table(
        "identities",
        sa.Column("customer_id", sa.Text(), nullable=False, comment="The customer."),
        sa.Column(
            "author_key",
            sa.Text(),
            nullable=False,
            comment="The social account, as a keyed pseudonym.",
        ),
        sa.Column(
            "evidence", sa.Text(), nullable=False, comment="Where the customer named the account."
        ),
        sa.Column("purpose", sa.Text(), nullable=False, comment="What the link may be used for."),
        sa.Column(
            "consent_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the customer agreed, UTC.",
        ),
        sa.Column(
            "ends_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the consent ends or was withdrawn, UTC.",
        ),
        sa.PrimaryKeyConstraint("customer_id", "author_key", name=op.f("pk_identities")),
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identities_author_key"), ["author_key"], unique=False)

    op.create_table(
        "orders",
        sa.Column(
            "order_id",
            sa.Text(),
            nullable=False,
            comment="The company's own id of the order, as text.",
        ),
        sa.Column("line", sa.Integer(), nullable=False, comment="Line of the order, from 1."),
        sa.Column(
            "customer_id", sa.Text(), nullable=True, comment="Who ordered; null for unknown buyers."
        ),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False, comment="When, UTC."),
        sa.Column("product", sa.Text(), nullable=True, comment="What was ordered."),
        sa.Column("quantity", sa.Float(), nullable=False, comment="How many; negative = returned."),
        sa.Column(
            "amount",
            sa.Float(),
            nullable=False,
            comment="Price of the line, in `currency`; negative = refund.",
        ),
        sa.Column("currency", sa.Text(), nullable=False, comment="ISO 4217 code."),
        sa.Column("channel", sa.Text(), nullable=True, comment="Where it was ordered."),
        sa.Column("source", sa.Text(), nullable=False, comment="File or system it came from."),
        sa.PrimaryKeyConstraint("order_id", "line", name=op.f("pk_orders")),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_orders_customer_id_ordered_at"),
            ["customer_id", "ordered_at"],
            unique=False,
        )

    op.create_table(
        "post_tags",
        sa.Column("post_key", sa.Text(), nullable=False, comment="Key of the post."),
        sa.Column("kind", sa.Text(), nullable=False, comment="lang, sentiment, topic or brand."),
        sa.Column(
            "label",
            sa.Text(),
            nullable=False,
            comment="The tag: a language, a polarity class, a topic, a brand.",
        ),
        sa.Column(
            "target",
            sa.Text(),
            nullable=False,
            comment="What the tag speaks of, '' for the whole post.",
        ),
        sa.Column(
            "start",
            sa.Integer(),
            nullable=False,
            comment="First character of the evidence in text; -1 = the whole text.",
        ),
        sa.Column(
            "end",
            sa.Integer(),
            nullable=False,
            comment="Character after the evidence; -1 = the whole text.",
        ),
        sa.Column(
            "polarity",
            sa.Float(),
            nullable=True,
            comment="-1 (against) to 1 (for); null where it makes no sense.",
        ),
        sa.Column("score", sa.Float(), nullable=False, comment="How sure the model is, 0 to 1."),
        sa.Column(
            "model",
            sa.Text(),
            nullable=False,
            comment="Version of models and word lists that gave it.",
        ),
        sa.PrimaryKeyConstraint(
            "post_key", "kind", "label", "target", "start", name=op.f("pk_post_tags")
        ),
    )
    with op.batch_alter_table("post_tags", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_post_tags_kind_label"), ["kind", "label"], unique=False
        )

    op.create_table(
        "post_versions",
        sa.Column("post_key", sa.Text(), nullable=False, comment="Key of the post."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Which version this was."),
        sa.Column("title", sa.Text(), nullable=True, comment="The heading it had."),
        sa.Column("text", sa.Text(), nullable=False, comment="The words it had."),
        sa.Column("rating", sa.Float(), nullable=True, comment="The rating it had."),
        sa.Column(
            "edited_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its author had last changed it, UTC.",
        ),
        sa.Column(
            "deleted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was withdrawn, had it been; UTC.",
        ),
        sa.Column("content_hash", sa.Text(), nullable=False, comment="Digest of that content."),
        sa.Column(
            "replaced_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When a newer version took its place, UTC.",
        ),
        sa.PrimaryKeyConstraint("post_key", "version", name=op.f("pk_post_versions")),
    )
    op.create_table(
        "posts",
        sa.Column(
            "post_key",
            sa.Text(),
            nullable=False,
            comment="Key of the post across all sources: 32 hex digits of (source, id).",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="Name of the source in the settings."
        ),
        sa.Column("id", sa.Text(), nullable=False, comment="The source's own id, as text."),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="review, post, comment, article, repost or survey.",
        ),
        sa.Column("url", sa.Text(), nullable=True, comment="Where it can be read."),
        sa.Column(
            "author_key",
            sa.Text(),
            nullable=True,
            comment="Pseudonym of the author; null when the source names none.",
        ),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was said, UTC.",
        ),
        sa.Column(
            "published_precision",
            sa.Text(),
            nullable=True,
            comment="second, minute, hour, day, week, month or year.",
        ),
        sa.Column(
            "published_assumed",
            sa.Boolean(),
            nullable=False,
            comment="Zone or time was assumed, not given.",
        ),
        sa.Column(
            "edited_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its author last changed it, UTC.",
        ),
        sa.Column(
            "deleted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was seen to be withdrawn, UTC; null = it stands.",
        ),
        sa.Column(
            "title", sa.Text(), nullable=True, comment="Its heading, personal numbers masked."
        ),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="Its words, cleaned, personal numbers masked.",
        ),
        sa.Column(
            "raw_text",
            sa.Text(),
            nullable=True,
            comment="Its words as received, masked; null when the same as text.",
        ),
        sa.Column(
            "rating",
            sa.Float(),
            nullable=True,
            comment="The author's rating on the source's own scale.",
        ),
        sa.Column(
            "rating_low", sa.Float(), nullable=True, comment="The worst value of that scale."
        ),
        sa.Column(
            "rating_high", sa.Float(), nullable=True, comment="The best value of that scale."
        ),
        sa.Column(
            "parent_id", sa.Text(), nullable=True, comment="Source's id of the post it answers."
        ),
        sa.Column(
            "thread_id",
            sa.Text(),
            nullable=True,
            comment="Source's id of the post that opened the thread.",
        ),
        sa.Column(
            "repost_of", sa.Text(), nullable=True, comment="Source's id of the post it passes on."
        ),
        sa.Column("likes", sa.BigInteger(), nullable=True, comment="How many liked it."),
        sa.Column("replies", sa.BigInteger(), nullable=True, comment="How many answered it."),
        sa.Column("reposts", sa.BigInteger(), nullable=True, comment="How many passed it on."),
        sa.Column(
            "subject",
            sa.Text(),
            nullable=True,
            comment="The product, place or thing it is about, as the source says.",
        ),
        sa.Column(
            "lang", sa.Text(), nullable=True, comment="Language as declared by source or author."
        ),
        sa.Column(
            "content_hash",
            sa.Text(),
            nullable=False,
            comment="Digest of words, rating, edit and withdrawal; tells an edit.",
        ),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            comment="1, then one more each time content_hash changed.",
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When we first saw it, UTC.",
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When content_hash last changed, UTC; counts change quietly.",
        ),
        sa.PrimaryKeyConstraint("post_key", name=op.f("pk_posts")),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posts_author_key"), ["author_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_published_at"), ["published_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_posts_source_published_at"), ["source", "published_at"], unique=False
        )

    op.create_table(
        "profiles",
        sa.Column("customer_id", sa.Text(), nullable=False, comment="The customer."),
        sa.Column(
            "as_of",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Moment the profile speaks of, UTC.",
        ),
        sa.Column("sex", sa.Text(), nullable=True, comment="As the customer said."),
        sa.Column(
            "age_band",
            sa.Text(),
            nullable=True,
            comment="0-6, 6-15, 15-30, 30-45, 45-60, 60-75, 75-90 or 90+; low end in.",
        ),
        sa.Column("place", sa.Text(), nullable=True, comment="Town or region."),
        sa.Column(
            "recency_days", sa.Float(), nullable=True, comment="Days from the last order to as_of."
        ),
        sa.Column("frequency", sa.Integer(), nullable=False, comment="Number of orders."),
        sa.Column(
            "monetary", sa.Float(), nullable=False, comment="Sum of amounts, refunds taken off."
        ),
        sa.Column("r_score", sa.Integer(), nullable=True, comment="1 (long ago) to 5 (lately)."),
        sa.Column("f_score", sa.Integer(), nullable=True, comment="1 (seldom) to 5 (often)."),
        sa.Column("m_score", sa.Integer(), nullable=True, comment="1 (little) to 5 (much)."),
        sa.Column(
            "accounts", sa.Integer(), nullable=False, comment="Social accounts joined by consent."
        ),
        sa.Column("posts", sa.Integer(), nullable=False, comment="Posts of those accounts."),
        sa.Column(
            "mean_polarity",
            sa.Float(),
            nullable=True,
            comment="Mean polarity of those posts, -1 to 1.",
        ),
        sa.Column(
            "last_post_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Newest of those posts, UTC.",
        ),
        sa.Column(
            "interests",
            sa.Text(),
            nullable=True,
            comment="Top interests: JSON list of {interest, weight}, best first.",
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_profiles")),
    )
    op.create_table(
        "quarantine",
        sa.Column(
            "quarantine_key",
            sa.Text(),
            nullable=False,
            comment="Digest of source, stage and raw content.",
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="Name of the source or file."),
        sa.Column("stage", sa.Text(), nullable=False, comment="collect, import or tag."),
        sa.Column(
            "location", sa.Text(), nullable=False, comment="Where it stood: address, line, item."
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why it could not be read."),
        sa.Column(
            "raw", sa.Text(), nullable=False, comment="What it was, personal numbers masked."
        ),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
        sa.PrimaryKeyConstraint("quarantine_key", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "runs",
        sa.Column("run_id", sa.Text(), nullable=False, comment="Id of the run."),
        sa.Column(
            "flow",
            sa.Text(),
            nullable=False,
            comment="collect, tag, enrich, segment, report or daily.",
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="UTC; null = still running, or killed.",
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="running, completed or failed."),
        sa.Column("parameters", sa.Text(), nullable=False, comment="As JSON, without secrets."),
        sa.Column("counts", sa.Text(), nullable=True, comment="What it did, as JSON."),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
    )
    op.create_table(
        "segment_members",
        sa.Column("segmentation", sa.Text(), nullable=False, comment="Name of the set of rules."),
        sa.Column("customer_id", sa.Text(), nullable=False, comment="The customer."),
        sa.Column("segment", sa.Text(), nullable=False, comment="Name of the segment."),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="First as_of at which they were in it, UTC.",
        ),
        sa.PrimaryKeyConstraint("segmentation", "customer_id", name=op.f("pk_segment_members")),
    )
    with op.batch_alter_table("segment_members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_segment_members_segmentation_segment"),
            ["segmentation", "segment"],
            unique=False,
        )

    op.create_table(
        "segment_moves",
        sa.Column("segmentation", sa.Text(), nullable=False, comment="Name of the set of rules."),
        sa.Column("customer_id", sa.Text(), nullable=False, comment="The customer."),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="as_of at which the move was seen, UTC.",
        ),
        sa.Column(
            "from_segment",
            sa.Text(),
            nullable=True,
            comment="Segment left; null for a new customer.",
        ),
        sa.Column("to_segment", sa.Text(), nullable=False, comment="Segment entered."),
        sa.PrimaryKeyConstraint(
            "segmentation", "customer_id", "moved_at", name=op.f("pk_segment_moves")
        ),
    )
    op.create_table(
        "segments",
        sa.Column("segmentation", sa.Text(), nullable=False, comment="Name of the set of rules."),
        sa.Column("segment", sa.Text(), nullable=False, comment="Name of the segment."),
        sa.Column(
            "position",
            sa.Integer(),
            nullable=False,
            comment="Order in which rules are tried, from 1.",
        ),
        sa.Column(
            "why", sa.Text(), nullable=False, comment="The sentence a marketer would agree with."
        ),
        sa.Column("rule", sa.Text(), nullable=False, comment="The rule as JSON."),
        sa.Column("members", sa.Integer(), nullable=False, comment="How many customers."),
        sa.Column(
            "as_of",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Moment the rules were applied to, UTC.",
        ),
        sa.PrimaryKeyConstraint("segmentation", "segment", name=op.f("pk_segments")),
    )
    op.create_table(
        "share_of_voice",
        sa.Column(
            "starts_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Start of the day, UTC.",
        ),
        sa.Column("brand", sa.Text(), nullable=False, comment="The brand."),
        sa.Column("posts", sa.Integer(), nullable=False, comment="Posts of that day that name it."),
        sa.Column(
            "share",
            sa.Float(),
            nullable=False,
            comment="Of all namings of brands that day, 0 to 1.",
        ),
        sa.Column(
            "mean_polarity",
            sa.Float(),
            nullable=True,
            comment="Mean polarity of those posts, -1 to 1.",
        ),
        sa.PrimaryKeyConstraint("starts_at", "brand", name=op.f("pk_share_of_voice")),
    )
    op.create_table(
        "stories",
        sa.Column("story_id", sa.Text(), nullable=False, comment="Digest of kind, term and start."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind of the term: topic or brand."),
        sa.Column("term", sa.Text(), nullable=False, comment="The topic or brand."),
        sa.Column(
            "starts_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Start of the first hot day, UTC.",
        ),
        sa.Column(
            "ends_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="End of the last hot day in a row, UTC.",
        ),
        sa.Column("posts", sa.Integer(), nullable=False, comment="Posts within."),
        sa.Column("peak", sa.Integer(), nullable=False, comment="Posts on the hottest day."),
        sa.Column("score", sa.Float(), nullable=False, comment="The highest score within."),
        sa.Column(
            "mean_polarity",
            sa.Float(),
            nullable=True,
            comment="Mean polarity of its posts, -1 to 1.",
        ),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_stories")),
    )
    op.create_table(
        "tagged",
        sa.Column("post_key", sa.Text(), nullable=False, comment="Key of the post."),
        sa.Column("content_hash", sa.Text(), nullable=False, comment="Content that was tagged."),
        sa.Column(
            "model",
            sa.Text(),
            nullable=False,
            comment="Version of models and word lists that tagged it.",
        ),
        sa.Column("tagged_at", sa.DateTime(timezone=True), nullable=False, comment="When, UTC."),
        sa.PrimaryKeyConstraint("post_key", name=op.f("pk_tagged")),
    )
    op.create_table(
        "term_counts",
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind of the term: topic or brand."),
        sa.Column("term", sa.Text(), nullable=False, comment="The topic or brand."),
        sa.Column("granularity", sa.Text(), nullable=False, comment="hour or day."),
        sa.Column(
            "starts_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Start of the hour or day, UTC.",
        ),
        sa.Column(
            "posts",
            sa.Integer(),
            nullable=False,
            comment="Posts of that hour or day with the term.",
        ),
        sa.Column(
            "mean_polarity", sa.Float(), nullable=True, comment="Their mean polarity, -1 to 1."
        ),
        sa.PrimaryKeyConstraint(
            "kind", "term", "granularity", "starts_at", name=op.f("pk_term_counts")
        ),
    )
