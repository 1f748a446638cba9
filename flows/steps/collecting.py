"""From sources and files into the record."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from collectors.base import Collector, Page, Query, Reach, Rejected, Revisiting
from collectors.errors import CollectorError
from collectors.files.imported import import_posts
from collectors.files.rows import map_columns, read_rows
from collectors.files.saved_mapping import read_mapping
from collectors.http import Client
from collectors.registry import make_collector
from flows.errors import Terminal
from flows.settings import (
    OF_POSTS,
    ImportSettings,
    RevisitSettings,
    Settings,
    SettingsError,
    SourceSettings,
)
from flows.steps.secrets import Block, no_block, opened_options, secrets_of, without_secrets
from flows.store import tables
from flows.store.collected import Saved, read_cursors, save_page
from flows.store.coverage import Look, note_look, read_from
from flows.store.imports import save_customers, save_identities, save_orders
from flows.store.quarantine import Refused, put
from flows.store.record import Record
from flows.store.visits import due_visits

ACCOUNT = {"account_source", "account_id"}
"""How a file of identities names an account; the record holds its pseudonym instead."""
COLUMNS = {
    "customers": {*tables.customers.columns.keys()} - {"source"},
    "orders": {*tables.orders.columns.keys()} - {"source"},
    "identities": {*tables.identities.columns.keys()} - {"author_key"} | ACCOUNT,
}
"""What the columns of a file can be mapped to."""
SAVERS = {"customers": save_customers, "orders": save_orders, "identities": save_identities}


class SourcesFailed(Terminal):
    """Some sources could not be read; the others were."""

    def __init__(self, failed: Mapping[str, str], *, of: int) -> None:
        self.failed, self.of = dict(failed), of
        reasons = "; ".join(f"{name}: {reason}" for name, reason in self.failed.items())
        super().__init__(f"{len(self.failed)} of {of} sources and files failed: {reasons}")


@dataclass(frozen=True, slots=True)
class Counts:
    """What one source or file brought."""

    source: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    withdrawn: int = 0

    def plus(self, saved: Saved) -> "Counts":
        """Return these counts with those of one more page added."""
        return Counts(
            self.source,
            self.new + saved.new,
            self.changed + saved.changed,
            self.unchanged + saved.unchanged,
            self.refused + saved.refused,
            self.withdrawn + saved.withdrawn,
        )

    def as_row(self) -> dict[str, Any]:
        """Return them as a row of a table."""
        return asdict(self)


def chosen_sources(settings: Settings, names: list[str]) -> tuple[SourceSettings, ...]:
    """Return the sources named, or all of them where none is named.

    Raises:
        SettingsError: the project has no source of that name.
    """
    known = {source.name: source for source in settings.sources}
    missing = sorted(set(names) - set(known))
    if missing:
        problem = f"no source named {missing[0]!r}; known: {', '.join(known) or 'none'}"
        raise SettingsError("sources", problem)
    return tuple(source for source in settings.sources if not names or source.name in names)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one look at a source is to bring.

    Attributes:
        now: moment of looking (aware).
        since: only what was published from then on (aware).
        limit: at most so many posts.
        revisits: when posts are looked at again.
    """

    now: datetime
    since: datetime | None = None
    limit: int | None = None
    revisits: RevisitSettings = field(default_factory=RevisitSettings)


def collect_source(
    record: Record, source: SourceSettings, client: Client, turn: Turn, *, block: Block = no_block
) -> Counts:
    """Store what is new at one source, page by page; then look again at posts that are due.

    Raises:
        CollectorError: the source could not be read to its end; what came before is stored.
        SettingsError: a secret that its settings name is not there.
    """
    collector = make_collector(source.kind, opened_options(source, block=block))
    secrets = secrets_of(collector)
    ages = turn.revisits.ages if isinstance(collector, Revisiting) else ()
    counts, reaches, error = Counts(source.name), dict[str, Reach](), None
    try:
        for page in _pages(record, source.name, collector, client, turn):
            clean = _clean(page, secrets)
            saved = save_page(record, clean, source=source.name, seen_at=turn.now, ages=ages)
            counts = counts.plus(saved)
            if page.reach is not None:
                reaches[page.asked] = page.reach
    except CollectorError as failure:
        client.note(failure)
        error = without_secrets(str(failure), secrets)
        failure.args = (error,)
        raise
    finally:
        note_look(record, _look(counts, list(reaches.values()), turn.now, error))
    return counts


def _pages(
    record: Record, name: str, collector: Collector, client: Client, turn: Turn
) -> Iterator[Page]:
    query = Query(
        source=name,
        now=turn.now,
        since=turn.since,
        limit=turn.limit,
        cursors=read_cursors(record, name),
    )
    yield from collector.collect(client, query)
    if isinstance(collector, Revisiting):
        held = due_visits(record, name, now=turn.now, limit=turn.revisits.posts)
        left = {one.id for one in held}
        for page in collector.revisit(client, replace(query, limit=None), held) if held else ():
            left -= set(page.visited)
            yield page
        # those of which nothing can be said must not stand before the others the next time
        yield Page((), visited=tuple(left))


def _clean(page: Page, secrets: tuple[str, ...]) -> Page:
    """Return a page whose refused items show no secret."""
    if not (secrets and page.rejected):
        return page
    items = [
        Rejected(*(without_secrets(text, secrets) for text in (one.where, one.reason, one.raw)))
        for one in page.rejected
    ]
    return replace(page, rejected=tuple(items))


def _look(counts: Counts, reaches: list[Reach], now: datetime, error: str | None) -> Look:
    return Look(
        counts.source,
        now,
        answered=error is None,
        read_from=read_from(reaches) if error is None else None,
        new=counts.new,
        changed=counts.changed,
        withdrawn=counts.withdrawn,
        refused=counts.refused,
        unread=any(reach.more for reach in reaches),
        error=error,
    )


def import_file(record: Record, settings: Settings, item: ImportSettings, now: datetime) -> Counts:
    """Store the rows of one file: posts, customers, orders or identities.

    Raises:
        CollectorError: the file cannot be read, or lacks a column that is needed.
    """
    path = settings.path(item.file)
    if item.what == "posts":
        pages = import_posts(path, source=item.source, **_post_options(settings, item))
        return _save_pages(record, pages, source=item.source, now=now)
    rows, broken = _rows_of(path, item)
    put(record, broken, seen_at=now)
    saved = SAVERS[item.what](
        record, pd.DataFrame(rows), source=item.source, zone=item.zone, seen_at=now
    )
    counts = Counts(item.source).plus(saved)
    return replace(counts, refused=counts.refused + len(broken))


def _post_options(settings: Settings, item: ImportSettings) -> dict[str, Any]:
    """Return what was decided about a file of posts, in its saved mapping or beside it."""
    saved = read_mapping(settings.path(item.mapping)).options() if item.mapping else {}
    own = {key: getattr(item, key) for key in (*OF_POSTS, "zone") if key != "mapping"}
    said = {key: own[key] for key in own if key in item.model_fields_set}
    columns = {**saved.get("mapping", {}), **item.map}
    return {"zone": item.zone} | saved | said | {"mapping": columns}


def _rows_of(path: Path, item: ImportSettings) -> tuple[list[dict[str, Any]], list[Refused]]:
    """Return the rows of a file under our names, and those that could not even be read."""
    rows: list[dict[str, Any]] = []
    broken: list[Refused] = []
    for found in map_columns(read_rows(path), item.map, known=COLUMNS[item.what]):
        if isinstance(found, Rejected):
            broken.append(Refused(item.source, "import", found.where, found.reason, found.raw))
        else:
            where, row = found
            rows.append({**row, "where": where})
    return rows, broken


def _save_pages(record: Record, pages: Iterator[Page], *, source: str, now: datetime) -> Counts:
    counts = Counts(source)
    for page in pages:
        counts = counts.plus(save_page(record, page, source=source, seen_at=now))
    return counts
