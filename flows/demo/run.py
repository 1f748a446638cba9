"""The demo: the whole way once, on a world of our own."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from flows.daily import daily
from flows.demo.project import write_project
from flows.demo.servers import DemoServers
from flows.demo.world import World, make_world
from flows.errors import Terminal
from flows.settings import load_settings
from flows.steps.project import end_of_day
from flows.store.query import run_query

MARK = ".opinionflow-demo"
REMADE = ("record.db", "record.db-wal", "record.db-shm", "marts", "reports")

SUMMARY = {
    "posts collected": "SELECT count(*) FROM posts",
    "tags": "SELECT count(*) FROM post_tags",
    "customers with a profile": "SELECT count(*) FROM profiles",
    "of them joined to a social account": "SELECT count(*) FROM profiles WHERE accounts > 0",
    "segments": "SELECT count(*) FROM segments",
    "posts that are not trusted": "SELECT count(*) FROM post_trust WHERE NOT trusted",
    "hotspots": "SELECT count(*) FROM hotspots",
    "items in quarantine (planted)": "SELECT count(*) FROM quarantine",
}


class NotADemo(Terminal):
    """The folder holds something that the demo did not make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"{folder} is not empty and not a demo; give an empty folder by --home")


def run_demo(home: Path, *, seed: int) -> None:
    """Run all flows twice, a day apart in the world's time, and print where the results are.

    The world ends at the full hour behind us, so that flows started afterwards, which speak of
    today, find it fresh.

    Raises:
        NotADemo: `home` holds files of somebody else.
    """
    _clear(home)
    world = make_world(seed=seed, end=datetime.now(UTC).replace(minute=0, second=0, microsecond=0))
    with DemoServers(world) as servers:
        write_project(home, servers, world)
        for moment in (world.end - timedelta(days=1), world.end):
            click.echo(f"--- the world on {moment:%Y-%m-%d}", err=True)
            servers.moment = moment
            report = daily(str(home), as_of=end_of_day(moment))
    _tell(home, world, report)


def _clear(home: Path) -> None:
    """Forget an earlier demo here: its servers' addresses are gone."""
    mark = home / MARK
    if not mark.exists() and any(path.name != ".prefect" for path in home.iterdir()):
        raise NotADemo(home)
    mark.touch()
    for name in REMADE:
        path = home / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _tell(home: Path, world: World, report: str) -> None:
    marts = load_settings(home).marts_url
    click.echo(f"\nThe world of seed {world.seed}, as opinionflow saw it:")
    for what, sql in SUMMARY.items():
        (value,) = run_query(marts, sql).to_pydict().popitem()[1]
        click.echo(f"  {value:>7,} {what}")
    click.echo(f"\nReport:  {report}")
    click.echo(f"Tables:  {marts}")
    click.echo(f"Ask:     opinionflow hotspots --home {home}")
    click.echo(f"Serve:   opinionflow serve --home {home}")
