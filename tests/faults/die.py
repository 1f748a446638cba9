"""Run one flow in this process and kill it (SIGKILL) at the moment asked for.

python die.py FLOW HOME PARAMETERS MOMENT

MOMENT: `commit:N` dies just before the N-th commit to the record, its rows written; `manifest:N`
dies just before the N-th manifest of the marts is put in its place; `never` runs to the end.
On the last line of stdout stands the number of commits and manifests that a whole run makes.
"""

import json
import os
import signal
import sys
from importlib import import_module
from typing import Any

import sqlalchemy as sa

from flows.cli.project import FLOWS

flow_name, home, parameters, moment = sys.argv[1:5]
what, _, number = moment.partition(":")
seen = {"commit": 0, "manifest": 0}


def count(kind: str) -> None:
    seen[kind] += 1
    if kind == what and seen[kind] == int(number):
        os.kill(os.getpid(), signal.SIGKILL)


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "os.rename" and str(arguments[1]).endswith("manifest.json"):
        count("manifest")


def on_commit(connection: sa.Connection) -> None:
    if str(connection.engine.url.database).endswith("record.db"):
        count("commit")


sa.event.listen(sa.Engine, "commit", on_commit)
sys.addaudithook(watch)
flow = getattr(import_module(FLOWS[flow_name]), flow_name)
flow(home=home, **json.loads(parameters))
print(json.dumps(seen))
