"""Topics that nobody listed: candidates, and their posts."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay."""
    _candidates()
    _posts()
    # SQLite keeps no comments, and copies the whole table where it is told one.
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("runs", "flow", comment="Name of the flow, such as tag or daily.")


def _candidates() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "topic_candidates",
        _col("candidate", "Id of a cluster of posts that no label covers; it stays over the runs."),
        _col("status", "candidate, accepted, merged or rejected."),
        _col("name", "Its best words; once it is decided on they stay."),
        _col("words", "Its words, best first: a JSON list; they stay too."),
        _col("posts", "Posts in it in the run that found it last.", sa.Integer()),
        _col("share", "Of all posts of that run, 0 to 1.", sa.Float()),
        _col(
            "cohesion",
            "How like each other those posts are: mean cosine of two of them, 0 to 1.",
            sa.Float(),
        ),
        _col("first_seen_at", "As_of of the run that found it first, UTC.", time),
        _col("last_seen_at", "As_of of the run that found it last, UTC.", time),
        _col("version", "Version of the program that found it last."),
        _col("label", "The label that it became, or went into.", nullable=True),
        _col("by", "Who decided; '' = not told; null = nobody has.", nullable=True),
        _col("decided_at", "When it was decided on, UTC.", time, nullable=True),
        sa.PrimaryKeyConstraint("candidate", name=op.f("pk_topic_candidates")),
    )


def _posts() -> None:
    op.create_table(
        "candidate_posts",
        _col("post_key", "Key of the post."),
        _col(
            "candidate",
            "The cluster that the run that looked at it last put it in; null = in none, an outlier.",
            nullable=True,
        ),
        _col("score", "How like the middle of the cluster, 0 to 1.", sa.Float()),
        _col(
            "typical",
            "1, 2, 3 for the posts that tell it best, of different words.",
            sa.Integer(),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("post_key", name=op.f("pk_candidate_posts")),
    )
    op.create_index(op.f("ix_candidate_posts_candidate"), "candidate_posts", ["candidate"])


def _col(
    name: str,
    comment: str,
    kind: sa.types.TypeEngine[object] | None = None,
    *,
    nullable: bool = False,
) -> sa.Column:
    return sa.Column(name, kind or sa.Text(), nullable=nullable, comment=comment)
