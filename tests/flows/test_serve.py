"""`opinionflow serve`: a run by hand, through the API and from the form in a real browser."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from flows.deployments import DEPLOYMENTS, WORK_POOL
from flows.serve import PortTaken, serve_project
from flows.settings import load_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
PATIENCE_S = 180


@pytest.fixture(scope="module")
def served(finished_project: Path, free_port: Callable[[], int]) -> Iterator[str]:
    """Address of a server that `opinionflow serve` started on a project with data."""
    port = free_port()
    env = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT")}
    command = [sys.executable, "-c", "from flows.cli import main; main()", "serve"]
    with subprocess.Popen(
        [*command, "--home", str(finished_project), "--port", str(port)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            _line_with(process, "Prefect UI:")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _line_with(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return line
    pytest.fail(f"serve stopped before it said {words!r}:\n{''.join(lines)}")


def _until(ask: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(1)
    pytest.fail(f"{what} did not come within {PATIENCE_S} s")


def _asked(method: str, url: str, body: dict[str, Any] | None = None) -> Any:
    """Ask Prefect's API, again while it is busy, as its own client does."""

    def answer() -> httpx.Response | None:
        given = httpx.request(method, url, json=body, timeout=30)
        return None if given.status_code == httpx.codes.SERVICE_UNAVAILABLE else given

    return _until(answer, f"an answer of {url}").raise_for_status().json()


def _deployment(api: str, name: str) -> dict[str, Any]:
    return dict(_asked("GET", f"{api}/deployments/name/{name}/{name}"))


def _ended(api: str, run_id: str) -> dict[str, Any] | None:
    run = _asked("GET", f"{api}/flow_runs/{run_id}")
    return run if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED"} else None


def _newest_run(api: str, deployment_id: str) -> str | None:
    asked = {"flow_runs": {"deployment_id": {"any_": [deployment_id]}}}
    runs = _asked("POST", f"{api}/flow_runs/filter", asked)
    return runs[0]["id"] if runs else None


def _artifact(api: str, run_id: str, key: str) -> str:
    asked = {"artifacts": {"flow_run_id": {"any_": [run_id]}, "key": {"any_": [key]}}}
    (artifact,) = _asked("POST", f"{api}/artifacts/filter", asked)
    return str(artifact["id"])


def test_a_run_by_hand_through_the_api_completes(served: str) -> None:
    api = f"{served}/api"
    deployment = _deployment(api, "tag")
    run_id = _asked("POST", f"{api}/deployments/{deployment['id']}/create_flow_run", {})["id"]
    ended = _until(lambda: _ended(api, run_id), "the end of the run")
    assert ended["state_type"] == "COMPLETED", ended["state"]


def test_a_page_of_somebody_else_may_not_call_the_api(served: str) -> None:
    asked = {"Origin": "http://shop.example", "Access-Control-Request-Method": "POST"}
    answer = httpx.options(f"{served}/api/flow_runs/filter", headers=asked, timeout=30)
    assert "access-control-allow-origin" not in answer.headers


def test_who_asks_for_a_run_can_not_choose_its_command(served: str, tmp_path: Path) -> None:
    api, mark = f"{served}/api", tmp_path / "ran"
    url = f"{api}/deployments/{_deployment(api, 'segment')['id']}/create_flow_run"
    asked = {"job_variables": {"command": f"touch {mark}"}, "state": {"type": "SCHEDULED"}}
    answer = httpx.post(url, json=asked, timeout=30)
    if answer.is_success:
        _until(lambda: _ended(api, answer.json()["id"]), "the end of the run")
    assert not mark.exists()


def test_a_port_that_is_taken_is_named(finished_project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            serve_project(load_settings(finished_project), port=port)


def test_prefect_deploys_all_that_prefect_yaml_names(prefect_env: dict[str, str]) -> None:
    prefect = [sys.executable, "-m", "prefect", "--no-prompt"]
    for command in (["work-pool", "create", WORK_POOL, "--type", "process"], ["deploy", "--all"]):
        subprocess.run([*prefect, *command], env=prefect_env, cwd=ROOT, check=True, timeout=300)
    deployed = _asked("POST", f"{prefect_env['PREFECT_API_URL']}/deployments/filter", {})
    assert {item["name"] for item in deployed} == {item.name for item in DEPLOYMENTS}
    assert {item["path"] for item in deployed} == {None}


def test_schedules_are_those_of_the_deployments(served: str) -> None:
    (schedule,) = _deployment(f"{served}/api", "daily")["schedules"]
    assert schedule["schedule"]["cron"] == "30 5 * * *"
    assert schedule["schedule"]["timezone"] == "Asia/Shanghai"


def test_a_report_started_from_the_form_brings_its_artifact(
    served: str, browser: "Browser"
) -> None:
    api = f"{served}/api"
    deployment = _deployment(api, "report")
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(f"{served}/deployments/deployment/{deployment['id']}/run")
    _fill_form(page, days="45", title="From the form")
    run_id = _until(lambda: _newest_run(api, deployment["id"]), "the run")
    ended = _until(lambda: _ended(api, run_id), "the end of the run")
    assert ended["state_type"] == "COMPLETED", ended["state"]
    assert ended["parameters"]["days"] == 45
    page.goto(f"{served}/artifacts/artifact/{_artifact(api, run_id, 'report')}")
    link = page.get_by_role("link", name="From the form").first.get_attribute("href")
    assert link is not None
    page.goto(link)
    assert "From the form" in page.title()


def _fill_form(page: Any, *, days: str, title: str) -> None:
    """Fill the fields by what the form says of them."""
    page.get_by_text("How many days back the report looks.").wait_for()
    page.locator("input[type=number]").first.fill(days)
    page.get_by_text("Heading of the report").locator(
        "xpath=following::*[self::input or self::textarea][1]"
    ).fill(title)
    page.get_by_role("button", name="Submit").click()
