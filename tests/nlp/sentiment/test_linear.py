from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.errors import ModelUnavailable
from nlp.sentiment.features import Recipe, features
from nlp.sentiment.linear import UNSURE, LinearModel, Scorer, load, save

RECIPE = Recipe(bits=20, words=1, chars=(1, 1))


def tiny() -> Scorer:
    """Return a scorer that knows only 好, 赞 and 坏."""
    good, bad = (features([[*words]], RECIPE).buckets for words in ("好赞", "坏"))
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


def refused(path: Path) -> str:
    with pytest.raises(ModelUnavailable) as caught:
        load(path)
    return caught.value.fault


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_refused_or_answers_as_before(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.npz"
        save(path, {"zh": tiny()})
        raw = bytearray(path.read_bytes())
        for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=3)):
            raw[place] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(raw[: data.draw(st.just(len(raw)) | st.integers(0, len(raw)))])
        try:
            model = load(path)
        except ModelUnavailable:
            return
    assert ask(["好"], ["坏"], model=model) == pytest.approx(ask(["好"], ["坏"]), abs=1e-3)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("recipe", np.array([60, 1, 1, 1])),
        ("recipe", np.array([-1, 1, 1, 1])),
        ("recipe", np.array([20, 1, 1])),
        ("recipe", np.array([20, 1, 1, 10**9])),
        ("recipe", np.array([20.5, 1, 1, 1])),
        ("steps", np.array([5, 0, 5, 5, 5, 5], np.uint32)),
        ("steps", np.array([1 << 20], np.uint32)),
        ("steps", np.zeros(0, np.uint32)),
        ("steps", np.ones((6, 1), np.uint32)),
        ("idf", np.ones(5)),
        ("idf", np.full(6, np.nan)),
        ("idf", np.array(["a"] * 6)),
        ("weights", np.ones((2, 5))),
        ("weights", np.ones((6, 2))),
        ("scales", np.ones(4)),
        ("scales", np.full((2, 2), np.inf)),
    ],
)
def test_arrays_that_do_not_fit_are_refused_on_loading(
    tmp_path: Path, name: str, array: np.ndarray
) -> None:
    path = tmp_path / "tiny.npz"
    save(path, {"zh": tiny()})
    with np.load(path) as arrays:
        assert len(arrays["zh.steps"]) == 6
        held = {**arrays, f"zh.{name}": array}
    np.savez(path, **held)
    assert refused(path) == f"the file is damaged (wrong zh.{name})"


def test_an_archive_that_lacks_an_array_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "less.npz", **{"zh.recipe": np.array([20, 1, 1, 1])})
    assert "zh.steps" in refused(tmp_path / "less.npz")
    np.savez(tmp_path / "none.npz")
    assert refused(tmp_path / "none.npz") == "the file holds no model"


def test_an_array_alone_is_no_model(tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", np.ones(3))
    refused(tmp_path / "one.npy")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.npz"
    path.write_bytes(b"not an archive")
    with pytest.raises(ModelUnavailable, match="'bad'"):
        load(path)


def test_what_is_reposted_is_read_from_the_text_as_stored() -> None:
    stored = MODEL.predict(["x@好赞", "x"], words=[["x"], ["x"]], langs=["zh", "zh"])
    assert stored[0].argmax() == 2
    assert stored[1] == pytest.approx(UNSURE)


def strange(fast: LinearModel, lengths: range) -> np.ndarray:
    dice = Random(5)
    texts = ["".join(chr(dice.randrange(0x3400, 0x4DBF)) for _ in range(n)) for n in lengths]
    words = [list(text) for text in texts]
    return fast.predict(texts, words=words, langs=["zh"] * len(texts))


def test_signs_that_were_never_learned_are_not_decided_by_buckets_they_share(
    fast: LinearModel,
) -> None:
    found = strange(fast, range(5, 205))
    assert (np.isclose(found, UNSURE).all(axis=1)).mean() > 0.98


def test_a_few_strange_signs_do_not_take_the_say_from_the_known_ones(fast: LinearModel) -> None:
    text = "这家店的服务太差了，再也不来了㐀㑇㒞"
    (found,) = fast.predict([text], words=[list(text)], langs=["zh"])
    assert found.argmax() == 0


@given(st.lists(st.text("好坏赞x㐀 ", max_size=5), max_size=5), st.randoms(use_true_random=False))
def test_what_is_known_does_not_depend_on_the_texts_around(texts: list[str], dice: Random) -> None:
    order = dice.sample(range(len(texts)), len(texts))
    together = ask(*map(list, texts))
    shuffled = ask(*(list(texts[place]) for place in order))
    alone = [ask(list(text))[0] for text in texts]
    for place, origin in enumerate(order):
        assert shuffled[place] == pytest.approx(together[origin], abs=1e-6)
        assert alone[origin] == pytest.approx(together[origin], abs=1e-6)


def test_names_in_a_text_do_not_make_its_signs_another_language() -> None:
    model = LinearModel("v", {"zh": tiny()})
    read = model.predict(["6@好赞"], words=[["6"]], langs=["und"])
    assert read[0].argmax() == 2
