"""A tagging run that is killed takes its processes with it."""

import subprocess
import sys
import time
from pathlib import Path

RUN = """
import itertools, multiprocessing, time
import pandas as pd
from flows.steps.project import TaggerRecipe, shipped
from flows.steps.tagging import in_processes

if __name__ == "__main__":
    recipe = TaggerRecipe("fast", shipped("taxonomy"), shipped("brands"))
    batches = (pd.DataFrame({"text": ["很好"]}) for _ in itertools.count())
    stream = in_processes(batches, recipe, 2)
    next(stream)
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(60)
"""


def test_the_processes_of_a_killed_run_end(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN, "utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        workers = [Path("/proc") / pid for pid in run.stdout.readline().split()]
        run.kill()
    assert len(workers) >= 2
    deadline = time.monotonic() + 30
    while any(worker.exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [worker.name for worker in workers if worker.exists()] == []
