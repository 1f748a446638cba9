from pathlib import Path

import pytest

from nlp.aspects.aspects import Aspects, pole, read_aspects, shipped_aspects
from nlp.aspects.extraction import NOWHERE
from nlp.text.words import cutter

CUT = cutter()
Row = tuple[str, str, str, str]


def rows(text: str, aspects: Aspects) -> list[Row]:
    """Return aspect, target, opinion and polarity of what the words of a text judge."""
    return [
        (
            each.aspect,
            text[slice(*each.target)],
            text[slice(*each.opinion)],
            pole(each.polarity or 0.0),
        )
        for each in aspects.find(text, CUT(text))
        if each.opinion != NOWHERE
    ]


def judged(text: str, industry: str = "general") -> list[tuple[str, str]]:
    return [(row[0], row[3]) for row in rows(text, shipped_aspects(industry))]


@pytest.mark.parametrize(
    ("text", "industry", "expected"),
    [
        ("用两天就没电", "electronics", [("battery", "negative")]),
        ("排了两个小时", "restaurant", [("service/waiting", "negative")]),
        ("前台半天没人理", "hotel", [("service", "negative")]),
        ("穿了两次就开胶", "general", [("quality", "negative")]),
        ("The walls were paper thin", "hotel", [("room/noise", "negative")]),
        ("It keeps crashing", "app", [("stability", "negative")]),
    ],
)
def test_what_nothing_names_is_judged_all_the_same(
    text: str, industry: str, expected: list[tuple[str, str]]
) -> None:
    assert judged(text, industry) == expected


@pytest.mark.parametrize(
    ("text", "industry", "polarity"),
    [
        ("价格高", "general", "negative"),
        ("性价比高", "general", "positive"),
        ("电池容量大", "electronics", "positive"),
        ("风扇噪音大", "electronics", "negative"),
        ("续航时间长", "electronics", "positive"),
        ("充电时间长", "electronics", "negative"),
        ("排队时间长", "restaurant", "negative"),
        ("油耗低", "car", "positive"),
        ("配置低", "car", "negative"),
        ("battery life is short", "electronics", "negative"),
        ("lead time is short", "firm", "positive"),
    ],
)
def test_the_same_word_judges_by_what_it_measures(text: str, industry: str, polarity: str) -> None:
    assert [pole for _, pole in judged(text, industry)] == [polarity]


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("价格不便宜", "negative"),
        ("质量不好", "negative"),
        ("质量不差", "positive"),
        ("没有异味", "positive"),
        ("质量一般", "neutral"),
        ("The quality is not good", "negative"),
    ],
)
def test_a_negation_turns_a_judgement_round(text: str, polarity: str) -> None:
    assert [pole for _, pole in judged(text)] == [polarity]


def test_a_degree_makes_a_judgement_stronger_or_weaker() -> None:
    aspects = shipped_aspects()
    texts = ["做工还算好", "做工好", "做工非常好"]
    found = [aspects.find(text, CUT(text))[0].polarity or 0.0 for text in texts]
    assert found == sorted(set(found))


def test_things_in_a_row_share_one_judgement() -> None:
    expected = [("packaging", "positive"), ("quality", "positive"), ("service", "negative")]
    assert judged("包装、质量都很好，客服差") == expected


def test_a_sentence_that_turns_judges_both_sides() -> None:
    expected = [("display", "positive"), ("battery", "negative")]
    assert judged("屏幕很清晰，但是电池不耐用", "electronics") == expected
    assert judged("The screen is gorgeous but the battery is terrible", "electronics") == expected


def test_a_judgement_may_stand_before_what_it_judges() -> None:
    aspects = shipped_aspects("restaurant")
    assert rows("不错的服务", aspects) == [("service", "服务", "不错", "positive")]
    assert rows("terrible service", aspects) == [("service", "service", "terrible", "negative")]
    assert rows("很喜欢他家的牛肉", aspects) == [("food", "牛肉", "很喜欢", "positive")]


def test_a_thing_not_there_is_judged_by_whether_it_is_wanted() -> None:
    assert judged("没有停车位", "restaurant") == [("service/parking", "negative")]
    assert judged("高速上没有胎噪", "car") == [("comfort", "positive")]


def test_the_name_of_a_thing_goes_over_into_the_next_clause() -> None:
    found = rows("房间嘛，很一般。", shipped_aspects("hotel"))
    assert found == [("room", "房间", "很一般", "neutral")]


def test_a_new_sentence_begins_anew() -> None:
    assert judged("昨天买的，看了看质量。很好。") == []


def test_a_mere_mention_is_no_judgement() -> None:
    found = shipped_aspects().find("昨天问了价格", CUT("昨天问了价格"))
    assert [(each.aspect, each.opinion, each.polarity) for each in found] == [
        ("price", NOWHERE, None)
    ]


def test_a_piece_that_names_and_judges_gives_both() -> None:
    found = rows("停车难", shipped_aspects("restaurant"))
    assert found == [("service/parking", "停车", "难", "negative")]


def test_a_sign_inside_another_word_says_nothing() -> None:
    assert judged("价格让人高兴不起来的高中") == []


def test_what_a_thing_belongs_to_is_not_what_is_judged() -> None:
    found = rows("酒店的位置很好", shipped_aspects("hotel"))
    assert found == [("location", "位置", "很好", "positive")]


def test_a_word_needs_its_company(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[[aspect]]\nlabel = "amount"\n'
        'ambiguous = [{ word = "量", near = ["菜"], never = ["流量"] }]\n',
        encoding="utf-8",
    )
    own = read_aspects(path)
    assert [row[0] for row in rows("这菜的量不错", own)] == ["amount"]
    assert rows("这个量不错", own) == []
    assert rows("菜的量和流量都不错", own) == []


def test_traditional_signs_and_capitals_match() -> None:
    assert judged("質量很好") == [("quality", "positive")]
    assert judged("GREAT QUALITY") == [("quality", "positive")]


@pytest.mark.parametrize("text", ["环境里老人很开心", "快递到了，老公去拿的", "轮子偏移了一点"])
def test_a_sign_that_judges_by_itself_begins_no_other_word(text: str) -> None:
    assert judged(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "到手还没用",
        "以前没用过这类",
        "没用到几回",
        "没用几天呢",
        "担心漏水才多缠了一圈",
        "怕不合身",
    ],
)
def test_what_was_not_used_or_is_only_feared_is_not_blamed(text: str) -> None:
    assert judged(text) == []


def test_what_is_useless_is_blamed() -> None:
    assert judged("这玩意真的没用") == [("performance", "negative")]
    assert judged("没用两天就坏") == [("quality", "negative")]


@pytest.mark.parametrize(
    "text",
    [
        "笑到哭出来",
        "室友超喜欢",
        "我从小不喜欢吃香菜",
        "儿子发烧了",
        "朋友给的推荐",
        "新沙发很软",
        "水壶有点漏水",
        "塑料袋破了",
        "这部剧剧情不错",
        "期末考试加油，都很棒",
        "气得半夜睡不着",
        "账号很好记",
        "年轻人都在看",
    ],
)
def test_words_of_one_industry_say_nothing_where_it_is_not_spoken_of(text: str) -> None:
    assert judged(text) == []


def test_words_of_one_industry_count_in_its_company() -> None:
    assert judged("酒店的床很舒服") == [("room/bed", "positive")]
    assert judged("手机的音质很好") == [("sound", "positive")]


def test_a_child_is_no_side_of_a_thing_unless_it_likes_it() -> None:
    assert judged("孩子很喜欢", "baby") == [("liked_by_child", "positive")]
    assert judged("宝宝不喜欢", "baby") == [("liked_by_child", "negative")]
    assert judged("室友超喜欢", "baby") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不卡顿，不发烫", [("performance", "positive")] * 2),
        ("用到现在没有卡顿", [("performance", "positive")]),
        ("箱子里没有破损", [("packaging", "positive")]),
        ("收到没有色差", [("quality", "positive")]),
        ("水管不漏水", [("quality", "positive")]),
    ],
)
def test_a_fault_denied_is_praise(text: str, expected: list[tuple[str, str]]) -> None:
    assert judged(text) == expected


@pytest.mark.parametrize(
    ("text", "polarity"),
    [("没有广告里说的那么好吃", "negative"), ("没有朋友讲的那么难吃", "positive")],
)
def test_less_than_was_said_is_a_negation(text: str, polarity: str) -> None:
    assert [pole for _, pole in judged(text)] == [polarity]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("价格不便宜，但是值", [("price", "negative")]),
        ("噪音小，后面的橡胶圈有点松", [("performance", "positive")]),
        ("The price is great, the hinge is loose and awful", [("price", "positive")]),
        ("包装很好，看着很舒服", [("packaging", "positive")] * 2),
    ],
)
def test_a_thing_judged_is_not_judged_by_what_is_said_of_another(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert judged(text) == expected


def test_one_clause_judges_an_aspect_once() -> None:
    assert judged("真的很便宜又实惠") == [("price", "positive")]


def test_a_thing_judged_is_not_listed_as_only_named_as_well() -> None:
    text = "昨天专门去问了价格，今天价格高"
    found = shipped_aspects().find(text, CUT(text))
    assert [each.opinion != NOWHERE for each in found] == [True]
