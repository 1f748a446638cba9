from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from collectors.ratings import count
from collectors.times import parse_time

NOW = datetime(2024, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize("huge", [10**400, -(10**400), 1e300, float("inf"), float("nan")])
def test_a_number_beyond_all_measure_is_neither_a_time_nor_a_count(huge: Any) -> None:
    assert parse_time(huge, now=NOW) is None
    assert count(huge) is None


@pytest.mark.parametrize("name", ["Infinity", "NaN"])
def test_a_decimal_that_is_no_number_is_no_count(name: str) -> None:
    assert count(Decimal(name)) is None
