"""Aspects and comparisons can be corrected: comments of their columns say so."""

from alembic import op

revision = "0011"
down_revision = "0010"

_GIVEN = (
    "Version that gave it (tag_versions), or person:NAME where a correction stands in the place of"
    " the model's word."
)
COMMENTS = {
    ("aspects", "model"): _GIVEN,
    ("comparisons", "model"): _GIVEN,
    ("audits", "target"): "What the tag speaks of; of a comparison in what.",
}


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay."""
    # SQLite keeps no comments, and copies the whole table where it is told one.
    if op.get_bind().dialect.name == "postgresql":
        for (table, column), comment in COMMENTS.items():
            op.alter_column(table, column, comment=comment)
