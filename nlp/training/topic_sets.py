"""The sets that teach what a text is about, and what their labels mean among ours.

A label is the first level of one in `nlp/lexicons/topics.toml` where a set knows no more, or one
that the taxonomy does not have: news/... for shelves of newspapers, conduct/... for how one
speaks. Kinds of applications that mean several of ours, or that one can be about anything with,
are left out; NOTHING are kinds that are none of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from nlp.text.cleaning import clean
from nlp.text.words import cutter
from nlp.training.generic import GENERIC, generic_texts
from nlp.training.splits import split

NOTHING: Final = ""
OFFENSIVE: Final = "conduct/offensive"
COMMENTS: Final = "cold_offensive"
_GENERIC: Final = 6000  # texts about nothing
_REVIEWS: Final = 4000  # of a shelf, that they are made of

TNEWS: Final = {
    "car": "car", "tech": "digital", "sports": "sport", "game": "games", "entertainment": "screen",
    "edu": "education", "finance": "finance", "stock": "finance", "house": "home/property",
    "travel": "travel", "world": "news/world", "military": "news/military",
    "culture": "news/culture", "agriculture": "news/agriculture", "story": "news/story",
}  # fmt: skip
_APPS: Final = {
    "games": "休闲益智 动作类 棋牌中心 经营养成 射击游戏 策略 仙侠 魔幻 卡牌 飞行空战 MOBA",
    "family": "亲子儿童 母婴",
    "education": "中小学 英语 职考 成人教育 高等教育 教辅 语言(非英语) 视频教育 公务员 出国",
    "finance": "借贷 理财 股票 银行 支付 记账 保险 收款",
    "reading": "小说 漫画 杂志",
    "screen": "视频 短视频 直播 影视娱乐 电影票务",
    "digital": "电子产品 技术",
    "beauty": "美妆美业",
    "health": "医疗服务 问诊挂号 养生保健 减肥瘦身",
    "sport": "体育咨讯 运动健身",
    "travel": "旅游资讯 综合预定 民航 铁路 酒店 民宿短租 行程管理 公共交通 打车",
    "car": "日常养车 汽车咨询 汽车交易 行车辅助 违章 租车",
    "food": "菜谱 外卖 餐饮店",
    "home/property": "买房 租房",
    NOTHING: "办公 约会社交 即时通讯 求职 兼职 快递物流 政务 婚恋社交 情侣社交"
    " 工作社交 日程管理 笔记 家政",
}
APPS: Final = {kind: label for label, kinds in _APPS.items() for kind in kinds.split()}
SHOPPING: Final = {
    "book": "reading", "tablet": "digital", "phone": "digital", "fruit": "food",
    "shampoo": "beauty", "water_heater": "digital", "mengniu": "food", "clothes": "fashion",
    "computer": "digital", "hotel": "travel",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TopicSet:
    """A labelled set.

    Attributes:
        name: its folder.
        meaning: what a label of the set is among ours; others are left out.
        licence: as stated by its source.
        column: where the label stands; none if all of the set has the one in `meaning`.
        most: so many texts of a label teach, at most.
        shelves: whether a label tells what the texts are reviews of, not what they say.
    """

    name: str
    meaning: Mapping[str, str]
    licence: str
    column: str = "label"
    most: int = 1_000_000
    shelves: bool = False


SETS: Final = (
    TopicSet("tnews", TNEWS, "none stated"),
    TopicSet("iflytek_apps", APPS, "none stated"),
    TopicSet("online_shopping_10_cats", SHOPPING, "none stated", "category", 500, shelves=True),
    TopicSet("waimai_10k", {"": "food"}, "none stated", "", 500, shelves=True),
    TopicSet("car_reviews", {"": "car"}, "none stated", "", 500, shelves=True),
    TopicSet("dianping_aspect_categories", {"": "food"}, "none stated", "", 500),
    TopicSet(COMMENTS, {"offensive": OFFENSIVE, "safe": NOTHING}, "Apache-2.0", most=8000),
)


def read_sets(folder: Path, sets: tuple[TopicSet, ...] = SETS) -> pd.DataFrame:
    """Return `set`, `part`, `text`, `clean`, `words`, `keywords`, and the label as `polarity`.

    With the texts of the sets come some about nothing, made of reviews (set `GENERIC`).
    """
    found = [*(_read(folder, each) for each in sets), _generic(folder, sets)]
    return texts_of(pd.concat(found, ignore_index=True))


def _generic(folder: Path, sets: tuple[TopicSet, ...]) -> pd.DataFrame:
    shelves = [_read(folder, replace(each, most=_REVIEWS)) for each in sets if each.shelves]
    if not shelves:
        return pd.DataFrame(columns=["text"])
    reviews = pd.concat(shelves)
    reviews["clean"] = [clean(text).text for text in reviews["text"]]
    texts = generic_texts(reviews, count=_GENERIC)
    return pd.DataFrame({"text": texts, "polarity": NOTHING, "keywords": "", "set": GENERIC})


def texts_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `frame` (`set`, `text`, `polarity`) cleaned, split and cut."""
    frame = frame.reset_index(drop=True)
    frame["clean"] = [clean(text).text for text in frame["text"]]
    frame, cut = split(frame.assign(lang="zh")), cutter()
    return frame.assign(words=pd.Series([cut(text) for text in frame["clean"]], dtype="object"))


def _read(folder: Path, each: TopicSet) -> pd.DataFrame:
    paths = [folder / each.name / f"{part}.csv.gz" for part in ("train", "dev")]
    found = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths if path.exists()]
    rows = pd.concat(found, ignore_index=True)
    rows["polarity"] = (rows[each.column] if each.column else rows["text"].map(lambda _: "")).map(
        dict(each.meaning)
    )
    if "keywords" not in rows:
        rows["keywords"] = ""
    rows = rows.dropna(subset=["polarity"])[["text", "polarity", "keywords"]]
    return rows.groupby("polarity").head(each.most).assign(set=each.name)


def keyword_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the keywords that editors gave to texts as texts of their own."""
    cut = cutter()
    told = rows[rows["keywords"] != ""]
    words = [
        [word for key in keys.split(",") if key for word in [*cut(key), "\n"]]
        for keys in told["keywords"]
    ]
    return told.assign(words=pd.Series(words, told.index, dtype="object"))
