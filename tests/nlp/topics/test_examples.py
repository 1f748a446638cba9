"""Topics learned from an analyst's texts."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.errors import ExamplesError
from nlp.sentiment.features import Recipe
from nlp.text.words import cutter
from nlp.topics.classifier import load, topics
from nlp.topics.examples import Learned, Score, read_learned, write_learned
from nlp.topics.learning import Example, learn
from nlp.topics.taxonomy import Taxonomy, Topic

CUT, MODEL = cutter(), load()
STOCKS = [
    "股票又跌了，账户亏了两千",
    "大盘涨停，股票终于赚钱",
    "这只股票业绩不好，股价低",
    "股市今天大跌，股民都亏了",
    "买股票要看公司的利润",
    "牛市来了，股票账户全红",
    "股票跌停，卖不出去",
    "炒股三年，股票还是亏钱",
    "股市震荡，先看看大盘再买",
]
CATS = [
    "猫咪不爱喝水，医生说要补水",
    "给猫换了猫粮，猫咪爱吃",
    "小猫打了疫苗，回家睡觉",
    "猫咪掉毛，家里全是猫毛",
    "两只小猫打架，一只受伤",
    "猫咪半夜叫，吵得睡不着",
    "猫砂没味道，小猫很喜欢",
    "橘猫又胖了，猫粮要少给",
    "流浪小猫跟着我回家了",
]
OTHERS = [
    "快递三天才到",
    "老师讲课很清楚",
    "酒店早餐一般",
    "电影结局太仓促",
    "手机电池不耐用",
    "口红颜色显白",
    "孩子不爱写作业",
    "地铁太挤了",
    "面条太咸",
    "空调声音大",
]


def examples(**labels: list[str]) -> list[Example]:
    return [
        Example(text, label.replace("_", "/"), f"row {place}")
        for label, texts in labels.items()
        for place, text in enumerate(texts, start=1)
    ]


def taught(given: list[Example], background: list[str] | None = None) -> Learned:
    return learn(
        given,
        name="own",
        date="2026-01-02",
        vectors=MODEL.vectors,
        rare=MODEL.judge.table,
        background=background or [],
    )


BOTH = taught(examples(money_stocks=STOCKS, pets_cats=CATS), OTHERS)


def said(learned: Learned, text: str) -> set[str]:
    return set(learned.say([CUT(text)], MODEL.vectors)[0])


def test_what_was_learned_is_found_in_new_texts() -> None:
    assert said(BOTH, "股票赚钱了，大盘还要涨") == {"money/stocks"}
    assert said(BOTH, "猫咪生病了，小猫不吃猫粮") == {"pets/cats"}
    assert said(BOTH, "发票开错了，客服态度差") == set()


def test_words_that_stand_in_no_example_are_known_by_their_company() -> None:
    text = "基金净值回撤"
    assert not set(CUT(text)) & {word for each in STOCKS for word in CUT(each)}
    (likely,) = BOTH.judge.probabilities([CUT(text)], MODEL.vectors)
    assert likely.argmax() == 0


def test_the_score_is_that_of_texts_not_seen() -> None:
    noise = [f"{first}{last}" for first in "甲乙丙丁" for last in "子丑寅卯"]
    guess = taught(examples(a_b=noise[:8:2] + noise[9::2], a_c=noise[1:8:2] + noise[8::2]))
    assert guess.f1 < 0.7 < BOTH.f1
    for score in (*guess.scores, *BOTH.scores):
        assert 0 <= score.low <= score.f1 <= score.high <= 1
    assert [score.texts for score in BOTH.scores] == [9, 9]


def test_the_same_texts_teach_the_same_in_any_order_of_labels() -> None:
    again = taught(examples(money_stocks=STOCKS, pets_cats=CATS), OTHERS)
    assert again.version == BOTH.version


def test_one_label_needs_a_background() -> None:
    one = examples(money_stocks=STOCKS)
    with pytest.raises(ExamplesError, match="two labels or more, or a background"):
        taught(one)
    assert said(taught(one, OTHERS), "股票跌了，股市亏钱") == {"money/stocks"}


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ([Example("面条太咸", "a/b")], r"a/b: has 1 different texts; a label needs 8"),
        ([Example(f"面条太咸{'！' * n}", "a/b") for n in range(9)], "has 1 different texts"),
        ([Example(STOCKS[0] + "。", "pets/cats", "row 7")], "row 7: .*'money/stocks' at"),
        ([Example(" ！", "pets/cats", "row 7")], "row 7: the text is empty"),
        ([Example("面条太咸", "food", "row 7")], "row 7: the label 'food' is not of two levels"),
        ([Example("面条太咸", "a/\x1b[2Jb", "row 7")], "row 7: the label .* can be printed"),
        ([Example("面条太咸", "", "row 7")], "row 7: the label '' is not of two levels"),
    ],
    ids=["few", "copies", "contradiction", "empty", "one level", "steers a terminal", "none"],
)
def test_examples_that_can_not_teach_are_refused(more: list[Example], fault: str) -> None:
    given = examples(money_stocks=STOCKS, pets_cats=CATS)
    with pytest.raises(ExamplesError, match=fault):
        taught([*given, *more])


def test_a_background_of_copies_is_none() -> None:
    one = examples(money_stocks=STOCKS)
    with pytest.raises(ExamplesError, match="the background: has 3 different texts that are no"):
        taught(one, [*OTHERS[:3], *STOCKS, *OTHERS[:3], ""])
    assert taught(one, [*OTHERS, *STOCKS]).background == len(OTHERS)


@pytest.mark.parametrize("name", ["model", "a\x1b[2J"])
def test_names_of_others_are_refused(name: str) -> None:
    with pytest.raises(ExamplesError, match="choose another"):
        learn(
            examples(a_b=STOCKS, a_c=CATS),
            name=name,
            date="",
            vectors=MODEL.vectors,
            rare=MODEL.judge.table,
        )


def test_a_file_holds_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    write_learned(path, BOTH)
    read = read_learned(path)
    assert (read.name, read.date, read.scores, read.version) == (
        "own", "2026-01-02", BOTH.scores, BOTH.version,
    )  # fmt: skip
    words = [CUT(text) for text in (*STOCKS, *OTHERS)]
    assert read.say(words, MODEL.vectors) == BOTH.say(words, MODEL.vectors)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_refused(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "a.json"
    write_learned(path, BOTH)
    held = json.loads(path.read_text(encoding="utf-8"))
    key = data.draw(st.sampled_from(sorted(held)))
    change = data.draw(st.sampled_from(["drop", "null", "less", "other"]))
    if change == "drop":
        del held[key]
    elif change == "null":
        held[key] = None
    else:
        held[key] = held[key][:-1] if change == "less" and hasattr(held[key], "__len__") else "x"
    path.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(ExamplesError, match=r"damaged \(.+\); learn it again"):
        read_learned(path)


def forged(path: Path, name: str, value: Any) -> Path:
    """Write a file whose digest fits what was changed in it."""
    judge, table = BOTH.judge, BOTH.judge.table
    if name in {"recipe", "buckets", "numbers"}:
        one = replace(BOTH, judge=replace(judge, table=replace(table, **{name: value})))
    elif name in {"steps", "offsets", "heads", "head_steps", "labels"}:
        one = replace(BOTH, judge=replace(judge, **{name: value}))
    else:
        one = replace(BOTH, **{name: value})
    write_learned(path, one)
    return path


def scores(**changes: Any) -> tuple[Score, ...]:
    first, *rest = BOTH.scores
    return (replace(first, **changes), *rest)


TABLE, HEADS = BOTH.judge.table, BOTH.judge.heads
UPWARDS = TABLE.buckets
BITS, RUNS = TABLE.recipe.bits, TABLE.recipe.chars
FORGED: list[tuple[str, object, str]] = [
    *(("recipe", Recipe(bits, 1, RUNS), "'recipe'.0: Input should be") for bits in (34, 60, -1)),
    ("recipe", Recipe(5, 1, RUNS), "wrong buckets"),
    ("recipe", Recipe(BITS, -1, RUNS), "'recipe'.1: Input should be"),
    ("recipe", Recipe(BITS, 0, (0, 0)), "'recipe'.1: Input should be"),
    ("recipe", Recipe(BITS, 1, (-2, 3)), "'recipe'.2: Input should be"),
    ("recipe", Recipe(BITS, 1, (1, 1000)), "'recipe'.3: Input should be"),
    ("buckets", np.append(UPWARDS[:-1], 1 << 40), "Input should be less than"),
    ("buckets", np.append(-5, UPWARDS[1:]), "'buckets'.0: Input should be"),
    ("buckets", UPWARDS[::-1], "wrong buckets"),
    ("buckets", UPWARDS[:0], "'buckets': List should have at least 1 item"),
    ("buckets", UPWARDS[:-1], "wrong numbers"),
    ("numbers", TABLE.numbers[:0], "wrong numbers"),
    ("numbers", TABLE.numbers[:-1], "wrong numbers"),
    ("numbers", TABLE.numbers[:, :-1], "wrong numbers"),
    ("numbers", TABLE.numbers.astype(np.int64) + (1 << 40), "Input should be less than"),
    ("steps", BOTH.judge.steps[:0], "wrong steps"),
    ("steps", BOTH.judge.steps[:1], "wrong steps"),
    ("steps", BOTH.judge.steps * 1e300, "'steps'.0: Input should be"),
    ("offsets", BOTH.judge.offsets[:1], "wrong offsets"),
    ("head_steps", np.append(BOTH.judge.head_steps, 1.0), "wrong head_steps"),
    ("heads", HEADS.T, "wrong heads"),
    ("heads", HEADS[:0], "'heads': List should have at least 1 item"),
    ("scores", (), "'scores': List should have at least 1 item"),
    ("scores", BOTH.scores[:1], "wrong "),
    ("scores", (*BOTH.scores, replace(BOTH.scores[0], label="a/b")), "wrong "),
    ("scores", scores(label=BOTH.scores[1].label), "a label is there twice"),
    ("scores", scores(label="no level"), "'scores'.0.'label': Value error, should have two levels"),
    ("scores", scores(label=""), "'scores'.0.'label': Value error, should have two levels"),
    ("scores", scores(label="a/\x1b[2Jb"), "holds an invisible sign (U+001B)"),
    ("scores", scores(f1=1e300), "'scores'.0.'f1': Input should be less than"),
    ("scores", scores(low=-0.1), "'scores'.0.'low': Input should be greater than"),
    ("scores", scores(texts=-1), "'scores'.0.'texts': Input should be greater than"),
    ("background", 10**400, "'background'"),
    *(("name", name, "is the name of something else") for name in ("rule", "model", "")),
    ("name", "a\x1b[2J", "a character that can not be printed"),
]


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    FORGED,
    ids=[f"{name} {place}" for place, (name, _, _) in enumerate(FORGED)],
)
def test_a_file_that_fits_its_digest_but_can_not_work_is_refused(
    tmp_path: Path, name: str, value: object, fault: str
) -> None:
    path = forged(tmp_path / "own.json", name, value)
    with pytest.raises(ExamplesError) as caught:
        read_learned(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert fault in str(caught.value)


def test_a_file_with_a_place_too_few_is_refused_beside_the_vectors(tmp_path: Path) -> None:
    short = read_learned(forged(tmp_path / "own.json", "heads", HEADS[:-1]))
    with pytest.raises(ExamplesError, match="own: was learned beside other weights"):
        topics(Taxonomy(()), MODEL, [short])


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff\xfe", b"[1, 2"], ids=str)
def test_other_files_are_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.json").write_bytes(raw)
    with pytest.raises(ExamplesError, match="no classifier learned from examples"):
        read_learned(tmp_path / "a.json")


def test_a_tag_names_who_found_it_and_a_rule_goes_first() -> None:
    rules = Taxonomy((Topic(label="money/stocks", words=("大盘",)),))
    stage = topics(rules, MODEL, [BOTH])
    rows = [
        {"text": text, "clean": text, "words": CUT(text), "lang": "zh"}
        for text in ("股票跌了，股市亏钱", "股票跌了，大盘亏钱")
    ]
    bare, ruled = stage(pd.DataFrame(rows))["topics"]
    assert [tag["by"] for tag in bare if tag["label"] == "money/stocks"] == ["own"]
    assert [tag["by"] for tag in ruled if tag["label"] == "money/stocks"] == ["rule"]


def test_a_classifier_of_other_weights_is_refused() -> None:
    with pytest.raises(ExamplesError, match="learn it again from its texts"):
        topics(Taxonomy(()), MODEL, [replace(BOTH, beside="0" * 16)])
