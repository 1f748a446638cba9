from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from nlp.trust.copying import copied

START = datetime(2026, 5, 1, tzinfo=UTC)
Make = Callable[..., pd.DataFrame]
HALF = 0.5

LONG = "这台榨汁机用了三个月，早上打豆浆很快，就是清洗刀头的时候要小心，容易划到手。"


def codes(make: Make, *rows: tuple[str, str]) -> dict[str, str]:
    """Return the code of each post that has one; authors and texts from first to last."""
    posts = make(
        [
            {"author_key": author, "clean": text, "published_at": START + timedelta(hours=n)}
            for n, (author, text) in enumerate(rows)
        ]
    )
    found = copied(posts.sample(frac=1, random_state=1))
    return dict(zip(found["post_key"], found["code"], strict=True))


def test_the_earliest_is_no_copy_and_others_are(make: Make) -> None:
    assert codes(make, ("a", LONG), ("b", LONG)) == {"p1": "copy"}


def test_to_repeat_oneself_is_another_code(make: Make) -> None:
    assert codes(make, ("a", LONG), ("a", LONG)) == {"p1": "own_copy"}


def test_edits_make_a_near_copy(make: Make) -> None:
    edited = LONG.replace("三个月", "两个月").replace("很快", "也快")
    assert codes(make, ("a", LONG), ("b", edited)) == {"p1": "near_copy"}


def test_short_words_are_nobodys(make: Make) -> None:
    assert codes(make, ("a", "很好！"), ("b", "很好！"), ("c", "很好！")) == {}


def test_different_words_are_no_copies(make: Make) -> None:
    other = "酒店离地铁口五分钟，早餐的粥不错，隔音差了点，半夜能听见电梯。"
    assert codes(make, ("a", LONG), ("b", other)) == {}


def test_the_more_authors_the_heavier(make: Make) -> None:
    def weight(authors: str) -> float:
        rows = [{"author_key": each, "clean": LONG} for each in authors]
        return float(copied(make(rows))["weight"].max())

    assert 0.4 < weight("ab") < weight("abc") < weight("abcdef") <= 0.9


def weights(make: Make, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return how much trust the copies among posts of one author a row lose, by post."""
    found = copied(make([{"clean": LONG} | row for row in rows]))
    return dict(zip(found["post_key"], found["weight"], strict=True))


@pytest.mark.parametrize(
    ("hours", "heavy"),
    [([0, 30], 0), ([0, 2], 1), ([0, 100, 200], 2), ([0, 100, 200, 300], 3)],
    ids=["once, days later", "once, soon", "twice", "three times"],
)
def test_repeats_of_oneself_are_heavy_if_soon_or_often(
    make: Make, hours: list[int], heavy: int
) -> None:
    at = [{"author_key": "a", "published_at": START + timedelta(hours=each)} for each in hours]
    lost = weights(make, at)
    assert len(lost) == len(hours) - 1
    assert sum(weight > HALF for weight in lost.values()) == heavy


def test_one_text_of_few_accounts_within_minutes_counts_once(make: Make) -> None:
    rows = [
        {"author_key": "abc"[n % 3], "published_at": START + timedelta(seconds=40 * n)}
        for n in range(14)
    ]
    assert {key for key, lost in weights(make, rows).items() if lost > HALF} == {
        f"p{n}" for n in range(1, 14)
    }


@pytest.mark.parametrize(("size", "gone"), [(4, 0), (10, 9)])
def test_of_a_family_of_near_copies_only_the_first_counts(make: Make, size: int, gone: int) -> None:
    words = zip(
        ("豆浆", "果汁", "奶昔", "米糊", "酱料"),
        ("清洗", "拆装", "更换", "晾干", "打磨"),
        strict=True,
    )
    filled = [LONG.replace("豆浆", one).replace("清洗", other) for one, other in words]
    rows = [
        {"clean": filled[n % 5], "published_at": START + timedelta(hours=n)} for n in range(size)
    ]
    lost = weights(make, rows)
    assert lost["p0"] < HALF
    assert sum(weight > HALF for weight in lost.values()) == gone
