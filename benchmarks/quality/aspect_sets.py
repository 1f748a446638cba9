"""Sets labelled by aspect: what their labels are called here, and their held-out parts."""

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from nlp.aspects.categories import general
from nlp.training.splits import key, part

DIANPING, CARS, PHONES = "dianping_aspect_categories", "bdci_car_topics", "se_absa16_zh"
_SIDES = tuple(f"environment_{side}" for side in ("decoration", "noise", "space", "cleaness"))
CATEGORIES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    DIANPING: {
        "location": ("location_distance_from_business_district",),
        "location/transport": ("location_traffic_convenience",),
        "location/finding": ("location_easy_to_find",),
        "service": ("service_waiters_attitude",),
        "service/waiting": ("service_wait_time",),
        "service/speed": ("service_serving_speed",),
        "service/parking": ("service_parking_convenience",),
        "price": ("price_level",),
        "price/value": ("price_cost_effective",),
        "price/discount": ("price_discount",),
        "environment": _SIDES,
        "environment/decoration": ("environment_decoration",),
        "environment/noise": ("environment_noise",),
        "environment/space": ("environment_space",),
        "environment/cleanliness": ("environment_cleaness",),
        "food": ("dish_taste",),
        "food/taste": ("dish_taste",),
        "food/portion": ("dish_portion",),
        "food/look": ("dish_look",),
        "overall": ("others_overall_experience",),
        "reputation": ("others_willing_to_consume_again",),
    },
    CARS: {
        "performance": ("动力",),
        "price": ("价格",),
        "interior": ("内饰",),
        "equipment": ("配置",),
        "safety": ("安全性",),
        "appearance": ("外观",),
        "handling": ("操控",),
        "fuel": ("油耗",),
        "space": ("空间",),
        "comfort": ("舒适性",),
    },
    PHONES: {
        "battery": ("BATTERY#QUALITY",),
        "display": ("DISPLAY#QUALITY",),
        "camera": ("PHOTO#QUALITY",),
        "camera/focus": ("FOCUS#OPERATION_PERFORMANCE",),
        "sound": ("MULTIMEDIA_DEVICES#QUALITY",),
        "performance": ("HARDWARE#OPERATION_PERFORMANCE",),
        "storage": ("MEMORY#OPERATION_PERFORMANCE",),
        "system": ("SOFTWARE#OPERATION_PERFORMANCE",),
        "keyboard": ("KEYBOARD#DESIGN_FEATURES",),
        "connectivity": ("PHONE#CONNECTIVITY",),
        "portability": ("{}#PORTABILITY",),
        "appearance": ("{}#DESIGN_FEATURES",),
        "quality": ("{}#QUALITY",),
        "ease_of_use": ("{}#USABILITY",),
        "price": ("{}#PRICE",),
        "overall": ("{}#GENERAL",),
    },
}
"""What our labels are called there; {} is PHONE or CAMERA, as the text's shelf."""

INDUSTRIES: Mapping[str, str] = {DIANPING: "restaurant", CARS: "car", PHONES: "electronics"}
"""Whose aspects and weights read a set of categories."""

NAMES: Mapping[str, Mapping[str, str]] = {
    DIANPING: {
        "location_traffic_convenience": "交通",
        "location_distance_from_business_district": "商圈",
        "location_easy_to_find": "好找",
        "service_wait_time": "等",
        "service_waiters_attitude": "态度",
        "service_parking_convenience": "停车",
        "service_serving_speed": "上菜",
        "price_level": "价格",
        "price_cost_effective": "性价比",
        "price_discount": "折扣",
        "environment_decoration": "装修",
        "environment_noise": "安静",
        "environment_space": "空间",
        "environment_cleaness": "干净",
        "dish_portion": "分量",
        "dish_taste": "味道",
        "dish_look": "卖相",
        "dish_recommendation": "推荐",
        "others_overall_experience": "总体",
        "others_willing_to_consume_again": "再来",
    },
    CARS: {name: name for names in CATEGORIES[CARS].values() for name in names},
    PHONES: {
        "BATTERY#QUALITY": "电池",
        "DISPLAY#QUALITY": "屏幕",
        "PHOTO#QUALITY": "照片",
        "FOCUS#OPERATION_PERFORMANCE": "对焦",
        "MULTIMEDIA_DEVICES#QUALITY": "声音",
        "HARDWARE#OPERATION_PERFORMANCE": "硬件",
        "SOFTWARE#OPERATION_PERFORMANCE": "软件",
        "KEYBOARD#DESIGN_FEATURES": "键盘",
        "PHONE#DESIGN_FEATURES": "外观",
        "CAMERA#PRICE": "价格",
    },
}
"""The baseline: a category is there if its own name is, with the polarity of the whole text."""

SHELVES = {
    "camera": "electronics",
    "phone": "electronics",
    "notebook": "electronics",
    "laptop": "electronics",
    "car": "car",
    "shampoo": "beauty",
    "restaurant": "restaurant",
    "mooc": "general",
}
"""The industry whose words read a shelf of `aspect_terms_zh` or `semeval2014_absa`."""
Judged = dict[str, str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts, what is judged in each (category to polarity), its shelf, and what is not asked."""

    texts: list[str]
    gold: list[Judged]
    shelves: list[str]
    silent: list[set[str]]


def rows_of(file: Path) -> list[dict[str, Any]]:
    """Return the rows of one file of a set."""
    if file.suffixes[0] == ".csv":
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
        return [dict(zip(frame.columns, row, strict=True)) for row in frame.to_numpy().tolist()]
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def held_out(name: str, data: Path) -> list[dict[str, Any]]:
    """Return the rows of a set that lie in the part `test`."""
    file = next((data / name).glob("train.*"))
    return [row for row in rows_of(file) if part(key(row["text"])) == "test"]


def read_categories(name: str, data: Path) -> Labelled:
    """Return the held-out texts of a set with what is judged in each."""
    rows = held_out(name, data)
    gold = [_told(name, row) for row in rows]
    shelves = [row.get("category", "") for row in rows]
    silent = [{column for column, said in row.items() if said == ""} for row in rows]
    return Labelled([row["text"] for row in rows], gold, shelves, silent)


def called(name: str, data: Path) -> dict[tuple[str, str], str]:
    """Return what a set calls an aspect on a shelf: of several names the commonest in training."""
    file = next((data / name).glob("train.*"))
    counts = Counter(
        (row.get("category", ""), category)
        for row in rows_of(file)
        if part(key(row["text"])) != "test"
        for category in _told(name, row)
    )
    names: dict[tuple[str, str], str] = {}
    for (shelf, category), _ in counts.most_common():
        names.setdefault((shelf, general(INDUSTRIES[name], category)), category)
    return names


def _told(name: str, row: Mapping[str, Any]) -> Judged:
    return _columns(row) if name == DIANPING else _opinions(row)


def _columns(row: Mapping[str, Any]) -> Judged:
    """Return the aspects of which a row says something; rows of ASAP do not ask all 20."""
    columns = row.keys() - {"text", "source", "star"}
    return {name: row[name] for name in columns if row[name] not in ("", "not_mentioned")}


def _opinions(row: Mapping[str, Any]) -> Judged:
    return {each["category"]: each["label"] for each in row["opinions"]}
