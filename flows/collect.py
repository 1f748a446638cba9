"""The flow `collect`: what is new at the sources and in the files, into the record."""

from datetime import UTC, datetime
from typing import Annotated, Any

from prefect import flow, get_run_logger, task
from prefect.blocks.system import Secret
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, wait
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from collectors.http import Client
from flows.orchestration import RETRY, project_run, show_counts, show_quarantine
from flows.settings import ImportSettings, Settings, SourceSettings, load_settings
from flows.steps.collecting import (
    Counts,
    SourcesFailed,
    Turn,
    chosen_sources,
    collect_source,
    import_file,
)
from flows.steps.project import moment_of, open_record
from flows.store.hosts import RecordTurns

Futures = list[tuple[str, PrefectFuture[Counts]]]
AT_ONCE = 4
"""Sources read at the same time; what a host may be asked holds over all of them, and over runs."""


@task(name="collect-source", task_run_name="collect-{source.name}", cache_policy=NO_CACHE, **RETRY)
def read_source(
    source: SourceSettings, home: str, client: Client, since: datetime | None, limit: int | None
) -> Counts:
    """Store what is new at one source; a retry goes on from the last page stored."""
    settings = load_settings(home)
    turn = Turn(datetime.now(UTC), since, limit, settings.revisits)
    with open_record(settings) as record:
        counts = collect_source(record, source, client, turn, block=_secret_in)
    get_run_logger().info("%s", counts)
    return counts


def _secret_in(block: str) -> str:
    found: Any = Secret.load(block, _sync=True)  # type: ignore[call-arg]  # see orchestration.py
    return str(found.get())


@task(name="import-file", task_run_name="import-{item.source}", cache_policy=NO_CACHE, **RETRY)
def read_file(item: ImportSettings, home: str) -> Counts:
    """Store the rows of one file."""
    settings = load_settings(home)
    with open_record(settings) as record:
        counts = import_file(record, settings, item, now=datetime.now(UTC))
    get_run_logger().info("%s", counts)
    return counts


@flow(
    name="collect",
    task_runner=ThreadPoolTaskRunner(max_workers=AT_ONCE),  # type: ignore[arg-type]  # typed too narrowly
)
def collect(
    home: str = "",
    sources: list[str] = [],  # noqa: B006  # a factory shows as nothing in the run form
    since: datetime | None = None,
    limit: Annotated[int, Field(ge=1)] | None = None,
    files: bool = True,  # noqa: FBT001, FBT002  # a tick in the run form
) -> dict[str, int]:
    """Store what is new at the project's sources, and in its files, since the last run.

    Args:
        home: Folder of the project; empty for the one that is being served.
        sources: Names of the sources to ask; empty for all of them.
        since: Take only what was published from this moment on; empty for all that is new.
        limit: Take at most this many posts from each source; empty for no limit.
        files: Read the files under [[imports]] too.
    """
    asked = {"sources": sources, "since": since, "limit": limit, "files": files}
    with project_run("collect", home, asked) as (settings, record, counts):
        chosen = chosen_sources(settings, sources)
        since = since and moment_of(since)
        with Client(settings.http, turns=RecordTurns(record)) as client:
            futures = _submit(settings, chosen, client, since=since, limit=limit, files=files)
            wait([future for _, future in futures])
        done, failed = _outcome(futures)
        show_counts("collected", [item.as_row() for item in done], "Posts and rows by source.")
        counts["new"] = sum(item.new for item in done)
        counts["refused"] = sum(item.refused for item in done)
        counts["quarantine"] = show_quarantine(record)
        if failed:
            raise SourcesFailed(failed, of=len(futures))
    return counts


def _submit(  # noqa: PLR0913  # the decisions of the run
    settings: Settings,
    sources: tuple[SourceSettings, ...],
    client: Client,
    *,
    since: datetime | None,
    limit: int | None,
    files: bool,
) -> Futures:
    home = str(settings.home)
    asked = [(one.name, read_source.submit(one, home, client, since, limit)) for one in sources]
    items = settings.imports if files else ()
    return asked + [(item.source, read_file.submit(item, home)) for item in items]


def _outcome(futures: Futures) -> tuple[list[Counts], dict[str, str]]:
    done: list[Counts] = []
    failed: dict[str, str] = {}
    for name, future in futures:
        result = future.result(raise_on_failure=False)
        if isinstance(result, Counts):
            done.append(result)
        else:
            failed[name] = str(result)
    return done, failed
