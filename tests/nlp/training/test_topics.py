"""How the weights for topics are made."""

import gzip
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nlp.sentiment.features import Recipe
from nlp.topics.classifier import load
from nlp.topics.fitting import curve
from nlp.topics.rows import Rows, units
from nlp.training import topics
from nlp.training.generic import GENERIC, generic_texts
from nlp.training.topic_sets import APPS, NOTHING, TopicSet, keyword_texts, read_sets
from nlp.training.word_vectors import fit_vectors

THINGS = {
    "car": ("方向盘", "油耗", "刹车", "轮胎", "变速箱", "发动机"),
    "food": ("面条", "火锅", "米饭", "饺子", "烤鱼", "豆腐"),
}
SAID = ("今天说说{}和{}", "{}配{}怎么样", "朋友推荐了{}还有{}", "换过{}之后又看{}")


def rows(count: int) -> list[tuple[str, str]]:
    dice = random.Random(5)
    return [
        (f"{dice.choice(SAID).format(*dice.sample(things, 2))}{number}", label)
        for number in range(count)
        for label, things in THINGS.items()
    ]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "own").mkdir()
    lines = [f"{text},{label},方向盘" for text, label in rows(150)]
    with gzip.open(tmp_path / "own" / "train.csv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(["text,label,keywords", *lines, "什么都不是,other,"]))
    own = TopicSet("own", {"car": "car", "food": "food"}, "ours")
    monkeypatch.setattr(topics, "read_sets", lambda folder: read_sets(folder, (own,)))
    monkeypatch.setattr("nlp.training.topics_card.SETS", (own,))
    words = read_sets(tmp_path, (own,))["words"].tolist()
    monkeypatch.setattr(topics, "plain_words", lambda _: words)
    small = fit_vectors(words, dimensions=4, least=3)
    monkeypatch.setattr(topics, "fit_vectors", lambda _: small)
    return tmp_path


def test_weights_and_card_are_made_the_same_each_time(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = []
    for name in ("a", "b"):
        path = data / f"{name}.npz"
        topics.main(["--data", str(data), "--output", str(path), "--date", "2026-01-02"])
        made.append(load(path))
    assert made[0].version == made[1].version
    assert made[0].judge.labels == ("car", "food")
    likely = made[0].probabilities([["轮胎", "和", "刹车"], ["饺子", "和", "火锅"]])
    assert likely.argmax(axis=1).tolist() == [0, 1]
    card = (data / "a.md").read_text(encoding="utf-8")
    assert made[0].version in card
    assert "| own | ours |" in card
    assert "average_precision" in capsys.readouterr().out


def test_labels_without_a_meaning_are_left_out_and_keywords_are_texts(data: Path) -> None:
    own = TopicSet("own", {"car": "car"}, "ours", most=100)
    frame = read_sets(data, (own,))
    assert set(frame["polarity"]) == {"car"}
    assert len(frame) <= 100
    assert keyword_texts(frame)["words"].iloc[0] == ["方向盘", "\n"]


def test_a_text_says_less_of_labels_that_its_set_does_not_offer() -> None:
    frame = pd.DataFrame(
        {"set": ["a", "a", "b", "cold_offensive"], "polarity": ["car", "food", "car", NOTHING]}
    )
    outside = topics._OUTSIDE  # noqa: SLF001
    assert topics.weights(frame, ["car", "food"]).tolist() == [
        [1, 1], [1, 1], [1, outside], [0, 0],
    ]  # fmt: skip


def test_texts_about_nothing_speak_against_every_label() -> None:
    frame = pd.DataFrame({"set": ["a", GENERIC], "polarity": ["car", NOTHING]})
    assert topics.weights(frame, ["car"]).tolist() == [[1], [1]]


def test_texts_about_nothing_are_made_of_what_every_shelf_says() -> None:
    common = ("很满意，", "收到了，", "还会再来。")
    reviews = pd.DataFrame(
        [
            ("own", label, f"{thing}不错，{common[number % 3]}{common[(number + 1) % 3]}")
            for number in range(60)
            for label, things in THINGS.items()
            for thing in [things[number % len(things)]]
        ],
        columns=["set", "polarity", "clean"],
    )
    texts = generic_texts(reviews, count=40)
    assert len(texts) == 40
    assert not [text for text in texts for things in THINGS.values() for it in things if it in text]
    assert {clause for text in texts for clause in common if clause in text} == set(common)
    assert generic_texts(reviews.query("polarity == 'car'"), count=40) == []


def test_kinds_of_applications_have_one_meaning() -> None:
    assert APPS["母婴"] == "family"
    assert APPS["办公"] == NOTHING
    assert "其他" not in APPS


def test_words_of_the_same_texts_lie_near_each_other() -> None:
    words = [
        [*text[:2], *text] for text in (["轮胎", "刹车", "油耗"], ["饺子", "火锅", "面条"]) * 9
    ]
    vectors = fit_vectors(words, dimensions=2, least=3)
    tyre, brake, noodles = units(vectors, [["轮胎"], ["刹车"], ["面条"]])
    assert tyre @ brake > 0.9
    assert tyre @ noodles < 0.3


def test_a_text_lies_where_it_does_whatever_stands_beside_it() -> None:
    dice = np.random.default_rng(1)
    numbers = dice.integers(-127, 127, (50, 8)).astype(np.int8)
    rows = Rows(Recipe(8, 1, (1, 1)), np.arange(0, 250, 5), numbers)
    texts = [[], ["轮胎"], ["刹", "车", "a"], [], ["饺子"] * 3] * 17
    whole = rows.sums(texts)
    assert all(
        np.array_equal(rows.sums([text])[0], sums) for text, sums in zip(texts, whole, strict=True)
    )
    assert whole[::5].sum() == 0


def test_a_curve_from_few_texts_is_not_too_sure() -> None:
    far = np.array([-2.0, -1.5, -1, 1, 1.5, 2])
    slope, offset = curve(far, far > 0)
    likely = 1 / (1 + np.exp(-(slope * far + offset)))
    assert likely[-1] < 0.97
    assert likely[:3].max() < 0.5 < likely[3:].min()
