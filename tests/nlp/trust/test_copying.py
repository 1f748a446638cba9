from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pandas as pd

from nlp.trust.copying import copied

START = datetime(2026, 5, 1, tzinfo=UTC)
Make = Callable[..., pd.DataFrame]

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
