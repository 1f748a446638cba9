import math
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.waits import Limit, limits, retry_after_s, spent_limit_s, spread_s

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


@pytest.mark.parametrize(
    ("headers", "limit"),
    [
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "30"}, Limit(0, 30)),
        (
            {"X-Ratelimit-Remaining": "3.0", "X-Ratelimit-Used": "97", "X-Ratelimit-Reset": "30"},
            Limit(3, 30, 100),
        ),
        (
            {
                "X-RateLimit-Limit": "300",
                "X-RateLimit-Remaining": "299",
                "X-RateLimit-Reset": "2024-05-20T12:00:30.000000Z",
            },
            Limit(299, 30, 300),
        ),
        (
            {
                "RateLimit-Limit": "100, 100;window=60",
                "RateLimit-Remaining": "7",
                "RateLimit-Reset": "30",
                "RateLimit-Policy": "100;w=60",
            },
            Limit(7, 30, 100),
        ),
        (
            {"x-rate-limit-remaining": "0", "x-rate-limit-reset": f"{WALL + 30:.0f}"},
            Limit(0, 30),
        ),
        (
            {
                "x-ratelimit-limit": "60",
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": f"{(WALL + 30) * 1000:.0f}",
            },
            Limit(0, 30, 60),
        ),
        ({"RateLimit": '"default";r=0;t=30'}, Limit(0, 30)),
        (
            {"RateLimit": '"default";r=5;t=30', "RateLimit-Policy": '"default";q=100;w=60'},
            Limit(5, 30, 100),
        ),
        ({"RateLimit": "limit=100, remaining=5, reset=30"}, Limit(5, 30, 100)),
    ],
    ids=[
        "in seconds",
        "Reddit",
        "Mastodon",
        "draft 3 to 7",
        "epoch",
        "epoch in milliseconds",
        "draft 8",
        "draft 8 with its policy",
        "draft 7 in one header",
    ],
)
def test_a_limit_is_read_in_every_form(headers: Any, limit: Any) -> None:
    assert limits(httpx.Headers(headers), wall=WALL) == [limit]


def test_of_several_limits_the_one_that_binds_longest_holds() -> None:
    headers = httpx.Headers(
        {
            "RateLimit": '"burst";r=0;t=5, "hourly";r=0;t=600, "daily";r=90;t=9000',
            "RateLimit-Policy": '"burst";q=10;w=10, "hourly";q=60;w=3600, "daily";q=1000;w=86400',
        }
    )
    assert spent_limit_s(headers, wall=WALL) == 600
    assert spread_s(headers, wall=WALL) == 100


@pytest.mark.parametrize(("remaining", "pause"), [("0", 0), ("1", 60), ("5", 12), ("10", 0)])
def test_what_little_is_left_is_spread(remaining: Any, pause: Any) -> None:
    headers = {
        "x-ratelimit-limit": "100",
        "x-ratelimit-remaining": remaining,
        "x-ratelimit-reset": "60",
    }
    assert spread_s(headers, wall=WALL) == pause


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (b'{"errors": ["slow"], "extras": {"wait_seconds": 7}}', 7),
        (b'{"extras": {"wait_seconds": "7.5"}}', 7.5),
        (b'{"extras": {"wait_seconds": -7}}', 0),
        (b'{"extras": {"wait_seconds": null}}', None),
        (b'{"extras": []}', None),
        (b'{"extras": {"wait_seconds"', None),
        (b"[]", None),
        (b"\xff", None),
    ],
)
def test_a_wait_may_stand_in_the_body(body: Any, seconds: Any) -> None:
    assert retry_after_s({}, wall=WALL, body=body) == seconds


def test_a_header_goes_before_the_body() -> None:
    body = b'{"extras": {"wait_seconds": 7}}'
    assert retry_after_s({"retry-after": "3"}, wall=WALL, body=body) == 3


NUMBERS = st.one_of(
    st.integers(-10, 10**16).map(str),
    st.floats().map(str),
    st.datetimes().map(datetime.isoformat),
    st.text(max_size=20),
)
NAMES = st.sampled_from(
    ["x-ratelimit-", "ratelimit-", "x-rate-limit-"],
).flatmap(lambda p: st.sampled_from([f"{p}{n}" for n in ("limit", "remaining", "reset", "used")]))
SETS = st.dictionaries(NAMES | st.sampled_from(["retry-after", "ratelimit"]), NUMBERS)


@given(SETS, st.binary(max_size=40))
def test_whatever_headers_say_gives_waits_that_can_be_kept(headers: Any, body: bytes) -> None:
    for wait in (
        retry_after_s(headers, wall=WALL, body=body),
        spent_limit_s(headers, wall=WALL),
        spread_s(headers, wall=WALL),
    ):
        assert wait is None or 0 <= wait < math.inf


@given(st.integers(0, 10**7), st.sampled_from(["plain", "epoch", "milliseconds", "ISO", "HTTP"]))
def test_one_wait_reads_the_same_in_all_forms(seconds: int, form: Any) -> None:
    moment = datetime.fromtimestamp(WALL + seconds, UTC)
    written = {
        "plain": str(seconds),
        "epoch": f"{WALL + seconds:.0f}",
        "milliseconds": f"{(WALL + seconds) * 1000:.0f}",
        "ISO": moment.isoformat(),
        "HTTP": format_datetime(moment, usegmt=True),
    }[form]
    assert retry_after_s({"retry-after": written}, wall=WALL) == seconds


@given(st.text(max_size=40))
def test_whatever_is_written_gives_a_wait_of_some_length_or_none(written: Any) -> None:
    seconds = retry_after_s({"retry-after": written}, wall=WALL)
    assert seconds is None or seconds >= 0
