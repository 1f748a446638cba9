"""How far posts are trusted, and why not."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from flows.cli.output import home_option, json_line, show, show_fields, show_lines
from flows.cli.reading import json_option
from flows.settings import load_settings

if TYPE_CHECKING:
    import duckdb

# Of the posts that stand: those that were taken back are in no figure.
COUNTS: Final = """
    WITH standing AS (SELECT * FROM tagged_posts WHERE deleted_at IS NULL),
    told AS (
        SELECT 'trust' AS what, if(trusted, 'trusted', 'not trusted') AS name, post_key
        FROM standing
        UNION ALL SELECT 'origin', coalesce(origin, 'not judged'), post_key FROM standing
        UNION ALL SELECT 'producer', coalesce(producer, 'not judged'), post_key FROM standing
        UNION ALL SELECT 'code', code, post_key FROM trust_signals SEMI JOIN standing
        USING (post_key)
    )
    SELECT what, name, count(*) AS posts,
           round(count(*) / (SELECT count(*) FROM standing), 4) AS share
    FROM told GROUP BY what, name
    ORDER BY list_position(['trust', 'origin', 'producer', 'code'], what), posts DESC, name
"""
POST: Final = """
    SELECT posts.post_key, posts.trust AS score, posts.trusted, posts.origin, posts.producer,
           judged.because, posts.text
    FROM tagged_posts AS posts LEFT JOIN post_trust AS judged USING (post_key)
    WHERE starts_with(posts.post_key, ?) LIMIT 2
"""
SOURCES: Final = "SELECT DISTINCT source FROM tagged_posts WHERE deleted_at IS NULL"
REASONS: Final = """
    SELECT code, weight, detail FROM trust_signals WHERE post_key = ? ORDER BY weight DESC, code
"""


@click.command()
@click.argument("post_key", required=False)
@json_option
@home_option
def trust(*, post_key: str | None, as_json: bool, home: Path | None) -> None:
    """Count posts by trust, origin, producer and what speaks against them, or show one post.

    Of a POST_KEY the first signs are enough, as the report shows them, if no other begins so.

    A code may be wrong, or you may know better; the next run of the flow tag heeds what you say:

    \b
    opinionflow correct POST_KEY --kind trust --was near_copy --remove
    opinionflow correct POST_KEY --kind trust --label trusted
    """  # noqa: D301  # click leaves lines after this sign as they are
    from flows.store.marts import open_marts

    settings = load_settings(home)
    with closing(open_marts(settings.marts_url)) as marts:
        _refuse_untold(marts)
        if unmet := settings.trust.unmet([name for (name,) in marts.sql(SOURCES).fetchall()]):
            click.echo(f"Warning: {unmet}", err=True)
        if post_key is None:
            show(marts.sql(COUNTS).to_arrow_table(), "json" if as_json else "table")
        else:
            _show_post(marts, post_key, as_json=as_json)


def _refuse_untold(marts: "duckdb.DuckDBPyConnection") -> None:
    """Refuse tables that were published before there was trust among them."""
    there = {name for (name,) in marts.sql("SHOW TABLES").fetchall()}
    if not {"tagged_posts", "trust_signals"} <= there:
        todo = "run `opinionflow run tag` and `opinionflow run report`"
        msg = f"the published tables hold no trust yet; {todo}"
        raise click.ClickException(msg)


def _show_post(marts: "duckdb.DuckDBPyConnection", post_key: str, *, as_json: bool) -> None:
    found: Any = marts.sql(POST, params=[post_key]).to_arrow_table()
    if not found.num_rows:
        msg = f"no post {post_key!r} in the published posts"
        raise click.ClickException(msg)
    if found.num_rows > 1:
        msg = f"several posts have a key that begins with {post_key!r}; give more of its signs"
        raise click.ClickException(msg)
    (key,) = found["post_key"].to_pylist()
    reasons: Any = marts.sql(REASONS, params=[key]).to_arrow_table()
    if as_json:
        post: Mapping[str, Any] = found.to_pylist()[0]
        click.echo(json_line({**post, "reasons": reasons.to_pylist()}))
        return
    show_fields(found)
    click.echo()
    show_lines(reasons)
