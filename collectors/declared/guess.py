"""The settings of a source of kind html that fit a block of items: guesses."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup, Tag

from collectors.declared.authors import author_id_of, author_of
from collectors.declared.fields import date_worth, id_part, likes_of, link_of, title_of
from collectors.declared.following import next_place
from collectors.declared.item import count_in
from collectors.declared.parts import Part, best, parts_of
from collectors.declared.rating_guess import rating_place
from collectors.declared.wording import words_of
from collectors.times import parse_time
from collectors.times.patterns import CHINESE
from collectors.times.within import time_within

LOOKED_AT = 30
"""Items from which the parts are guessed."""

_KANA = re.compile(r"[\u3040-\u30ff]")
_REVIEW = re.compile(
    r"review|rating|avis|bewertung|recensi|rese[nñ]a|评价|testimonial", re.IGNORECASE
)
_COMMENT = re.compile(r"comment|repl|kommentar|评论|回复", re.IGNORECASE)


def guessed(
    selector: str, items: Sequence[Tag], *, whole: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return settings of a source that reads `items`.

    Args:
        selector: finds them.
        items: each apart from those that were nested in it.
        whole: settings that hold for the whole page, as `of_page` guesses them.
        now: moment of fetching (aware).
    """
    few = list(items[:LOOKED_AT])
    parts = parts_of(few)
    when = _date(parts, now)
    author = author_of(parts, _those(when))
    shown = rating_place(few, parts)
    rated = [part for part in parts if shown and part.place == shown.place]
    title = title_of(parts, [*_those(when, author), *rated])
    taken = [*_those(when, author, title), *rated]
    text = words_of(few, parts, taken)
    found = {
        "urls": whole.get("urls"),
        "item": selector,
        "id": id_part(few, parts),
        "text": text.place,
        "without": ", ".join(text.without) or None,
        "author": author and author.place,
        "author_id": _place(author and author_id_of(author, parts)),
        "date": when and when.place.removesuffix("@datetime"),
        "rating": shown and shown.place,
        "rating_as": None if shown is None or shown.shown_as == "auto" else shown.shown_as,
        "title": _place(title),
        "link": _place(link_of(parts)),
        "likes": _place(likes_of(parts, taken, count_in)),
        "zone": "Asia/Shanghai" if _is_chinese(few) else None,
        **whole,
        "post_kind": _kind(selector, rated=shown is not None),
    }
    return {key: value for key, value in found.items() if value is not None}


def _those(*parts: Part | None) -> list[Part]:
    return [part for part in parts if part]


def _place(part: Part | None) -> str | None:
    return part.place if part else None


def _date(parts: Sequence[Part], now: datetime) -> Part | None:
    """Return the part that is a time; failing that, one that has a time among its words."""
    alone = best(parts, date_worth(lambda text: parse_time(text, now=now)))
    return alone or best(parts, date_worth(lambda text: time_within(text, now=now)))


def of_page(page: BeautifulSoup, url: str) -> dict[str, Any]:
    """Return what holds for the whole page, whatever its items are."""
    heads = page.find_all("h1")
    subject = "h1" if len(heads) == 1 and heads[0].get_text().strip() else None
    found = {"urls": [url], "subject": subject, "next": next_place(page, url)}
    return {key: value for key, value in found.items() if value is not None}


def _is_chinese(items: Sequence[Tag]) -> bool:
    """Return whether times without a zone are likely Beijing's; kana tells Japanese."""
    words = " ".join(one.get_text(" ") for one in items)
    return len(CHINESE.findall(words)) * 5 > len(words) and not _KANA.search(words)


def _kind(selector: str, *, rated: bool) -> str:
    if rated or _REVIEW.search(selector):
        return "review"
    return "comment" if _COMMENT.search(selector) else "post"
