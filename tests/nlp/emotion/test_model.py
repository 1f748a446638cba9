"""Answers of the shipped weights for feelings, whatever the texts and however they are batched."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.emotion.model import EMOTIONS, Feelings, Table, load, save
from nlp.errors import ModelUnavailable
from nlp.sentiment.features import Recipe
from nlp.text.words import cutter

MODEL = load()
CUT = cutter()
TEXTS = st.lists(
    st.tuples(
        st.one_of(
            st.text(max_size=40),
            st.text(alphabet="气死我了开心呀怕[泪]哈！？😂:( ", max_size=30),
            st.sampled_from(["what a great day", "so angry", "", " ", "\ud800", "😭😭"]),
        ),
        st.sampled_from(["zh", "en", "und", "fr"]),
    ),
    max_size=6,
)


def ask(rows: list[tuple[str, str]]) -> Feelings:
    texts, langs = [text for text, _ in rows], [lang for _, lang in rows]
    return MODEL.predict([CUT(text) for text in texts], langs=langs)


@given(TEXTS)
@settings(max_examples=60)
def test_any_text_gets_probabilities_or_nothing(rows: list[tuple[str, str]]) -> None:
    found = ask(rows)
    sums = found.emotions.sum(axis=1)
    assert np.all(np.isclose(sums, 1) | (sums == 0))
    assert np.all((found.sarcasm >= 0) & (found.sarcasm <= 1))


@given(TEXTS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_an_answer_does_not_depend_on_the_texts_around_it(
    rows: list[tuple[str, str]], dice: Random
) -> None:
    order = list(range(len(rows)))
    dice.shuffle(order)
    together, shuffled = ask(rows), ask([rows[place] for place in order])
    for place, origin in enumerate(order):
        alone = ask([rows[origin]])
        assert np.array_equal(alone.emotions[0], together.emotions[origin])
        assert np.array_equal(alone.emotions[0], shuffled.emotions[place])
        assert alone.sarcasm[0] == together.sarcasm[origin] == shuffled.sarcasm[place]


def test_more_texts_than_fit_a_batch_are_answered_alike() -> None:
    rows = [("今天真开心", "zh"), ("", "zh"), ("气死我了", "zh")] * 400
    found = ask(rows)
    assert np.array_equal(found.emotions, np.tile(ask(rows[:3]).emotions, (400, 1)))


@pytest.mark.parametrize("lang", ["fr", "ja"])
def test_of_a_language_not_learned_nothing_is_known(lang: str) -> None:
    assert not ask([("quelle belle journée", lang)]).emotions.any()


def test_sarcasm_is_judged_in_chinese_alone() -> None:
    found = ask([("你真是太厉害了", "zh"), ("you are so very clever", "en")])
    assert found.sarcasm[0] > 0
    assert found.sarcasm[1] == 0


def table() -> Table:
    weights = np.zeros((3, 8), np.int16)
    weights[1, 2] = 900
    return Table(
        Recipe(10, 1, (1, 0)),
        np.array([1, 5, 900]),
        np.full(3, 64, np.int16),
        weights,
        np.full(8, 0.01),
        np.linspace(0, 1, 8),
    )


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    save(tmp_path / "some.npz", {"zh": table()})
    read = load(tmp_path / "some.npz").tables["zh"]
    assert read.recipe == table().recipe
    for name in ("buckets", "squares", "weights", "steps", "offsets"):
        assert np.array_equal(getattr(read, name), getattr(table(), name))


def test_other_weights_have_another_version(tmp_path: Path) -> None:
    save(tmp_path / "some.npz", {"zh": table()})
    save(tmp_path / "other.npz", {"en": table()})
    assert load(tmp_path / "some.npz").version != load(tmp_path / "other.npz").version


@pytest.mark.parametrize(
    "content",
    [None, b"", b"no archive", b"PK\x03\x04 torn"],
    ids=["missing", "empty", "other", "torn"],
)
def test_a_file_that_is_not_ours_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(ModelUnavailable, match="bad"):
        load(tmp_path / "bad.npz")


def test_a_damaged_stream_in_the_archive_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "bad.npz", {"zh": table()})
    raw = (tmp_path / "bad.npz").read_bytes()
    for place in range(0, len(raw), 7):
        (tmp_path / "bad.npz").write_bytes(raw[:place] + bytes([raw[place] ^ 8]) + raw[place + 1 :])
        try:
            model = load(tmp_path / "bad.npz")
        except ModelUnavailable:
            continue
        found = model.predict([["a"]], langs=["zh"])
        assert found.emotions.shape == (1, len(EMOTIONS))


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("recipe", np.array([60, 1, 1, 1])),
        ("gaps", np.array([1, 0, 1])),
        ("gaps", np.array([1, 2])),
        ("squares", np.ones(3)),
        ("weights", np.ones((9, 3), np.int16)),
        ("weights", np.ones((8, 3))),
        ("steps", np.ones(7)),
        ("offsets", np.full(8, np.nan)),
    ],
)
def test_arrays_that_do_not_fit_are_refused_on_loading(
    tmp_path: Path, name: str, array: np.ndarray
) -> None:
    save(tmp_path / "bad.npz", {"zh": table()})
    with np.load(tmp_path / "bad.npz") as arrays:
        held = {**arrays, f"zh.{name}": array}
    np.savez(tmp_path / "bad.npz", **held)
    with pytest.raises(ModelUnavailable, match=r"wrong zh\."):
        load(tmp_path / "bad.npz")


def test_objects_in_the_archive_are_refused(tmp_path: Path) -> None:
    save(tmp_path / "bad.npz", {"zh": table()})
    with np.load(tmp_path / "bad.npz") as arrays:
        kept = dict(arrays)
    kept["zh.steps"] = np.array([{"a": 1}], dtype=object)
    np.savez(tmp_path / "bad.npz", **kept)
    with pytest.raises(ModelUnavailable):
        load(tmp_path / "bad.npz")


def test_the_weights_stay_small() -> None:
    folder = Path(load.__code__.co_filename).parents[1] / "models"
    assert sum(file.stat().st_size for file in folder.glob("feelings.*")) < 3_000_000
    assert len(EMOTIONS) == 8
