"""Publish the record as one consistent version of Parquet files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from flows.store import tables as defined
from flows.store.engine import place
from flows.store.errors import RecordEmpty, UnknownTable
from flows.store.marts.manifest import Folder, Manifest, Mart, folder_of
from flows.store.marts.parquet import is_whole, write_table
from flows.store.record import Record

PUBLISHED = tuple(name for name in sorted(defined.metadata.tables) if name not in defined.INTERNAL)
"""Tables that are published."""

_FACTS = ("posts", "customers", "orders")
"""Tables that everything else is worked out from."""


def publish(
    record: Record, url: str, *, tables: Sequence[str] | None = None, published_at: datetime
) -> Manifest:
    """Publish what the record holds at this moment, and return the version that now stands.

    Every table is read and written aside within one read transaction; a file whose bytes are
    those of the version before is thrown away and the old one named again. When no file
    differs, no version is made. Memory stays that of some ten thousand rows.

    What is damaged is mended: a file that is gone, has another length than was noted, or whose
    footer does not tell the rows noted is written again; a manifest that cannot be read is kept
    as `manifest.json.damaged`, and the newest whole one of a version's folder takes its place.

    Args:
        record: what is published.
        url: folder of the marts: a path, or any URL that fsspec knows.
        tables: names of tables that may have changed; the others are taken over from the
            version before. None, or no version before: all.
        published_at: moment to note (aware).

    Raises:
        UnknownTable: no such table, or one that is not published.
        RecordEmpty: the record holds no posts, customers or orders, but what is published does.
    """
    unknown = sorted(set(tables or ()) - set(PUBLISHED))
    if unknown:
        raise UnknownTable(unknown[0], known=PUBLISHED)
    folder = Folder(url)
    with record.exclusive("publish"):
        before = folder.mended()
        held = _held(folder, before)
        names = [n for n in PUBLISHED if tables is None or n in tables or n not in held]
        version = 1 + (before.version if before else max(folder.versions(), default=0))
        # A publication that was killed may have left some files.
        folder.remove(folder_of(version))
        with record.read() as connection:
            _refuse_emptiness(connection, before, place=place(record.engine), url=url)
            written = {name: _write(connection, folder, name, version) for name in names}
        return _settle(folder, before, held, Manifest(version, published_at, written))


def _write(connection: sa.Connection, folder: Folder, name: str, version: int) -> Mart:
    relative = f"{folder_of(version)}/{name}.parquet"
    folder.fs.makedirs(folder.path(folder_of(version)), exist_ok=True)
    with folder.fs.open(folder.path(relative), "wb") as file:
        return write_table(connection, defined.metadata.tables[name], file, path=relative)


def _settle(
    folder: Folder, before: Manifest | None, held: Mapping[str, Mart], written: Manifest
) -> Manifest:
    """Keep what changed, name what did not, and clear away what nobody names any more."""
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
    """Return the tables of `before` whose files are still there and whole."""
    tables = before.tables if before else {}
    return {name: mart for name, mart in tables.items() if _stands(folder, mart)}


def _stands(folder: Folder, mart: Mart) -> bool:
    path = folder.path(mart.path)
    try:
        if mart.size not in {None, folder.fs.size(path)}:
            return False
        with folder.fs.open(path, "rb") as file:
            return is_whole(file, mart)
    except OSError:
        return False


def _refuse_emptiness(
    connection: sa.Connection, before: Manifest | None, *, place: str, url: str
) -> None:
    """Refuse to replace facts by nothing: a record that was lost comes back empty."""
    published = {name: mart.rows for name, mart in (before.tables if before else {}).items()}
    rows = sum(published.get(name, 0) for name in _FACTS)
    facts = (defined.metadata.tables[name] for name in _FACTS)
    holds = (connection.execute(sa.select(table).limit(1)).first() for table in facts)
    if rows and not any(holds):
        raise RecordEmpty(place, url=url, rows=rows)


def _same(mart: Mart, before: Mart | None) -> bool:
    return before is not None and before.digest == mart.digest


def _remove_all(folder: Folder, paths: Iterable[str]) -> None:
    for path in paths:
        folder.remove(path)
