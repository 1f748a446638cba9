from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nlp.aspects.aspects import LEAN, Aspects, pole, shipped_aspects
from nlp.aspects.polarity import TargetPolarity
from nlp.aspects.stage import MENTION, aspects
from nlp.text.cleaning import cleaned
from nlp.text.words import words

GENERAL = shipped_aspects()
CUT = words()
HAN = ["价格", "质量", "不", "很", "好", "贵", "高", "，", "。", "和", "、", "排了两个小时", "的"]
OTHER = ["@某人 ", "http://t.cn/a ", "\ud800", "service", " was ", "not ", "great", "\u200b", "😀"]
PIECES = st.sampled_from([*HAN, *OTHER, "\n"])
TEXTS = st.lists(PIECES).map("".join) | st.text(max_size=30)


class Fixed:
    """Says the same of every place, and keeps what it was asked."""

    version = "1"

    def __init__(self, said: float) -> None:
        self.said = said
        self.places: list[tuple[int, int, int]] = []

    def predict(  # noqa: PLR0913
        self,
        texts: Sequence[str],
        *,
        words: Sequence[Sequence[str]],
        langs: Sequence[str],
        owners: NDArray[np.int64],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> NDArray[np.float64]:
        assert len(texts) == len(words) == len(langs)
        self.places = list(zip(owners.tolist(), starts.tolist(), ends.tolist(), strict=True))
        return np.full(len(owners), self.said)


def tagged(  # noqa: PLR0913  # one argument for each thing that a test varies
    texts: Sequence[str | None],
    *,
    polarity: float = 0.0,
    kind: str = "statement",
    model: TargetPolarity | None = None,
    taxonomy: Aspects = GENERAL,
    brands: Sequence[str] = (),
    langs: Sequence[str] | str = "zh",
) -> list[list[dict[str, Any]]]:
    """Return the column `aspects`, each text one sentence of that polarity and kind."""
    batch = CUT(cleaned(pd.DataFrame({"text": list(texts)}, dtype="object")))
    whole = {"start": 0, "sentiment": "neutral", "polarity": polarity, "kind": kind}
    rows = [[{**whole, "end": len(text)}] if text else [] for text in texts]
    named = [[_mention(text, name) for name in brands if name in text] for text in map(str, texts)]
    batch = batch.assign(brands=pd.Series(named, index=batch.index, dtype="object"))
    batch = batch.assign(lang=langs, sentences=pd.Series(rows, index=batch.index, dtype="object"))
    found: list[list[dict[str, Any]]] = aspects(taxonomy, model)(batch)["aspects"].tolist()
    return found


def _mention(text: str, name: str) -> dict[str, Any]:
    return {"label": name, "start": text.index(name), "end": text.index(name) + len(name)}


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("Lark Service never let me down, great", "Lark Service", []),
        ("给好孩子投一票", "好孩子", []),
        ("@某人 质量价格这个牌子的客服好", "质量价格", ["客服"]),
        ("好孩子质量很差", "好孩子", ["质量"]),
    ],
)
def test_words_of_a_name_judge_nothing_and_are_not_judged(
    text: str, name: str, left: list[str]
) -> None:
    assert [row["target"] for row in tagged([text], brands=[name])[0]] == left


def test_offsets_are_into_the_text_as_stored() -> None:
    text = "@某人 今天买的，质量真的很差 http://t.cn/a 客服好"
    first, second = tagged([text])[0]
    assert text[first["start"] : first["end"]] == "质量真的很差"
    assert (first["target"], first["opinion"]) == ("质量", "真的很差")
    assert text[second["start"] : second["end"]] == "客服好"


def test_the_evidence_holds_target_and_opinion_in_either_order() -> None:
    text = "很好的质量"
    [row] = tagged([text])[0]
    assert text[row["start"] : row["end"]] == text
    assert (row["target"], row["opinion"]) == ("质量", "很好")


def test_where_the_words_do_not_say_the_sentence_does() -> None:
    assert [row["polarity"] for row in tagged(["盒子大"], polarity=-0.7)[0]] == [-0.7]


def test_the_sentence_has_a_quarter_of_the_say_where_words_speak() -> None:
    [row] = tagged(["质量好"], polarity=-1.0)[0]
    assert row["polarity"] == pytest.approx(0.75 * 0.8 - 0.25)


def test_a_model_is_asked_about_chinese_texts_alone() -> None:
    texts, model = ["great service", "说得过去", "质量好"], Fixed(0.0)
    one, _, other = tagged(texts, model=model, langs=["en", "zh", "zh"])
    assert [owner for owner, _, _ in model.places] == [2]
    assert one == tagged(texts[:1], langs="en")[0] != []
    assert other == tagged(texts[2:], model=model)[0] != tagged(texts[2:])[0]


@pytest.mark.parametrize(("polarity", "count"), [(MENTION, 1), (-MENTION, 1), (MENTION - 0.1, 0)])
def test_a_mention_is_a_row_in_a_sentence_of_much_polarity(polarity: float, count: int) -> None:
    found = tagged(["说说他们的包装"], polarity=polarity)[0]
    assert [(row["opinion"], row["polarity"]) for row in found] == [("", polarity)] * count


def test_a_thing_of_many_sides_is_never_judged_by_a_mere_mention() -> None:
    assert tagged(["说说这家店"], polarity=-1.0) == [[]]


@pytest.mark.parametrize("kind", ["question", "wish"])
def test_what_is_only_asked_or_wished_for_is_no_opinion(kind: str) -> None:
    assert tagged(["质量好"], kind=kind) == [[]]
    assert len(tagged(["质量差"], kind=kind, polarity=-0.8)[0]) == 1


def test_a_wish_leaves_the_praise_before_it() -> None:
    [rows] = tagged(["质量很好希望以后能便宜点"], kind="wish", polarity=0.8)
    assert [row["aspect"] for row in rows] == ["quality"]


def test_a_wish_praises_nothing_and_a_question_only_if_it_asks_nothing() -> None:
    assert tagged(["质量好"], kind="wish", polarity=0.8) == [[]]
    assert len(tagged(["质量好"], kind="question", polarity=0.8)[0]) == 1


def test_a_question_judges_only_where_it_reproaches() -> None:
    assert tagged(["这衣服会起球吗？"], polarity=-0.5, kind="question") == [[]]
    assert tagged(["做工这么粗糙也敢卖？"], polarity=-0.85, kind="question") != [[]]


@pytest.mark.parametrize(
    ("text", "said"), [("面料不起球", -1.0), ("用着没有卡顿", -1.0), ("包装太差", 1.0)]
)
def test_a_model_never_turns_what_words_say_clearly(text: str, said: float) -> None:
    [row] = tagged([text], polarity=said, model=Fixed(said))[0]
    assert row["polarity"] == pytest.approx(-said * LEAN)


def test_a_model_that_is_sure_turns_what_words_say_plainly() -> None:
    [row] = tagged(["质量好"], model=Fixed(-1.0))[0]
    assert row["polarity"] == pytest.approx(0.4 * 0.8 - 0.6)
    [row] = tagged(["质量好"], model=Fixed(-0.3))[0]
    assert row["polarity"] > 0


def test_a_model_is_asked_about_the_name_or_the_words_that_judge() -> None:
    model = Fixed(-1.0)
    found = tagged(["没了", "质量好，不便宜"], model=model)
    assert model.places == [(1, 0, 2), (1, 4, 7)]
    assert [row["polarity"] for row in found[1]] == [pytest.approx(-0.28), pytest.approx(-0.92)]


def test_a_model_changes_the_version() -> None:
    assert aspects(GENERAL).version != aspects(GENERAL, Fixed(0.0)).version


def test_texts_of_nothing_have_no_aspects() -> None:
    assert tagged([None, "", "   ", "😀\ud800\x00"]) == [[], [], [], []]


def test_a_text_as_long_as_a_book_goes_through() -> None:
    text = "价格、质量和包装都不是很好，不不不贵" * 5000
    assert len(tagged([text])[0]) >= 5000


@settings(max_examples=20)
@given(st.lists(TEXTS, max_size=3))
def test_a_text_has_the_same_aspects_whatever_stands_beside_it(texts: list[str]) -> None:
    assert tagged(texts) == [tagged([text])[0] for text in texts]


@settings(max_examples=30)
@given(TEXTS)
def test_rows_lie_in_the_text_from_left_to_right(text: str) -> None:
    rows = tagged([text], polarity=0.9)[0]
    for row in rows:
        assert 0 <= row["start"] < row["end"] <= len(text)
        assert -1 <= row["polarity"] <= 1
        assert row["aspect"] in GENERAL.labels
        assert row["target"] or row["opinion"]
    assert all(one["start"] <= other["start"] for one, other in pairwise(rows))


@settings(max_examples=12)
@given(st.sampled_from(["质量", "包装", "售后"]), st.sampled_from(["好", "很差", "不错", "糟糕"]))
def test_a_negation_never_leaves_a_judgement_as_it_was(name: str, said: str) -> None:
    [plain], [turned] = tagged([f"{name}{said}", f"{name}不是{said}"])
    assert pole(plain["polarity"]) != pole(turned["polarity"])
