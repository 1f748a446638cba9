"""Texts on a few subjects, made by rule: four words of the subject, and one that says nothing."""

import random

SUBJECTS = {
    "ice": ("雪糕", "冰棍", "甜筒", "冷饮", "刺客", "冰柜", "奶油", "融化"),
    "train": ("高铁", "车票", "站台", "检票", "晚点", "列车", "座位", "候车"),
    "cat": ("猫咪", "小猫", "猫窝", "抓板", "绝育", "毛球", "猫砂", "宠物"),
}
LOOSE = ("昨天", "真的", "大家", "觉得", "还是", "一直", "然后", "可能")


def texts_on(subject: str, count: int, *, seed: int) -> list[str]:
    """Return texts on one of the `SUBJECTS`."""
    dice = random.Random(seed)
    return [
        "，".join([*dice.sample(SUBJECTS[subject], 4), dice.choice(LOOSE)]) for _ in range(count)
    ]
