from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report.errors import PeriodRefused
from flows.report.period import Period, moment

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, st.integers(1, 366))
def test_a_period_has_as_many_days_as_asked_and_ends_at_its_moment(
    as_of: datetime, days: int
) -> None:
    period = Period.ending(as_of, days=days)
    assert len(period.days) == days
    assert period.end == as_of
    assert period.days[-1] == (as_of - timedelta(microseconds=1)).date()


@given(MOMENTS, st.integers(1, 366))
def test_the_previous_period_is_as_long_and_ends_where_this_one_starts(
    as_of: datetime, days: int
) -> None:
    period = Period.ending(as_of, days=days)
    assert period.previous.end == period.start
    assert period.previous.end - period.previous.start == period.end - period.start


@given(MOMENTS, st.integers(1, 40))
def test_its_days_cover_it_without_gap_or_overlap(as_of: datetime, days: int) -> None:
    period = Period.ending(as_of, days=days)
    parts = [period.day(day) for day in period.days]
    assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]
    assert (parts[0].start, parts[-1].end) == (period.start, period.end)


def test_midnight_belongs_to_the_day_that_it_ends() -> None:
    period = Period.ending(datetime(2026, 11, 20, tzinfo=UTC), days=1)
    assert period.days == (date(2026, 11, 19),)


def test_other_zones_are_read_as_utc() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert moment(datetime(2026, 11, 20, 7, tzinfo=shanghai)).endswith("2026-11-19 23:00:00+00:00'")


@pytest.mark.parametrize("days", [0, -3, 367])
def test_days_that_make_no_period_are_refused(days: int) -> None:
    with pytest.raises(PeriodRefused, match="from 1 to 366"):
        Period.ending(datetime(2026, 11, 20, tzinfo=UTC), days=days)
