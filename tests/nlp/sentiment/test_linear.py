from pathlib import Path

import numpy as np
import pytest

from nlp.errors import ModelUnavailable
from nlp.sentiment.features import Recipe, features
from nlp.sentiment.linear import UNSURE, LinearModel, Scorer, load, save

RECIPE = Recipe(bits=20, words=1, chars=(1, 1))


def tiny() -> Scorer:
    """Return a scorer that knows only 好 and 坏."""
    good, bad = (features([[word]], RECIPE).buckets for word in "好坏")
    places = np.zeros(1 << RECIPE.bits, np.int32)
    buckets = np.union1d(good, bad)
    places[buckets] = np.arange(1, len(buckets) + 1)
    weights = np.zeros((len(buckets) + 1, 2), np.float32)
    weights[places[good], 0], weights[places[bad], 0] = 2, -2
    idf = np.array([0, *[1] * len(buckets)], np.float32)
    return Scorer(RECIPE, places, idf, weights, np.array([[1, 0], [1, -3]], np.float32))


MODEL = LinearModel("v", {"zh": tiny()})


def ask(*words: list[str], lang: str = "zh", model: LinearModel = MODEL) -> np.ndarray:
    return model.predict(["".join(each) for each in words], words=words, langs=[lang] * len(words))


def test_what_is_learned_is_answered() -> None:
    assert ask(["好"], ["坏"]).argmax(axis=1).tolist() == [2, 0]


def test_probabilities_sum_to_one() -> None:
    assert ask(["好"], ["坏"], ["x"], []).sum(axis=1) == pytest.approx(1)


def test_what_was_never_learned_is_neutral_without_confidence() -> None:
    assert ask(["zzz"], [])[:, 1] == pytest.approx(UNSURE[1])


@pytest.mark.parametrize("lang", ["fr", "ja"])
def test_other_languages_are_neutral_without_confidence(lang: str) -> None:
    assert ask(["好"], lang=lang)[0] == pytest.approx(UNSURE)


def test_signs_without_letters_are_read_as_chinese_and_stray_letters_are_not() -> None:
    thumb = LinearModel("v", {"zh": tiny()})
    assert ask(["好"], lang="und", model=thumb)[0] == pytest.approx(UNSURE)
    assert ask(["6"], lang="und", model=thumb)[0] == pytest.approx(UNSURE)


def test_no_texts_give_no_rows() -> None:
    assert ask().shape == (0, 3)


def test_saved_weights_answer_the_same(tmp_path: Path) -> None:
    save(tmp_path / "tiny.npz", {"zh": tiny()})
    assert ask(["好", "坏"], ["好"], model=load(tmp_path / "tiny.npz")) == pytest.approx(
        ask(["好", "坏"], ["好"]), abs=1e-3
    )


def test_the_version_follows_the_weights(tmp_path: Path, fast: LinearModel) -> None:
    save(tmp_path / "tiny.npz", {"zh": tiny()})
    assert load(tmp_path / "tiny.npz").version not in ("", fast.version)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.npz"
    path.write_bytes(b"not an archive")
    with pytest.raises(ModelUnavailable, match="'bad'"):
        load(path)


def test_what_is_reposted_is_read_from_the_text_as_stored() -> None:
    stored = MODEL.predict(["x//@y:好", "x"], words=[["x"], ["x"]], langs=["zh", "zh"])
    assert stored[0].argmax() == 2
    assert stored[1] == pytest.approx(UNSURE)


def test_names_in_a_text_do_not_make_its_signs_another_language() -> None:
    model = LinearModel("v", {"zh": tiny()})
    read = model.predict(["6//@y:好"], words=[["6"]], langs=["und"])
    assert read[0].argmax() == 2
