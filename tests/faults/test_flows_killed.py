"""kill -9 in the middle of each flow, then a run: nothing lost, nothing doubled."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

DIE = Path(__file__).with_name("die.py")
ORDER = ("collect", "tag", "discover", "enrich", "segment", "report")


class Runner:
    """Runs flows on one project in processes of their own."""

    def __init__(self, home: Path, as_of: str, env: dict[str, str]) -> None:
        self.home, self.as_of, self.env = home, as_of, env

    def run(self, flow: str, moment: str = "never") -> subprocess.CompletedProcess[str]:
        given = {} if flow in {"collect", "tag"} else {"as_of": self.as_of}
        return subprocess.run(
            [sys.executable, str(DIE), flow, str(self.home), json.dumps(given), moment],
            env=self.env | {"OPINIONFLOW_EXECUTOR": "inline"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


def _moments(counts: dict[str, int]) -> list[str]:
    """Return the moments to die at, one run after the other: each goes on from the one before."""
    return [f"commit:{counts['commit'] // 2}", "commit:3", "manifest:1"]


@pytest.fixture(scope="module")
def whole_runs(
    make_project: Callable[[str], Path],
    world_end: str,
    prefect_env: dict[str, str],
) -> tuple[Path, dict[str, dict[str, int]]]:
    """Return a project on which every flow ran undisturbed, and what each run committed."""
    runner = Runner(make_project("undisturbed"), world_end, prefect_env)
    counts = {}
    for flow in ORDER:
        done = runner.run(flow)
        assert done.returncode == 0, done.stderr[-3000:]
        counts[flow] = json.loads(done.stdout.splitlines()[-1])
    return runner.home, counts


def test_every_flow_may_be_killed_anywhere(
    whole_runs: tuple[Path, dict[str, dict[str, int]]],
    make_project: Callable[[str], Path],
    content_of: Callable[[Path], dict[str, list[tuple[object, ...]]]],
    world_end: str,
    prefect_env: dict[str, str],
) -> None:
    undisturbed, counts = whole_runs
    runner = Runner(make_project("killed"), world_end, prefect_env)
    for flow in ORDER:
        for moment in _moments(counts[flow]):
            killed = runner.run(flow, moment)
            assert killed.returncode == -signal.SIGKILL, (flow, moment, killed.stderr[-2000:])
        done = runner.run(flow)
        assert done.returncode == 0, done.stderr[-3000:]
    wanted, found = content_of(undisturbed), content_of(runner.home)
    for table, rows in wanted.items():
        assert found[table] == rows, table
