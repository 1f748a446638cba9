from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.waits import retry_after_s, spent_limit_s

WALL = datetime(2024, 5, 20, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30", 30),
        ("0", 0),
        ("1.5", 1.5),
        ("Mon, 20 May 2024 12:01:00 GMT", 60),
        ("Mon, 20 May 2024 11:00:00 GMT", 0),
        ("2024-05-20T12:01:00Z", 60),
        ("2024-05-20T12:01:00", 60),
        (f"{WALL + 60:.0f}", 60),
        (f"{(WALL + 60) * 1000:.0f}", 60),
        ("-5", 0),
        ("soon", None),
        ("nan", None),
        ("", None),
    ],
)
def test_a_wait_is_read_in_every_form(written: Any, seconds: Any) -> None:
    assert retry_after_s({"retry-after": written}, wall=WALL) == seconds


def test_a_limit_that_is_not_spent_asks_for_no_wait() -> None:
    headers = httpx.Headers({"X-RateLimit-Remaining": "12", "X-RateLimit-Reset": "300"})
    assert spent_limit_s(headers, wall=WALL) is None


def test_a_spent_limit_without_a_reset_says_nothing() -> None:
    assert spent_limit_s({"x-ratelimit-remaining": "0"}, wall=WALL) is None


@given(st.text(max_size=40))
def test_whatever_is_written_gives_a_wait_of_some_length_or_none(written: Any) -> None:
    seconds = retry_after_s({"retry-after": written}, wall=WALL)
    assert seconds is None or seconds >= 0
