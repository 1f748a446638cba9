from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.profiles.demographics import BANDS, age_band


@pytest.mark.parametrize(
    ("age", "band"),
    [
        *((0, "0-6"), (5, "0-6"), (6, "6-15"), (15, "15-30"), (30, "30-45"), (59, "45-60")),
        *((60, "60-75"), (75, "75-90"), (89, "75-90"), (90, "90+"), (130, "90+")),
    ],
)
def test_the_low_end_of_a_band_is_in_it(age: int, band: str, now: datetime) -> None:
    assert age_band(pd.Series([2026 - age]), as_of=now).tolist() == [band]


@pytest.mark.parametrize("year", [None, 2027, 1895], ids=["unknown", "to come", "too old"])
def test_years_that_tell_nothing_give_no_band(year: int | None, now: datetime) -> None:
    assert age_band(pd.Series([year], dtype="Int64"), as_of=now).isna().all()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 130))
def test_every_age_has_exactly_one_band(age: int) -> None:
    as_of = pd.Timestamp("2026-03-01", tz="UTC")
    assert age_band(pd.Series([2026 - age]), as_of=as_of)[0] in BANDS
