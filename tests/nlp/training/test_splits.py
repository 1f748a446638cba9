import random

import pandas as pd

from nlp.training.splits import split

WORDS = (
    "屏幕",
    "手机",
    "早上",
    "打开",
    "一点",
    "声音",
    "没有",
    "店里",
    "米饭",
    "孩子",
    "明天",
    "还会",
    "再来",
)


def frame(texts: list[str], name: str = "one", lang: str = "zh") -> pd.DataFrame:
    return pd.DataFrame({"set": name, "lang": lang, "clean": texts, "polarity": "positive"})


def essays(count: int) -> list[str]:
    dice = random.Random(5)
    return ["".join(dice.choices(WORDS, k=12)) for _ in range(count)]


def test_about_a_tenth_is_kept_for_measuring() -> None:
    shares = split(frame(essays(3000)))["part"].value_counts()
    assert 230 < shares["test"] < 370
    assert 90 < shares["calibrate"] < 210


def test_the_same_text_lands_in_the_same_part_whatever_set_or_marks() -> None:
    plain = split(frame(essays(200)))
    marked = split(frame([f"{text}！ " for text in essays(200)], name="two"))
    both = plain.merge(marked.assign(clean=marked["clean"].str[:-2]), on="clean")
    assert len(both) > 100
    assert (both["part_x"] == both["part_y"]).all()


def test_a_near_repeat_of_a_held_out_text_is_not_trained_on() -> None:
    long = essays(300)
    held = split(frame(long))
    tested = held[held["part"] == "test"]["clean"].tolist()
    again = split(pd.concat([frame(long), frame([text + "真的" for text in tested], name="two")]))
    copies = again[again["set"] == "two"]
    assert tested
    assert (copies["part"] != "train").all()


def test_a_text_without_letters_or_a_repeat_is_left_out() -> None:
    assert split(frame(["！！", "好的", "好的。"]))["clean"].tolist() == ["好的"]
