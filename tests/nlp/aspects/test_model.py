"""Answers of the shipped weights for places, whatever the texts and however they are batched."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.aspects.model import READ, Table, load, save
from nlp.aspects.model_places import STRETCHES
from nlp.errors import ModelUnavailable
from nlp.sentiment import linear
from nlp.sentiment.features import Recipe
from nlp.sentiment.model import FAST
from nlp.text.words import cutter

SENTIMENT = linear.load(FAST)
MODEL = load(SENTIMENT)
CUT = cutter()
Row = tuple[str, str, list[tuple[int, int]]]


def ask(rows: list[Row]) -> np.ndarray:
    places = [(owner, *place) for owner, row in enumerate(rows) for place in row[2]]
    owners, starts, ends = np.array(places, np.int64).reshape(-1, 3).T
    return MODEL.predict(
        [text for text, _, _ in rows],
        words=[CUT(text) for text, _, _ in rows],
        langs=[lang for _, lang, _ in rows],
        owners=owners,
        starts=starts,
        ends=ends,
    )


def of(text: str, target: str, lang: str = "zh") -> float:
    start = text.index(target)
    return float(ask([(text, lang, [(start, start + len(target))])])[0])


@st.composite
def texts(draw: st.DrawFn) -> Row:
    text = draw(
        st.one_of(
            st.text(max_size=40),
            st.text(alphabet="屏幕很好，可是电池差！。 not bad\ud800😂", max_size=40),
        )
    )
    lang = draw(st.sampled_from(["zh", "en", "und", "fr"]))
    if not text:
        return text, lang, []
    starts = draw(st.lists(st.integers(0, len(text) - 1), max_size=3))
    return text, lang, [(start, draw(st.integers(start + 1, len(text)))) for start in starts]


@given(st.lists(texts(), max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_an_answer_does_not_depend_on_the_texts_around_it(rows: list[Row], dice: Random) -> None:
    together = ask(rows)
    assert np.all(np.abs(together) <= 1)
    assert np.array_equal(together, np.concatenate([np.zeros(0), *(ask([row]) for row in rows)]))
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert sorted(ask(shuffled).tolist()) == sorted(together.tolist())


def test_more_texts_than_fit_a_batch_are_answered_alike() -> None:
    row: Row = ("屏幕很清晰，电池不耐用，一天要充三次电", "zh", [(0, 2), (6, 8)])
    assert np.array_equal(ask([row] * 900), np.tile(ask([row]), 900))


def test_a_very_long_text_is_answered() -> None:
    text = "屏幕很清晰，电池不耐用。" * 9000
    assert len(ask([(text, "zh", [(0, 2), (len(text) - 4, len(text) - 1)])])) == 2


@pytest.mark.parametrize(
    ("text", "praised", "blamed"),
    [
        ("屏幕很清晰，电池太差了", "屏幕", "电池"),
        ("菜很好吃，但是服务员态度很差", "菜", "服务员"),
        ("外观漂亮，就是价格太贵，不值", "外观", "价格"),
        ("拍照效果很棒，系统卡得要命", "拍照", "系统"),
    ],
)
def test_a_text_praises_one_thing_and_blames_another(text: str, praised: str, blamed: str) -> None:
    assert of(text, praised) > 0.2
    assert of(text, blamed) < -0.2


def test_english_has_its_sides_too() -> None:
    text = "The food was delicious but the service was terrible"
    assert of(text, "food", "en") > 0 > of(text, "service", "en")


def test_traditional_signs_read_as_simplified_ones() -> None:
    assert of("螢幕很清晰，電池太差了", "電池") == of("萤幕很清晰，电池太差了", "电池")


def test_in_a_language_not_learned_nothing_is_said() -> None:
    assert of("la pantalla es horrible", "pantalla", "es") == 0


def table() -> Table:
    wide = 2 * len(READ)
    weights = np.arange(3 * wide, dtype=np.int16).reshape(3, wide)
    odds = np.linspace(-1, 1, 4 * len(STRETCHES)).reshape(-1, 2)
    return Table(
        Recipe(10, 1, (1, 2)),
        np.array([1, 5, 900]),
        np.full(3, 64, np.int16),
        weights,
        np.full(wide, 0.01),
        odds,
        np.array([0.5, -0.5]),
    )


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    save(tmp_path / "some.npz", {"zh": table()})
    read = load(SENTIMENT, tmp_path / "some.npz").tables["zh"]
    assert read.recipe == table().recipe
    for name in ("buckets", "squares", "weights", "steps", "odds", "offsets"):
        assert np.array_equal(getattr(read, name), getattr(table(), name))


def test_other_weights_have_another_version(tmp_path: Path) -> None:
    save(tmp_path / "some.npz", {"zh": table()})
    assert load(SENTIMENT, tmp_path / "some.npz").version != MODEL.version


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 torn"], ids=["no", "empty", "torn"])
def test_a_file_that_is_not_ours_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(ModelUnavailable, match="bad"):
        load(SENTIMENT, tmp_path / "bad.npz")


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("recipe", np.array([60, 1, 1, 1])),
        ("gaps", np.array([1, 0, 1])),
        ("weights", np.ones((14, 3))),
        ("odds", np.ones((3, 2))),
        ("steps", np.ones(7)),
        ("offsets", np.full(2, np.nan)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path: Path, name: str, array: np.ndarray) -> None:
    save(tmp_path / "bad.npz", {"zh": table()})
    with np.load(tmp_path / "bad.npz") as arrays:
        held = {**arrays, f"zh.{name}": array}
    np.savez(tmp_path / "bad.npz", **held)
    with pytest.raises(ModelUnavailable, match=r"wrong zh\."):
        load(SENTIMENT, tmp_path / "bad.npz")


def test_the_weights_stay_small() -> None:
    folder = FAST.parent
    named = [folder / "aspects.npz", folder / "categories.npz"]
    assert sum(path.stat().st_size for path in named) < 3_000_000
