"""The stage that finds categories."""

import pandas as pd

from nlp.aspects.categories import load
from nlp.aspects.model_stage import categories
from nlp.sentiment import linear
from nlp.sentiment.model import FAST
from nlp.text.words import cutter

STAGE = categories(load(linear.load(FAST)), "car")
CUT = cutter()


def batch(rows: list[tuple[str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["clean", "lang"], index=range(5, 5 + len(rows)))
    words = pd.Series([CUT(text) for text, _ in rows], frame.index, dtype="object")
    return frame.assign(words=words)


def test_a_text_gets_its_categories_with_the_aspect_they_are() -> None:
    found = STAGE(batch([("油耗太高了，一百公里十五个油", "zh"), ("高油耗", "fr")]))
    assert {row["category"]: row["aspect"] for row in found["categories"].iloc[0]} == {
        "油耗": "fuel"
    }
    assert found["categories"].iloc[1] == []


def test_no_texts_are_no_rows() -> None:
    assert STAGE(batch([("好", "zh")]).iloc[:0])["categories"].tolist() == []
    assert STAGE(batch([("", "und")]))["categories"].tolist() == [[]]
