import gzip
import json
from pathlib import Path

import pytest

from nlp.sentiment.model import CLASSES
from nlp.training.sets import SETS, LabelledSet, read_set

POLES = {"bad": "negative", "good": "positive"}


def written(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    with gzip.open(folder / name, "wt", encoding="utf-8") as file:
        file.write(text)


def test_rows_of_all_parts_are_read_and_other_labels_left_out(tmp_path: Path) -> None:
    written(tmp_path / "own", "train.csv.gz", "text,label\n喜欢,good\n奇怪,odd\n")
    written(tmp_path / "own", "dev.csv.gz", "text,label\n讨厌,bad\n")
    read = read_set(tmp_path, LabelledSet("own", "zh", POLES, "ours"))
    assert sorted(zip(read["text"], read["polarity"], strict=True)) == [
        ("喜欢", "positive"),
        ("讨厌", "negative"),
    ]


def test_a_text_whose_opinions_disagree_has_no_polarity_as_a_whole(tmp_path: Path) -> None:
    rows = [
        {"text": "味道好", "opinions": [{"label": "good"}, {"label": "good"}]},
        {"text": "味道好但是贵", "opinions": [{"label": "good"}, {"label": "bad"}]},
        {"text": "中午去的", "opinions": []},
    ]
    written(tmp_path / "own", "train.jsonl.gz", "\n".join(map(json.dumps, rows)))
    read = read_set(tmp_path, LabelledSet("own", "zh", POLES, "ours"))
    assert read["text"].tolist() == ["味道好"]


@pytest.mark.parametrize("labelled", SETS, ids=lambda labelled: labelled.name)
def test_every_set_maps_to_our_classes_and_states_a_licence(labelled: LabelledSet) -> None:
    assert set(labelled.polarity.values()) <= set(CLASSES)
    assert labelled.neutral == ("neutral" in labelled.polarity.values())
    assert labelled.licence


@pytest.mark.parametrize("word", ["GPL", "SA", "NC", "research"])
def test_no_weights_come_of_copyleft_or_restricted_sets(word: str) -> None:
    assert not [each.name for each in SETS if word in each.licence and each.trains]
