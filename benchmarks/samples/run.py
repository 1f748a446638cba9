"""The collectors and the flows on recorded answers of real sites.

    python benchmarks/samples/run.py --samples DIR [--home DIR] [--only table|flows]

The table: every file of DIR of which DIR/README.md says how many posts it holds is read the way
it is meant to be read (served again on loopback to the live source it came from, or imported),
and the posts found stand beside those expected, and whether the first is the one described.
Counts in the README are before repeats are removed and without the originals of reposts; where
ours differ, REASONS says by how much, and why.

The flows: a project with every page and feed of DIR is collected, tagged, stored and reported
twice. Exit 0 when all is equal or has its reason, and the second run changes nothing.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

sys.path.insert(0, str(Path(__file__).parent))

from expected import Expected, differing, expected  # the path comes first
from reading import read_sample  # the path comes first

REASONS: Mapping[str, tuple[int, str]] = {
    "discourse/latest.json": (
        0, "a list of topics: posts are read topic by topic, and the topics were not recorded"),
    "feeds/no_titles_scripting.rss": (48, "two guids stand twice each"),
    "schema_org/recept.html": (5, "each of its five reviews stands twice"),
    "taobao/getitemrates.json": (11, "what a buyer added later is a post of its own"),
    "weibo/m_container_user_timeline.json": (
        11, "the original of a repost is a post of its own"),
    "weibo/open_api_home_timeline.json": (
        30, "the originals of eleven reposts, one of them twice, are posts of their own"),
    "weibo/open_api_repost_timeline.json": (
        30, "the nine hot reposts and the original stand beside the twenty"),
    "weibo/weibo_cn_profile_p1.html": (
        11, "the original of a repost is a post of its own; the id tells the second, the page not"),
    "weibo/weibo_cn_comment_page.html": (
        14, "the post is a repost: its own words come first, the original is one post more"),
    "zhihu/member_activities.json": (
        5, "the time described is that of the member's vote; ours is that of the article"),
}  # fmt: skip
"""Posts found where they are not as many as the README says or the first differs, and why."""
FLOWS = {"schema_org": "page", "feeds": "feed"}


def table(samples: Path) -> int:
    """Print the table; return how many rows differ without a reason."""
    print(f"{'file':50} {'read by':16} expected parsed first  ")
    wanted = expected(samples)
    bad = total = 0
    for row in wanted:
        verdict, parsed = judged(row, samples)
        bad += verdict.startswith("DIFFERS")
        total += parsed
    count = sum(row.count for row in wanted)
    print(f"{len(wanted)} files, {count} posts expected, {total} parsed;")
    print(f"{len(REASONS)} rows differ for the reasons given, {bad} without one")
    return bad


def judged(row: Expected, samples: Path) -> tuple[str, int]:
    """Print one row; return what is wrong with it, if anything, and the posts found."""
    read = read_sample(row.name, samples)
    parsed = len(read.posts)
    parts = differing(read.posts[0], row.first) if read.posts else ["no post"]
    equal = parsed == row.count and not parts
    count, reason = REASONS.get(row.name, (row.count, ""))
    said = "" if equal else f"DIFFERS in {', '.join(parts) or 'number'}: {read.error}"
    verdict = reason if reason and parsed == count else said
    first = "equal" if not parts else "differs"
    print(f"{row.name:50} {read.way:16} {row.count:8} {parsed:6} {first:7} {verdict}", flush=True)
    return verdict, parsed


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


def write_project(home: Path, base: str, names: list[str]) -> None:
    """Write a project with one source a file."""
    lines = ['executor = "inline"', "[http]", "pause_s = 0", 'allow_private = ["127.0.0.1"]']
    for name in names:
        kind = FLOWS[name.partition("/")[0]]
        address = f'urls = ["{base}/{name}"]' if kind == "page" else f'url = "{base}/{name}"'
        more = ["heed_ttl = false"] if kind == "feed" else []
        lines += ["[[sources]]", f'name = "{name}"', f'kind = "{kind}"', address, *more]
    (home / "opinionflow.toml").write_text("\n".join(lines) + "\n", "utf-8")


def found(home: Path) -> dict[str, int]:
    """Return the posts stored of each source."""
    from flows.store.query import run_query

    sql = "SELECT source, count(*) AS n FROM tagged_posts GROUP BY source"
    rows = run_query(str(home / "marts"), sql).to_pylist()
    return {row["source"]: row["n"] for row in rows}


def through_flows(samples: Path, home: Path) -> int:
    """Let every page and feed go through all flows twice; return how many sources differ."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home / ".prefect"))
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
    from flows.daily import daily
    from flows.steps.collecting import SourcesFailed

    rows = [row for row in expected(samples) if row.name.partition("/")[0] in FLOWS]
    wanted = {row.name: REASONS.get(row.name, (row.count, ""))[0] for row in rows}
    runs, report = [], ""
    with served(samples) as base:
        write_project(home, base, list(wanted))
        for _ in range(2):
            try:
                report = str(daily(str(home)))
            except SourcesFailed as error:
                report = str(error)
            runs.append(found(home))
    bad = [name for name, count in wanted.items() if runs[0].get(name, 0) != count]
    print(f"\nthrough the flows: {len(wanted)} sources, {sum(runs[0].values())} posts; differing:")
    print(f"{', '.join(bad) or 'none'}; a second run changed", end=" ")
    print(f"{'nothing' if runs[0] == runs[1] else 'COUNTS'}; {report}")
    return len(bad) + (runs[0] != runs[1])


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--only", choices=("table", "flows"))
    given = parser.parse_args()
    bad = 0
    if given.only != "flows":
        bad += table(given.samples)
    if given.only != "table":
        home = given.home or Path(tempfile.mkdtemp(prefix="opinionflow-samples-"))
        bad += through_flows(given.samples, home)
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
