from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from nlp.trust.bursts import bursts, surges

START = datetime(2026, 5, 1, tzinfo=UTC)
Make = Callable[..., pd.DataFrame]


def posts(author: str, days: dict[int, int]) -> list[dict[str, Any]]:
    """Return so many posts of the author on each day, an hour and a bit apart."""
    return [
        {"author_key": author, "published_at": START + timedelta(day, 600 + 4000 * n)}
        for day, count in days.items()
        for n in range(count)
    ]


CROWD = [row for n in range(40) for row in posts(f"c{n}", {n: 1, (n * 7) % 40: 1})]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ({5: 15}, 15),
        ({5: 7}, 0),
        ({5: 4, 9: 1, 30: 15}, 15),
        (dict.fromkeys(range(40), 15), 0),
    ],
    ids=["all at once", "too few", "far above the own usual", "as much every day"],
)
def test_a_burst_is_more_than_usual(make: Make, days: dict[int, int], found: int) -> None:
    assert len(bursts(make([*CROWD, *posts("one", days)]))) == found


def test_where_only_days_are_told_no_hour_is_a_burst(make: Make) -> None:
    counts = [(day, 8 if day == 5 else 4) for day in range(40)]
    at = [START + timedelta(day, 57_600) for day, count in counts for _ in range(count)]
    posts = make([*CROWD, *({"author_key": "one", "published_at": when} for when in at)])
    assert len(bursts(posts)) == 8
    assert bursts(posts.assign(published_precision="day")).empty


def test_posts_of_nobody_known_are_no_burst(make: Make) -> None:
    rows = [row | {"author_key": None} for row in posts("one", {5: 18})]
    assert bursts(make([*CROWD, *rows])).empty


def praise(day: int, count: int, *, each: int, brand: str = "曜桐") -> list[dict[str, Any]]:
    """Return praise on a day by `count` authors, each of whom writes `each` posts in all."""
    rows = []
    for n in range(count):
        row = {"author_key": f"s{day}-{n}", "polarity": 0.8, "brands": [{"label": brand}]}
        at = START + timedelta(day, 60 * n)
        rows += [row | {"published_at": at + timedelta(more)} for more in range(each)]
    return rows


def usual(each: int) -> list[dict[str, Any]]:
    return [row for day in range(40) for row in praise(day * 5, 2, each=each)]


def test_new_names_who_praise_one_brand_on_one_day_are_a_surge(make: Make) -> None:
    found = surges(make([*usual(each=2), *praise(300, 15, each=1)]))
    assert len(found) == 15


def test_a_launch_that_known_authors_talk_of_as_well_is_no_surge(make: Make) -> None:
    newcomers = [row for day in range(40) for row in praise(day * 5 + 1, 1, each=1)]
    talk = [*praise(300, 12, each=1), *praise(299, 60, each=2)]
    assert surges(make([*usual(each=2), *newcomers, *talk])).empty


def test_where_everybody_writes_once_that_is_no_sign(make: Make) -> None:
    shop = [row for day in range(200) for row in praise(day, 3, each=1)]
    assert surges(make([*shop, *praise(300, 12, each=1)])).empty
