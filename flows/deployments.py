"""The deployments: which flows can be started from the UI, and when they start by themselves.

`prefect.yaml` says the same to people who run Prefect's own commands; a test holds them equal.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.collect import collect
from flows.daily import daily
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
    Deployed("enrich", enrich),
    Deployed("segment", segment),
    Deployed("report", report),
)
"""Times are those of `ZONE`."""


def deploy() -> None:
    """Create or update the work pool and every deployment on the server that Prefect uses."""
    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.create_work_pool(WorkPoolCreate(name=WORK_POOL, type="process"))
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
