import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.weibo_ids import bid_of, id_of


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
