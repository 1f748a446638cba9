from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.base import Held, Page, Withdrawn
from collectors.post import Post
from flows.store import tables
from flows.store.collected import Saved, save_page
from flows.store.record import Record
from flows.store.visits import due_visits

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
AGES = (HOUR, 6 * HOUR, 24 * HOUR)


def post(name: str = "1", **given: Any) -> Post:
    said = {
        "source": "s",
        "kind": "post",
        "text": "还行",
        "author_id": "anna",
        "published_at": NOON,
    }
    return Post(**{**said, "id": name, **given})


def save(record: Record, *posts: Post, at: datetime = NOON, **page: Any) -> Saved:
    return save_page(record, Page(posts, **page), source="s", seen_at=at, ages=AGES)


def all_of(record: Record, table: sa.Table) -> list[Any]:
    with record.read() as connection:
        return list(connection.execute(sa.select(table)).all())


def due(record: Record, at: datetime, limit: int = 100) -> list[str]:
    return [held.id for held in due_visits(record, "s", now=at, limit=limit)]


def test_a_withdrawn_post_is_marked_once_with_time_and_how_and_a_version_kept(
    record: Record,
) -> None:
    save(record, post())
    gone = (Withdrawn("404", id="1"), Withdrawn("404", id="never seen"))
    assert save(record, at=NOON + HOUR, withdrawn=gone).withdrawn == 1
    assert save(record, at=NOON + 2 * HOUR, withdrawn=gone).withdrawn == 0
    (row,) = all_of(record, tables.posts)
    assert (row.deleted_at, row.deleted_how, row.text) == (NOON + HOUR, "404", "还行")
    assert (row.version, row.changed_at) == (2, NOON + HOUR)
    (before,) = all_of(record, tables.post_versions)
    assert (before.version, before.deleted_at) == (1, None)


def test_what_is_erased_leaves_no_words_in_any_table(record: Record) -> None:
    save(record, post(text="秘密一", title="秘密", url="https://a.example/anna"))
    save(record, post(text="秘密二"), at=NOON + HOUR)
    save(record, at=NOON + 2 * HOUR, withdrawn=(Withdrawn("event", id="1", erase=True),))
    for table in tables.metadata.tables.values():
        assert "秘密" not in repr(all_of(record, table))
    (row,) = all_of(record, tables.posts)
    assert (row.text, row.title, row.url) == ("", None, None)


def test_a_hidden_post_can_still_be_erased(record: Record) -> None:
    save(record, post())
    save(record, withdrawn=(Withdrawn("missing", id="1"),))
    assert save(record, withdrawn=(Withdrawn("event", id="1", erase=True),)).withdrawn == 1
    assert all_of(record, tables.posts)[0].text == ""


def test_an_author_who_leaves_takes_their_posts_along(record: Record) -> None:
    save(record, post("1"), post("2"), post("3", author_id="bert"))
    assert save(record, withdrawn=(Withdrawn("event", author_id="anna"),)).withdrawn == 2
    standing = [row.id for row in all_of(record, tables.posts) if row.deleted_at is None]
    assert standing == ["3"]


def test_a_post_that_is_there_again_stands_again(record: Record) -> None:
    save(record, post())
    save(record, withdrawn=(Withdrawn("missing", id="1"),))
    assert save(record, post(), at=NOON + HOUR).changed == 1
    (row,) = all_of(record, tables.posts)
    assert (row.deleted_at, row.deleted_how) == (None, None)


def test_an_event_holds_against_older_copies_and_yields_to_a_later_edit(record: Record) -> None:
    save(record, post(text="秘密"))
    save(record, at=NOON + HOUR, withdrawn=(Withdrawn("event", id="1", erase=True),))
    assert save(record, post(text="秘密"), at=NOON + 2 * HOUR).changed == 0
    assert all_of(record, tables.posts)[0].text == ""
    again = post(text="新的话", edited_at=NOON + 3 * HOUR)
    assert save(record, again, at=NOON + 4 * HOUR).changed == 1
    assert all_of(record, tables.posts)[0].deleted_at is None


def test_a_time_without_end_stops_no_page(record: Record) -> None:
    far = datetime(2199, 12, 31, tzinfo=UTC)
    assert save(record, post(published_at=far)).new == 1
    assert due(record, NOON + HOUR) == ["1"]


def test_posts_are_due_at_each_age_and_then_no_more(record: Record) -> None:
    save(record, post())
    seen = []
    for hours in range(1, 60):
        at = NOON + hours * HOUR
        if due(record, at):
            seen.append(hours)
            save(record, at=at, visited=("1",))
    assert seen == [1, 6, 24]
    assert all_of(record, tables.visits) == []


def test_ages_that_no_run_came_at_are_skipped(record: Record) -> None:
    save(record, post())
    assert due(record, NOON + 7 * HOUR) == ["1"]
    save(record, at=NOON + 7 * HOUR, visited=("1",))
    assert due(record, NOON + 23 * HOUR) == []
    assert due(record, NOON + 24 * HOUR) == ["1"]


def test_old_withdrawn_and_unasked_for_posts_are_not_due(record: Record) -> None:
    save(record, post("old", published_at=NOON - 48 * HOUR), post("gone"))
    save(record, withdrawn=(Withdrawn("404", id="gone"),))
    save_page(record, Page((post("plain"),)), source="s", seen_at=NOON)
    assert due(record, NOON + 100 * HOUR) == []


def test_the_longest_overdue_come_first_and_no_more_than_asked_for(record: Record) -> None:
    save(record, post("later"), post("late", published_at=NOON - HOUR / 2))
    assert sorted(due(record, NOON + 9 * HOUR)) == ["late", "later"]
    assert due(record, NOON + 9 * HOUR, limit=1) == ["late"]


def test_what_is_handed_to_a_collector_is_what_the_record_holds(record: Record) -> None:
    save(
        record,
        post(thread_id="t", parent_id="p", subject="耳机", replies=3, url="https://a.example/1"),
    )
    (held,) = due_visits(record, "s", now=NOON + HOUR, limit=9)
    assert held == Held("1", "post", "https://a.example/1", "t", "p", "耳机", NOON, 3)


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(runs=st.lists(st.integers(1, 12), max_size=12))
def test_a_post_is_looked_at_again_once_for_each_age_that_a_run_follows(
    record: Record, runs: list[int]
) -> None:
    """Between two ages one visit at most, and one whenever a run came after the earlier age."""
    with record.begin() as connection:
        for table in (tables.posts, tables.visits, tables.post_versions, tables.authors):
            connection.execute(sa.delete(table))
    save(record, post())
    at, visits = NOON, []
    for hours in runs:
        at += hours * HOUR
        if due(record, at):
            visits.append(at - NOON)
            save(record, at=at, visited=("1",))
    moments = [NOON + sum(runs[: n + 1]) * HOUR - NOON for n in range(len(runs))]
    bounds = [*AGES, timedelta(days=9999)]
    expected = [
        next((moment for moment in moments if low <= moment < high), None)
        for low, high in pairwise(bounds)
    ]
    assert visits == [moment for moment in expected if moment is not None]
