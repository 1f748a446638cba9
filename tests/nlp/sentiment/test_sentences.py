import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nlp.pipeline import Pipeline
from nlp.sentiment.model import SentimentModel, sentiment
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words

SIGNS = "虽然 但是 ， 。 ？ ? ！ . [泪] [ 😀 3.5 1,000 好 不 差 希望 吗 but although not good ～ （"
OTHERS = ("\n", " ", "@名字 ", "https://a.cn/b?c=1 ", "\ud800")
PIECES = st.sampled_from((*SIGNS.split(), *OTHERS))
ANY = st.none() | st.text(st.characters(exclude_categories=())) | st.lists(PIECES).map("".join)


class Spy:
    """Finds everything positive and remembers what it was asked."""

    version = "spy"

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def predict(
        self, texts: Sequence[str], *, words: Sequence[Sequence[str]], langs: Sequence[str]
    ) -> NDArray[np.float32]:
        assert len(texts) == len(words) == len(langs)
        self.asked.append(list(texts))
        return np.tile(np.array([0.1, 0.2, 0.7], np.float32), (len(texts), 1))


def pipeline(model: SentimentModel) -> Pipeline:
    stages = (cleaned, language, words(), sentiment(model), sentences(model))
    return Pipeline(given=frozenset({"text"}), stages=stages)


def read(model: SentimentModel, *texts: str | None) -> pd.DataFrame:
    return pipeline(model)(pd.DataFrame({"text": pd.Series(texts, dtype="object")}))


def parts(model: SentimentModel, text: str) -> list[str]:
    return [text[span["start"] : span["end"]] for span in read(model, text)["sentences"][0]]


def one(model: SentimentModel, text: str) -> dict[str, Any]:
    (span,) = read(model, text)["sentences"][0]
    return span


@settings(max_examples=30)
@given(st.lists(ANY, max_size=20))
def test_spans_lie_in_the_text_in_order_and_say_something(
    fast: SentimentModel, texts: list[str | None]
) -> None:
    for row in read(fast, *texts).itertuples():
        end = 0
        for span in row.sentences:
            assert end <= span["start"] < span["end"] <= len(row.text)
            assert -1 <= span["polarity"] <= 1
            assert 0 <= span["confidence"] <= 1
            assert span["sentiment"] in {"positive", "neutral", "negative", "undecided"}
            assert span["kind"] in {"statement", "question", "wish"}
            end = span["end"]


@settings(max_examples=30)
@given(st.lists(st.lists(PIECES).map("".join), max_size=20))
def test_every_word_of_the_author_is_in_a_span(texts: list[str]) -> None:
    for row in read(Spy(), *texts).itertuples():
        covered = "".join(row.text[span["start"] : span["end"]] for span in row.sentences)
        assert {sign for sign in row.clean if sign.isalnum()} <= set(covered)
        assert bool(row.sentences) == bool(row.clean.strip())


@settings(max_examples=20)
@given(st.lists(ANY, min_size=1, max_size=3))
def test_a_text_has_the_same_spans_in_any_company(
    fast: SentimentModel, texts: list[str | None]
) -> None:
    together = read(fast, *texts)["sentences"].tolist()
    assert together == [read(fast, text)["sentences"][0] for text in texts]


def test_a_sign_that_is_two_in_small_letters_leaves_other_texts_alone(
    fast: SentimentModel,
) -> None:
    texts = ("I don’t like it. It isn’t good at all!", "只有我一个人这么想吗？？真的好看？")
    alone = [read(fast, text)["sentences"][0] for text in texts]
    assert read(fast, *texts, "İyi").loc[:1, "sentences"].tolist() == alone


def test_one_sentence_keeps_the_answer_of_the_text_and_the_model_is_not_asked_again() -> None:
    spy = Spy()
    row = read(spy, "今天收到了包裹").iloc[0]
    assert len(spy.asked) == 1
    assert row.sentences == [
        {"start": 0, "end": 7, "kind": "statement"}
        | {name: row[name] for name in ("sentiment", "polarity", "confidence")}
    ]


def test_the_spans_of_a_batch_are_asked_about_in_one_call() -> None:
    spy = Spy()
    read(spy, "屏幕亮。电池大。", "今天到了", "它轻，但是它薄")
    assert spy.asked[1:] == [["屏幕亮。", "电池大。", "它轻，", "但是它薄"]]


def test_offsets_count_the_text_as_stored(fast: SentimentModel) -> None:
    text = "  @小明 味道不错。 https://a.cn/x 服务太差！//@小红: 转"
    assert parts(fast, text) == ["味道不错。", "服务太差！"]


@pytest.mark.parametrize("text", ["", "   ", None], ids=repr)
def test_nothing_has_no_spans(fast: SentimentModel, text: str | None) -> None:
    assert read(fast, text)["sentences"].tolist() == [[]]


@pytest.mark.parametrize("text", ["！！！？？。。。", "😀😀！😀", "[泪]！[泪]。", "...?!"])
def test_marks_and_emoji_alone_are_at_most_one_span(fast: SentimentModel, text: str) -> None:
    assert parts(fast, text) == [text]


@pytest.mark.parametrize(
    "piece", ["虽然，", "但是。", "??好", "不是很", "希望能", "（。", "but ", "？[泪]（"]
)
def test_a_hundred_thousand_characters_take_no_square_of_their_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    read(Spy(), text)
    assert time.process_time() - started < 15  # their square takes minutes


def test_the_version_follows_the_model(fast: SentimentModel) -> None:
    assert sentences(fast).version != sentences(Spy()).version


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这个好用吗？", "question"),
        ("这个好用吗[疑问][疑问]", "question"),
        ("Is it good?", "question"),
        ("要是便宜点就好了", "wish"),
        ("很好。", "statement"),
        ("好喜欢??", "statement"),  # an emoji that some system could not store
        ("怎么退款", "question"),
        ("怎么用都不坏", "statement"),
        ("不知道怎么选", "statement"),
        ("这款噪音大不大", "question"),
        ("不管噪音大不大都要买", "statement"),
        ("大家说好就好，好不容易等到", "statement"),
        ("为啥还不发货", "question"),
        ("怎么吃都很香", "statement"),
        ("求推荐一款平板", "question"),
        ("求求你们出个迷你版", "wish"),
        ("Please add a bigger size", "wish"),
        ("客服是死了吗", "question"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert one(Spy(), text)["kind"] == kind


@pytest.mark.parametrize(
    "text", ["这个好用吗？", "希望能好用一点", "如果好用就再买一个", "I wish it were good"]
)
def test_what_is_asked_or_wished_for_is_no_praise_however_sure_the_model(text: str) -> None:
    assert one(Spy(), text)["sentiment"] != "positive"


@pytest.mark.parametrize(
    "text",
    [
        "不过不满意",
        "不过不舒服",
        "只不过不太好用",
        "从没这么失望过",
        "从来没有那样失望，这么失望",
        "不能难吃更多",
        "没有问题才怪",
        "没毛病就有鬼了",
        "I have never been so disappointed",
        "I've never felt so disappointed by a shop.",
    ],
)
def test_what_only_looks_turned_stays_blame(fast: SentimentModel, text: str) -> None:
    assert read(fast, text)["sentences"][0][-1]["sentiment"] == "negative"


@pytest.mark.parametrize(
    "text",
    [
        "没有一点异味",
        "没有一处不满意",
        "没有人会不喜欢它",
        "不过不难吃",
        "It was never disappointing",
        "What's not to like?",
    ],
)
def test_blame_that_is_denied_is_praise(fast: SentimentModel, text: str) -> None:
    assert one(fast, text)["sentiment"] == "positive"


@pytest.mark.parametrize("text", ["你们客服是死了吗?", "客服都死了吗", "质检的眼瞎了吗？"])
def test_an_insult_asked_stays_blame(fast: SentimentModel, text: str) -> None:
    assert one(fast, text)["sentiment"] == "negative"


@pytest.mark.parametrize(
    ("own", "others"),
    [
        ("挺好的，很喜欢", "//@路人:垃圾，骗子，差评，再也不买"),
        ("I love this phone", "//@someone: terrible rubbish, awful, waste of money"),
        ("I love it. Great phone.", "//@someone: terrible rubbish, awful, waste of money"),
    ],
)
def test_spans_do_not_read_what_is_reposted(fast: SentimentModel, own: str, others: str) -> None:
    alone, chained = (read(fast, text)["sentences"][0] for text in (own, own + others))
    assert [span["sentiment"] for span in chained] == ["positive"] * len(alone)


@pytest.mark.parametrize(
    ("weaker", "stronger"), [("有点好", "好"), ("好", "非常好"), ("a bit good", "extremely good")]
)
def test_degree_moves_polarity(weaker: str, stronger: str) -> None:
    assert one(Spy(), weaker)["polarity"] < one(Spy(), stronger)["polarity"]


def test_a_model_that_knows_nothing_stays_undecided(fast: SentimentModel) -> None:
    found = read(fast, "это хорошо. это плохо.")["sentences"][0]
    assert [span["sentiment"] for span in found] == ["undecided", "undecided"]
