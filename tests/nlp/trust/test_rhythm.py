import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from nlp.trust.rhythm import rhythms

START = datetime(2026, 5, 1, tzinfo=UTC)
Make = Callable[..., pd.DataFrame]


def codes(make: Make, steps: list[float], *others: dict[str, Any]) -> set[str]:
    at, rows = START + timedelta(hours=1), []
    for step in steps:
        at += timedelta(seconds=step)
        rows.append({"author_key": "one", "published_at": at})
    return set(rhythms(make([*rows, *others]))["code"])


def by_chance(mean: float, count: int = 40) -> list[float]:
    rng = random.Random(1)
    return [rng.expovariate(1 / mean) + 31 for _ in range(count)]


def test_posts_at_even_intervals_are_a_machines(make: Make) -> None:
    rng = random.Random(1)
    steps = [rng.uniform(3550, 3650) for _ in range(12)] + [43_000.0]
    assert codes(make, steps * 3) == {"even_intervals"}


def test_who_never_pauses_does_not_sleep(make: Make) -> None:
    assert "sleepless" in codes(make, [*by_chance(2400, 80)])


def test_people_who_write_by_day_have_no_rhythm(make: Make) -> None:
    days = [[*by_chance(5000, 6), 40_000.0 + 1000 * day] for day in range(6)]
    assert codes(make, [step for day in days for step in day]) == set()


@pytest.mark.parametrize("count", [3, 11])
def test_few_posts_have_no_rhythm(make: Make, count: int) -> None:
    assert codes(make, [3600.0] * count) == set()


def test_the_same_second_each_time_is_a_schedule(make: Make) -> None:
    others = [
        {"author_key": f"b{n}", "published_at": START + timedelta(seconds=n * 1001)}
        for n in range(1, 200)
    ]
    steps = [round(step / 60) * 60.0 for step in by_chance(50_000, 20)]
    assert "same_second" in codes(make, steps, *others)


def test_seconds_say_nothing_where_a_source_gives_minutes(make: Make) -> None:
    others = [
        {"author_key": f"b{n}", "published_at": START + timedelta(minutes=n * 17)}
        for n in range(1, 200)
    ]
    steps = [round(step / 60) * 60.0 for step in by_chance(50_000, 20)]
    assert "same_second" not in codes(make, steps, *others)


def test_days_without_a_time_are_no_rhythm(make: Make) -> None:
    days = [{"author_key": "one", "published_at": START + timedelta(n)} for n in range(30)]
    assert rhythms(make(days)).empty


@pytest.mark.parametrize("year", [1, 1600, 9999])
def test_a_post_of_an_odd_year_hides_no_rhythm(make: Make, year: int) -> None:
    odd = {"author_key": "two", "published_at": datetime(year, 12, 30, 5, 6, 7, tzinfo=UTC)}
    assert "sleepless" in codes(make, by_chance(2400, 80), odd)


def test_times_that_are_said_to_be_days_are_no_rhythm(make: Make) -> None:
    days = [{"author_key": "one", "published_at": START + timedelta(n, 57_600)} for n in range(30)]
    posts = make(days)
    assert "even_intervals" in set(rhythms(posts)["code"])
    assert rhythms(posts.assign(published_precision="day")).empty
