"""Comparisons of brands have a table; tags of needs, intents, roles, psychology and interests."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

COMMENTS = {
    "kind": "lang, sentiment, topic, brand, emotion, sentence, need, intent, role, psychology or interest.",
    "label": "The tag: a language, a topic, a brand, an emotion, a need ...; of sentiment and sentence positive, neutral, negative or undecided.",
    "target": "What the tag speaks of, '' for the whole post; of a sentence what it is: statement, question or wish; of a brand the product; of an interest the author's stance.",
    "polarity": "-1 (against) to 1 (for), of the sentence or else of the whole post, of a brand towards it; null where it makes no sense, or the sentiment is undecided.",
}


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay."""
    op.create_table(
        "comparisons",
        _key("post_key", "Key of the post."),
        _key("start", "First character of the evidence in text.", sa.Integer()),
        _key("winner", "The brand that is said to be better; '' = what the post is about."),
        _key("loser", "The brand that is said to be worse; '' = what the post is about."),
        _key("aspect", "In what; '' = as a whole."),
        sa.Column("end", sa.Integer(), nullable=False, comment="Character after the evidence."),
        sa.Column(
            "model",
            sa.Text(),
            nullable=False,
            comment="Version of models and word lists that gave it.",
        ),
        sa.PrimaryKeyConstraint(
            "post_key", "start", "winner", "loser", "aspect", name=op.f("pk_comparisons")
        ),
    )
    for column in ("winner", "loser"):
        op.create_index(op.f(f"ix_comparisons_{column}"), "comparisons", [column])
    # SQLite keeps no comments, and copies the whole table where it is told one.
    if op.get_bind().dialect.name == "postgresql":
        for column, comment in COMMENTS.items():
            op.alter_column("post_tags", column, comment=comment)


def _key(name: str, comment: str, kind: sa.types.TypeEngine[object] | None = None) -> sa.Column:
    return sa.Column(name, kind or sa.Text(), nullable=False, comment=comment)
