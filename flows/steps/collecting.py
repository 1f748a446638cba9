"""From sources and files into the record."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from collectors.base import Collector, Page, Query, Reach, Rejected, Revisiting, Withdrawn
from collectors.errors import Blocked, CollectorError, Resting, Transient
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
from flows.store.collected import NOT_FOUND, Saved, read_cursors, save_page
from flows.store.coverage import Look, note_look, read_from
from flows.store.imports import save_customers, save_identities, save_orders
from flows.store.quarantine import Refused, put
from flows.store.record import Record
from flows.store.visits import due_visits

MANY, DOUBTFUL = 5, 8
"""Posts not found that make a run doubtful, if they are most; how much longer it is then waited."""

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
        CollectorError: the source could not be read to its end, or not all posts looked at
            again; what came before is stored.
        SettingsError: a secret that its settings name is not there.
    """
    collector = make_collector(source.kind, opened_options(source, block=block))
    keeper = Keeper(record, source.name, turn, collector)
    failures: list[CollectorError] = []
    try:
        for step in (keeper.keep_new, keeper.keep_again):
            try:
                step(client)
            except CollectorError as failure:
                if step == keeper.keep_new:  # one walled post is no wall before the source
                    client.note(failure)
                failure.args = (keeper.shown(str(failure)),)
                failures.append(failure)
                if isinstance(failure, (Transient, Blocked)):
                    break  # the host is in trouble: leave it alone
    finally:
        # a host that is left alone was not asked: the log keeps why
        if not (failures and isinstance(failures[0], Resting)):
            note_look(record, keeper.look(str(failures[0]) if failures else None))
    if failures:
        raise failures[0]
    return keeper.counts


class Keeper:
    """One look at a source: what it brings goes into the record, page by page."""

    def __init__(self, record: Record, name: str, turn: Turn, collector: Collector) -> None:
        self._record, self._turn, self._collector = record, turn, collector
        self._secrets = secrets_of(collector)
        self._reaches: dict[str, Reach] = {}
        self._listed = False
        self.counts = Counts(name)

    def keep_new(self, client: Client) -> None:
        """Store what the source lists."""
        for page in self._collector.collect(client, self._query(self._turn.limit)):
            self._keep(page)
        self._listed = True

    def keep_again(self, client: Client) -> None:
        """Store the present state of the posts that are due.

        Those that were not found are told at the end: where most were not, the source is likelier
        to be in trouble than its authors to have left.
        """
        turn, name = self._turn, self.counts.source
        if not isinstance(self._collector, Revisiting):
            return
        held = due_visits(self._record, name, now=turn.now, limit=turn.revisits.posts)
        missed: list[Withdrawn] = []
        settled: set[str] = set()
        try:
            for page in self._collector.revisit(client, self._query(None), held) if held else ():
                missed += [one for one in page.withdrawn if one.how in NOT_FOUND]
                settled.update(page.visited)
                sure = tuple(one for one in page.withdrawn if one.how not in NOT_FOUND)
                seen = set(page.visited) - {one.id for one in missed}
                self._keep(replace(page, withdrawn=sure, visited=tuple(seen)))
            # those of which nothing can be said must not stand before the others the next time
            if left := {one.id for one in held} - settled:
                self._keep(Page((), visited=tuple(left)))
        finally:
            if missed:
                self._keep_missed(missed, of=len(settled))

    def _keep_missed(self, missed: list[Withdrawn], *, of: int) -> None:
        most = len(missed) >= MANY and 2 * len(missed) > of
        hours = self._turn.revisits.sure_after_h * (DOUBTFUL if most else 1)
        self._keep(Page((), withdrawn=tuple(missed)), sure_after=timedelta(hours=hours))

    def _query(self, limit: int | None) -> Query:
        turn, name = self._turn, self.counts.source
        cursors = read_cursors(self._record, name)
        return Query(name, turn.now, since=turn.since, limit=limit, cursors=cursors)

    def _keep(self, page: Page, *, sure_after: timedelta = timedelta(0)) -> None:
        again = isinstance(self._collector, Revisiting)
        saved = save_page(
            self._record,
            self._clean(page),
            source=self.counts.source,
            seen_at=self._turn.now,
            ages=self._turn.revisits.ages if again else (),
            sure_after=sure_after,
        )
        self.counts = self.counts.plus(saved)
        if page.reach is not None:
            self._reaches[page.asked] = page.reach

    def _clean(self, page: Page) -> Page:
        """Return a page that shows no secret where a source may echo it."""
        if not self._secrets:
            return page
        items = (
            Rejected(self.shown(one.where), self.shown(one.reason), self.shown(one.raw))
            for one in page.rejected
        )
        posts = (
            post.model_copy(update={"url": self.shown(post.url)}) if post.url else post
            for post in page.posts
        )
        cursor = page.cursor and json.loads(self.shown(json.dumps(dict(page.cursor))))
        return replace(page, posts=tuple(posts), rejected=tuple(items), cursor=cursor)

    def shown(self, text: str) -> str:
        """Return `text` without the secrets of the source."""
        return without_secrets(text, self._secrets)

    def look(self, error: str | None) -> Look:
        """Return this look for the log; only one whose listing ended has read anything for sure."""
        counts, reaches = self.counts, list(self._reaches.values())
        return Look(
            counts.source,
            self._turn.now,
            answered=self._listed,
            read_from=read_from(reaches) if self._listed else None,
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
    kept = {"mapping", "saved_at"}
    own = {key: getattr(item, key) for key in (*OF_POSTS, "zone") if key not in kept}
    said = {key: own[key] for key in own if key in item.model_fields_set}
    columns = {**saved.get("mapping", {}), **item.map}
    now = item.saved_at and item.saved_at.replace(tzinfo=item.saved_at.tzinfo or UTC)
    return {"zone": item.zone} | saved | said | {"mapping": columns, "now": now}


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
