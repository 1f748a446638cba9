from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.times import BEIJING
from collectors.weibo_ids import bid_of, id_of, moment_of, published_when

NOW = datetime(2024, 6, 1, 4, 0, tzinfo=UTC)
MADE = datetime(2019, 12, 19, 4, 54, 10, tzinfo=UTC)


def test_seven_digits_are_four_letters() -> None:
    # worked by hand: 44 | 0000001 | 0000062 in base 62
    assert bid_of("4400000010000062") == "I00010010"
    assert id_of("I00010010") == "4400000010000062"


@given(st.integers(10**15, 10**17 - 1))
def test_both_names_lead_to_each_other(number: int) -> None:
    bid = bid_of(str(number))
    assert bid is not None
    assert id_of(bid) == str(number)


@pytest.mark.parametrize("name", ["", "abc", "I0001 010", "文字文字文", "4.4E+15"])
def test_what_is_no_name_of_a_status_has_no_other(name: str) -> None:
    assert id_of(name) is None
    assert bid_of(name) is None


def test_an_id_carries_the_time_of_its_status() -> None:
    assert moment_of("4451195839843564", now=NOW) == MADE


@pytest.mark.parametrize("name", ["", "1000000001", "0000000000000001", "9999999999999999", "文字"])
def test_an_id_of_another_kind_or_of_the_future_carries_none(name: str) -> None:
    assert moment_of(name, now=NOW) is None


@pytest.mark.parametrize("written", ["6小时前", "12-19", "昨天 08:00", "刚刚"])
def test_a_time_that_hangs_on_the_moment_of_reading_gives_way_to_the_id(written: str) -> None:
    when = published_when(written, "4451195839843564", now=NOW, now_is_known=False)
    assert when is not None
    assert (when.moment, when.precision, when.assumed) == (MADE, "second", False)


def test_a_whole_time_stays_as_written_whatever_the_id_says() -> None:
    when = published_when("2020-01-02 03:04", "4451195839843564", now=NOW)
    assert when is not None
    assert when.moment == datetime(2020, 1, 2, 3, 4, tzinfo=BEIJING)


def test_without_a_time_in_the_id_what_hangs_on_a_guessed_moment_is_assumed() -> None:
    for known in (True, False):
        when = published_when("6小时前", "77", now=NOW, now_is_known=known)
        assert when is not None
        assert when.assumed is not known
