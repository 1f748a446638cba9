"""The deployments: which flows can be started from the UI, and when they start by themselves.

`prefect.yaml` says the same to people who run Prefect's own commands; a test holds them equal.
"""

from dataclasses import dataclass
from typing import Any

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.collect import collect
from flows.daily import daily
from flows.discover import discover
from flows.enrich import enrich
from flows.publish import report
from flows.segment import segment
from flows.tag import tag

WORK_POOL = "opinionflow"
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Deployed:
    """One flow as the UI offers it."""

    name: str
    flow: Flow[..., Any]
    cron: str | None = None

    @property
    def entrypoint(self) -> str:
        """Return where the flow stands, as module and name."""
        return f"{self.flow.fn.__module__}:{self.flow.fn.__name__}"

    @property
    def description(self) -> str:
        """Return the first line of what the flow says of itself."""
        return (self.flow.fn.__doc__ or "").partition("\n")[0]


DEPLOYMENTS = (
    Deployed("daily", daily, "30 5 * * *"),
    Deployed("collect", collect, "10 * * * *"),
    Deployed("tag", tag, "40 * * * *"),
    Deployed("discover", discover),
    Deployed("enrich", enrich),
    Deployed("segment", segment),
    Deployed("report", report),
)
"""Times are those of `ZONE`."""


JOB = {
    "job_configuration": {
        "command": None,
        "env": {},
        "labels": {},
        "name": None,
        "stream_output": True,
        "working_dir": None,
    },
    "variables": {"type": "object", "properties": {}},
}
"""How the worker starts a run: nothing of it can be set by whoever asks for one.

Prefect's own template takes a command and an environment, so that a request could run anything.
"""


def deploy() -> None:
    """Create or update the work pool and every deployment on the server that Prefect uses."""
    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(
                WorkPoolCreate(name=WORK_POOL, type="process", base_job_template=JOB)
            )
        except ObjectAlreadyExists:
            client.update_work_pool(WORK_POOL, WorkPoolUpdate(base_job_template=JOB))
    for item in DEPLOYMENTS:
        RunnerDeployment.from_flow(
            item.flow,
            name=item.name,
            description=item.description,
            schedule=Cron(item.cron, timezone=ZONE) if item.cron else None,
            work_pool_name=WORK_POOL,
            entrypoint_type=EntrypointType.MODULE_PATH,
        ).apply()


if __name__ == "__main__":
    deploy()
