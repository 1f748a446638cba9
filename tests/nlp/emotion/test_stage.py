"""The stage of feelings: its columns, its signs, and texts written for this test."""

from pathlib import Path
from tomllib import loads

import pandas as pd
import pytest

import nlp
from nlp.emotion.model import EMOTIONS, load
from nlp.emotion.stage import SARCASTIC, feelings
from nlp.pipeline import Pipeline
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words

FOR, AGAINST = {"happiness", "like"}, {"anger", "disgust", "fear", "sadness"}
FILE = Path(nlp.__file__).parent / "lexicons" / "emoticons.toml"
TABLE = loads(FILE.read_text(encoding="utf-8"))
SIGNS = {sign: emotion for emotion, groups in TABLE.items() for sign in groups["signs"]}


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    stages = (cleaned, language, words(), feelings(load()))
    return Pipeline(given=frozenset({"text"}), stages=stages)


def answers(pipeline: Pipeline, *texts: str | None) -> pd.DataFrame:
    return pipeline(pd.DataFrame({"text": pd.Series(texts, dtype="object")}))


@pytest.mark.parametrize("text", [None, "", "   ", "\u200b", "ԱԲԳ"])
def test_where_nothing_is_known_there_is_no_emotion_and_no_confidence(
    pipeline: Pipeline, text: str | None
) -> None:
    row = answers(pipeline, text).iloc[0]
    assert (row["emotion"], row["emotion_confidence"], row["sarcasm"]) == ("none", 0, 0)


def test_rows_and_types_are_as_promised(pipeline: Pipeline) -> None:
    found = answers(pipeline, "今天太开心了", "气死我了", "meeting at ten")
    assert set(found["emotion"]) <= set(EMOTIONS)
    assert found["emotion_confidence"].between(0, 1).all()
    assert found["sarcasm"].between(0, 1).all()


def test_common_signs_say_what_the_table_says_alone_and_behind_plain_words(
    pipeline: Pipeline,
) -> None:
    for place in ("", "我在公司"):
        found = answers(pipeline, *(place + sign for sign in SIGNS))
        right = found["emotion"].to_numpy() == list(SIGNS.values())
        assert right.mean() >= 0.9, [*found["text"][~right]]


def test_no_sign_stands_under_two_emotions() -> None:
    entries = [e for groups in TABLE.values() for part in groups.values() for e in part]
    assert len(entries) == len(set(entries))
    assert set(TABLE) == set(EMOTIONS) - {"none"}
    assert len(SIGNS) >= 60


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("今天收到礼物，开心得不得了[哈哈]", FOR),
        ("这家店的老板人真好，特别喜欢，推荐给大家", FOR),
        ("气死我了，客服根本不理人，什么破公司", AGAINST),
        ("一个人在医院，眼泪忍不住掉下来[泪]", {"sadness"}),
        ("半夜楼道里有脚步声，吓得我不敢动，好害怕", {"fear"}),
        ("天哪，居然是他！完全没想到", {"surprise"}),
        ("会议定于周三上午十点在三楼举行", {"none"}),
        ("I am so happy today, what a wonderful surprise party", FOR),
        ("I'm furious, they charged me twice and hung up", {"anger", "disgust"}),
        ("I miss my grandmother so much, been crying all night", {"sadness"}),
    ],
)
def test_plain_feelings_are_found(pipeline: Pipeline, text: str, sides: set[str]) -> None:
    assert answers(pipeline, text)["emotion"].iloc[0] in sides


def test_plain_reviews_are_not_marked_as_sarcastic(pipeline: Pipeline) -> None:
    texts = ("质量很好，物流也快", "屏幕有点暗，其他都不错", "房间太小，隔音差，不推荐")
    assert (answers(pipeline, *texts)["sarcasm"] < SARCASTIC).all()
