"""Every source against a connection that is reset at every byte of every answer: figures.

    python benchmarks/hostile/run.py [--every N] [--kinds reddit steam …] [--processes N]

For each kind of source: its recorded example is served from memory, below httpcore. For each byte
of each answer one run breaks off there, and a further run follows; then everything must be there,
once. A hang is a run of more than 3,000 requests. `--every 10` tries each tenth byte only.
"""

import argparse
import sys
import time
from functools import reduce
from multiprocessing import Pool
from pathlib import Path

SUPPORT = Path(__file__).parents[2] / "tests" / "support"
sys.path.insert(0, str(SUPPORT))

from examples import every_source  # noqa: E402  # the path comes first
from resets import Figures, Resets  # noqa: E402  # the path comes first


def figures_of(task: tuple[str, int]) -> tuple[str, int, int, Figures, float]:
    """Return (kind, answers, bytes, figures, seconds) of one source."""
    name, step = task
    began = time.perf_counter()
    resets = Resets(next(one for one in every_source() if one.name == name))
    figures = reduce(Figures.plus, (resets.tried(*at) for at in resets.places(step=step)))
    took = time.perf_counter() - began
    return name, len(resets.lengths), sum(resets.lengths), figures, took


def main() -> None:
    """Print a row a kind, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", default=[])
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    names = [one.name for one in every_source() if not given.kinds or one.name in given.kinds]
    print(f"{'source':16} answers    bytes    tried  hangs crashes  lost doubled  seconds")
    total = Figures()
    with Pool(given.processes) as pool:
        tasks = [(name, given.every) for name in names]
        for name, answers, size, one, took in pool.imap(figures_of, tasks):
            print(_row(name, one, f"{answers:7} {size:8}") + f" {took:8.1f}", flush=True)
            total = total.plus(one)
    print(_row("all", total, " " * 16))
    sys.exit(total != Figures(tried=total.tried))


def _row(name: str, one: Figures, sizes: str) -> str:
    counts = f"{one.hangs:6} {one.crashes:7} {one.lost:5} {one.doubled:7}"
    return f"{name:16} {sizes} {one.tried:8} {counts}"


if __name__ == "__main__":
    main()
