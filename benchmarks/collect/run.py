"""Posts a second from a server through a collector into the record, on one core.

    python benchmarks/collect/run.py --posts 1000000 [--kind mastodon|json] [--page 40]

A server in a process of its own, on another core, makes up pages; the real collector, client and
`save_page` bring them into a SQLite record on this one. Printed are posts a second; what share of
the time went into waiting for the server, into the client and parsing, and into the record
(ratios within one run, so that a slow machine does not change them); and memory, taken at equal
steps: flat means that the last is no higher than the first after the warm-up.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpcore
import sqlalchemy as sa

from collectors.base import Collector, Query
from collectors.http import Client, Policy
from collectors.registry import make_collector
from flows.store import tables
from flows.store.collected import read_cursors, save_page
from flows.store.record import Record

KEY = b"benchmark key, not a secret"
NOW = datetime(2027, 1, 1, tzinfo=UTC)
SOURCE = "bench"
STEPS = 20
WARM_UP = 3
"""Steps before memory is held to be warm."""
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Waiting:
    """Time spent in the kernel for bytes of the server."""

    def __init__(self) -> None:
        self.seconds = 0.0
        plain = httpcore._backends.sync.SyncStream.read  # noqa: SLF001  # only here is the wait seen
        waiting = self

        def read(self: Any, max_bytes: int, timeout: float | None = None) -> bytes:
            began = time.perf_counter()
            try:
                return plain(self, max_bytes, timeout)
            finally:
                waiting.seconds += time.perf_counter() - began

        httpcore._backends.sync.SyncStream.read = read  # noqa: SLF001  # as above


@contextmanager
def serving(given: argparse.Namespace, cpu: int | None) -> Iterator[str]:
    """Start the server; yield its address."""
    script = Path(__file__).with_name("serving.py")
    words = ["--kind", given.kind, "--posts", str(given.posts), "--page", str(given.page)]
    words += [] if cpu is None else ["--cpu", str(cpu)]
    process = subprocess.Popen([sys.executable, script, *words], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        port = int(process.stdout.readline())
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _mastodon(url: str) -> Collector:
    return make_collector("mastodon", {"base_url": url, "hashtag": "a", "max_pages": 10**9})


def _json(url: str) -> Collector:
    options = {
        "url": f"{url}/posts",
        "items": "items",
        "id": "id",
        "author": "user",
        "date": "at",
        "rating": "stars",
        "text": "body",
        "likes": "likes",
        "paging": "page",
        "max_pages": 10**6,
    }
    return make_collector("json", options)


MAKE: Mapping[str, Callable[[str], Collector]] = {"mastodon": _mastodon, "json": _json}


def resident_mb() -> float:
    """Return the memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * PAGE_BYTES / 1e6


def collect(given: argparse.Namespace, url: str, record: Record) -> dict[str, Any]:
    """Bring all posts into the record; return figures."""
    waiting, stored, storing = Waiting(), 0, 0.0
    memory: list[float] = []
    policy = Policy(allow_private=("127.0.0.1",), pause_s=0)
    cpu_began, began = time.process_time(), time.perf_counter()
    with Client(policy) as client:
        query = Query(SOURCE, NOW, cursors=read_cursors(record, SOURCE))
        for page in MAKE[given.kind](url).collect(client, query):
            start = time.perf_counter()
            saved = save_page(record, page, source=SOURCE, seen_at=NOW)
            storing += time.perf_counter() - start
            stored += saved.new
            if stored >= len(memory) * given.posts / STEPS:
                memory.append(resident_mb())
    took = time.perf_counter() - began
    return {
        "stored": stored,
        "seconds": took,
        "cpu": time.process_time() - cpu_began,
        "waiting": waiting.seconds,
        "storing": storing,
        "memory": memory,
    }


def report(given: argparse.Namespace, found: Mapping[str, Any], held: int) -> bool:
    """Print the figures; return whether all posts are there, once, and memory stayed flat."""
    took, memory = found["seconds"], found["memory"]
    shares = {
        "waiting for the server": found["waiting"] / took,
        "into the record": found["storing"] / took,
    }
    shares["asking, parsing and the rest"] = 1 - sum(shares.values())
    print(f"{given.kind}, {given.page} a page: {found['stored']} new posts in {took:.1f} s")
    print(f"  {found['stored'] / took:.0f} posts/s; {found['cpu'] / took:.0%} of one core")
    for name, share in shares.items():
        print(f"  {name:30} {share:6.1%}")
    warm = memory[WARM_UP:] or memory
    growth = warm[-1] / warm[0]
    ends = f"{memory[0]:.0f} MB first, {warm[0]:.0f} warm, {warm[-1]:.0f} at the end"
    print(f"  memory: {ends}, at most {max(memory):.0f}; last/warm {growth:.3f}")
    print("  " + " ".join(f"{one:.0f}" for one in memory))
    print(f"  in the record: {held} of {given.posts}")
    return held == given.posts == found["stored"]


def main() -> None:
    """Run once and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--kind", choices=MAKE, default="mastodon")
    parser.add_argument("--page", type=int, default=40)
    parser.add_argument("--home", type=Path, help="folder for the record; default a fresh one")
    given = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[0]})
    with tempfile.TemporaryDirectory() as fresh:
        path = (given.home or Path(fresh)) / "record.db"
        with (
            serving(given, cores[-1] if len(cores) > 1 else None) as url,
            Record.open(f"sqlite:///{path}", key=KEY) as record,
        ):
            found = collect(given, url, record)
            with record.read() as connection:
                held = connection.scalar(sa.select(sa.func.count()).select_from(tables.posts))
        whole = report(given, found, held or 0)
    sys.exit(not whole)


if __name__ == "__main__":
    main()
