import sys
from pathlib import Path

import pytest

from nlp.errors import ExtraMissing, LabelsUnclear, ModelUnavailable
from nlp.sentiment.model import load_model
from nlp.sentiment.transformer import columns


def test_a_named_model_without_the_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("torch", "transformers"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    with pytest.raises(ExtraMissing, match=r"pip install 'opinionflow\[torch\]'"):
        load_model("some/model")


@pytest.mark.parametrize(
    ("labels", "means"),
    [
        (["negative", "neutral", "positive"], [0, 1, 2]),
        (["POSITIVE", "NEGATIVE"], [2, 0]),
        (["Very Negative", "Negative", "Neutral", "Positive", "Very Positive"], [0, 0, 1, 2, 2]),
        (["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], [0, 0, 1, 2, 2]),
        (["star 1", "star 2", "star 3", "star 4", "star 5"], [0, 0, 1, 2, 2]),
        (["LABEL_0", "LABEL_1", "LABEL_2"], [0, 1, 2]),
        (["LABEL_0", "LABEL_1"], [0, 2]),
        (["负面", "中性", "正面"], [0, 1, 2]),
    ],
)
def test_the_usual_labels_are_understood(labels: list[str], means: list[int]) -> None:
    assert columns("some/model", labels) == means


@pytest.mark.parametrize(
    "labels", [["cat", "dog"], ["positive"], ["joy", "anger", "neutral"], ["LABEL_0"] * 7], ids=str
)
def test_labels_without_polarity_are_refused(labels: list[str]) -> None:
    with pytest.raises(LabelsUnclear, match=labels[0]):
        columns("some/model", labels)


def test_a_folder_that_is_not_there_is_named_and_nothing_is_fetched(
    tmp_path: Path, torch_extra: None
) -> None:
    with pytest.raises(ModelUnavailable, match="nowhere"):
        load_model(str(tmp_path / "nowhere"))
