import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest

from collectors.base import Query
from collectors.http import Client
from collectors.policy import Policy
from collectors.registry import make_collector
from flows.demo.project import write_project
from flows.demo.servers import DemoServers
from flows.demo.tricks import trick_accounts
from flows.demo.world import World
from flows.settings import load_settings
from flows.store.privacy import mask
from nlp.topics.brands import read_brands


@pytest.fixture
def home(tmp_path: Path, servers: DemoServers, world: World) -> Path:
    return write_project(tmp_path, servers, world).parent


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_settings_are_accepted(home: Path) -> None:
    settings = load_settings(home)
    names = [source.name for source in settings.sources]
    assert names[0] == "shop"
    assert names[-1] == "social"
    assert [item.what for item in settings.imports] == [
        "customers",
        "orders",
        "identities",
        "posts",
    ]


def test_the_own_account_is_an_author_of_the_social_feed(home: Path, world: World) -> None:
    (account,) = load_settings(home).trust.owned_authors
    source, _, name = account.partition(":")
    own = {person.acct for person in world.people if person.id == trick_accounts()["owned"].id}
    assert (source, name) == ("social", f"{own.pop()}@127.0.0.1")


def test_the_brands_are_readable(home: Path, world: World) -> None:
    found = read_brands(home / "brands.toml")
    assert {brand.name for brand in found.brands} == {brand.name for brand in world.brands}


def test_every_mapped_column_exists(home: Path) -> None:
    with (home / "opinionflow.toml").open("rb") as file:
        imports: list[dict[str, Any]] = tomllib.load(file)["imports"]
    for item in imports:
        header = rows(home / item["file"])[0]
        assert set(item.get("map", {}).values()) <= set(header)


def test_files_hold_the_world_and_the_planted_faults(home: Path, world: World) -> None:
    sizes = {name: len(rows(home / name)) - 1 for name in ("orders.csv", "survey.csv")}
    broken = world.truths.malformed_rows
    assert sizes["orders.csv"] == len(world.orders) + broken["orders.csv"]
    assert sizes["survey.csv"] == len(world.survey) + broken["survey.csv"]
    assert len(rows(home / "customers.csv")) - 1 == len(world.customers)
    assert len(rows(home / "accounts.csv")) - 1 == len(world.declared)


def test_writing_twice_changes_nothing(
    home: Path, tmp_path: Path, servers: DemoServers, world: World
) -> None:
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    write_project(tmp_path, servers, world)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


def test_the_collectors_find_every_post_and_every_fault(home: Path, world: World) -> None:
    posts, faults = {}, 0
    policy = Policy(pause_s=0.0, allow_private=("127.0.0.1",))
    with Client(policy) as client:
        for source in load_settings(home).sources:
            collector = make_collector(source.kind, source.options)
            for page in collector.collect(client, Query(source=source.name, now=world.end)):
                posts.update({post.key: post for post in page.posts})
                faults += len(page.rejected)
    planted = sum(world.truths.malformed_items.values()) + len(world.truths.broken_pages)
    assert len(posts) == sum(post.at(world.end) is not None for post in world.posts)
    assert faults == planted


def test_declared_accounts_are_authors_of_the_social_feed(home: Path, world: World) -> None:
    header, *declared = rows(home / "accounts.csv")
    accounts = {dict(zip(header, row, strict=True))["account_id"] for row in declared}
    writers = {p.author for p in world.posts if p.channel == "social"}
    known = {f"{person.acct}@127.0.0.1" for person in world.people if person.id in writers}
    assert len(accounts & known) > 100


def test_the_planted_numbers_are_masked_before_they_are_stored(world: World) -> None:
    texts = {post.id: post.text for post in world.posts}
    for row in world.truths.personal:
        assert row.value not in mask(texts[row.post_id]), row.kind
