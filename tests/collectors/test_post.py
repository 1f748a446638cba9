from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from collectors.post import LONGEST_ID, Post
from collectors.times import parse_time

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
REFERENCES = ("author_id", "parent_id", "thread_id", "repost_of")


def post(**said: Any) -> Post:
    return Post(**{"source": "shop", "id": "7", "kind": "review", "text": "Good", **said})


@given(st.text(alphabet="\x00\x07\x1f\x7f\x9f\n a7新", min_size=1, max_size=12))
def test_ids_lose_control_characters_and_outer_blanks(written: str) -> None:
    bare = "".join(one for one in written if one.isprintable()).strip()
    told = post(**dict.fromkeys(REFERENCES, written))
    assert {getattr(told, name) for name in REFERENCES} == {bare or None}
    if bare:
        assert post(id=written).id == bare


@pytest.mark.parametrize("written", ["", " ", "\x00", "\n\t", "x" * (LONGEST_ID + 1)])
def test_what_names_nothing_or_never_ends_is_no_id(written: str) -> None:
    with pytest.raises(ValidationError):
        post(id=written)


def test_the_longest_id_is_one() -> None:
    assert len(post(id="x" * LONGEST_ID).id) == LONGEST_ID


@pytest.mark.parametrize("name", ["published_at", "edited_at", "deleted_at"])
@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_no_post_is_of_another_age(name: str, year: int) -> None:
    for hours in (-14, 0, 14):
        zone = timezone(timedelta(hours=hours))
        with pytest.raises(ValidationError):
            post(**{name: datetime(year, 6, 1, tzinfo=zone)})


@pytest.mark.parametrize(
    "written",
    [
        *("9999-12-31", "0001-01-01", "1850-05-01 10:00", "2201-01-01T00:00:00Z", "31 Dec 9998"),
        datetime(9999, 12, 31, tzinfo=UTC),
    ],
)
def test_a_time_of_another_age_is_unknown(written: Any) -> None:
    assert parse_time(written, now=NOW) is None


def test_years_within_are_read() -> None:
    read = [parse_time(f"{year}-06-01", now=NOW) for year in (1900, 1969, 2200, 2201)]
    assert [when and when.moment.year for when in read] == [1900, 1969, 2200, None]
