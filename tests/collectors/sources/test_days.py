import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from collectors.sources.settings import Days

DAYS: TypeAdapter[float] = TypeAdapter(Days)


@pytest.mark.parametrize("odd", [-1, math.inf, math.nan, 1e9, "soon"])
def test_days_that_no_calendar_counts_are_refused(odd: Any) -> None:
    with pytest.raises(ValidationError):
        DAYS.validate_python(odd)


@pytest.mark.parametrize("days", [0, 0.5, 3650])
def test_days_can_be_counted_back_from_any_date(days: float) -> None:
    begin = datetime(1970, 1, 1, tzinfo=UTC) - timedelta(days=DAYS.validate_python(days))
    assert begin <= datetime(1970, 1, 1, tzinfo=UTC)
