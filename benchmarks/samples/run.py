"""The main job on recorded answers of real sites.

    python benchmarks/samples/run.py --samples DIR [--home DIR]

Serves every page and feed of DIR on loopback, collects them with the real collectors through the
flows, tags, stores and reports them, and prints the posts found beside the count that
DIR/README.md expects. Those counts are before repeats are removed; where a file repeats itself,
REPEATS says how many different posts it holds. Exit 0 when all are equal and a second run
changes nothing.
"""

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

KINDS = {"schema_org": "page", "feeds": "feed"}
REPEATS = {
    "feeds/no_titles_scripting.rss": (48, "two guids stand twice each"),
    "schema_org/recept.html": (5, "each of its five reviews stands twice"),
}
"""Different posts in files that repeat some, and what repeats."""
ROW = re.compile(r"^\| ([^|]+\.\w+) \| (\d+) \|", re.MULTILINE)


class Quiet(SimpleHTTPRequestHandler):
    """Files with the content types of their endings, without a log."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".xml": "application/xml",
        ".rss": "application/rss+xml",
        ".atom": "application/atom+xml",
        ".json": "application/feed+json",
        ".html": "text/html",
    }

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def expected(samples: Path) -> dict[str, int]:
    """Return the count that the README gives for each file, `folder/name` -> posts."""
    found = {}
    for section in re.split(
        r"^## ", (samples / "README.md").read_text("utf-8"), flags=re.MULTILINE
    ):
        folder = section.partition("\n")[0].strip()
        if folder in KINDS:
            found |= {f"{folder}/{name}": int(count) for name, count in ROW.findall(section)}
    return found


def write_project(home: Path, base: str, names: list[str]) -> None:
    """Write a project with one source a file."""
    lines = ['executor = "inline"', "[http]", "pause_s = 0", 'allow_private = ["127.0.0.1"]']
    for name in names:
        kind = KINDS[name.partition("/")[0]]
        address = f'urls = ["{base}/{name}"]' if kind == "page" else f'url = "{base}/{name}"'
        lines += ["[[sources]]", f'name = "{name}"', f'kind = "{kind}"', address]
    (home / "opinionflow.toml").write_text("\n".join(lines) + "\n", "utf-8")


def found(home: Path) -> dict[str, int]:
    """Return the posts stored of each source."""
    from flows.store.query import run_query

    sql = "SELECT source, count(*) AS n FROM tagged_posts GROUP BY source"
    rows = run_query(str(home / "marts"), sql).to_pylist()
    return {row["source"]: row["n"] for row in rows}


def main() -> None:
    """Run all of it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    home = given.home or Path(tempfile.mkdtemp(prefix="opinionflow-samples-"))
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home / ".prefect"))
    from flows.daily import daily
    from flows.steps.collecting import SourcesFailed

    wanted = expected(given.samples)
    with served(given.samples) as base:
        write_project(home, base, list(wanted))
        runs = []
        for _ in range(2):
            try:
                report = daily(str(home))
            except SourcesFailed as error:
                report = str(error)
            runs.append(found(home))
    print(f"\n{'file':45} expected found")
    differing = 0
    for name, count in wanted.items():
        distinct, why = REPEATS.get(name, (count, ""))
        got = runs[0].get(name, 0)
        differing += got != distinct
        print(f"{name:45} {count:8} {got:5}   {why if got == distinct else 'DIFFERS'}")
    print(f"\n{len(wanted)} files, {sum(wanted.values())} posts expected; {differing} differ")
    print("beyond repeats;", end=" ")
    print(f"a second run changed {'nothing' if runs[0] == runs[1] else 'COUNTS'}; {report}")
    sys.exit(0 if differing == 0 and runs[0] == runs[1] else 1)


if __name__ == "__main__":
    main()
