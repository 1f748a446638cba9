"""The whole way once, on the demo world, through Prefect."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client

from flows.daily import daily
from flows.demo.world import World
from flows.settings import load_settings
from flows.store.query import run_query

Content = dict[str, list[tuple[object, ...]]]


def _ask(home: Path, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = run_query(load_settings(home).marts_url, sql).to_pylist()
    return rows


def test_every_table_that_an_analyst_meets_is_published(finished_project: Path) -> None:
    names = {row["name"] for row in _ask(finished_project, "SHOW TABLES")}
    assert names >= {
        *("posts", "post_versions", "authors", "post_tags", "aspects", "author_interests"),
        *("customers", "identities", "orders", "profiles", "segments", "segment_members"),
        *("segment_moves", "stories", "hotspots", "share_of_voice", "coverage", "runs"),
        *("quarantine", "tagged_posts"),
    }


def test_every_post_is_tagged(finished_project: Path) -> None:
    (row,) = _ask(
        finished_project,
        "SELECT count(*) AS posts, count(sentiment) AS tagged FROM tagged_posts",
    )
    assert row["posts"] == row["tagged"] > 500


def test_undecided_posts_are_told_by_the_report_and_have_no_polarity(
    finished_project: Path,
) -> None:
    (row,) = _ask(
        finished_project,
        "SELECT count(*) FILTER (sentiment = 'undecided') AS undecided, "
        "count(*) FILTER ((sentiment = 'undecided') <> (polarity IS NULL)) AS odd "
        "FROM tagged_posts",
    )
    assert row["undecided"] > 0 == row["odd"]
    (page,) = load_settings(finished_project).path("reports").glob("*.html")
    assert "of them are undecided" in page.read_text("utf-8")


def test_every_customer_is_in_one_segment_of_each_segmentation(finished_project: Path) -> None:
    sql = """
        SELECT segmentation, count(*) AS members, count(DISTINCT customer_id) AS people
        FROM segment_members GROUP BY ALL
    """
    (customers,) = _ask(finished_project, "SELECT count(*) AS n FROM customers")
    for row in _ask(finished_project, sql):
        assert row["members"] == row["people"] == customers["n"] > 0


def test_a_planted_burst_is_a_hotspot(finished_project: Path) -> None:
    assert _ask(finished_project, "SELECT * FROM hotspots WHERE granularity = 'day'")


def test_most_interests_of_authors_are_those_that_their_posts_were_given(
    finished_project: Path, world: World
) -> None:
    given = {post.id: post.said.interests for post in world.posts}
    posts = _ask(
        finished_project,
        "SELECT id, author_key FROM posts WHERE author_key IS NOT NULL AND deleted_at IS NULL",
    )
    shown = {(post["author_key"], *held) for post in posts for held in given.get(post["id"], ())}
    rows = _ask(
        finished_project,
        "SELECT author_key, interest, stance FROM author_interests WHERE stance <> 'declares'",
    )
    found = {(row["author_key"], row["interest"], row["stance"]) for row in rows}
    right = {pair[:2] for pair in found} & {pair[:2] for pair in shown}
    assert len(right) / len({pair[:2] for pair in found}) > 0.6
    assert len(found & shown) / len(found) > 0.4


def test_authors_declare_the_hobbies_of_their_labels(finished_project: Path, world: World) -> None:
    rows = _ask(
        finished_project,
        "SELECT interest, count(*) AS authors FROM author_interests WHERE stance = 'declares' "
        "GROUP BY ALL ORDER BY authors DESC LIMIT 12",
    )
    hobbies = {hobby for person in world.people for hobby in person.hobbies}
    assert len(hobbies & {row["interest"] for row in rows}) >= 9


def test_a_profile_is_joined_only_by_consent(finished_project: Path, world: World) -> None:
    (row,) = _ask(finished_project, "SELECT sum(accounts) AS joined FROM profiles")
    (links,) = _ask(finished_project, "SELECT count(*) AS n FROM identities")
    assert 0 < row["joined"] < links["n"]


def test_names_and_numbers_of_people_are_not_kept(finished_project: Path) -> None:
    (row,) = _ask(finished_project, "SELECT count(name) AS names FROM authors")
    assert row["names"] == 0
    assert _ask(finished_project, "SELECT 1 FROM posts WHERE text LIKE '%[phone]%'")


def test_what_could_not_be_read_is_in_quarantine(finished_project: Path) -> None:
    rows = _ask(finished_project, "SELECT source, stage, reason FROM quarantine")
    assert {row["stage"] for row in rows} >= {"collect", "import"}
    assert all(row["reason"] for row in rows)


def test_a_second_day_of_the_same_changes_no_row_and_no_figure(
    finished_project: Path,
    world: World,
    prefect_api: str,
    content_of: Callable[[Path], Content],
) -> None:
    before = content_of(finished_project)
    report = Path(load_settings(finished_project).path("reports"))
    (page,) = report.glob("*.html")
    figures = _figures(page)
    daily(str(finished_project), as_of=world.end)
    after = content_of(finished_project)
    assert {name for name in before if before[name] != after[name]} == set()
    assert _figures(page) == figures


def _figures(page: Path) -> str:
    """Return the page without what it says of the looks themselves."""
    text = page.read_text("utf-8")
    start, end = text.find('id="coverage"'), text.find('id="method"')
    assert 0 < start < end
    return text[:start] + text[end:]


def test_the_run_leaves_its_artifacts(finished_project: Path, prefect_api: str) -> None:
    with get_client(sync_client=True) as client:
        found = {artifact.key: artifact for artifact in client.read_artifacts()}
    assert set(found) >= {"collected", "quarantine", "tags", "enriched", "segments", "report"}
    rows = json.loads(str(found["collected"].data))
    assert {"source", "new", "changed", "unchanged", "refused", "withdrawn"} == set(rows[0])


def test_a_source_that_fails_is_named_and_the_others_are_read(
    make_project: Callable[[str], Path], world: World, prefect_api: str
) -> None:
    home = make_project("one-broken")
    settings = home / "opinionflow.toml"
    broken = '\n[[sources]]\nname = "gone"\nkind = "feed"\nurl = "http://127.0.0.1:9/feed"\n'
    settings.write_text(settings.read_text("utf-8") + broken, "utf-8")
    with pytest.raises(Exception, match=r"1 of \d+ sources and files failed: gone"):
        daily(str(home), as_of=world.end)
    assert _ask(home, "SELECT 1 FROM tagged_posts LIMIT 1")
    (row,) = _ask(home, "SELECT answered, last_error FROM coverage WHERE source = 'gone'")
    assert row["answered"] == 0
    assert "127.0.0.1" in row["last_error"]
