"""A model by its folder: a tiny one with random weights, made here, saved and read back."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.errors import LabelsUnclear, ModelUnavailable
from nlp.sentiment.model import load_model

SIGNS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"好坏很不错差服务快慢"]
TEXTS = ["很好", "", "服务很差，不错", "快" * 900]


def _saved(folder: Path, labels: list[str]) -> Path:
    import torch
    import transformers

    torch.manual_seed(7)
    folder.mkdir(exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(SIGNS), "utf-8")
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(SIGNS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label=dict(enumerate(labels)),
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, torch_extra: None) -> Path:
    return _saved(tmp_path_factory.mktemp("model"), ["positive", "neutral", "negative"])


def _ask(folder: Path, texts: list[str]) -> Any:
    nothing: list[list[str]] = [[] for _ in texts]
    return load_model(str(folder)).predict(texts, words=nothing, langs=["zh"] * len(texts))


def test_a_folder_gives_probabilities_and_empty_texts_stay_neutral(folder: Path) -> None:
    chances = _ask(folder, TEXTS)
    assert chances.shape == (4, 3)
    assert chances.sum(axis=1) == pytest.approx(1, abs=1e-3)
    assert chances[1].argmax() == 1


def test_columns_follow_the_labels(folder: Path, tmp_path: Path) -> None:
    turned = _saved(tmp_path / "turned", ["negative", "neutral", "positive"])
    assert _ask(turned, ["很好"])[0] == pytest.approx(_ask(folder, ["很好"])[0][::-1], abs=1e-5)


def test_company_changes_nothing_and_the_version_follows_the_weights(
    folder: Path, tmp_path: Path
) -> None:
    together = _ask(folder, TEXTS)
    alone = np.vstack([_ask(folder, [text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-5)
    other = _saved(tmp_path / "other", ["bad", "neutral", "good"])
    assert load_model(str(folder)).version != load_model(str(other)).version
    assert load_model(str(folder)).version == load_model(str(folder)).version


def test_a_model_of_other_things_is_refused(tmp_path: Path, torch_extra: None) -> None:
    with pytest.raises(LabelsUnclear, match="cat"):
        load_model(str(_saved(tmp_path, ["cat", "dog"])))


def test_a_folder_without_a_model_is_named(tmp_path: Path, torch_extra: None) -> None:
    with pytest.raises(ModelUnavailable):
        load_model(str(tmp_path))
