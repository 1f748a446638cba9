import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import ExtraMissing, ModelUnavailable
from nlp.pipeline import Pipeline
from nlp.sentiment import linear
from nlp.sentiment.labels import LabelsUnfit
from nlp.sentiment.model import CLASSES, FLOOR, UNDECIDED, load_model, verdicts

WEIGHTS = st.tuples(*[st.floats(0, 1)] * 3).filter(lambda row: sum(row) > 0.01)


@given(st.lists(WEIGHTS, max_size=6))
def test_the_likeliest_class_is_the_sentiment_unless_it_is_too_unlikely(
    rows: list[tuple[float, float, float]],
) -> None:
    chances = np.array([np.array(row) / sum(row) for row in rows]).reshape(-1, 3)
    said = verdicts(chances)
    assert len(said.sentiment) == len(said.polarity) == len(said.confidence) == len(rows)
    for row, word, polarity, sure in zip(chances, *said, strict=True):
        assert sure == pytest.approx(row.max(), abs=1e-4)
        assert polarity == pytest.approx(row[2] - row[0], abs=1e-4)
        assert (word == UNDECIDED) == (sure < FLOOR)
        assert word == UNDECIDED or row[CLASSES.index(word)] == row.max()


def test_a_model_that_knows_nothing_decides_nothing() -> None:
    assert verdicts(np.array([linear.UNSURE])).sentiment == [UNDECIDED]


@pytest.mark.parametrize(
    "text",
    ["อร่อยมาก", "", "。。。", "...?!", None, "\ud800", " \n", "2024-01-01", "🍎", "暂无评价"],
    ids=ascii,
)
def test_where_there_is_nothing_to_go_on_nothing_is_decided(
    tag: Pipeline, text: str | None
) -> None:
    (row,) = tag(pd.DataFrame({"text": [text]}, dtype=object)).to_dict("records")
    assert row["sentiment"] == UNDECIDED
    assert row["confidence"] < FLOOR


@pytest.mark.parametrize("text", ["很好！！", ":)", "👍👍", "666", "差。"])
def test_short_cries_are_still_judged(tag: Pipeline, text: str) -> None:
    (row,) = tag(pd.DataFrame({"text": [text]})).to_dict("records")
    assert row["sentiment"] != UNDECIDED


def test_a_named_model_without_the_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("torch", "transformers"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    with pytest.raises(ExtraMissing, match=r"pip install 'opinionflow\[torch\]'"):
        load_model("some/model")


def test_labels_of_a_shipped_model_are_not_to_be_mapped() -> None:
    with pytest.raises(LabelsUnfit, match="'fast' comes with its labels"):
        load_model("fast", {"LABEL_0": "negative", "LABEL_1": "positive"})


def test_a_folder_that_is_not_there_is_named_and_nothing_is_fetched(
    tmp_path: Path, torch_extra: None
) -> None:
    with pytest.raises(ModelUnavailable, match="nowhere"):
        load_model(str(tmp_path / "nowhere"))
