"""A model by its folder: a tiny one with random weights, made here, saved and read back."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.errors import LabelsUnclear, ModelUnavailable
from nlp.sentiment.labels import LabelsUnfit
from nlp.sentiment.linear import UNSURE
from nlp.sentiment.model import load_model

SIGNS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"好坏很不错差服务快慢"]
TEXTS = ["很好", "", "服务很差，不错", "快" * 900]


def _saved(
    folder: Path, labels: list[str], *, headless: bool = False, sure: float = 1000, **given: Any
) -> Path:
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
        **given,
    )
    kind = transformers.BertModel if headless else transformers.BertForSequenceClassification
    network = kind(config)
    if not headless:
        # As sure as one that was taught; 0 makes one that answers by lot.
        network.classifier.weight.data *= sure
    network.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, torch_extra: None) -> Path:
    return _saved(tmp_path_factory.mktemp("model"), ["positive", "neutral", "negative"])


def _ask(folder: Path, texts: list[str], labels: dict[str, str] | None = None) -> Any:
    model = load_model(str(folder), labels)
    return model.predict(texts, words=[[text] for text in texts], langs=["zh"] * len(texts))


def test_a_folder_gives_probabilities_and_knows_nothing_of_empty_texts(folder: Path) -> None:
    chances = _ask(folder, TEXTS)
    assert chances.shape == (4, 3)
    assert chances.sum(axis=1) == pytest.approx(1, abs=1e-3)
    assert chances[1] == pytest.approx(UNSURE)


def test_a_model_of_stars_that_knows_nothing_is_unsure(tmp_path: Path, torch_extra: None) -> None:
    stars = [f"{count} stars" for count in range(1, 6)]
    chances = _ask(_saved(tmp_path, stars, sure=0), ["很好"])
    assert chances[0] == pytest.approx(UNSURE)


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


@pytest.mark.parametrize("name", ["../no such model", "./none", "~/no such model", "/no such"])
def test_a_path_that_leads_nowhere_is_not_looked_for_elsewhere(
    name: str, torch_extra: None
) -> None:
    with pytest.raises(ModelUnavailable, match="there is no folder /"):
        load_model(name)


def test_labels_mean_what_the_settings_say(folder: Path) -> None:
    turned = {"positive": "negative", "neutral": "neutral", "negative": "positive"}
    assert _ask(folder, ["很好"], turned)[0] == pytest.approx(_ask(folder, ["很好"])[0][::-1])
    assert load_model(str(folder), turned).version != load_model(str(folder)).version


def test_what_is_ignored_makes_the_answer_less_sure_by_as_much(folder: Path) -> None:
    told = {"positive": "positive", "neutral": "ignored", "negative": "negative"}
    plain, ignoring = _ask(folder, ["很好"])[0], _ask(folder, ["很好"], told)[0]
    assert ignoring.sum() == pytest.approx(1)
    assert ignoring[2] - ignoring[0] == pytest.approx(plain[2] - plain[0], abs=1e-6)
    assert ignoring[1] == pytest.approx(plain[1] / 3)


def test_a_mapping_of_other_labels_names_those_of_the_model(folder: Path) -> None:
    with pytest.raises(LabelsUnfit, match=r"no label 'LABEL_0'.*: positive, neutral, negative"):
        load_model(str(folder), {"LABEL_0": "negative"})


@pytest.mark.parametrize(
    ("labels", "given", "fault"),
    [
        (["negative", "positive"], {"problem_type": "multi_label_classification"}, "several"),
        (["negative", "positive"], {"problem_type": "regression"}, "by one number"),
        (["LABEL_0"], {}, "by one number"),
    ],
)
def test_heads_that_do_not_choose_one_class_are_refused(
    tmp_path: Path, torch_extra: None, labels: list[str], given: dict[str, str], fault: str
) -> None:
    with pytest.raises(LabelsUnfit, match=fault):
        load_model(str(_saved(tmp_path, labels, **given)))


def test_a_model_that_was_never_taught_to_classify_is_refused(
    tmp_path: Path, torch_extra: None
) -> None:
    with pytest.raises(ModelUnavailable, match="never taught to classify"):
        load_model(str(_saved(tmp_path, ["negative", "positive"], headless=True)))


def test_code_that_lies_in_a_folder_is_not_run_whatever_stdin_says(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    own = shutil.copytree(folder, tmp_path / "own")
    code = f"from pathlib import Path\nPath({str(ran)!r}).touch()\n"
    (own / "evil.py").write_text(code, "utf-8")
    config = json.loads((own / "config.json").read_text("utf-8"))
    classes = {"AutoConfig": "evil.Config", "AutoModelForSequenceClassification": "evil.Model"}
    config |= {"model_type": "evil", "auto_map": classes}
    (own / "config.json").write_text(json.dumps(config), "utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * 9))
    with pytest.raises(ModelUnavailable):
        load_model(str(own))
    assert not ran.exists()


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
@pytest.mark.parametrize("left", [0, 40])
def test_a_cut_file_is_named(folder: Path, tmp_path: Path, name: str, left: int) -> None:
    own = shutil.copytree(folder, tmp_path / "own")
    (own / name).write_bytes((own / name).read_bytes()[:left])
    with pytest.raises(ModelUnavailable):
        load_model(str(own))


def test_a_model_of_few_places_reads_the_beginning_of_a_long_text(tmp_path: Path) -> None:
    own = _saved(tmp_path, ["negative", "neutral", "positive"], max_position_embeddings=32)
    assert _ask(own, ["快" * 900]).sum() == pytest.approx(1, abs=1e-3)
