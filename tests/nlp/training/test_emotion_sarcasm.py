"""The question of sarcasm on made-up comments, and the card that states its figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nlp.sentiment.features import Recipe
from nlp.text.words import cutter
from nlp.training.bags import Vocabulary, learned
from nlp.training.feelings_card import scores_of, write_card
from nlp.training.sarcasm import by_source, fit_sarcasm, ranking

RECIPE = Recipe(14, 1, (1, 0))
SARCASTIC = ("您可真厉害", "真是太棒棒了呢", "厉害了大专家")
LITERAL = ("路上堵车了", "价格又涨了", "他们去年就说过")
PLAIN = [["屏幕", "很", "亮"], ["送货", "很", "快"]] * 10


@pytest.fixture(scope="module")
def comments() -> pd.DataFrame:
    texts = [(text, "sarcastic") for text in SARCASTIC] + [(text, "literal") for text in LITERAL]
    frame = pd.DataFrame(texts * 5, columns=["clean", "polarity"]).assign(part="train")
    words = pd.Series([cutter()(text) for text in frame["clean"]], dtype="object")
    titles = pd.Series([["\ue000新闻"]] * len(frame), dtype="object")
    return frame.assign(words=words, topic_words=titles)


def chance(vocabulary: Vocabulary, comments: pd.DataFrame, words: list[str]) -> float:
    weights, offset = fit_sarcasm(comments, PLAIN, vocabulary)
    return float(1 / (1 + np.exp(-(vocabulary.matrix([words]) @ weights + offset)))[0])


def test_comments_like_the_sarcastic_ones_are_likelier_than_the_others(
    comments: pd.DataFrame,
) -> None:
    vocabulary = learned([*comments["words"], *PLAIN], RECIPE, least=1)
    sarcastic, literal, plain = (
        chance(vocabulary, comments, words)
        for words in (cutter()(SARCASTIC[0]), cutter()(LITERAL[0]), PLAIN[0])
    )
    assert sarcastic > 0.5 > literal
    assert sarcastic > plain


def test_the_held_out_comments_are_not_looked_at(comments: pd.DataFrame) -> None:
    vocabulary = learned(comments["words"].tolist(), RECIPE, least=1)
    turned = comments.assign(part="test", polarity="sarcastic")
    first = fit_sarcasm(comments, PLAIN, vocabulary)
    second = fit_sarcasm(pd.concat([comments, turned], ignore_index=True), PLAIN, vocabulary)
    assert np.array_equal(first[0], second[0])
    assert first[1] == second[1]


def test_a_title_that_all_share_changes_no_ranking(comments: pd.DataFrame) -> None:
    found = by_source(comments, RECIPE)
    assert found["text"] == found["text and title"]


def test_the_right_order_has_the_full_area() -> None:
    answers = np.array([True, False, True])
    assert ranking(answers, np.array([3.0, 1.0, 2.0])) == {"auc": 100, "average_precision": 100}
    assert ranking(answers, np.array([1.0, 3.0, 2.0]))["auc"] == 0


def test_the_card_states_figures_licences_and_use(tmp_path: Path) -> None:
    weights = tmp_path / "some.npz"
    weights.write_bytes(b"x")
    names = ["smp2020_usual", "nlpcc2014_weibo_emotion", "tosarcasm"]
    frame = pd.DataFrame({"set": names, "part": ["train", "test", "train"]})
    scores = {
        "emotions": pd.DataFrame({"open": [51.5]}, index=pd.Index(["smp2020_usual"], name="set")),
        "sarcasm": pd.DataFrame({"sarcastic": [58.8]}, index=pd.Index(["tosarcasm"], name="set")),
        "sources": pd.DataFrame({"auc": [74.0]}, index=pd.Index(["text"], name="from")),
        "alarms": pd.DataFrame({"marked": [2.0]}, index=pd.Index(["waimai_10k"], name="set")),
    }
    write_card(weights, "0123", frame, scores, date="2026-11-22")
    card = weights.with_suffix(".md").read_text(encoding="utf-8")
    for said in ("`0123`", "2026-11-22", "51.5", "measures only: copyleft", "59 % of them"):
        assert said in card
    assert scores_of(weights)["sources"].loc["text", "auc"] == 74.0
