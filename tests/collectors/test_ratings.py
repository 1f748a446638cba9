from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.ratings import Rating, count, number, rating


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("4,5", 4.5), ("4.5", 4.5), ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,234", 1234),
        ("１２．５", 12.5), ("-1", -1), (4, 4), (4.5, 4.5), (Decimal("4.5"), 4.5), ("", None),
        ("none", None), (None, None), (True, None), (float("nan"), None), (10**400, None),
    ],
)  # fmt: skip
def test_a_number_is_read_with_either_decimal_sign(written: Any, value: Any) -> None:
    assert number(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.2万", 12_000), ("3亿", 300_000_000), ("10万+", 100_000), ("999+", 999), ("28k", 28_000),
        ("1,234", 1234), ("1.234", 1234), ("1.234.567", 1_234_567), ("２８", 28), ("赞", 0),
        ("", 0), ("1.5W", 15_000), ("3千万", 30_000_000), (17, 17), ("12次", 12), ("many", None),
        (-1, None),
        (None, None), (2**70, None), ("9" * 40, None),
    ],
)  # fmt: skip
def test_a_count_is_read_as_people_write_it(written: Any, value: Any) -> None:
    assert count(written) == value


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("4,5", Rating(4.5)),
        (3, Rating(3.0)),
        ("8/10", Rating(8.0, None, 10.0)),
        ("5.0 out of 5 stars", Rating(5.0, None, 5.0)),
        ("5,0 von 5 Sternen", Rating(5.0, None, 5.0)),
        ("★★★★☆", Rating(4.0, 1.0, 5.0)),
        ("★★★", Rating(3.0, 1.0, 5.0)),
        ("四星", Rating(4.0, 1.0, 5.0)),
        ("5星", Rating(5.0, 1.0, 5.0)),
        ("80%", Rating(80.0, 0.0, 100.0)),
        ("4分", Rating(4.0)),
        ("good", None),
        ("", None),
        (None, None),
        ([], None),
    ],
)
def test_a_rating_keeps_its_scale(written: Any, expected: Any) -> None:
    assert rating(written) == expected


@given(st.text(max_size=60) | st.integers() | st.floats() | st.from_regex(r"[0-9.,万k+/ ★]{0,30}"))
def test_whatever_is_written_gives_a_number_or_none(written: Any) -> None:
    assert number(written) is None or isinstance(number(written), float)
    assert count(written) is None or count(written) >= 0
    assert rating(written) is None or isinstance(rating(written).value, float)


@given(st.integers(0, 10**12))
def test_a_count_reads_its_own_writing(value: Any) -> None:
    assert count(str(value)) == count(f"{value:,}") == count(value) == value
