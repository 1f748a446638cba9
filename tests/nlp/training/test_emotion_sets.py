"""What labels say of the eight emotions."""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from nlp.emotion.model import EMOTIONS
from nlp.training.emotion_sets import SETS, TABLE, WEIGHTS, EmotionSet, meanings, refined, signs


def named(flags: NDArray[np.bool_]) -> set[str]:
    return {name for name, flag in zip(EMOTIONS, flags, strict=True) if flag}


def test_a_label_means_some_and_is_silent_on_others() -> None:
    said = meanings(pd.Series(["anger disgust / none", "happiness (like)"]))
    assert named(said.means[0]) == {"anger", "disgust"}
    assert named(~said.offered[0]) == {"none"}
    assert named(said.means[1]) == {"happiness"}
    assert named(~said.offered[1]) == {"like"}
    assert named(said.right[1]) == {"happiness", "like"}


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.source.name)
def test_every_label_means_an_emotion_that_its_set_offered(each: EmotionSet) -> None:
    labels = pd.Series(sorted(set(each.source.polarity.values()) or {"none"}))
    said = meanings(labels)
    assert said.means.any(axis=1).all()
    assert (said.offered | ~said.means).all()
    words = {word.strip("()") for label in labels for word in label.replace("/", " ").split()}
    assert words <= set(EMOTIONS)


def test_copyleft_sets_only_measure() -> None:
    (copyleft,) = [each for each in SETS if each.source.name == "nlpcc2014_weibo_emotion"]
    assert not copyleft.source.trains
    assert all("GPL" not in each.source.licence for each in SETS if each.source.trains)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        (["好", "喜欢", "[心]"], "like"),
        (["[哈哈]", "走", "了"], "happiness"),
        (["喜欢", "[哈哈]"], "happiness like"),
        (["出发", "了"], "happiness like"),
    ],
)
def test_signs_tell_praise_from_joy(words: list[str], label: str) -> None:
    rows = pd.DataFrame({"words": [words, words], "polarity": ["happiness (like) / none", "fear"]})
    assert refined(rows)["polarity"].tolist() == [f"{label} / none", "fear"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_of_signs_is_taught_with_a_weight_of_its_own(lang: str) -> None:
    rows = signs(lang)
    assert set(rows["polarity"]) == set(EMOTIONS) - {"none"}
    assert ["".join(words) for words in rows["words"]] == rows["clean"].tolist()
    assert set(rows["set"]) == {TABLE}
    assert TABLE in WEIGHTS
