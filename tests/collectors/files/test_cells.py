import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.files.cells import identifier, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (7.0, "7"),
        ("7.0", "7"),
        ("5034567890123456.0", "5034567890123456"),
        (" 12\t", "12"),
        ("1.2.0", "1.2.0"),
        ("1e12345678901234", "1e12345678901234"),
        ("", None),
        (None, None),
    ],
)
def test_an_id_is_text_whatever_a_table_made_of_it(value: Any, text: str | None) -> None:
    assert identifier(value, "id") == text


@pytest.mark.parametrize(
    "value",
    ["4.5E+15", "4,5E15", "5.034567890123456e+15", "50345678901234567.0", 1e22, math.inf, 1.5],
)
def test_an_id_that_was_rounded_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"id .* was rounded by a spreadsheet; export it again"):
        identifier(value, "id")


@settings(deadline=None)
@given(st.integers(0, 2**53 - 1))
def test_a_whole_number_that_went_through_a_column_with_gaps_is_the_same_id(number: int) -> None:
    assert identifier(float(number), "id") == identifier(f"{number}.0", "id") == str(number)


@pytest.mark.parametrize("value", ["", " ", "N/A", "-", "NaN", "无", math.nan, [], {}, None])
def test_all_ways_of_writing_nothing_are_nothing(value: Any) -> None:
    assert plain(value) is None
