"""Tags tell what each kind of them was made of; corrections, and verdicts of audits."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

COMMENTS = {
    ("tagged", "model"): "Column version of tag_versions: what tagged it.",
    (
        "post_tags",
        "model",
    ): "Version that gave it (tag_versions), or person:NAME where a correction stands in the place of the model's word.",
    ("post_tags", "score"): "How sure the model is, 0 to 1; a person: 1.",
    ("aspects", "model"): "Version that gave it (tag_versions).",
    ("comparisons", "model"): "Version that gave it (tag_versions).",
}


def upgrade() -> None:
    """Bring the tables one revision forward; the rows in them stay."""
    _versions()
    _overruled_tags()
    _corrections()
    _audits()
    # SQLite keeps no comments, and copies the whole table where it is told one.
    if op.get_bind().dialect.name == "postgresql":
        for (table, column), comment in COMMENTS.items():
            op.alter_column(table, column, comment=comment)


def _versions() -> None:
    op.create_table(
        "tag_versions",
        _col("version", "Digest of all kinds together, as they were once in use."),
        _col("kind", "Kind of tag; also aspect and comparison, which have tables of their own."),
        _col("model", "Version of that kind, as it stands on its tags."),
        _col(
            "made_of",
            "What the kind comes from: JSON of code and each stage (model, word list, taxonomy) to its version.",
        ),
        _col("first_seen_at", "When it was first in use, UTC.", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("version", "kind", name=op.f("pk_tag_versions")),
    )
    op.create_index(op.f("ix_tag_versions_kind_model"), "tag_versions", ["kind", "model"])
    op.create_table(
        "tag_names",
        _col("version", "Column version of tag_versions."),
        _col("names", "Names that were kept whole in cutting: a JSON list."),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_tag_names")),
    )


def _overruled_tags() -> None:
    op.create_table(
        "overruled_tags",
        _col("post_key", "Key of the post."),
        _col(
            "kind",
            "lang, sentiment, topic, brand, emotion, sentence, need, intent, role, psychology or interest.",
        ),
        _col(
            "label",
            "The tag: a language, a topic, a brand, an emotion, a need ...; of sentiment and sentence positive, neutral, negative or undecided.",
        ),
        _col(
            "target",
            "What the tag speaks of, '' for the whole post; of a sentence what it is: statement, question or wish; of a brand the product; of an interest the author's stance.",
        ),
        _col(
            "start", "First character of the evidence in text; -1 = the whole text.", sa.Integer()
        ),
        _col("end", "Character after the evidence; -1 = the whole text.", sa.Integer()),
        _col(
            "polarity",
            "-1 (against) to 1 (for), of the sentence or else of the whole post, of a brand towards it; null where it makes no sense, or the sentiment is undecided.",
            sa.Float(),
            nullable=True,
        ),
        _col("score", "How sure the model is, 0 to 1; a person: 1.", sa.Float()),
        _col("model", "Version that gave it (tag_versions); a correction stands in its place."),
        sa.PrimaryKeyConstraint(
            "post_key", "kind", "label", "target", "start", name=op.f("pk_overruled_tags")
        ),
    )


def _corrections() -> None:
    op.create_table(
        "corrections",
        _col("correction_key", "Digest of what it says, of whom and when."),
        _col("post_key", "Key of the post."),
        _col(
            "content_hash",
            "Content that the person read; once the author changes it, the model's word counts again.",
        ),
        _col("kind", "Kind of tag, as in post_tags."),
        _col("was", "The label that it replaces or takes away; '' = none."),
        _col("label", "The label that holds; '' = none does."),
        _col("target", "What the tag speaks of; '' = as the model says."),
        _col(
            "start",
            "First character of the evidence; -1 = wherever the model sees it.",
            sa.Integer(),
        ),
        _col("end", "Character after the evidence; -1 = the same.", sa.Integer()),
        _col("by", "Who says so; '' = not told."),
        _col("note", "Why, in the person's words."),
        _col("said_at", "When, UTC.", sa.DateTime(timezone=True)),
        _col(
            "withdrawn_at",
            "When taken back or replaced, UTC; null = it holds.",
            sa.DateTime(timezone=True),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("correction_key", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_post_key"), "corrections", ["post_key"])


def _audits() -> None:
    op.create_table(
        "audits",
        _col("drawn", "The draw, by its day and what was drawn."),
        _col("post_key", "Key of the post."),
        _col("kind", "Kind of tag; also aspect and comparison."),
        _col("label", "The tag that was judged, as the model gave it."),
        _col("target", "What the tag speaks of; of a comparison the loser."),
        _col("start", "First character of the evidence; -1 = the whole text.", sa.Integer()),
        _col("model", "Version that gave the tag."),
        _col("is_right", "The person agrees with the tag.", sa.Boolean()),
        _col("should_be", "What it should be; '' = not told, - = nothing."),
        _col("by", "Who judged; '' = not told."),
        _col("judged_at", "When the verdict was read, UTC.", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint(
            "drawn", "post_key", "kind", "label", "target", "start", name=op.f("pk_audits")
        ),
    )
    op.create_index(op.f("ix_audits_post_key"), "audits", ["post_key"])


def _col(
    name: str,
    comment: str,
    kind: sa.types.TypeEngine[object] | None = None,
    *,
    nullable: bool = False,
) -> sa.Column:
    return sa.Column(name, kind or sa.Text(), nullable=nullable, comment=comment)
