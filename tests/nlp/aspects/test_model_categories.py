"""Categories found by the shipped weights, whatever the texts."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.aspects.categories import Category, Industry, general, load, save
from nlp.aspects.category_sentences import sentences
from nlp.aspects.taxonomy import FOLDER, GENERAL, read_file
from nlp.emotion.model import Table
from nlp.errors import ModelUnavailable
from nlp.sentiment import linear
from nlp.sentiment.features import Recipe
from nlp.sentiment.model import FAST
from nlp.text.words import cutter

SENTIMENT = linear.load(FAST)
MODEL = load(SENTIMENT)
CUT = cutter()
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="价格贵油耗低。动力好！服务差口味；😂\ud800", max_size=40),
)


def judged(texts: list[str], industry: str) -> list[list[Category]]:
    return MODEL.judged(texts, [CUT(text) for text in texts], industry)


@pytest.mark.parametrize("industry", sorted(MODEL.industries))
@given(st.lists(TEXTS, max_size=4))
@settings(max_examples=25)
def test_an_answer_does_not_depend_on_the_texts_around_it(industry: str, texts: list[str]) -> None:
    together = judged(texts, industry)
    assert together == [row for text in texts for row in judged([text], industry)]
    words = [CUT(text) for text in texts]
    chances, found = MODEL.read(texts, words, industry)
    assert found == together
    assert chances.shape == (len(texts), len(MODEL.industries[industry].labels))


@given(st.lists(TEXTS, max_size=4))
@settings(max_examples=60)
def test_sentences_join_to_their_text(texts: list[str]) -> None:
    for text, found in zip(texts, sentences(texts, list(map(CUT, texts))), strict=True):
        assert "".join(text[each.start : each.end] for each in found) == text
        assert all("".join(each.words) == text[each.start : each.end] for each in found)


def test_sentences_end_behind_the_last_of_their_marks() -> None:
    texts = ["贵！！！算了", "", "好。", "。快"]
    found = sentences(texts, list(map(CUT, texts)))
    cut = [
        [text[each.start : each.end] for each in row]
        for text, row in zip(texts, found, strict=True)
    ]
    assert cut == [["贵！！！", "算了"], [""], ["好。"], ["。", "快"]]


@pytest.mark.parametrize(
    ("industry", "text", "label"),
    [
        ("car", "这车油耗太高了，一百公里要十五个油", "油耗"),
        ("car", "价格有点贵，再等等优惠", "价格"),
        ("restaurant", "菜的味道非常好，服务员态度也热情", "dish_taste"),
        ("restaurant", "店里装修很有特色，环境很干净", "environment_cleaness"),
    ],
)
def test_a_text_has_the_category_it_speaks_of(industry: str, text: str, label: str) -> None:
    assert label in {each.label for each in judged([text], industry)[0]}


def test_the_sentence_that_speaks_of_a_category_is_the_evidence() -> None:
    text = "上个月提的车。油耗太高了，开不起。周末去了郊外。"
    found = {each.label: each for each in judged([text], "car")[0]}["油耗"]
    assert text[found.start : found.end] == "油耗太高了，开不起。"


@pytest.mark.parametrize("industry", sorted(MODEL.industries))
def test_every_category_is_an_aspect_of_the_taxonomy(industry: str) -> None:
    files = [read_file(FOLDER / f"{name}.toml") for name in (GENERAL, industry)]
    known = {aspect.label for file in files for aspect in file.aspect}
    assert {general(industry, label) for label in MODEL.industries[industry].labels} <= known


def test_a_pair_is_a_side_of_its_entity_unless_its_attribute_is_an_aspect() -> None:
    assert general("electronics", "LENS#PRICE") == "price"
    assert general("electronics", "LENS#QUALITY") == "camera/lens"
    assert general("electronics", "DISPLAY#DESIGN_FEATURES") == "display/design"


def test_the_few_words_of_a_short_text_say_less_where_long_ones_were_learned() -> None:
    texts = ["环境不错，停车便利"]
    words = [CUT(text) for text in texts]
    (plain, _), (short, _) = (
        MODEL.read(texts, words, "restaurant", short=length) for length in (1, 100)
    )
    label = MODEL.industries["restaurant"].labels.index("service_parking_convenience")
    assert short[0, label] < plain[0, label]


def industry() -> Industry:
    table = Table(
        Recipe(10, 1, (1, 0)),
        np.array([1, 5, 900]),
        np.full(3, 64, np.int16),
        np.ones((3, 4), np.int16),
        np.full(4, 0.01),
        np.zeros(4),
    )
    odds, leans = np.ones((4, 2)), np.ones((2, 2))
    return Industry(("甲", "乙"), table, np.full(2, 0.5), odds, leans)


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    save(tmp_path / "some.npz", {"car": industry()})
    read = load(SENTIMENT, tmp_path / "some.npz").industries["car"]
    assert read.labels == ("甲", "乙")
    assert np.array_equal(read.table.weights, industry().table.weights)
    for name in ("thresholds", "odds", "leans"):
        assert np.array_equal(getattr(read, name), getattr(industry(), name))


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("labels", np.frombuffer("甲".encode(), np.uint8)),
        ("labels", np.array([255, 254], np.uint8)),
        ("weights", np.ones((4, 3))),
        ("thresholds", np.ones(3)),
        ("leans", np.full((2, 2), np.inf)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path: Path, name: str, array: np.ndarray) -> None:
    save(tmp_path / "bad.npz", {"car": industry()})
    with np.load(tmp_path / "bad.npz") as arrays:
        held = {**arrays, f"car.{name}": array}
    np.savez(tmp_path / "bad.npz", **held)
    with pytest.raises(ModelUnavailable, match="bad"):
        load(SENTIMENT, tmp_path / "bad.npz")
