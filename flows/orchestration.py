"""What every flow shares: which errors are worth a retry, the log of runs, artifacts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.tasks import exponential_backoff

import collectors.errors
import flows.errors
from flows.report.errors import FigureMismatch
from flows.settings import Settings, load_settings
from flows.steps.project import open_record
from flows.steps.publishing import publish_tables
from flows.store.record import Record
from flows.store.runs import logged
from flows.store.summaries import quarantine_counts

TRANSIENT = (collectors.errors.Transient, flows.errors.Transient, FigureMismatch)
"""Errors worth a retry; a figure may not recompute because posts came in while it was counted."""


def worth_retrying(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Tell whether a failed task may succeed when tried again: only transient errors may."""
    # `_sync`: where an event loop runs in this thread, Prefect would hand back a coroutine.
    result = state.result(raise_on_failure=False, _sync=True)  # type: ignore[call-overload]
    return isinstance(result, TRANSIENT)


RETRY: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": exponential_backoff(5),
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": worth_retrying,
}
"""The one retry rule of all tasks: 5, 10, 20 seconds (with jitter), transient errors only."""


@contextmanager
def project_run(
    flow: str, home: str, parameters: Mapping[str, Any]
) -> Iterator[tuple[Settings, Record, dict[str, Any]]]:
    """Open a project for one run of a flow, log the run in table `runs`, publish the marts.

    Yields settings, record, and a dictionary of counts that the run fills in. A run that fails
    is logged as failed, and what it stored is published too: analysts see that we could not look.
    One that is killed stays `running` without an end, and the next run publishes.
    """
    settings = load_settings(home or None)
    with open_record(settings) as record:
        run_id = str(flow_run.get_id() or uuid4())
        try:
            with logged(record, flow, parameters, run_id=run_id) as counts:
                yield settings, record, counts
        finally:
            publish_tables(record, settings)


def show_counts(key: str, rows: list[dict[str, Any]], description: str) -> None:
    """Publish a table in the Prefect UI."""
    create_table_artifact(key=key, table=rows, description=description)


def show_quarantine(record: Record) -> int:
    """Publish how much lies in quarantine, by source and stage; return the total."""
    rows = quarantine_counts(record)
    total = sum(int(row["items"]) for row in rows)
    create_table_artifact(
        key="quarantine",
        table=rows,
        description=f"{total} items could not be read and are kept in table `quarantine`.",
    )
    return total


def show_report(link: str, title: str) -> None:
    """Publish the address of a report."""
    create_markdown_artifact(key="report", markdown=f"[{title}]({link})", description=title)
