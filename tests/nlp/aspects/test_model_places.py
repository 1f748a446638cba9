"""Which characters stand around a place."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.aspects.model_places import STRETCHES, stretches


def around(text: str, target: str, lang: str = "zh", *, before: str = "") -> dict[str, str]:
    start = text.index(target)
    found = stretches(
        [before, text],
        lang,
        owners=np.array([1]),
        starts=np.array([start]),
        ends=np.array([start + len(target)]),
    )
    whole = before + text
    return {
        name: whole[int(low[0]) : int(high[0])]
        for name, low, high in zip(STRETCHES, *found, strict=True)
    }


def test_a_clause_ends_at_its_mark() -> None:
    found = around("屏幕很好，可是电池不太耐用，别的没什么", "电池", before="无关。")
    assert found["target"] == "电池"
    assert found["left"] == "可是"
    assert found["right"] == "不太耐用，"
    assert found["clause"] == "可是电池不太耐用，"
    assert found["last"] == "屏幕很好，"
    assert found["next"] == "别的没什么"
    assert found["all"] == "屏幕很好，可是电池不太耐用，别的没什么"


def test_near_characters_stay_in_the_clause() -> None:
    found = around("好，我觉得这一次买的电池真的是非常不耐用，差", "电池")
    assert found["before"] == "得这一次买的"
    assert found["behind"] == "真的是非常不"


def test_english_turns_at_but() -> None:
    found = around("The screen is fine but the battery dies at 3.5 hours", "battery", "en")
    assert found["clause"] == "but the battery dies at 3.5 hours"
    assert found["last"] == "The screen is fine "


@pytest.mark.parametrize("text", ["好", "，好，", "。。好"])
def test_what_is_not_there_is_empty(text: str) -> None:
    found = around(text, "好", before="前面的话")
    assert found["left"] == ""
    assert found["last"].strip("，。") == ""


@given(st.text(max_size=20), st.text(min_size=1, max_size=20), st.data())
@settings(max_examples=80)
def test_no_stretch_leaves_its_text(before: str, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    place = {"owners": np.array([1]), "starts": np.array([start]), "ends": np.array([end])}
    for lang in ("zh", "en"):
        low, high = stretches([before, text, before], lang, **place)
        assert (low <= high).all()
        assert (low >= len(before)).all()
        assert (high <= len(before) + len(text)).all()
