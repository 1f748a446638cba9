"""Bring a database to the tables of this program, whoever else tries the same."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from flows.store.engine import exclusive, place
from flows.store.errors import RecordNewer

FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: sa.Engine, *, to: str = "head") -> None:
    """Run the migrations that `engine`'s database lacks, one process at a time.

    Raises:
        RecordNewer: the database is at a revision that this program does not know.
    """
    scripts = ScriptDirectory(str(FOLDER))
    if _revision(engine, scripts) == scripts.get_current_head():
        return
    with exclusive(engine, "migrate"):
        _use_write_ahead_log(engine)
        with engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
            command.upgrade(_config(connection), to)


def revisions() -> list[str]:
    """Return all revisions, oldest first."""
    scripts = ScriptDirectory(str(FOLDER)).walk_revisions()
    return [script.revision for script in scripts][::-1]


def _revision(engine: sa.Engine, scripts: ScriptDirectory) -> str | None:
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    known = [script.revision for script in scripts.walk_revisions()]
    if revision is not None and revision not in known:
        raise RecordNewer(place(engine), revision=revision, known=known[0])
    return revision


def _use_write_ahead_log(engine: sa.Engine) -> None:
    """Switch SQLite to WAL for good; not possible within a transaction."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101  # a checked-out connection has its driver's
            driver.execute("PRAGMA journal_mode=WAL")


def _config(connection: sa.Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
