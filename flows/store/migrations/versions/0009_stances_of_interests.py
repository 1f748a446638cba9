"""Interests of authors tell the stance; what an author's own labels declare does not fade.

Interests are worked out anew by each `enrich`. Those held before were topics of posts: they stay
as mentions until then, and profiles list none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

COMMENTS = {
    "interest": "What they keep coming back to: a label of the interests.",
    "weight": "Sum over posts of score x 0.5^(age / half-life); of labels their score.",
    "share": "Weight over the author's total weight, all stances together, 0 to 1.",
    "posts": "Posts that show it; 0 = the author's own labels declare it.",
    "mean_polarity": "Mean polarity of the sentences that do, -1 to 1.",
    "half_life_days": "Half-life used, days; null = it does not fade.",
    "last_evidence_at": "The newest such post, UTC; of labels their author's newest post.",
}
INTERESTS = "Top interests, best first: JSON list of {interest, stance, weight, half_life_days, last_evidence_at}."


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay."""
    with op.batch_alter_table("author_interests", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "stance",
                sa.Text(),
                nullable=False,
                server_default="mentions",
                comment="wants, asks, likes, dislikes, owns, mentions, or declares: by own labels.",
            )
        )
        batch_op.alter_column("half_life_days", existing_type=sa.Float(), nullable=True)
        batch_op.drop_constraint("pk_author_interests", type_="primary")
        batch_op.create_primary_key("pk_author_interests", ["author_key", "interest", "stance"])
    with op.batch_alter_table("author_interests", schema=None) as batch_op:
        batch_op.alter_column("stance", existing_type=sa.Text(), server_default=None)
    op.execute("UPDATE profiles SET interests = NULL")
    # SQLite keeps no comments, and copies the whole table where it is told one.
    if op.get_bind().dialect.name == "postgresql":
        for column, comment in COMMENTS.items():
            op.alter_column("author_interests", column, comment=comment)
        op.alter_column("profiles", "interests", comment=INTERESTS)
