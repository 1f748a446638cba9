"""Publish the record as one consistent version of Parquet files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from flows.store import tables as defined
from flows.store.errors import UnknownTable
from flows.store.marts.manifest import Folder, Manifest, Mart, folder_of
from flows.store.marts.parquet import write_table
from flows.store.record import Record

PUBLISHED = tuple(name for name in sorted(defined.metadata.tables) if name not in defined.INTERNAL)
"""Tables that are published."""


def publish(
    record: Record, url: str, *, tables: Sequence[str] | None = None, published_at: datetime
) -> Manifest:
    """Publish what the record holds at this moment, and return the version that now stands.

    Every table is read and written aside within one read transaction; a file whose bytes are
    those of the version before is thrown away and the old one named again. When no file
    differs, no version is made. Memory stays that of some ten thousand rows.

    Args:
        record: what is published.
        url: folder of the marts: a path, or any URL that fsspec knows.
        tables: names of tables that may have changed; the others are taken over from the
            version before. None, or no version before: all.
        published_at: moment to note (aware).

    Raises:
        UnknownTable: no such table, or one that is not published.
    """
    unknown = sorted(set(tables or ()) - set(PUBLISHED))
    if unknown:
        raise UnknownTable(unknown[0], known=PUBLISHED)
    folder = Folder(url)
    with record.exclusive("publish"):
        before = folder.manifest()
        names = PUBLISHED if before is None or tables is None else tables
        version = before.version + 1 if before else 1
        # A publication that was killed may have left some files.
        folder.remove(folder_of(version))
        with record.read() as connection:
            written = {name: _write(connection, folder, name, version) for name in names}
        return _settle(folder, before, Manifest(version, published_at, written))


def _write(connection: sa.Connection, folder: Folder, name: str, version: int) -> Mart:
    relative = f"{folder_of(version)}/{name}.parquet"
    folder.fs.makedirs(folder.path(folder_of(version)), exist_ok=True)
    with folder.fs.open(folder.path(relative), "wb") as file:
        return write_table(connection, defined.metadata.tables[name], file, path=relative)


def _settle(folder: Folder, before: Manifest | None, written: Manifest) -> Manifest:
    """Keep what changed, name what did not, and clear away what nobody names any more."""
    held = _held(folder, before)
    same = [name for name, mart in written.tables.items() if _same(mart, held.get(name))]
    if before is not None and len(same) == len(written.tables):
        folder.remove(folder_of(written.version))
        return before
    _remove_all(folder, (written.tables[name].path for name in same))
    changed = {name: mart for name, mart in written.tables.items() if name not in same}
    manifest = Manifest(written.version, written.published_at, {**held, **changed})
    folder.put(manifest)
    folder.prune(manifest.version)
    return manifest


def _held(folder: Folder, before: Manifest | None) -> Mapping[str, Mart]:
    """Return the tables of `before` whose files are still there."""
    tables = before.tables if before else {}
    return {name: mart for name, mart in tables.items() if folder.fs.exists(folder.path(mart.path))}


def _same(mart: Mart, before: Mart | None) -> bool:
    return before is not None and before.digest == mart.digest


def _remove_all(folder: Folder, paths: Iterable[str]) -> None:
    for path in paths:
        folder.remove(path)
