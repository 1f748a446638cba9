from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.times.within import time_within

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("posted by Ann on May 3, 2024", "2024-05-03 00:00"),
        ("第3楼 2024-05-03 12:00 来自手机", "2024-05-03 04:00"),
        ("发表于 2024-5-1 12:00 | 只看该作者", "2024-05-01 04:00"),
        ("3小时前 来自iPhone", "2024-05-20 09:00"),
        ("回复于昨天 18:12", "2024-05-19 10:12"),
        ("12-16 来自某处", "2023-12-15 16:00"),
        ("Ann · 2 days ago · 5 likes", "2024-05-18 00:00"),
        ("Reviewed in Germany on 8 April 2016 | verified", "2016-04-08 00:00"),
        ("Oktober 13, 2024 at 1:44 pm", "2024-10-13 13:44"),
    ],
)
def test_a_time_is_found_among_other_words(text: str, expected: str) -> None:
    when = time_within(text, now=NOW)
    assert when is not None
    assert f"{when.moment:%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    "text", ["", "model 10-20", "v1.2.3", "12/05/2023 5pm", "5 of 5", "call 2024-05-0312345"]
)
def test_what_names_no_time_for_sure_is_none(text: str) -> None:
    assert time_within(text, now=NOW) is None


def test_the_zone_of_the_source_is_used() -> None:
    when = time_within("on 2024-05-03 12:00", now=NOW, zone=ZoneInfo("Asia/Tokyo"))
    assert when is not None
    assert when.moment == datetime(2024, 5, 3, 3, 0, tzinfo=UTC)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_words_around_a_time_raise_nothing(before: str, after: str) -> None:
    time_within(f"{before}2024-05-03{after}", now=NOW)
    assert time_within(f"{before} 3小时前", now=NOW) is not None
