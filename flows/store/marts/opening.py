"""Open the published tables for reading, with nothing else in reach."""

import duckdb

from flows.store.errors import MartsDamaged, MartsMissing
from flows.store.marts.manifest import Folder

OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # Else a query could read variables of this program as tables.
    "python_enable_replacements": False,
}
"""Settings of a DuckDB that fetches nothing and sees nothing of this program."""

TAGGED_POSTS = """
CREATE VIEW tagged_posts AS
SELECT
    posts.* REPLACE (coalesce(spoken.label, posts.lang) AS lang),
    felt.label AS sentiment,
    felt.polarity AS polarity,
    felt.score AS confidence,
    coalesce(judged.score, 1.0) AS trust,
    coalesce(judged.trusted, TRUE) AS trusted,
    judged.origin AS origin,
    judged.producer AS producer
FROM posts
LEFT JOIN post_tags AS spoken ON spoken.post_key = posts.post_key AND spoken.kind = 'lang'
LEFT JOIN post_tags AS felt ON felt.post_key = posts.post_key AND felt.kind = 'sentiment'
LEFT JOIN post_trust AS judged ON judged.post_key = posts.post_key
"""
"""Posts with their tags of the whole post; `lang` is the detected one where there is one.

Posts that were not judged count as trusted, and have neither origin nor producer.
"""

UNJUDGED = """
CREATE VIEW post_trust AS
SELECT '' AS post_key, 1.0 AS score, TRUE AS trusted, '' AS origin, '' AS producer WHERE FALSE
"""
"""What stands for the table in marts that were published before there was one."""


def open_marts(url: str) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection with a view for each published table, and `tagged_posts`.

    It sees the version that stands at this moment, in memory, in UTC. It reaches the files of
    that version and no others, loads no extensions, and its settings cannot be changed.

    Raises:
        MartsMissing: nothing is published there.
        MartsDamaged: a file of it is gone, or is not what was published.
    """
    folder = Folder(url)
    manifest = folder.manifest()
    if manifest is None:
        raise MartsMissing(url)
    connection = duckdb.connect(":memory:", config=OFFLINE)
    if not folder.is_local:
        connection.register_filesystem(folder.fs)
    addresses = {name: folder.address(mart.path) for name, mart in manifest.tables.items()}
    for name, address in addresses.items():
        read = f"SELECT * FROM read_parquet({_quoted(address)})"  # noqa: S608  # quoted
        try:
            connection.execute(f'CREATE VIEW "{name}" AS {read}')
        except (duckdb.Error, OSError) as error:
            connection.close()
            reason = " ".join(str(error).split())
            raise MartsDamaged(url, file=manifest.tables[name].path, reason=reason) from error
    if {"posts", "post_tags"} <= set(addresses):
        if "post_trust" not in addresses:
            connection.execute(UNJUDGED)
        connection.execute(TAGGED_POSTS)
    _lock(connection, list(addresses.values()))
    return connection


def _lock(connection: duckdb.DuckDBPyConnection, allowed: list[str]) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET allowed_paths = [{', '.join(map(_quoted, allowed))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
