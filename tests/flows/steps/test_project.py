"""The moment that figures speak of."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.settings import SettingsError, load_settings
from flows.steps import project
from flows.steps.project import end_of_day, moment_of, tagger_recipe

MOMENTS = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    datetime(2100, 1, 1),  # noqa: DTZ001  # the same
    timezones=st.just(UTC),
)


@given(MOMENTS)
def test_the_end_of_a_day_is_the_same_all_day_and_ahead(now: datetime) -> None:
    end = end_of_day(now)
    assert now < end <= now + timedelta(days=1)
    assert end_of_day(end - timedelta(microseconds=1)) == end


@pytest.mark.parametrize(
    ("base", "industry"), [("car", "car"), ("general", "hotel"), ("", "hotel")]
)
def test_own_aspects_bring_the_trained_categories_of_their_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str, industry: str
) -> None:
    asked = []
    monkeypatch.setattr(project, "tagger", lambda **given: asked.append(given["industry"]))
    (tmp_path / "own.toml").write_text(f'base = "{base}"\n', "utf-8")
    (tmp_path / "opinionflow.toml").write_text(
        '[tag]\nmodel = "fast"\nindustry = "hotel"\n[files]\naspects = "own.toml"\n', "utf-8"
    )
    tagger_recipe(load_settings(tmp_path)).build()
    assert asked == [industry]


def test_a_moment_without_a_zone_is_utc() -> None:
    naive = datetime(2026, 11, 21)  # noqa: DTZ001  # as the command line gives it
    assert moment_of(naive) == datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize("year", [1, 1989, 2201, 9999])
def test_a_moment_out_of_reach_is_named(year: int) -> None:
    with pytest.raises(SettingsError, match="outside of 1990 to 2200"):
        moment_of(datetime(year, 1, 1, tzinfo=UTC))
