"""Every parser fed with mutated good input for a fixed time: only our own errors may come out.

    python benchmarks/fuzz/run.py --seconds 600 [--parsers reddit …] [--seed 0] [--processes 2]

Live sources are fed through their whole way (client, answer, parser), one recorded answer mutated;
so are second looks at posts (`revisit`); import formats are fed with mutated files. Each input
belongs to its seed: what fails is printed with it and is repeated by `--seed`. Time is shared
equally among the parsers.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from multiprocessing import Pool
from pathlib import Path

SUPPORT = Path(__file__).parents[2] / "tests" / "support"
sys.path.insert(0, str(SUPPORT))

from examples import every_source  # noqa: E402  # the path comes first
from fuzzing import Parse, Tally, of_revisits, of_source  # noqa: E402  # the path comes first
from markup_seeds import markup_sources  # noqa: E402  # the path comes first
from table_seeds import file_parsers  # noqa: E402  # the path comes first


def parsers() -> dict[str, Callable[[], Parse | None]]:
    """Return what makes each parser, by name."""
    sources = [*every_source(), *markup_sources()]
    made: dict[str, Callable[[], Parse | None]] = {}
    for source in sources:
        made[source.name] = partial(of_source, source)
        made[f"{source.name} again"] = partial(of_revisits, source)
    return made | {name: partial(_given, parse) for name, parse in file_parsers().items()}


def _given(parse: Parse) -> Parse:
    return parse


def fed(task: tuple[str, float, int]) -> tuple[str, Tally | None]:
    """Return what became of one parser's inputs; None where there is nothing to feed."""
    name, seconds, first_seed = task
    parse = parsers()[name]()
    if parse is None:
        return name, None
    tally, end = Tally(), time.monotonic() + seconds
    for seed in count(first_seed):
        tally.feed(parse, seed)
        if time.monotonic() > end:
            return name, tally
    raise AssertionError


def main() -> None:
    """Print a row a parser, and what may not have come out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--parsers", nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    names = [name for name in parsers() if not given.parsers or name in given.parsers]
    share = given.seconds * given.processes / len(names)
    print(f"{'parser':28}   inputs  own errors  foreign  hangs  slowest, ms")
    inputs = bad = 0
    with Pool(given.processes) as pool:
        for name, tally in pool.imap(fed, [(name, share, given.seed) for name in names]):
            if tally is None:
                continue
            row = f"{name:28} {tally.tried:8} {tally.own:11} {len(tally.foreign):8} {tally.hangs:6}"
            print(f"{row} {tally.slowest_s * 1000:12.0f}", flush=True)
            for error, seed in tally.foreign.items():
                print(f"    seed {seed}: {error}")
            inputs += tally.tried
            bad += len(tally.foreign) + tally.hangs
    print(f"{inputs} inputs; {bad} foreign errors or hangs")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
