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
