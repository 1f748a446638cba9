"""What the shipped weights say, and how it joins the rules."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.errors import ModelUnavailable
from nlp.pipeline import Pipeline
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.parts import text_parts
from nlp.text.words import cutter, words
from nlp.topics.classifier import FLOOR, TOPICS, load, save, topics
from nlp.topics.taxonomy import Taxonomy, Topic

CUT = cutter()
MODEL = load()
RULES = Taxonomy((Topic(label="digital/phone", words=("手机",)),))
PIPELINE = Pipeline(
    given=frozenset({"text"}),
    stages=(cleaned, text_parts, language, words(), topics(RULES, MODEL)),
)
SAID = {
    "这台车起步快，方向盘手感轻，油耗比老款低不少": "car",
    "今晚的英超比赛，主队后卫受伤，门将连扑三个点球": "sport",
    "公司公布季报，净利润同比增长，基金经理加仓股票": "finance",
    "这件连衣裙面料有点薄，码数偏小，颜色倒是好看": "fashion",
}


def tags(*texts: object) -> list[list[dict[str, object]]]:
    batch = pd.DataFrame({"text": pd.Series(texts, dtype="object")})
    found: list[list[dict[str, object]]] = PIPELINE(batch)["topics"].tolist()
    return found


@pytest.mark.parametrize(("text", "label"), SAID.items(), ids=SAID.values())
def test_a_text_is_about_what_it_speaks_of(text: str, label: str) -> None:
    (found,) = tags(text)
    (tag,) = [tag for tag in found if tag["label"] == label]
    assert (tag["by"], tag["start"], tag["end"]) == ("model", 0, len(text))
    assert FLOOR <= float(str(tag["score"])) <= 1


def test_a_rule_that_knows_more_silences_the_model() -> None:
    text = "新款手机发布，芯片和摄像头升级，安卓系统更流畅"
    bare = MODEL.probabilities([CUT(text)])[0]
    assert bare[MODEL.judge.labels.index("digital")] >= FLOOR
    (found,) = tags(text)
    assert [(tag["label"], tag["by"]) for tag in found] == [("digital/phone", "rule")]


@pytest.mark.parametrize("text", ["", None, "   ", "😀😀", "The match was lost on penalties"])
def test_nothing_is_said_of_what_it_can_not_read(text: str | None) -> None:
    assert tags(text) == [[]]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(list(SAID)), st.text(max_size=60)), max_size=5))
def test_a_text_is_judged_alone(texts: list[str]) -> None:
    assert tags(*texts) == [tags(text)[0] for text in texts]


@settings(max_examples=12, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_goes_through(text: str) -> None:
    assert all(0 < float(str(tag["score"])) <= 1 for tag in tags(text)[0])


def test_a_text_longer_than_a_book_goes_through() -> None:
    assert [tag["label"] for tag in tags("比赛进球" * 25_000)[0]] == ["sport"]


def test_weights_are_the_same_after_writing(tmp_path: Path) -> None:
    path = tmp_path / "topics.npz"
    save(path, MODEL.judge, MODEL.vectors)
    read = [CUT(text) for text in SAID]
    assert np.array_equal(load(path).probabilities(read), MODEL.probabilities(read))


@pytest.mark.parametrize("at", [0, 100, 5000, -20, -400])
def test_damaged_weights_are_refused(tmp_path: Path, at: int) -> None:
    raw = bytearray(TOPICS.read_bytes())
    raw[at] ^= 0xFF
    path = tmp_path / "topics.npz"
    path.write_bytes(bytes(raw))
    with pytest.raises(ModelUnavailable):
        load(path)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="No such file"):
        load(tmp_path / "none.npz")


def test_the_version_of_the_stage_follows_floor_and_rules() -> None:
    versions = {
        topics(rules, MODEL, floor=floor).version
        for rules in (RULES, Taxonomy(()))
        for floor in (0.5, 0.6)
    }
    assert len(versions) == 4


def test_weights_that_swell_when_unpacked_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive, archive.open("zh.recipe.npy", "w") as entry:
        for _ in range(300):
            entry.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(ModelUnavailable, match="unpacks to 314,572,800 bytes"):
        load(path)


def test_an_array_that_says_it_is_longer_than_it_is_is_refused(tmp_path: Path) -> None:
    path, head = tmp_path / "bomb.npz", BytesIO()
    shape = {"descr": "<i4", "fortran_order": False, "shape": (10**14,)}
    np.lib.format.write_array_header_1_0(head, shape)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("zh.recipe.npy", head.getvalue() + bytes(64))
    with pytest.raises(ModelUnavailable, match="damaged"):
        load(path)


def test_a_label_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "topics.npz"
    with np.load(TOPICS) as arrays:
        held = dict(arrays)
    labels = bytes(held["zh.labels"]).decode().split("\n")
    twice = "\n".join([labels[1], *labels[1:]])
    np.savez(path, **{**held, "zh.labels": np.frombuffer(twice.encode(), np.uint8)})
    with pytest.raises(ModelUnavailable, match=r"damaged \(wrong zh.labels\)"):
        load(path)
