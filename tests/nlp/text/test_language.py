from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.language import languages, spans


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("这款手机很好用", "zh"),
        ("這家餐廳的服務很好", "zh"),
        ("iPhone 15 Pro Max 真不错", "zh"),
        ("好", "zh"),
        ("この商品はとても良いです", "ja"),
        ("スマホを買いました", "ja"),
        ("优の良品很好吃", "zh"),
        ("이 제품 정말 좋아요", "ko"),
        ("The battery died after two days", "en"),
        ("Great!", "en"),
        ("it was the battery that died, and my charger", "en"),
        ("Het is in de winkel en dat was heel goed van de baas", "nl"),
        ("not bad", "en"),
        ("La livraison était très rapide, je recommande", "fr"),
        ("Die Lieferung war leider sehr langsam", "de"),
        ("Очень хороший телефон, советую", "ru"),
        ("", "und"),
        ("666", "und"),
        ("👍👍", "und"),
        ("a", "und"),
        ("xkcd qwrt", "und"),
    ],
)
def test_the_language_is_told(text: str, lang: str) -> None:
    assert languages([text]) == [lang]


@given(st.lists(st.text(st.characters(exclude_categories=()))))
def test_a_text_has_the_same_language_in_any_company(texts: list[str]) -> None:
    assert languages(texts) == [languages([text])[0] for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("物流很慢, but the quality is very good! 下次再买", ["zh", "en", "zh"]),
        ("iPhone 15 Pro 真不错", ["zh"]),
        ("666 The battery died after two days", ["en"]),
        ("好用。この商品はとても良いです", ["ja"]),
        ("", []),
    ],
)
def test_parts_of_a_text_have_their_own_language(text: str, expected: list[str]) -> None:
    assert [span.lang for span in spans(text)] == expected


@given(st.text(st.characters(exclude_categories=())) | st.text("好的 abc，1"))
def test_spans_leave_no_gap_and_neighbours_differ(text: str) -> None:
    found = spans(text)
    assert "".join(text[span.start : span.end] for span in found) == text
    assert all(one.lang != next_.lang for one, next_ in pairwise(found))
