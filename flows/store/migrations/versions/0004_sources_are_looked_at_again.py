"""Marks by what was asked, looks, visits to come, one budget per host, and withdrawals."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay.

    Marks of before name no question, so that the next run reads its sources anew.
    """
    op.add_column(
        "posts",
        sa.Column(
            "deleted_how",
            sa.Text(),
            nullable=True,
            comment="How we know: event, said (by the post's own answer), placeholder (words in its place); or, seen twice, 404, 410, missing (from a list).",
        ),
    )
    with op.batch_alter_table("cursors", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "asked",
                sa.Text(),
                nullable=False,
                comment="What was asked of it: a hashtag, an address.",
                server_default="",
            )
        )
        batch_op.drop_constraint("pk_cursors", type_="primary")
        batch_op.create_primary_key("pk_cursors", ["source", "asked"])
    with op.batch_alter_table("cursors", schema=None) as batch_op:
        batch_op.alter_column("asked", server_default=None)
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "withdrawn",
                sa.Integer(),
                nullable=False,
                comment="Posts seen to be no more.",
                server_default="0",
            )
        )
        batch_op.add_column(
            sa.Column(
                "unread",
                sa.Integer(),
                nullable=False,
                comment="Looks that left something for the next.",
                server_default="0",
            )
        )
        batch_op.add_column(
            sa.Column(
                "dark_hours",
                sa.Float(),
                nullable=False,
                comment="Hours of the day that no look has read: what was said then, we do not know.",
                server_default="0",
            )
        )
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.alter_column("withdrawn", server_default=None)
        batch_op.alter_column("unread", server_default=None)
        batch_op.alter_column("dark_hours", server_default=None)
        batch_op.alter_column(
            "day",
            existing_type=sa.Text(),
            existing_nullable=False,
            comment="The day, YYYY-MM-DD, UTC.",
        )
        batch_op.alter_column(
            "asked",
            existing_type=sa.Integer(),
            existing_nullable=False,
            comment="Looks at the source that began that day.",
        )
        batch_op.alter_column(
            "answered",
            existing_type=sa.Integer(),
            existing_nullable=False,
            comment="Looks that it answered to the end.",
        )
    op.create_table(
        "looks",
        sa.Column("source", sa.Text(), nullable=False, comment="Name of the source."),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False, comment="When, UTC."),
        sa.Column("answered", sa.Boolean(), nullable=False, comment="It was read to the end."),
        sa.Column(
            "read_from",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="All that was published from here until looked_at was read, UTC; null = nothing was.",
        ),
        sa.Column("new", sa.Integer(), nullable=False, comment="Posts not seen before."),
        sa.Column("changed", sa.Integer(), nullable=False, comment="Posts seen to have changed."),
        sa.Column("withdrawn", sa.Integer(), nullable=False, comment="Posts seen to be no more."),
        sa.Column("refused", sa.Integer(), nullable=False, comment="Items put in quarantine."),
        sa.Column(
            "unread", sa.Boolean(), nullable=False, comment="Something was left for the next look."
        ),
        sa.Column("error", sa.Text(), nullable=True, comment="What went wrong."),
        sa.PrimaryKeyConstraint("source", "looked_at", name=op.f("pk_looks")),
    )
    op.create_table(
        "visits",
        sa.Column("post_key", sa.Text(), nullable=False, comment="Key of the post."),
        sa.Column("source", sa.Text(), nullable=False, comment="Name of its source."),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it is to be looked at again, UTC.",
        ),
        sa.Column(
            "missed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was first not found, UTC; null = it was found last.",
        ),
        sa.PrimaryKeyConstraint("post_key", name=op.f("pk_visits")),
    )
    op.create_table(
        "hosts",
        sa.Column(
            "host", sa.Text(), nullable=False, comment="Host, with its port where that is unusual."
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="Turns, waits and failures (HostState), as JSON.",
        ),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_index(op.f("ix_visits_source_due_at"), "visits", ["source", "due_at"])
