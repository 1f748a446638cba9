from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collectors.times import BEIJING, parse_time, zone_named

NOW = datetime(2024, 5, 20, 4, 30, tzinfo=UTC)  # 12:30 in Beijing


def read(written: Any, zone: Any = None) -> Any:
    when = parse_time(written, now=NOW, zone=zone)
    return when and (when.moment.isoformat()[:19], when.precision, when.assumed)


@pytest.mark.parametrize(
    ("written", "moment", "precision"),
    [
        ("Sat May 13 12:00:00 +0800 2023", "2023-05-13T04:00:00", "second"),
        ("2023-05-13T04:00:00Z", "2023-05-13T04:00:00", "second"),
        ("2023-05-13T04:00:00.123456+00:00", "2023-05-13T04:00:00", "second"),
        ("2023-05-13T12:00+08:00", "2023-05-13T04:00:00", "minute"),
        ("20230513T040000Z", "2023-05-13T04:00:00", "second"),
        ("Tue, 27 Dec 2005 13:08:54+0900", "2005-12-27T04:08:54", "second"),
        ("Wed, 22 Jan 2014 20:31:31 +0600", "2014-01-22T14:31:31", "second"),
        ("Tue, 21 Aug 2012 10:33:00 EST", "2012-08-21T15:33:00", "second"),
        ("Wed, 03 Jan 2018 13:47:00 GMT\n", "2018-01-03T13:47:00", "second"),
        ("3 Jan 18 13:47 GMT", "2018-01-03T13:47:00", "minute"),
        ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24T22:42:40", "second"),
        ("2024-03-01 10:00:00 -0500 (EST)", "2024-03-01T15:00:00", "second"),
        ("1683950400", "2023-05-13T04:00:00", "second"),
        ("1683950400000", "2023-05-13T04:00:00", "second"),
        ("1683950400000000", "2023-05-13T04:00:00", "second"),
        ("1683950400000000000", "2023-05-13T04:00:00", "second"),
        (1683950400, "2023-05-13T04:00:00", "second"),
        (1683950400.25, "2023-05-13T04:00:00", "second"),
        (999999999, "2001-09-09T01:46:39", "second"),
    ],
)
def test_a_time_with_its_zone_is_read_whatever_the_settings(
    written: Any, moment: Any, precision: Any
) -> None:
    assert read(written, ZoneInfo("America/New_York")) == (moment, precision, False)


@pytest.mark.parametrize(
    ("written", "moment", "precision"),
    [
        ("2024-8-6 22:11", "2024-08-06T14:11:00", "minute"),
        ("2020/1/10 14:33:00", "2020-01-10T06:33:00", "second"),
        ("2005-5-28 16:05:36", "2005-05-28T08:05:36", "second"),
        ("2023年5月13日 12:00", "2023-05-13T04:00:00", "minute"),
        ("2023年5月13日 下午3:05", "2023-05-13T07:05:00", "minute"),
        ("2023年5月13日星期六 12时30分15秒", "2023-05-13T04:30:15", "second"),
        ("２０２３－０５－１３　１２：００", "2023-05-13T04:00:00", "minute"),
        ("2023-05-13 9:05 PM", "2023-05-13T13:05:00", "minute"),
        ("20230513120000", "2023-05-13T04:00:00", "second"),
        ("2023.05.13", "2023-05-12T16:00:00", "day"),
        ("2023-05-13", "2023-05-12T16:00:00", "day"),
        ("20230513", "2023-05-12T16:00:00", "day"),
        ("2023年5月", "2023-04-30T16:00:00", "month"),
        ("2023-05", "2023-04-30T16:00:00", "month"),
        ("2023年", "2022-12-31T16:00:00", "year"),
        ("13.05.2023", "2023-05-12T16:00:00", "day"),
        ("August 2, 2021", "2021-08-01T16:00:00", "day"),
        ("Reviewed in the United States on August 2, 2021", "2021-08-01T16:00:00", "day"),
        ("8 April 2016", "2016-04-07T16:00:00", "day"),
        ("26 janvier 2024", "2024-01-25T16:00:00", "day"),
        ("29. Oktober 2018", "2018-10-28T16:00:00", "day"),
        ("编辑于 2023-05-13 广东", "2023-05-12T16:00:00", "day"),
        ("发布于 2023-05-13 12:00 北京", "2023-05-13T04:00:00", "minute"),
        (date(2023, 5, 13), "2023-05-12T16:00:00", "day"),
        (datetime(2023, 5, 13, 12), "2023-05-13T04:00:00", "second"),  # noqa: DTZ001  # as files have it
    ],
)
def test_a_time_without_a_zone_takes_that_of_the_source_and_says_so(
    written: Any, moment: Any, precision: Any
) -> None:
    assert read(written, BEIJING) == (moment, precision, True)


@pytest.mark.parametrize(
    ("written", "moment", "precision", "assumed"),
    [
        ("刚刚", "2024-05-20T04:30:00", "minute", False),
        ("30秒前", "2024-05-20T04:29:30", "second", False),
        ("5分钟前", "2024-05-20T04:25:00", "minute", False),
        ("半小时前", "2024-05-20T04:00:00", "hour", False),
        ("18小時前", "2024-05-19T10:30:00", "hour", False),
        ("今天 08:05", "2024-05-20T00:05:00", "minute", True),
        ("昨天 18:12", "2024-05-19T10:12:00", "minute", True),
        ("前天 下午3:00", "2024-05-18T07:00:00", "minute", True),
        ("昨天", "2024-05-18T16:00:00", "day", True),
        ("3天前", "2024-05-16T16:00:00", "day", True),
        ("2周前", "2024-05-05T16:00:00", "week", True),
        ("1个月前", "2024-04-19T16:00:00", "month", True),
        ("2年前", "2022-05-20T16:00:00", "year", True),
        ("05-13", "2024-05-12T16:00:00", "day", True),
        ("12-16", "2023-12-15T16:00:00", "day", True),
        ("5月13日 12:00", "2024-05-13T04:00:00", "minute", True),
        ("编辑于 05-13 广东", "2024-05-12T16:00:00", "day", True),
        ("2 hours ago", "2024-05-20T02:30:00", "hour", False),
        ("a week ago", "2024-05-12T16:00:00", "week", True),
        ("yesterday at 3:05 PM", "2024-05-19T07:05:00", "minute", True),
    ],
)
def test_relative_words_are_read_against_the_moment_of_fetching(
    written: Any, moment: Any, precision: Any, assumed: Any
) -> None:
    assert read(written, BEIJING) == (moment, precision, assumed)


def test_only_distances_from_now_are_marked_relative() -> None:
    relative = {
        written: parse_time(written, now=NOW).relative
        for written in ("3天前", "昨天 18:12", "2023-05-13", "05-13")
    }
    assert relative == {"3天前": True, "昨天 18:12": True, "2023-05-13": False, "05-13": False}


def test_without_a_zone_chinese_is_beijing_and_the_rest_utc() -> None:
    assert read("2023年5月13日 12:00")[0] == "2023-05-13T04:00:00"
    assert read("2023-05-13 12:00")[0] == "2023-05-13T12:00:00"


def test_daylight_saving_time_of_old_beijing_counts() -> None:
    assert read("1988-07-01 12:00", BEIJING)[0] == "1988-07-01T03:00:00"


@pytest.mark.parametrize(
    "written",
    [
        "01/02/2023", "13/05/2023", "", "  ", "soon", "2023-13-45", "2023-02-30", "25:99", "12",
        "2023-05-13 99:99", "99999999999999999999", "x" * 500, None, True, [], float("nan"),
        float("inf"), -5, 0, "赞", "9999-12-31 23:59:59 -2300", "0000-01-01",
    ],
)  # fmt: skip
def test_what_is_no_time_for_sure_is_none(written: Any) -> None:
    assert parse_time(written, now=NOW, zone=BEIJING) is None


moments = st.datetimes(
    min_value=datetime(1974, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001  # as above
    timezones=st.just(UTC),
)


@given(moments)
def test_every_machine_form_gives_the_same_moment(moment: Any) -> None:
    moment = moment.replace(microsecond=0)
    forms = [
        moment.isoformat(),
        moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        moment.strftime("%d ") + moment.ctime()[4:7] + moment.strftime(" %Y %H:%M:%S GMT"),
        moment.ctime()[:-4] + "+0000 " + str(moment.year),
        moment.strftime("%Y/%m/%d %H:%M:%S UTC"),
    ]
    if moment.timestamp() >= 1e9:
        forms += [str(int(moment.timestamp())), str(int(moment.timestamp()) * 1000)]
    read_back = {parse_time(form, now=NOW).moment for form in forms}
    assert read_back == {moment}


@given(
    st.one_of(
        st.text(max_size=60), st.from_regex(r"[0-9年月日:/. +-]{1,25}"), st.floats(), st.integers()
    )
)
@example("2023-05-13 24:00")
@example("1年前" * 3)
@example("9999年前")
@example("0001-01-01 00:00 +2300")
def test_whatever_is_written_gives_an_aware_moment_or_none(written: Any) -> None:
    when = parse_time(written, now=NOW)
    assert when is None or when.moment.utcoffset() == timedelta(0)


def test_a_zone_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="Mars/Olympus"):
        zone_named("Mars/Olympus")
