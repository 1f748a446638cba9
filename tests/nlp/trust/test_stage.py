from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.pipeline import Pipeline
from nlp.text.cleaning import cleaned
from nlp.trust.stage import combined, trust

READ = Pipeline(frozenset({"text"}), (cleaned, trust()))

# Any text, and what the rules look for, in any order.
PIECES = st.sampled_from(
    ["领券", "点击链接", "本店", "亲，", "好评返现", "好", "https://a.cn/b", "@某人 ", "\ud800"]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES | st.text(max_size=4)).map("".join))


def judged(*texts: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = READ(pd.DataFrame({"text": pd.Series(texts, dtype="object")}))[
        "trust"
    ].tolist()
    return found


def test_a_plain_text_is_trusted_wholly() -> None:
    assert judged("电池很耐用，屏幕也清楚") == [{"score": 1.0, "reasons": []}]


def test_reasons_say_where_in_the_text_as_stored() -> None:
    text = "@小明 看这里 https://a.cn/x 好评返现五元"
    (reason,) = judged(text)[0]["reasons"]
    assert (reason["code"], text[reason["start"] : reason["end"]]) == ("incentive", "好评返现五元")


def test_several_reasons_leave_the_product_of_what_each_leaves() -> None:
    (found,) = judged("需要的加微信，一手货源")
    assert {each["code"] for each in found["reasons"]} == {"contact", "promotion"}
    assert found["score"] == combined([each["weight"] for each in found["reasons"]])


def test_a_web_address_counts_as_a_hint() -> None:
    words = "今天限时包邮"
    alone, linked = judged(words, f"{words} https://a.cn/x")
    assert not alone["reasons"]
    assert [each["code"] for each in linked["reasons"]] == ["promotion"]


@pytest.mark.parametrize(
    ("plain", "other"), [("点击链接领券", "點擊鏈接領券"), ("use my code", "USE MY CODE")]
)
def test_traditional_signs_and_capitals_are_the_same(plain: str, other: str) -> None:
    first, second = judged(plain, other)
    assert first == second
    assert first["reasons"]


@pytest.mark.parametrize("text", [None, "", "好" * 100_000, "\ud800", "\x00" * 50, "👍🏽" * 40])
def test_any_text_goes_through(text: str | None) -> None:
    assert 0 <= judged(text)[0]["score"] <= 1


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS, max_size=6))
def test_a_text_is_judged_the_same_whatever_stands_beside_it(texts: list[str]) -> None:
    assert judged(*texts) == [judged(text)[0] for text in texts]


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_evidence_lies_within_the_text_and_each_code_comes_once(text: str) -> None:
    (found,) = judged(text)
    assert all(0 <= each["start"] < each["end"] <= len(text) for each in found["reasons"])
    codes = [each["code"] for each in found["reasons"]]
    assert len(codes) == len(set(codes))


@given(st.lists(st.floats(0, 1), max_size=8))
def test_more_reasons_never_raise_the_score(weights: list[float]) -> None:
    scores = [combined(weights[:count]) for count in range(len(weights) + 1)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1
