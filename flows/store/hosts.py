"""What is known of hosts, kept in the record: one budget for all runs on all machines."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TypeVar

import sqlalchemy as sa

from collectors.turns import HostState
from flows.store import tables
from flows.store.engine import serialise
from flows.store.record import Record
from flows.store.rows import write

T = TypeVar("T")


class RecordTurns:
    """The turns of `collectors.turns`, shared by every client that is given the same record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def change(self, host: str, step: Callable[[HostState], tuple[T, HostState]]) -> T:
        """Change what is known of `host` in one transaction.

        Raises:
            RecordUnavailable: the database cannot be reached, or stayed locked.
        """
        with self._record.begin() as connection:
            serialise(connection, f"host {host}")
            before = _known(connection, host)
            answer, after = step(before)
            if after != before:
                write(connection, tables.hosts, [(host, json.dumps(asdict(after)))])
        return answer


def _known(connection: sa.Connection, host: str) -> HostState:
    hosts = tables.hosts.c
    stored = connection.scalar(sa.select(hosts.state).where(hosts.host == host))
    return HostState(**json.loads(stored)) if stored else HostState()
