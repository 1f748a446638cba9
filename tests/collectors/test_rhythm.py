from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.rhythm import LONGEST, Rhythm, fresh_for_s, stated_rhythm

moments = st.floats(1.6e9, 1.9e9).map(lambda second: datetime.fromtimestamp(second, UTC))
rhythms = st.builds(
    Rhythm,
    pause_s=st.floats(0, 1e10),
    skip_hours=st.sets(st.integers(0, 23), max_size=23).map(tuple),
    skip_days=st.sets(st.integers(0, 6), max_size=6).map(tuple),
)


@given(rhythms, moments)
def test_the_next_look_is_never_earlier_than_now_nor_later_than_a_day(
    rhythm: Rhythm, now: datetime
) -> None:
    assert now <= rhythm.next_look(now) <= now + LONGEST


@given(rhythms, moments)
def test_an_hour_that_is_skipped_is_skipped_unless_a_day_passed(
    rhythm: Rhythm, now: datetime
) -> None:
    due = rhythm.next_look(now)
    skipped = due.hour in rhythm.skip_hours or due.weekday() in rhythm.skip_days
    assert not skipped or due == now + LONGEST


def test_a_run_by_the_clock_that_comes_a_little_early_is_let_through() -> None:
    now = datetime(2024, 5, 20, 12, tzinfo=UTC)
    assert Rhythm(pause_s=3600).next_look(now) == now + timedelta(minutes=59)


@pytest.mark.parametrize(
    ("stated", "hours"),
    [
        ({"ttl": "120"}, 2),
        ({"ttl": "soon"}, 0),
        ({"ttl": "-5"}, 0),
        ({"period": "hourly"}, 1),
        ({"period": " Daily ", "frequency": "3"}, 8),
        ({"period": "daily", "frequency": "0"}, 24),
        ({"period": "fortnightly"}, 0),
        ({"ttl": "60", "period": "daily", "frequency": "12"}, 2),
        ({}, 0),
    ],
)
def test_what_a_feed_states_is_a_pause(stated: Any, hours: Any) -> None:
    assert stated_rhythm(**stated).pause_s == hours * 3600


@pytest.mark.parametrize(
    ("control", "seconds"),
    [
        ("max-age=60", 60),
        ("public, max-age=60, must-revalidate", 60),
        ("s-maxage=60", 0),
        ("no-cache, max-age=60", 0),
        ("max-age=soon", 0),
        ("", 0),
    ],
)
def test_an_answer_is_fresh_as_long_as_its_header_says(control: str, seconds: Any) -> None:
    assert fresh_for_s({"cache-control": control}) == seconds


@pytest.mark.parametrize(
    ("markup", "hours", "days"),
    [
        ("<skipHours><hour>0</hour><hour> 24 </hour><hour>x</hour></skipHours>", (0,), ()),
        ("<skipDays><day>Sunday</day><day>monday</day><day>Sun</day></skipDays>", (), (0, 6)),
        ("<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(24)) + "</skipHours>", (), ()),
        ("<skipHours><hour>3", (), ()),
    ],
)
def test_hours_and_days_to_leave_out_are_read(markup: str, hours: Any, days: Any) -> None:
    rhythm = stated_rhythm(markup=markup)
    assert (rhythm.skip_hours, rhythm.skip_days) == (hours, days)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.text(max_size=200))
def test_whatever_a_feed_states_gives_a_rhythm(
    ttl: str, period: str, frequency: str, markup: str
) -> None:
    rhythm = stated_rhythm(ttl=ttl, period=period, frequency=frequency, markup=markup)
    assert rhythm.pause_s >= 0
    assert fresh_for_s({"cache-control": ttl, "age": period}) >= 0
