"""JD's lists of reviews: productPageComments, mostly in the call of a script and in GBK."""

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any

from collectors.base import Page, Rejected
from collectors.fields import Fields, fields, identifier, published, words
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_json import is_data, json_values, names, pages_of
from collectors.files.formats.shop_words import added_later, customer_words, is_by_default
from collectors.files.made import zone_of
from collectors.markup.nodes import dicts_in
from collectors.post import Post
from collectors.ratings import count, number
from collectors.times import BEIJING

WORST, BEST = 1.0, 5.0


def read_reviews(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the reviews of a file, what a customer added later as an answer to the review.

    A review without words (此用户未填写评价内容) keeps its rating and has an empty text; one that
    the shop's clock gave (系统默认好评) has no rating either. What the shop answers is left out.

    Raises:
        NotThisFormat: it is not JSON.
        Blocked: there is HTML where JSON was due.
    """
    zone = zone_of(reading.zone) or BEIJING
    yield from pages_of(
        (item for value in json_values(path) for item in _items(value)),
        lambda item: _posts(fields(item), reading, zone),
        where=path.name,
    )


def _items(value: Any) -> Iterator[Any]:
    if isinstance(value, Rejected):
        yield value
    yield from (node for node in dicts_in(value) if {"content", "creationTime"} <= node.keys())


def _posts(node: Fields, reading: Reading, zone: tzinfo) -> list[Post]:
    raw = words(node, "content") or ""
    worth = None if is_by_default(raw) else _worth(node)
    common = _common(node, reading.source)
    first = Post(
        id=identifier(node, "id"),
        kind="review",
        text=customer_words(raw),
        raw_text=raw or None,
        rating=worth,
        rating_low=None if worth is None else WORST,
        rating_high=None if worth is None else BEST,
        likes=count(node.get("usefulVoteCount")),
        replies=count(node.get("replyCount")),
        **published(reading.when(words(node, "creationTime"), zone)),
        **common,
    )
    later = _later(fields(node, "afterUserComment"), first, common, reading, zone)
    return [first, *later]


def _worth(node: Fields) -> float | None:
    """Return the stars; 0 is how JD writes that there are none."""
    stars = number(node.get("score"))
    return stars if stars is not None and WORST <= stars <= BEST else None


def _common(node: Fields, source: str) -> Fields:
    item = words(node, "referenceId", "productId")
    plain = item if item and item.isdigit() else None
    return {
        "source": source,
        "author": words(node, "nickname"),
        "subject": words(node, "referenceName") or item,
        "url": f"https://item.jd.com/{plain}.html" if plain else None,
    }


def _later(
    added: Fields, first: Post, common: Fields, reading: Reading, zone: tzinfo
) -> Iterator[Post]:
    raw = words(fields(added, "hAfterUserComment"), "content") or words(added, "content") or ""
    when = reading.when(words(added, "created"), zone)
    return added_later(first, "later", raw, when, common)


def _is_jd(_path: Path, head: str) -> bool:
    listed = names(head, "comments", "productCommentSummary")
    return is_data(head) and (listed or names(head, "creationTime", "score", "referenceId"))


FORMATS: tuple[Format, ...] = (
    Format("jd", "JD reviews (productPageComments, JSON or JSONP)", _is_jd, read_reviews),
)
