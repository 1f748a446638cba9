"""Memory and pace of `opinionflow tag` over a long stream, its start, and what processes add.

Run: `python benchmarks/tag_stream.py` (200,000 short texts; `--texts 1000000` for the whole
stream). With `--processes 2` it tags the same texts in one process and in two instead.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from speed_tag import make

PART = 10_000
LINES = 1000
OPINIONFLOW = (sys.executable, "-c", "from flows.cli import main; main()", "tag")


def lines(count: int) -> Iterator[str]:
    """Yield `count` texts as JSONL, no two parts of the stream alike."""
    for start in range(0, count, PART):
        for number, text in enumerate(make(min(PART, count - start), seed=start)):
            row = {"id": start + number, "text": f"{text}{start + number}"}
            yield json.dumps(row, ensure_ascii=False) + "\n"


def resident(process: int) -> float:
    """Return the megabytes of a process that are in memory now."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def start(model: str) -> str:
    """Return what it takes to tag ten lines, CPU and wall, the best of five runs."""
    ten = "".join(lines(10)).encode()
    runs = []
    for _ in range(5):
        began, before = time.perf_counter(), os.times()
        command = [*OPINIONFLOW, "--model", model]
        subprocess.run(command, input=ten, check=True, capture_output=True)
        after = os.times()
        cpu = after.children_user - before.children_user
        cpu += after.children_system - before.children_system
        runs.append((cpu, time.perf_counter() - began))
    cpu, wall = (min(column) for column in zip(*runs, strict=True))
    return f"ten lines: {cpu:.2f} s of CPU, {wall:.2f} s"


def stream(count: int, model: str) -> Iterator[str]:
    """Yield the memory of a run over `count` texts, and its pace, at every tenth of it."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "tagged.jsonl"
        command = [*OPINIONFLOW, "--model", model, "--output", str(output)]
        run = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, encoding="utf-8")
        marks: list[tuple[int, float]] = []
        threading.Thread(target=_watch, args=(run.pid, output, marks), daemon=True).start()
        began = time.perf_counter()
        assert run.stdin is not None
        run.stdin.writelines(lines(count))
        run.stdin.close()
        _, status, used = os.wait4(run.pid, 0)
        seconds = time.perf_counter() - began
        size = max(marks[-1][0], 1) if marks else 1
        for share in range(1, 11):
            reached = [memory for written, memory in marks if written <= size * share / 10]
            yield f"  {share * 10:3} %: {max(reached, default=0):6.0f} MB at most so far"
        yield f"{count} texts, exit {status}: {used.ru_maxrss / 1024:.0f} MB at most"
        busy = used.ru_utime + used.ru_stime
        yield f"{count / busy:.0f} texts a second of CPU, {seconds:.0f} s in all"


def _watch(process: int, output: Path, marks: list[tuple[int, float]]) -> None:
    while True:
        time.sleep(0.5)
        try:
            marks.append((output.stat().st_size if output.exists() else 0, resident(process)))
        except (OSError, IndexError):
            return


def _tagged(texts: Sequence[str]) -> int:
    import pandas as pd

    frame = _pipeline()(pd.DataFrame({"text": pd.Series(texts, dtype=object)}))
    return len(frame)


def _pipeline():  # type: ignore[no-untyped-def]  # noqa: ANN202  # as the recipe gives it
    from flows.steps.project import TaggerRecipe, shipped

    if not _held:
        model = os.environ["TAG_STREAM_MODEL"]
        _held.append(TaggerRecipe(model, shipped("taxonomy"), shipped("brands")).build())
    return _held[0]


_held: list = []  # type: ignore[type-arg]  # the pipeline of this process


def shared(count: int, processes: int) -> Iterator[str]:
    """Yield the pace of one process and of several, each started and warm before it counts."""
    rows = (json.loads(line)["text"] for line in lines(count))
    batches = list(iter(lambda: list(islice(rows, LINES)), []))
    paces = []
    for workers in (1, processes):
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            list(pool.map(_tagged, batches[: 4 * workers]))  # each has loaded its model
            began = time.perf_counter()
            done = sum(pool.map(_tagged, batches))
            paces.append(done / (time.perf_counter() - began))
        yield f"{workers} processes: {paces[-1]:.0f} texts/s, {paces[-1] / paces[0]:.2f} x one"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=200_000)
    parser.add_argument("--model", default="fast")
    parser.add_argument("--processes", type=int, default=0)
    asked = parser.parse_args()
    os.environ["TAG_STREAM_MODEL"] = asked.model
    if asked.processes:
        figures = shared(asked.texts, asked.processes)
    else:
        print(start(asked.model), flush=True)
        figures = stream(asked.texts, asked.model)
    for line in figures:
        print(line, flush=True)


if __name__ == "__main__":
    main()
