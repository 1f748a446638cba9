from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.answer import Answer
from collectors.errors import Blocked, CollectorError, NotThisFormat


def answer(content: bytes) -> Answer:
    return Answer("https://a.example/x", 200, {}, content)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"\xef\xbb\xbf[1]", [1]),
        ('{"a": "好"}'.encode("utf-16"), {"a": "好"}),
        (b'"one\ntwo"', "one\ntwo"),
        (b'"\\ud83d\\ude0a"', "😊"),
        (b'{"a": ["x\\ud83d"]}', {"a": ["x\ufffd"]}),
    ],
)
def test_json_is_read_as_it_is_met(content: bytes, value: Any) -> None:
    assert answer(content).json() == value


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", Blocked),
        (b" <html>", Blocked),
        (b'{"a": ', NotThisFormat),
        (b"[" * 100_000, NotThisFormat),
    ],
)
def test_what_is_no_json_is_told(content: bytes, error: type[CollectorError]) -> None:
    with pytest.raises(error):
        answer(content).json()


@given(st.binary(max_size=60))
def test_any_bytes_are_json_or_an_error_of_ours(content: bytes) -> None:
    with suppress(CollectorError):
        answer(content).json()
