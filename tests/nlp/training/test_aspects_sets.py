"""Reading of the labelled sets for aspects, from small ones put together here."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from nlp.training.aspect_sets import read_categories, read_places


def put(folder: Path, name: str, rows: list[dict[str, Any]], *, lines: bool = False) -> None:
    (folder / name).mkdir()
    kind = "jsonl" if lines else "csv"
    with gzip.open(folder / name / f"train.{kind}.gz", "wt", encoding="utf-8") as file:
        if lines:
            file.write("\n".join(json.dumps(row) for row in rows))
        else:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def term(text: str, aspect: str, label: str) -> dict[str, Any]:
    start = text.index(aspect)
    return {
        "text": text,
        "aspect": aspect,
        "start": start,
        "end": start + len(aspect),
        "label": label,
        "category": "phone",
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    terms = [
        term("@某人 屏幕亮，屏幕大", "屏幕", "positive"),
        term("键盘又好又坏", "键盘", "positive"),
        term("键盘又好又坏", "键盘", "negative"),
    ]
    put(tmp_path, "aspect_terms_zh", terms)
    put(tmp_path, "semeval2014_absa", [term("the soup was cold", "soup", "negative")])
    found = {"aspect": "汤", "opinion": "太咸", "aspect_span": [0, 1], "opinion_span": [1, 2]}
    triplets = [{**found, "label": "negative"}]
    row = {"text": "汤太咸了", "tokens": ["汤", "太咸", "了"], "triplets": triplets}
    put(tmp_path, "restaurant_triplets_zh", [row], lines=True)
    opinions = [{"category": "LENS#PRICE", "label": "negative"}]
    rows = [{"text": "镜头贵", "opinions": opinions}, {"text": "你好", "opinions": []}]
    put(tmp_path, "se_absa16_zh", rows, lines=True)
    car = {"text": "加速快", "opinions": [{"category": "动力", "label": "positive"}]}
    put(tmp_path, "bdci_car_topics", [car], lines=True)
    meal = {"text": "好吃", "source": "x", "star": "", "taste": "positive", "price": ""}
    put(tmp_path, "dianping_aspect_categories", [{**meal, "look": "not_mentioned"}])
    return tmp_path


def test_places_are_found_in_the_clean_text(data: Path) -> None:
    places = read_places(data)
    cut = [
        text[start:end]
        for text, start, end in zip(places["clean"], places["start"], places["end"], strict=True)
    ]
    assert dict(zip(cut, places["label"], strict=True)) == {
        "屏幕": "positive",
        "soup": "negative",
        "汤": "negative",
        "太咸": "negative",
        "镜头贵": "negative",
    }
    assert not places["clean"].str.contains("@").any()
    assert set(places["kind"]) == {"target", "opinions", "whole"}


def test_categories_keep_what_is_not_said(data: Path) -> None:
    told = dict(zip(*(read_categories(data)[name] for name in ("text", "opinions")), strict=True))
    assert told["好吃"] == {"taste": "positive", "price": ""}
    assert told["你好"] == {}
    assert told["加速快"] == {"动力": "positive"}
