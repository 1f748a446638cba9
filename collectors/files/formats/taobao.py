"""Taobao's and Tmall's lists of ratings: rateList, getitemrates, feedRateList."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any

from collectors.base import Page, Rejected
from collectors.errors import Blocked
from collectors.fields import Fields, fields, identifier, objects, published, words
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_json import is_data, json_values, names, pages_of
from collectors.files.formats.shop_words import added_later, customer_words, is_by_default
from collectors.files.made import zone_of
from collectors.markup.nodes import dicts_in
from collectors.post import Post
from collectors.ratings import count
from collectors.times import BEIJING

WORST, BEST = -1.0, 1.0
"""rateType: -1 bad, 0 middling, 1 good."""

_TEXT = ("feedback", "rateContent", "content")
_WHEN = ("feedbackDate", "rateDate", "date")
_LATER_TEXT = ("appendedFeedback", "content")
_LATER_WHEN = ("appendedDate", "commentTime", "date")
_WALL = re.compile(r'"rgv587_flag"\s*:|FAIL_SYS_USER_VALIDATE|RGV587_ERROR')


def read_rates(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the ratings of a file, what a customer added later as an answer to the rating.

    A rating without words (此用户没有填写评价) keeps its place with an empty text; one that the
    shop's clock gave (系统默认好评) has no rating either. What the shop answers is no customer's
    opinion and is left out.

    Raises:
        NotThisFormat: it is not JSON.
        Blocked: it is a captcha or a login instead of ratings.
    """
    zone = zone_of(reading.zone) or BEIJING
    yield from pages_of(
        (item for value in json_values(path) for item in _items(value, path)),
        lambda item: _posts(fields(item), reading, zone),
        where=path.name,
    )


def _items(value: Any, path: Path) -> Iterator[Any]:
    if isinstance(value, Rejected):
        yield value
    for node in dicts_in(value):
        if "rgv587_flag" in node:
            raise Blocked(str(path), why="a login or a captcha is wanted")
        if _is_rate(node):
            yield node


def _is_rate(node: Fields) -> bool:
    marked = "rateType" in node or "rateContent" in node or "rateId" in node
    return marked and not node.keys().isdisjoint(_TEXT)


def _posts(node: Fields, reading: Reading, zone: tzinfo) -> list[Post]:
    name = identifier(node, "id", "rateId")
    raw = words(node, *_TEXT) or ""
    worth = None if is_by_default(raw) else _worth(node)
    common = _common(node, reading.source)
    first = Post(
        id=name,
        kind="review",
        text=customer_words(raw),
        raw_text=raw or None,
        rating=worth,
        rating_low=None if worth is None else WORST,
        rating_high=None if worth is None else BEST,
        likes=count(fields(node, "interactInfo").get("likeCount", node.get("useful"))),
        **published(reading.when(words(node, *_WHEN), zone)),
        **common,
    )
    return [first, *_later(node, first, common, reading, zone)]


def _worth(node: Fields) -> float | None:
    written = words(node, "rateType", "rate")
    return float(written) if written in ("-1", "0", "1") else None


def _common(node: Fields, source: str) -> Fields:
    item = words(node, "auctionNumId", "itemId") or words(fields(node, "auction"), "aucNumId")
    title = words(node, "auctionTitle") or words(fields(node, "auction"), "title")
    return {
        "source": source,
        "author": words(node, "userNick", "displayUserNick") or words(fields(node, "user"), "nick"),
        "subject": title or item,
        "url": f"https://item.taobao.com/item.htm?id={item}" if item else None,
    }


def _later(
    node: Fields, first: Post, common: Fields, reading: Reading, zone: tzinfo
) -> Iterator[Post]:
    added = [fields(node, name) for name in ("appendedFeed", "appendComment", "append")]
    for position, one in enumerate([*filter(None, added), *objects(node, "appendList")], start=1):
        raw = words(one, *_LATER_TEXT) or ""
        when = reading.when(words(one, *_LATER_WHEN), zone)
        yield from added_later(first, f"later/{position}", raw, when, common)


def _is_taobao(_path: Path, head: str) -> bool:
    if not is_data(head):
        return False
    lists = names(head, "rateList") or names(head, "rateId", "rate")
    single = names(head, "rateType", "feedback") or names(head, "rateContent", "rateDate")
    return lists or single or bool(_WALL.search(head) and "taobao" in head)


FORMATS: tuple[Format, ...] = (
    Format("taobao", "Taobao and Tmall ratings (rateList, getitemrates)", _is_taobao, read_rates),
)
