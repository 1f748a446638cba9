"""Fitting the weights for feelings on made-up rows."""

import numpy as np
import pandas as pd
import pytest

from nlp.emotion.model import EMOTIONS, FeelingsModel, Table
from nlp.sentiment.features import Recipe
from nlp.text.words import cutter
from nlp.training.emotion import Settings, fit
from nlp.training.feelings_scores import calibration_error, closed

SMALL = Settings(Recipe(14, 1, (1, 0)), 1, 4.0, 40)
TEXTS = {
    "anger disgust": ["真让人生气", "可恶的骗子", "火大"],
    "sadness": ["伤心难过", "想哭", "好痛苦"],
    "none": ["会议十点开始", "火车到站", "今天周三"],
    "fear": ["害怕极了", "太恐怖", "吓人"],
}


def rows(*more: tuple[str, str, str]) -> pd.DataFrame:
    known = [("smp2020_usual", text, label) for label, texts in TEXTS.items() for text in texts * 4]
    frame = pd.DataFrame([*known, *more], columns=["set", "clean", "polarity"])
    frame = frame.assign(lang="zh", part="train")
    cut = cutter()
    frame["words"] = pd.Series([cut(text) for text in frame["clean"]], dtype="object")
    return pd.concat([frame, frame.assign(part="calibrate")], ignore_index=True)


def chances(table: Table, text: str) -> dict[str, float]:
    model = FeelingsModel("", {"zh": table})
    found = model.predict([cutter()(text)], langs=["zh"]).emotions[0]
    return dict(zip(EMOTIONS, found.tolist(), strict=True))


def test_what_is_taught_is_answered() -> None:
    table = fit(rows(), SMALL)
    for label, texts in TEXTS.items():
        found = chances(table, texts[0])
        assert max(found, key=found.__getitem__) in label.split()


def test_a_set_that_lacks_an_answer_does_not_push_it_down() -> None:
    told = [("weibo_emotion7", "火车到站", label) for label in ("anger", "anger / none")]
    against, silent = (chances(fit(rows(*[row] * 8), SMALL), "火车到站") for row in told)
    assert silent["none"] > against["none"]


def test_the_same_rows_give_the_same_weights() -> None:
    first, second = fit(rows(), SMALL), fit(rows(), SMALL)
    assert np.array_equal(first.weights, second.weights)
    assert np.array_equal(first.offsets, second.offsets)


def test_a_label_within_another_counts_as_that_one() -> None:
    labels = pd.Series(["like / happiness none", "happiness (like) / none", "sadness / none"])
    truth, sums = closed(np.eye(8)[[4, 3, 5]], labels)
    assert truth[0] == truth[1] != truth[2]
    assert (sums.argmax(axis=1) == truth).all()


@pytest.mark.parametrize(("confidence", "error"), [(0.75, 0.0), (0.95, 0.2)])
def test_the_calibration_error_is_how_far_confidence_is_off(
    confidence: float, error: float
) -> None:
    right = np.array([True, True, True, False])
    assert calibration_error(np.full(4, confidence), right) == pytest.approx(error)
