"""Orders of two sources may have the same number."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay."""

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_constraint("pk_orders", type_="primary")
        batch_op.create_primary_key("pk_orders", ["source", "order_id", "line"])
