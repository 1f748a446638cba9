"""The flow `discover` on a small record: twice, and after one more day of posts."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from subjects import SUBJECTS, texts_on
from tags import NOW, add, tag

from flows.discover import discover
from flows.settings import load_settings
from flows.steps.project import open_record
from flows.store.query import run_query

DAY = timedelta(days=1)
AS_OF = NOW + DAY


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "opinionflow.toml").write_text("", "utf-8")
    for place, subject in enumerate(SUBJECTS):
        _said(tmp_path, texts_on(subject, 20, seed=1), first=100 * place)
    _said(tmp_path, ["量子纠缠"], first=900)
    return tmp_path


def _said(home: Path, texts: list[str], *, first: int, days: int = 1) -> None:
    with open_record(load_settings(home)) as record:
        for number, text in enumerate(texts, start=first):
            add(record, number, text=text, published_at=NOW - days * DAY)
        tag(record, topics=[])


def _ask(home: Path, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = run_query(load_settings(home).marts_url, sql).to_pylist()
    return rows


def _members(home: Path) -> dict[str, str]:
    rows = _ask(home, "SELECT post_key, candidate FROM candidate_posts WHERE candidate NOT NULL")
    return {row["post_key"]: row["candidate"] for row in rows}


def test_ids_and_members_stay_from_run_to_run(home: Path, prefect_api: str) -> None:
    counts = discover(str(home), as_of=AS_OF)
    assert (counts["posts"], counts["candidates"], counts["new"]) == (61, 3, 3)
    assert counts["outliers"] == pytest.approx(1 / 61, abs=1e-4)
    first = _members(home)
    again = discover(str(home), as_of=AS_OF)
    assert (again["new"], _members(home)) == (0, first)
    for place, subject in enumerate(SUBJECTS):
        _said(home, texts_on(subject, 7, seed=2), first=100 * place + 50, days=0)
    assert discover(str(home), as_of=AS_OF)["new"] == 0
    after = _members(home)
    assert len(after) == 81
    assert sum(after[key] == name for key, name in first.items()) >= 0.95 * len(first)
    assert set(after.values()) == set(first.values())


def test_the_share_of_outliers_is_told_and_kept(home: Path, prefect_api: str) -> None:
    discover(str(home), as_of=AS_OF, days=5)
    (run,) = _ask(home, "SELECT counts, parameters FROM runs WHERE flow = 'discover'")
    assert json.loads(run["counts"])["outliers"] == pytest.approx(1 / 61, abs=1e-4)
    assert json.loads(run["parameters"])["days"] == 5
    with get_client(sync_client=True) as client:
        found = [each for each in client.read_artifacts() if each.key == "candidates"]
    newest = max(found, key=lambda artifact: str(artifact.created))
    assert "1.6% of the posts are in none" in str(newest.description)
    assert len(json.loads(str(newest.data))) == 3


def test_days_and_sources_that_have_no_posts_give_nothing(home: Path, prefect_api: str) -> None:
    assert discover(str(home), as_of=AS_OF, days=1)["posts"] == 0
    assert discover(str(home), as_of=AS_OF, sources=["forum"])["posts"] == 0
