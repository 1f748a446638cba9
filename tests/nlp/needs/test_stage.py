from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.needs.file import KINDS
from nlp.needs.stage import needs
from nlp.pipeline import Pipeline
from nlp.sentiment import model
from nlp.sentiment.model import load_model
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned, way_back
from nlp.text.language import language
from nlp.text.words import words

NEEDS = needs()
FAST = load_model("fast")
TAG = Pipeline(
    given=frozenset({"text"}),
    stages=(cleaned, language, words(), model.sentiment(FAST), sentences(FAST), NEEDS),
)
BITS = [
    "给女儿买的",
    "生日礼物",
    "求推荐",
    "退了",
    "太差",
    "？",
    "，",
    " ",
    "@小明 ",
    "http://a.b ",
    "😀",
]
TEXTS = st.lists(
    st.one_of(st.none(), st.text(max_size=12), st.lists(st.sampled_from(BITS)).map("".join)),
    min_size=1,
    max_size=4,
)


def tagged(*texts: str | None) -> pd.DataFrame:
    return TAG(pd.DataFrame({"text": pd.Series(texts, dtype="object")}))[list(KINDS)]


def test_evidence_points_into_the_text_as_stored() -> None:
    text = "@商家 给女儿买的http://a.b/c生日礼物，有没有人用过？"
    row = tagged(text).iloc[0]
    shown = {
        each["label"]: text[each["start"] : each["end"]] for kind in KINDS for each in row[kind]
    }
    assert shown["occasion/birthday"] == "生日礼物"
    assert shown["for_child"] == "给女儿"
    assert shown["bought"] == "买的"
    assert shown["question"] == "有没有人"


def test_a_question_that_no_list_knows_is_told_by_its_sentence() -> None:
    [found] = tagged("@商家 这款鞋子偏大吗？")["needs"]
    assert [(each["label"], each["start"]) for each in found] == [("question", 4)]


def test_a_bad_word_about_the_seller_is_told_by_its_sentence() -> None:
    [found] = tagged("客服让人心寒，太令人气愤了")["needs"]
    assert [each["label"] for each in found] == ["complaint"]


def spoken(text: str) -> list[dict[str, Any]]:
    kind = "question" if text.endswith("？") else "statement"
    told = {"sentiment": "negative", "polarity": -0.9, "confidence": 0.9, "kind": kind}
    return [{"start": 0, "end": len(text), **told}] if text.strip() else []


def read(*texts: str | None) -> pd.DataFrame:
    batch = cleaned(pd.DataFrame({"text": pd.Series(texts, dtype="object")}))
    own = [way_back(*row).span for row in zip(texts, batch["clean"], strict=True)]
    rows = [
        [
            each | dict(zip(("start", "end"), span(each["start"], each["end"]), strict=True))
            for each in spoken(clean)
        ]
        for clean, span in zip(batch["clean"], own, strict=True)
    ]
    batch["sentences"] = pd.Series(rows, dtype="object")
    return NEEDS(batch)[list(KINDS)]


@settings(max_examples=40)
@given(TEXTS)
def test_a_text_is_read_the_same_whatever_stands_beside_it(texts: list[str | None]) -> None:
    alone = pd.concat([read(text) for text in texts], ignore_index=True)
    pd.testing.assert_frame_equal(read(*texts), alone)


@settings(max_examples=40)
@given(TEXTS)
def test_evidence_lies_within_the_text_best_first(texts: list[str | None]) -> None:
    for text, *kinds in zip(texts, *read(*texts).to_dict("list").values(), strict=True):
        for found in kinds:
            scores = [each["score"] for each in found]
            assert scores == sorted(scores, reverse=True)
            assert all(0 < score <= 1 for score in scores)
            assert all(0 <= each["start"] < each["end"] <= len(text or "") for each in found)


@pytest.mark.parametrize(
    "text", ["", "给" * 100_000, "想买" * 50_000, "a" * 100_000, "\ud800想买\x00", "?" * 9_999]
)
def test_any_text_goes_through(text: str) -> None:
    assert len(read(text)) == 1


def labels_of(text: str) -> set[str]:
    row = TAG(pd.DataFrame({"text": [text]})).iloc[0]
    return {each["label"] for kind in KINDS for each in row[kind]}


@pytest.mark.parametrize(
    "text",
    ["这个品牌怎么这么黑？", "会员怎么取消？", "你们的客服什么时候上班？", "这件质量怎么这么差？"],
)
def test_who_blames_or_asks_a_seller_is_no_buyer_to_be(text: str) -> None:
    assert not {"potential", "stage/search", "wants_to_buy"} & labels_of(text)


@pytest.mark.parametrize(
    ("text", "label", "said"),
    [
        ("店员推荐买的套餐", "wants_to_buy", False),
        ("强烈推荐买这款", "wants_to_buy", False),
        ("这个防晒搓泥", "pain_point", False),
        ("这个防晒搓泥", "complaint", True),
        ("给书房配了一盏灯", "bought", True),
        ("酒店给我们换了一间房", "bought", False),
        ("客服给我换了一个新的", "bought", False),
        ("鞋底磨穿了，得再买一双", "reason/replacement", True),
        ("打算月底买个烤箱", "potential", True),
        ("不打算买个烤箱", "potential", False),
        ("冲着做工入手的", "reason/quality", True),
        ("我家颈椎枕不错", "pain_point", False),
        ("双十二囤了四箱", "occasion/shopping_day", True),
        ("那台洗衣机一开就漏", "complaint", True),
        ("再轻一点就完美", "wish", True),
        ("The zipper arrived broken, back it goes", "left", True),
        ("Snagged one for my desk", "bought", True),
        ("Been eyeing this lamp, leaning toward the brass one", "potential", True),
    ],
)
def test_what_is_said_in_many_ways_is_understood(text: str, label: str, *, said: bool) -> None:
    assert (label in labels_of(text)) == said
