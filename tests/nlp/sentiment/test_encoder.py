"""The network on weights made here: what is held to holds whatever it has learned."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import ModelUnavailable
from nlp.sentiment import auto, encoder
from nlp.sentiment.auto import AutoModel
from nlp.sentiment.encoder import EncoderModel, fast_odds, joined, shortened
from nlp.sentiment.linear import UNSURE, LinearModel
from nlp.training.exporting import export
from nlp.training.network import Classifier, Encoder, Shape
from nlp.training.pieces import learned

TEXTS = [
    "这家店的面很好吃",
    "电池太差了，后悔买",
    "the screen is great",
    "broken on day one",
    "😂😂",
]
SCALES = {"zh": [[0.5, 0.5, 0.1], [0.4, 0.6, 0.0]], "en": [[0.7, 0.3, 0.0], [0.5, 0.5, 0.2]]}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that has learned nothing, as the training writes one."""
    torch.manual_seed(5)
    path = tmp_path_factory.mktemp("model") / "small.onnx"
    pieces = learned(TEXTS * 20, pieces=80)
    shape = Shape(pieces.get_vocab_size(), layers=2, width=16, inner=32, heads=2)
    export(Classifier(Encoder(shape), 2).eval(), path)
    pieces.save(str(path.with_suffix(".tokenizer.json")))
    facts = {"scales": SCALES, "doubt": {"zh": 0.9, "en": 0.9}}
    path.with_suffix(".json").write_text(json.dumps(facts), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def small(path: Path, fast: LinearModel) -> EncoderModel:
    """The same, loaded."""
    return encoder.load(path, fast)


def ask(model: EncoderModel | AutoModel, texts: list[str], lang: str = "zh") -> np.ndarray:
    return model.predict(texts, words=[list(text) for text in texts], langs=[lang] * len(texts))


def test_an_answer_does_not_depend_on_the_texts_beside_it(small: EncoderModel) -> None:
    alone = np.concatenate([ask(small, [text]) for text in TEXTS])
    assert ask(small, TEXTS).tobytes() == alone.tobytes()
    assert ask(small, TEXTS[::-1])[::-1].tobytes() == alone.tobytes()


@given(st.lists(st.text(max_size=300), max_size=4))
def test_any_texts_get_probabilities(small: EncoderModel, texts: list[str]) -> None:
    chances = ask(small, texts)
    assert chances.shape == (len(texts), 3)
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-5)


def test_lone_surrogates_and_long_texts_pass(small: EncoderModel) -> None:
    chances = ask(small, ["好\ud83d", "\x00", "好吃，" * 40_000])
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-5)


def test_languages_without_weights_and_texts_without_signs_stay_as_fast_has_them(
    small: EncoderModel,
) -> None:
    assert ask(small, ["ดีมาก"], "th")[0].tolist() == pytest.approx(UNSURE)
    assert ask(small, [""])[0].tolist() == ask(small.fast, [""])[0].tolist()  # type: ignore[arg-type]


def test_without_weight_for_the_network_the_answer_is_that_of_fast(small: EncoderModel) -> None:
    alone = np.array([[0, 1, 0], [0, 1, 0]], np.float32)
    chances = np.array([[0.7, 0.2, 0.1], [0.05, 0.05, 0.9]], np.float32)
    margins = np.array([[3, -2], [1, 1]], np.float32)
    np.testing.assert_allclose(joined(margins, chances, alone), chances, atol=1e-5)


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3))
def test_log_odds_lead_back_to_the_chances(parts: list[float]) -> None:
    chances = np.array([parts], np.float32) / np.float32(sum(parts))
    positive, neutral = 1 / (1 + np.exp(-fast_odds(chances)[0]))
    expected = [(1 - neutral) * (1 - positive), neutral, (1 - neutral) * positive]
    np.testing.assert_allclose(chances[0], expected, atol=1e-5)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=400))
def test_of_long_texts_both_ends_are_read(pieces: list[int]) -> None:
    short = shortened(pieces)
    assert len(short) == min(len(pieces), encoder.LONGEST)
    assert (short[0], short[-1]) == (pieces[0], pieces[-1])


def test_the_version_changes_with_the_scales(path: Path, fast: LinearModel, tmp_path: Path) -> None:
    for file in path.parent.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    other = tmp_path / path.name
    assert encoder.load(other, fast).version == encoder.load(path, fast).version
    facts = {"scales": {**SCALES, "en": [[1, 0, 0], [1, 0, 0]]}, "doubt": {}}
    other.with_suffix(".json").write_text(json.dumps(facts), encoding="utf-8")
    assert encoder.load(other, fast).version != encoder.load(path, fast).version


@pytest.mark.parametrize("missing", [".json", ".tokenizer.json", ".onnx"])
def test_a_missing_file_is_named(
    path: Path, fast: LinearModel, tmp_path: Path, missing: str
) -> None:
    for file in path.parent.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / path.name).with_suffix(missing).unlink()
    with pytest.raises(ModelUnavailable, match="small"):
        encoder.load(tmp_path / path.name, fast)


@pytest.mark.parametrize(
    "card", ["{}", "[]", '{"scales": [1], "doubt": {}}', '{"scales": {"zh": [[1]]}, "doubt": {}}']
)
def test_a_card_that_is_wrong_is_named(
    path: Path, fast: LinearModel, tmp_path: Path, card: str
) -> None:
    for file in path.parent.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    other = tmp_path / path.name
    other.with_suffix(".json").write_text(card, encoding="utf-8")
    for load in (encoder.load, auto.load):
        with pytest.raises(ModelUnavailable, match="card is wrong"):
            load(other, fast)


def test_auto_asks_the_network_exactly_where_fast_is_in_doubt(small: EncoderModel) -> None:
    first, second = ask(small.fast, TEXTS), ask(small, TEXTS)  # type: ignore[arg-type]
    limit = float(np.sort(first.max(axis=1))[2])
    answer = ask(AutoModel(small, {"zh": limit}), TEXTS)
    asked = first.max(axis=1) < limit
    assert 0 < asked.sum() < len(TEXTS)
    assert answer.tobytes() == np.where(asked[:, None], second, first).tobytes()


def test_auto_asks_no_second_opinion_where_no_doubt_is_defined(small: EncoderModel) -> None:
    model = AutoModel(small, {"en": 1.0})
    assert ask(model, TEXTS).tobytes() == ask(small.fast, TEXTS).tobytes()  # type: ignore[arg-type]
