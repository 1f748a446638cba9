"""Posts remember all that the source gave."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay."""

    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "row_hash",
                sa.Text(),
                server_default="",
                nullable=False,
                comment="Digest of all that the source gave, counts too; the same again changes no row.",
            )
        )
