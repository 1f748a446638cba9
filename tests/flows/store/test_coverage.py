from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from collectors.base import Page, Reach
from collectors.post import Post
from flows.store import tables
from flows.store.collected import save_page
from flows.store.coverage import ALL, Look, _dark_spans, dark_days, note_look, read_from
from flows.store.record import Record

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def look(at: datetime = NOON, **given: Any) -> Look:
    return Look("shop", at, **{"answered": True, "read_from": ALL, **given})


def failed(at: datetime) -> Look:
    return look(at, answered=False, read_from=None, error="timed out")


def rows(record: Record) -> list[Any]:
    with record.read() as connection:
        found = connection.execute(sa.select(tables.coverage).order_by(tables.coverage.c.day))
        return found.all()


def dark(record: Record) -> dict[str, float]:
    return {row.day[-2:]: row.dark_hours for row in rows(record)}


def test_looks_add_up_over_a_day(record: Record) -> None:
    note_look(record, look(NOON, new=3, changed=1))
    note_look(record, look(NOON + HOUR, answered=False, read_from=None, refused=2, error="slow"))
    note_look(record, look(NOON + 2 * HOUR, withdrawn=1, unread=True))
    (row,) = rows(record)
    assert tuple(row)[:9] == ("shop", "2026-05-13", 3, 2, 3, 1, 1, 2, 1)
    assert row.last_error == "slow"


def test_the_hours_since_the_last_answer_are_dark_until_a_look_reaches_back(record: Record) -> None:
    note_look(record, look(NOON))
    note_look(record, failed(NOON + 6 * HOUR))
    assert dark(record) == {"13": 6.0}
    note_look(record, look(NOON + 8 * HOUR, read_from=NOON + 2 * HOUR))
    assert dark(record) == {"13": 2.0}
    note_look(record, look(NOON + 9 * HOUR, read_from=NOON - HOUR))
    assert dark(record) == {"13": 0.0}


def test_days_without_a_look_are_dark_where_no_later_look_reaches(record: Record) -> None:
    note_look(record, look(NOON))
    note_look(record, look(NOON + 3 * DAY, read_from=NOON + 2 * DAY))
    assert dark(record) == {"13": 12.0, "14": 24.0, "15": 12.0, "16": 0.0}
    assert [row.asked for row in rows(record)] == [1, 0, 0, 1]


def test_a_look_that_says_nothing_of_its_reach_saw_what_came_since_the_last(record: Record) -> None:
    for at in (NOON, NOON + 5 * HOUR):
        note_look(record, look(at, read_from=None))
    assert dark(record) == {"13": 0.0}


def test_the_same_look_again_counts_once(record: Record) -> None:
    note_look(record, look(NOON, new=1))
    note_look(record, look(NOON, new=1))
    assert [(row.asked, row.new) for row in rows(record)] == [(1, 1)]


def test_the_questions_of_one_look_are_read_as_far_back_as_the_nearest() -> None:
    assert read_from([]) is None
    assert read_from([Reach(None), Reach(None)]) == ALL
    assert read_from([Reach(NOON), Reach(NOON - DAY), Reach(None)]) == NOON


def test_a_day_is_dark_for_the_trends_when_sources_of_weight_were(record: Record) -> None:
    for source, count in (("big", 19), ("small", 1)):
        said = [
            Post(source=source, id=str(n), kind="post", text="好", published_at=NOON)
            for n in range(count)
        ]
        save_page(record, Page(tuple(said)), source=source, seen_at=NOON)
    for days, source in ((0, "small"), (2, "big")):
        start = NOON + days * DAY
        note_look(record, Look(source, start, answered=True, read_from=ALL))
        note_look(record, Look(source, start + 8 * HOUR, answered=False, read_from=None))
    assert dark_days(record) == [datetime(2026, 5, 15, tzinfo=UTC)]


MOMENTS = st.integers(0, 200).map(lambda hours: NOON + hours * HOUR)
LOOKS = st.lists(
    st.tuples(MOMENTS, st.integers(0, 60)).map(
        lambda one: look(one[0], read_from=one[0] - one[1] * HOUR)
    ),
    max_size=12,
)


@given(LOOKS)
def test_an_hour_is_dark_exactly_when_no_look_read_it(looks: list[Look]) -> None:
    until = NOON + 220 * HOUR
    spans = _dark_spans(looks, since=NOON, until=until)
    for n in range(220):
        middle = NOON + n * HOUR + HOUR / 2
        seen = any(one.read_from <= middle < one.looked_at for one in looks if one.read_from)
        assert seen != any(start <= middle < end for start, end in spans)
