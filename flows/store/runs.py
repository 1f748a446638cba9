"""The log of runs."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from flows.store import tables
from flows.store.record import Record
from flows.store.rows import upsert


@contextmanager
def logged(
    record: Record, flow: str, parameters: Mapping[str, Any], *, run_id: str
) -> Iterator[dict[str, Any]]:
    """Log one run: when it began, how it ended, and the counts that it fills in."""
    counts: dict[str, Any] = {}
    start_run(record, run_id=run_id, flow=flow, started_at=datetime.now(UTC), parameters=parameters)
    state: Literal["completed", "failed"] = "failed"
    try:
        yield counts
        state = "completed"
    finally:
        end_run(record, run_id, ended_at=datetime.now(UTC), state=state, counts=counts)


def start_run(
    record: Record, *, run_id: str, flow: str, started_at: datetime, parameters: Mapping[str, Any]
) -> None:
    """Note that a run began; a run of the same id begins anew."""
    written = json.dumps(dict(parameters), default=str, sort_keys=True)
    row = (run_id, flow, started_at, None, "running", written, None)
    with record.begin() as connection:
        upsert(connection, tables.runs, [row])


def end_run(
    record: Record,
    run_id: str,
    *,
    ended_at: datetime,
    state: Literal["completed", "failed"],
    counts: Mapping[str, Any],
) -> None:
    """Note how the run `run_id` ended, and what it did."""
    runs = tables.runs
    written = json.dumps(dict(counts), default=str, sort_keys=True)
    values = {"ended_at": ended_at, "state": state, "counts": written}
    with record.begin() as connection:
        connection.execute(sa.update(runs).where(runs.c.run_id == run_id).values(values))
