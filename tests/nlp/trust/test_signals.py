from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from nlp.text.cleaning import cleaned
from nlp.trust.signals import of_texts, score, signals, trusted
from nlp.trust.stage import trust

START = datetime(2026, 5, 1, tzinfo=UTC)
Make = Callable[..., pd.DataFrame]

LONG = "露营椅坐了两天，靠背够高，收起来比想的小，就是右边的螺丝松过一次。"


def rows(make: Make) -> pd.DataFrame:
    liar = {"clean": "质量太差，用一次就坏", "rating": 5.0, "polarity": -0.9}
    later = {"clean": LONG, "published_at": START + timedelta(hours=2)}
    return make([{"clean": LONG}, later, liar, {"clean": "今天风很大"}])


def test_the_order_of_posts_changes_nothing(make: Make) -> None:
    posts = rows(make)
    shuffled = signals(posts.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(signals(posts), shuffled)


def test_each_post_has_its_own_codes(make: Make) -> None:
    found = signals(rows(make))
    assert dict(zip(found["post_key"], found["code"], strict=True)) == {
        "p1": "copy",
        "p2": "rating_disagrees",
    }


def test_no_posts_have_no_signals(make: Make) -> None:
    assert signals(rows(make).iloc[:0]).empty


def test_a_score_is_the_product_over_codes_and_one_without(make: Make) -> None:
    found = pd.DataFrame(
        {"post_key": ["x", "x", "x"], "code": ["burst", "copy", "copy"], "weight": [0.5, 0.4, 0.2]}
    ).assign(detail="")
    scores = score(["x", "y"], found)
    assert scores["score"].tolist() == [0.3, 1.0]
    assert [each["code"] for each in scores.loc[0, "reasons"]] == ["burst", "copy"]
    assert trusted(scores).tolist() == [False, True]
    assert trusted(scores, least=0.3).tolist() == [True, True]


def test_reasons_of_texts_are_signals_too() -> None:
    posts = pd.DataFrame({"post_key": ["x"], "text": ["@小红 需要的加微信"]})
    found = of_texts(trust()(cleaned(posts)))
    assert found[["code", "detail"]].to_numpy().tolist() == [["contact", "加微信"]]


def test_posts_of_nobody_and_of_no_time_go_through(make: Make) -> None:
    nobody = {"author_key": None, "published_at": None, "clean": LONG}
    found = signals(
        make([nobody, nobody, {"clean": ""}, {"clean": "", "brands": [{"label": "甲"}]}])
    )
    assert found["code"].tolist() == ["copy"]


@pytest.mark.parametrize("year", [1, 1600, 9999])
def test_a_post_of_an_odd_year_goes_through(make: Make, year: int) -> None:
    odd = {"published_at": datetime(year, 12, 31, 5, 6, 7, tzinfo=UTC), "brands": [{"label": "甲"}]}
    posts = pd.concat([rows(make), make([odd]).assign(post_key="odd")], ignore_index=True)
    assert {"copy", "rating_disagrees"} <= set(signals(posts)["code"])
