"""Texts in which the wording says more than the words that judge."""

from typing import Any

import pandas as pd
import pytest

from nlp.aspects import model as targets
from nlp.aspects.aspects import LEAN, shipped_aspects
from nlp.aspects.spoken import shipped_spoken
from nlp.aspects.stage import aspects
from nlp.pipeline import Pipeline
from nlp.sentiment import linear
from nlp.sentiment.model import FAST, sentiment
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words


def rows(text: str, industry: str = "general") -> list[dict[str, Any]]:
    """Return what the stages of the tagger find in one text."""
    fast, held = linear.load(FAST), shipped_aspects(industry)
    judged = aspects(held, targets.load(fast), shipped_spoken(industry, held.labels, fast))
    stages = (cleaned, language, words(), sentiment(fast), sentences(fast), judged)
    batch = pd.DataFrame({"text": [text], "brands": [[]]}, dtype="object")
    found: list[dict[str, Any]] = Pipeline(frozenset({"text", "brands"}), stages)(batch)[
        "aspects"
    ].iloc[0]
    return found


def leanings(text: str, industry: str = "general") -> dict[str, str]:
    """Return the aspects of a text with + or - where they are praised or blamed."""
    return {
        row["aspect"]: "+" if row["polarity"] >= LEAN else "-"
        for row in rows(text, industry)
        if abs(row["polarity"]) >= LEAN
    }


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("承诺七天无理由退货，结果要我出邮费", "after_sales"),
        ("宣传说是静音，实际吵得要命", "performance"),
        ("号称很耐用，可是两天就断了", "quality"),
        ("说好送货上门，让我自己去拿", "delivery"),
    ],
)
def test_a_broken_promise_is_blame(text: str, aspect: str) -> None:
    assert leanings(text)[aspect] == "-"


def test_a_promise_kept_is_no_blame() -> None:
    assert leanings("客服说是正品，质量很好")["quality"] == "+"


@pytest.mark.parametrize(
    "text", ["楼下有家便利店", "三箱送货上门", "#种草# 今天去逛街", "今天到家 #好吃不贵"]
)
def test_facts_and_hashtags_are_no_opinions(text: str) -> None:
    assert not leanings(text)


def test_words_beside_a_hashtag_count() -> None:
    assert leanings("#神仙好物# 质量真好") == {"quality": "+"}


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("颜色很正，不偏黄", "appearance"),
        ("味道不难吃", "food/taste"),
        ("洗了也不掉色", "quality"),
        ("一点都不麻烦", "convenience"),
    ],
)
def test_a_flaw_that_is_not_there_is_praise(text: str, aspect: str) -> None:
    assert {row["polarity"] >= LEAN for row in rows(text) if row["aspect"] == aspect} == {True}


@pytest.mark.parametrize("text", ["卡不卡", "会不会烫手？"])
def test_a_flaw_asked_for_is_no_praise(text: str) -> None:
    assert "+" not in leanings(text).values()


@pytest.mark.parametrize(
    ("industry", "text", "aspect", "sign"),
    [
        ("car", "汉兰达空间比途昂小", "space", "-"),
        ("car", "隔音没有朋友的雅阁好", "comfort", "-"),
        ("electronics", "续航不如小米", "battery", "-"),
        ("restaurant", "味道没有总店好", "food/taste", "-"),
        ("general", "比京东便宜", "price", "+"),
        ("restaurant", "I've had better sushi at a gas station", "food", "-"),
    ],
)
def test_comparisons_say_who_is_better(industry: str, text: str, aspect: str, sign: str) -> None:
    assert leanings(text, industry)[aspect] == sign


@pytest.mark.parametrize(
    ("industry", "text"),
    [
        ("electronics", "希望下一代能支持无线充电"),
        ("restaurant", "求推荐附近的粤菜馆"),
        ("restaurant", "有没有好吃的火锅推荐？"),
        ("general", "什么时候能便宜点？"),
    ],
)
def test_wishes_and_questions_are_no_praise(industry: str, text: str) -> None:
    assert "+" not in leanings(text, industry).values()


def test_what_is_not_as_it_should_be_is_blame() -> None:
    assert leanings("电量显示不正常", "electronics")["battery"] == "-"


def test_a_question_that_blames_is_blame() -> None:
    assert leanings("这质量也好意思卖？") == {"quality": "-"}


def test_what_broke_soon_is_blamed_among_praise() -> None:
    assert leanings("真是太好用了，用了三天就死机，给你点赞")["performance"] == "-"


def test_what_is_measured_is_named_last() -> None:
    [row] = rows("小燕耳机续航也强", "electronics")
    assert row["target"] == "耳机续航"
    assert row["aspect"].startswith("battery")


@pytest.mark.parametrize(
    ("industry", "text", "aspect", "sign"),
    [
        ("general", "nobody picks up the phone", "service", "-"),
        ("general", "staff couldn't be nicer", "service", "+"),
        ("general", "support keeps ghosting me", "service", "-"),
        ("car", "the infotainment lags badly", "equipment", "-"),
        ("electronics", "手机烫得能煎鸡蛋", "performance/cooling", "-"),
        ("restaurant", "碗里有根头发", "environment/cleanliness", "-"),
        ("general", "说是防水，洗了个手就坏了", "quality", "-"),
    ],
)
def test_wordings_that_say_what_is_judged(industry: str, text: str, aspect: str, sign: str) -> None:
    assert leanings(text, industry)[aspect] == sign


@pytest.mark.parametrize(
    ("industry", "text", "aspect"),
    [
        ("electronics", "Returned it the next day", "delivery"),
        ("electronics", "I got this in exchange for my honest review", "after_sales"),
        ("electronics", "感谢品牌方", "reputation"),
        ("general", "写好评送一份酸梅汤", "overall"),
    ],
)
def test_wordings_that_judge_nothing(industry: str, text: str, aspect: str) -> None:
    assert aspect not in leanings(text, industry)


def test_the_name_of_a_dish_holds_no_opinion() -> None:
    assert not [row for row in rows("点了小酥肉和小龙虾", "restaurant") if row["opinion"]]
