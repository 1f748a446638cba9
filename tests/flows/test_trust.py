"""What the demo world plants against trust, and what the flows make of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from prefect.client.orchestration import get_client

from flows.cli import cli
from flows.demo.world import World
from flows.settings import load_settings
from flows.store.query import run_query

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def judged(finished_project: Path) -> Rows:
    """All posts that the world's servers gave, by the ids that they have there."""
    sql = """
        SELECT post_key, parse_filename(url) AS id, trust, trusted, origin, producer
        FROM tagged_posts WHERE url IS NOT NULL
    """
    return list(run_query(load_settings(finished_project).marts_url, sql).to_pylist())


def test_planted_tricks_are_not_trusted_and_honest_posts_are(judged: Rows, world: World) -> None:
    left_out = {row["id"] for row in judged if not row["trusted"]}
    planted = world.truths.untrusted & {row["id"] for row in judged}
    copies = {copy.post_id for copy in world.truths.copies}
    assert len(left_out & planted) / len(planted) > 0.85
    assert len(left_out & (planted | copies)) / len(left_out) > 0.85


def test_the_brands_own_account_and_paid_posts_are_known_by_their_origin(
    judged: Rows, world: World
) -> None:
    origins = {row["id"]: (row["origin"], row["producer"]) for row in judged}
    owned = {one for one, (origin, _) in origins.items() if origin == "owned"}
    paid = {one for one, (origin, _) in origins.items() if origin == "paid"}
    assert owned == world.truths.owned
    assert all(origins[one][1] == "brand" for one in owned)
    assert len(paid & world.truths.paid) >= 0.8 * len(world.truths.paid)
    assert paid <= world.truths.paid


def test_the_run_shows_what_it_found_against_posts(
    finished_project: Path, prefect_api: str
) -> None:
    with get_client(sync_client=True) as client:
        (found,) = {a.key: a for a in client.read_artifacts() if a.key == "trust"}.values()
    rows = {(row["what"], row["name"]): row["posts"] for row in json.loads(str(found.data))}
    assert rows["trust", "not trusted"] > 0
    assert rows["code", "default_review"] > 0


Run = Callable[..., Result]


@pytest.fixture
def run(finished_project: Path) -> Run:
    return lambda *words: CliRunner().invoke(
        cli, ["trust", *words, "--home", str(finished_project)]
    )


def test_the_command_counts_by_trust_origin_producer_and_code(run: Run, judged: Rows) -> None:
    rows = {(row["what"], row["name"]): row for row in json.loads(run("--json").stdout)}
    assert list(dict.fromkeys(what for what, _ in rows)) == ["trust", "origin", "producer", "code"]
    both = rows["trust", "trusted"], rows["trust", "not trusted"]
    assert sum(row["share"] for row in both) == pytest.approx(1, abs=1e-3)
    assert both[1]["posts"] >= sum(not row["trusted"] for row in judged)
    assert "not trusted" in run().stdout


def test_the_command_shows_one_post_and_its_reasons(run: Run, judged: Rows) -> None:
    worst = min(judged, key=lambda row: row["trust"])
    told = json.loads(run(worst["post_key"], "--json").stdout)
    product = 1.0
    for reason in told["reasons"]:
        product *= 1 - reason["weight"]
    assert told["score"] == pytest.approx(product, abs=1e-3)
    assert told["trusted"] is False
    assert told["reasons"][0]["code"] in run(worst["post_key"]).stdout


def test_the_first_signs_of_a_key_are_enough_if_no_other_begins_so(run: Run, judged: Rows) -> None:
    worst = min(judged, key=lambda row: row["trust"])["post_key"]
    said = run(worst[:8])
    assert said.stdout == run(worst).stdout
    for reason in json.loads(run(worst[:8], "--json").stdout)["reasons"]:
        assert reason["detail"] in said.stdout
    assert "several posts have a key that begins with" in run("").stderr


def test_a_misspelt_source_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run().stderr == ""
    monkeypatch.setenv("OPINIONFLOW_TRUST__OWNED_SOURCES", '["shpo"]')
    assert "Warning: [trust] names 'shpo', but posts are of" in run().stderr


def test_an_unknown_post_is_named(run: Run) -> None:
    result = run("nothing")
    assert result.exit_code != 0
    assert "no post 'nothing'" in str(result.output) + str(result.exception)
