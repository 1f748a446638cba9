"""What posts said before they changed."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from flows.store import tables
from flows.store.rows import among


def keep_versions(connection: sa.Connection, keys: Sequence[str], replaced_at: datetime) -> None:
    """Copy the posts that are about to change into `post_versions`."""
    into = tables.post_versions
    moment = sa.literal(replaced_at, into.c.replaced_at.type)
    copied = [tables.posts.c[c.name] for c in into.columns if c.name != "replaced_at"]
    chosen = sa.select(*copied, moment).where(among(connection, tables.posts.c.post_key, keys))
    connection.execute(sa.insert(into).from_select([c.name for c in into.columns], chosen))
