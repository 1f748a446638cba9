"""Retry is decided by the class of the error, in one place."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from prefect.states import Failed

import collectors.errors
import flows.errors
from flows.orchestration import worth_retrying
from flows.report.errors import FigureMismatch
from flows.settings import SettingsError
from flows.store.errors import RecordUnavailable

URL = "http://shop.example/"


@pytest.mark.parametrize(
    "error",
    [
        collectors.errors.Throttled(URL, retry_after_s=30),
        RecordUnavailable("sqlite:///record.db", reason="database is locked"),
        flows.errors.Transient("later"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_may_pass_is_tried_again(error: Exception) -> None:
    assert worth_retrying(None, None, Failed(data=error))


@pytest.mark.parametrize(
    "error",
    [SettingsError("opinionflow.toml", "is missing"), ValueError("a bug"), MemoryError()],
    ids=lambda error: type(error).__name__,
)
def test_what_will_fail_again_is_not(error: Exception) -> None:
    assert not worth_retrying(None, None, Failed(data=error))


def test_a_running_event_loop_changes_nothing() -> None:
    async def ask() -> bool:
        return worth_retrying(None, None, Failed(data=flows.errors.Transient("later")))

    # In a thread of its own: a browser test may have left a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, ask()).result()


def test_a_report_beside_new_posts_is_counted_again() -> None:
    assert issubclass(FigureMismatch, Exception)
    assert worth_retrying(None, None, Failed(data=FigureMismatch.__new__(FigureMismatch)))
