import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import LabelsUnclear
from nlp.sentiment.labels import MEANINGS, LabelsUnfit, columns
from nlp.sentiment.model import FLOOR, UNDECIDED, verdicts
from nlp.sentiment.transformer import decided


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
        (["好评", "中评", "差评"], [2, 1, 0]),
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


def test_the_refusal_of_labels_tells_where_their_meaning_can_be_said() -> None:
    with pytest.raises(LabelsUnclear, match=r"--label .*\[tag\.labels\]"):
        columns("some/model", ["cat", "dog"])


def test_what_the_settings_say_of_the_labels_wins_over_custom() -> None:
    told = {"LABEL_0": "positive", "LABEL_1": "ignored", "LABEL_2": "negative"}
    assert [MEANINGS[place] for place in columns("some/model", list(told), told)] == [
        *told.values()
    ]


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"joy": "positive", "rage": "negative"}, "needs a meaning for 'calm'; its labels: joy"),
        ({"joy": "positive", "fun": "positive"}, "has no label 'fun'; its labels: joy, rage, calm"),
        ({"joy": "good", "rage": "negative", "calm": "neutral"}, "neutral.*ignored, not 'good'"),
        (dict.fromkeys(["joy", "rage", "calm"], "positive"), "needs a label that means negative"),
        (
            dict.fromkeys(["joy", "rage", "calm"], "ignored"),
            "means negative and one that means positive",
        ),
    ],
    ids=["missing", "unknown", "no meaning", "one pole", "no pole"],
)
def test_a_mapping_that_does_not_fit_says_what_is_wrong_and_what_there_is(
    told: dict[str, str], fault: str
) -> None:
    with pytest.raises(LabelsUnfit, match=fault):
        columns("some/model", ["joy", "rage", "calm"], told)


def test_a_model_of_sentence_pairs_is_refused_whatever_it_is_told() -> None:
    labels = ["entailment", "neutral", "contradiction"]
    told = dict(zip(labels, ["positive", "neutral", "negative"], strict=True))
    for given_labels in (None, told):
        with pytest.raises(LabelsUnfit, match="compares two texts"):
            columns("some/model", labels, given_labels)


def test_the_refusal_of_labels_crosses_a_process() -> None:
    error = LabelsUnfit("some/model", labels=("cat", "dog"), fault="has no label 'fox'")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), vars(copy)) == (str(error), vars(error))


FIVE = [0, 0, 1, 2, 2]


@pytest.mark.parametrize("meant", [FIVE, [0, 2], [0, 1, 2], [0, 2, 3], [0, 2, 2, 3, 3]], ids=str)
@given(near=st.floats(0, 0.02), place=st.integers(0, 4))
def test_an_answer_by_lot_decides_nothing_however_many_labels_a_class_has(
    meant: list[int], near: float, place: int
) -> None:
    chances = np.full((1, len(meant)), (1 - near) / len(meant))
    chances[0, place % len(meant)] += near
    assert verdicts(decided(chances, meant)).sentiment == [UNDECIDED]


@pytest.mark.parametrize(
    ("stars", "said"),
    [
        ((0.30, 0.30, 0.20, 0.10, 0.10), "negative"),
        ((0.05, 0.15, 0.20, 0.30, 0.30), "positive"),
        ((0.10, 0.15, 0.50, 0.15, 0.10), "neutral"),
        ((0.22, 0.22, 0.18, 0.19, 0.19), UNDECIDED),
    ],
)
def test_stars_decide_by_the_mass_of_their_pole(stars: tuple[float, ...], said: str) -> None:
    answer = decided(np.array([stars]), FIVE)
    assert answer.sum() == pytest.approx(1)
    assert verdicts(answer).sentiment == [said]


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3))
def test_with_a_label_a_class_the_answer_is_the_models(weights: list[float]) -> None:
    chances = np.array([weights]) / sum(weights)
    if abs(chances.max() - FLOOR) > 0.001:
        assert decided(chances, [0, 1, 2]) == pytest.approx(chances, abs=1e-6)
