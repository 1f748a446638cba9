"""Laws of times, whatever the clock of the moment of fetching."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from collectors.times import BEIJING, parse_time

YEAR = timedelta(days=365)

clocks = st.datetimes(
    min_value=datetime(1993, 1, 2),  # noqa: DTZ001  # hypothesis adds the zone
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001  # as above
    timezones=st.just(UTC),
)


def moment_of(written: str, now: datetime, **given: Any) -> datetime:
    when = parse_time(written, now=now, **given)
    assert when is not None, written
    return when.moment


def midnight(moment: datetime) -> datetime:
    local = moment.astimezone(BEIJING)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("{}秒前", timedelta(seconds=1)),
        ("{}分钟前", timedelta(minutes=1)),
        ("{} 分鐘前", timedelta(minutes=1)),
        ("{}小时前", timedelta(hours=1)),
        ("{} minutes ago", timedelta(minutes=1)),
        ("{} hours ago", timedelta(hours=1)),
    ],
)
@given(now=clocks, number=st.integers(1, 999))
def test_a_short_distance_is_taken_off_the_clock(
    written: str, unit: timedelta, now: datetime, number: int
) -> None:
    assert moment_of(written.format(number), now) == now - number * unit


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("{}天前", timedelta(days=1)),
        ("{}周前", timedelta(weeks=1)),
        ("{}个月前", timedelta(days=30)),
        ("{}年前", timedelta(days=365)),
    ],
)
@given(now=clocks, number=st.integers(1, 20))
def test_a_long_distance_is_a_day_in_beijing(
    written: str, unit: timedelta, now: datetime, number: int
) -> None:
    read = moment_of(written.format(number), now)
    assert read == midnight(now - number * unit)


@pytest.mark.parametrize(("word", "back"), [("今天", 0), ("昨天", 1), ("前天", 2)])
@given(now=clocks, hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_a_named_day_is_that_day_in_beijing(
    word: str, back: int, now: datetime, hour: int, minute: int
) -> None:
    read = moment_of(f"{word} {hour:02}:{minute:02}", now).astimezone(BEIJING)
    day = (now.astimezone(BEIJING) - timedelta(days=back)).date()
    assert (read.date(), read.hour, read.minute) == (day, hour, minute)
    assert moment_of(word, now) == midnight(datetime(*day.timetuple()[:3], tzinfo=BEIJING))


@pytest.mark.parametrize(
    "form", ["%m-%d %H:%M", "%m月%d日 %H:%M", "编辑于 %m-%d %H:%M 广东", "发布于 %m-%d %H:%M"]
)
@given(now=clocks, back=st.integers(0, 364 * 24 * 60))
def test_a_time_without_a_year_is_the_last_one_that_is_past(
    form: str, now: datetime, back: int
) -> None:
    meant = (now - timedelta(minutes=back)).replace(second=0, microsecond=0)
    local = meant.astimezone(BEIJING)
    assume((local.month, local.day) != (2, 29))  # last year may have had none
    read = moment_of(local.strftime(form), now, zone=BEIJING)
    assert read == meant
    assert now - YEAR - timedelta(days=1) <= read <= now


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y.%m.%d %H:%M", "%Y年%m月%d日 %H:%M",
        "%Y年%m月%d日%H时%M分", "%Y-%m-%dT%H:%M", "发布于 %Y-%m-%d %H:%M 北京",
    ],
)  # fmt: skip
@given(now=clocks, meant=clocks)
def test_year_first_is_year_first_in_beijing(form: str, now: datetime, meant: datetime) -> None:
    meant = meant.replace(second=0, microsecond=0)
    local = meant.astimezone(BEIJING)
    written = local.strftime(form)
    assert moment_of(written, now, zone=BEIJING) == meant
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in written)
    assert unicodedata.normalize("NFKC", wide) == written
    assert moment_of(wide, now, zone=BEIJING) == meant


@given(now=clocks, meant=clocks, minutes=st.integers(-14 * 4, 14 * 4))
def test_an_offset_that_is_written_is_kept(now: datetime, meant: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=15 * minutes))
    meant = meant.replace(microsecond=0)
    local = meant.astimezone(zone)
    offset = local.strftime("%z")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    day, month = days[local.weekday()], months[local.month - 1]
    clock = local.strftime("%H:%M:%S")
    for written in (
        f"{day} {month} {local.day:02} {clock} {offset} {local.year}",
        f"{day}, {local.day:02} {month} {local.year} {clock} {offset}",
        f"{day}, {local.day:02} {month} {local.year} {clock}{offset}",
        local.isoformat(),
        local.isoformat(sep=" "),
    ):
        assert moment_of(written, now, zone=BEIJING) == meant


@given(now=clocks, meant=clocks, places=st.sampled_from([0, 3, 6]))
def test_digits_are_read_by_their_number(now: datetime, meant: datetime, places: int) -> None:
    meant = max(meant, datetime(2001, 9, 10, tzinfo=UTC)).replace(microsecond=0)
    seconds = int(meant.timestamp())
    for written in (str(seconds * 10**places), seconds * 10**places):
        when = parse_time(written, now=now)
        assert when
        assert (when.moment, when.precision) == (meant, "second")


@given(now=clocks, meant=clocks)
def test_a_day_alone_is_a_day_and_no_midnight_of_utc(now: datetime, meant: datetime) -> None:
    when = parse_time(meant.astimezone(BEIJING).strftime("%Y-%m-%d"), now=now, zone=BEIJING)
    assert when
    assert (when.precision, when.assumed) == ("day", True)
    assert when.moment == midnight(meant)
