from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.cleaning import cleaned
from nlp.text.language import language, language_spans, languages, spans


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


NAMES = (
    *(
        "MacBook Pro 垃圾",
        "iPhone 15 Pro Max 256GB 太差了",
        "AirPods Pro 好用",
        "差评 Amazon Prime Video",
    ),
    *("ThinkPad X1 Carbon 卡死了", "thinkpad x1 carbon 卡死了", "Apple Watch Ultra 续航差"),
    *("Starbucks coffee 难喝", "PlayStation Network 崩了", "HuaWei的Mate60 Pro很好"),
)
MIXED = (
    *("The food at 海底捞 was good", "I love 火锅 so much", "THIS 茅台 COSTS TOO MUCH"),
    "We went to 北京 last summer",
)
SHORT = (
    *("Sucks!", "Total scam", "Five stars", "Fantastic customer service", "scam", "Fake.", "Trash"),
    *("Rip off 😡", "Dead battery", "Pretty decent", "Customer support rude", "fast delivery"),
)
ELSEWHERE = (
    *("No funciona", "Super bien", "Me encanta", "Producto fake", "Total desastre", "Fatal"),
    *("Super Produkt", "Alles gut", "Fake Ware", "Super mantap", "Barang jelek", "Très bien"),
    *("Service client nul", "Super blij", "Pas mal", "Molto buono", "Muito bom", "Jelek sekali"),
)


@pytest.mark.parametrize(
    ("texts", "lang"), [(NAMES, "zh"), (MIXED, "en"), (SHORT, "en")], ids=["zh", "mixed", "short"]
)
def test_names_and_short_cries_have_the_language_of_their_author(
    texts: tuple[str, ...], lang: str
) -> None:
    assert [text for text, told in zip(texts, languages(texts), strict=True) if told != lang] == []


def test_short_cries_in_other_languages_are_not_taken_for_english() -> None:
    assert [text for text in ELSEWHERE if languages([text]) == ["en"]] == []


@given(st.text("好坏差", min_size=1), st.sampled_from(["Apple Watch Ultra", "ThinkPad X Carbon"]))
def test_chinese_beside_a_name_is_chinese_wherever_it_stands(said: str, name: str) -> None:
    assert languages([f"{name} {said}", f"{said} {name}", f"{name}{said}"]) == ["zh"] * 3


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


def listed(*texts: object) -> list[list[dict[str, object]]]:
    frame = pd.DataFrame({"text": pd.Series(texts, dtype="object")})
    found: list[list[dict[str, object]]] = language_spans(language(cleaned(frame)))[
        "lang_spans"
    ].tolist()
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("物流很慢, but the quality is very good! 下次再买", ["zh", "en", "zh"]),
        ("好看 https://shop.example/the/best/of/all 推荐", ["zh"]),
        ("同意//@甲: this is what they all said", ["zh"]),
        ("不错[good][good][good]", ["zh"]),
        ("@a The battery died after two days", ["en"]),
        ("666", ["und"]),
        ("", []),
        (None, []),
    ],
)
def test_the_stage_hears_the_author_alone(text: str | None, expected: list[str]) -> None:
    assert [span["lang"] for span in listed(text)[0]] == expected


@given(st.lists(st.text(st.characters(exclude_categories=())) | st.text("好的 abc，1@/[]")))
def test_spans_of_the_stage_leave_no_gap(texts: list[str]) -> None:
    for text, found in zip(texts, listed(*texts), strict=True):
        edges = [(int(str(span["start"])), int(str(span["end"]))) for span in found]
        assert "".join(text[start:end] for start, end in edges) == text
        assert all(one["lang"] != next_["lang"] for one, next_ in pairwise(found))


def test_a_text_of_many_languages_is_soon_told() -> None:
    text = "好的 but the quality is good，" * 5000
    spans_ = listed(text)[0]
    assert spans_[-1]["end"] == len(text)
    assert len(spans_) < 200
