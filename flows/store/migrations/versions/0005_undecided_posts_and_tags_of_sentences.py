"""Undecided posts are told from judged ones in profiles; tags of emotions and sentences."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

COMMENTS = {
    "kind": "lang, sentiment, topic, brand, emotion or sentence.",
    "label": "The tag: a language, a topic, a brand, an emotion; of sentiment and sentence positive, neutral, negative or undecided.",
    "target": "What the tag speaks of, '' for the whole post; of a sentence what it is: statement, question or wish.",
    "polarity": "-1 (against) to 1 (for), of the sentence or else of the whole post; null where it makes no sense, or the sentiment is undecided.",
}


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay.

    Profiles count their judged posts from the next run of the flow `enrich` on.
    """
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "judged",
                sa.Integer(),
                nullable=False,
                comment="Posts among them that are positive, neutral or negative; the rest are undecided or not tagged yet.",
                server_default="0",
            )
        )
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.alter_column("judged", server_default=None)
    # SQLite keeps no comments, and copies the whole table where it is told one.
    if op.get_bind().dialect.name == "postgresql":
        for column, comment in COMMENTS.items():
            op.alter_column("post_tags", column, comment=comment)
        op.alter_column(
            "profiles", "mean_polarity", comment="Mean polarity of the judged posts, -1 to 1."
        )
        op.alter_column(
            "stories",
            "mean_polarity",
            comment="Mean polarity of its days, each weighing as many as its posts, -1 to 1.",
        )
