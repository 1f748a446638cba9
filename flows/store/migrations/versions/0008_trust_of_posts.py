"""What speaks against posts, how far each may be trusted, and where it comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

COMMENTS = {
    "kind": "lang, sentiment, topic, brand, emotion, sentence, need, intent, role, psychology, interest or trust.",
    "label": "The tag: a language, a topic, a brand, an emotion, a need ...; of sentiment and sentence positive, neutral, negative or undecided; of trust what speaks against it.",
    "score": "How sure the model is, 0 to 1; a person: 1; of trust how much it takes away.",
}
TRUSTED = "Of them trusted; posts not judged yet are. Null = counted before that was known."


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay."""
    op.create_table(
        "trust_signals",
        _col("post_key", "Key of the post."),
        _col(
            "code",
            "What speaks against it: copy, near_copy, template, burst, paid, promotion, ...",
        ),
        _col("weight", "How much, above 0 to 1.", sa.Float()),
        _col("detail", "The figures or the words behind it, for people."),
        _col("version", "Digest of the rules and the code that found it."),
        sa.PrimaryKeyConstraint("post_key", "code", name=op.f("pk_trust_signals")),
    )
    op.create_index(op.f("ix_trust_signals_code"), "trust_signals", ["code"])
    op.create_table(
        "post_trust",
        _col("post_key", "Key of the post."),
        _col("score", "Product of (1 - weight) over its signals; 1 = none.", sa.Float()),
        _col("trusted", "The score is at least `trust.least`.", sa.Boolean()),
        _col("origin", "owned, paid or earned."),
        _col("producer", "brand (BGC), professional (PGC) or user (UGC)."),
        _col("because", "The rule that told origin and producer."),
        _col("version", "Digest of the rules and the code that judged it."),
        sa.PrimaryKeyConstraint("post_key", name=op.f("pk_post_trust")),
    )
    for table in ("term_counts", "hotspots", "stories", "share_of_voice"):
        op.add_column(table, sa.Column("trusted_posts", sa.Integer(), comment=TRUSTED))
    share = "The same by trusted posts alone; null = none that day."
    op.add_column("share_of_voice", sa.Column("trusted_share", sa.Float(), comment=share))
    # SQLite keeps no comments, and copies the whole table where it is told one.
    if op.get_bind().dialect.name == "postgresql":
        for table in ("post_tags", "overruled_tags"):
            for column, comment in COMMENTS.items():
                op.alter_column(table, column, comment=comment)


def _col(name: str, comment: str, kind: sa.types.TypeEngine[object] | None = None) -> sa.Column:
    return sa.Column(name, kind or sa.Text(), nullable=False, comment=comment)
