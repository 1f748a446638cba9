"""Saved pages of Amazon with customer reviews, in any of its languages."""

import re
from collections.abc import Iterator
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from collectors.base import Page
from collectors.fields import published, read_each
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_page import (
    first,
    has_class,
    line,
    markup,
    nothing_found,
    read_page,
)
from collectors.files.made import zone_of
from collectors.markup.document import Document
from collectors.post import Post
from collectors.ratings import Rating, count, rating
from collectors.texts import from_html
from collectors.times import When

WORST, BEST = 1.0, 5.0

_SITE = "https://www.amazon.com/"
_ITEMS = (
    "//*[@data-hook='review'] | "
    "//*[starts-with(@id, 'customer_review-')][not(ancestor::*[@data-hook='review'])]"
)
_STARS = re.compile(r"\ba-star-(\d)(?:-(\d))?\b")
_PROFILE = re.compile(r"/gp/profile/([\w.]+)")
_NUMBER_FIRST = re.compile(r"[\d.,\u00a0]+")
_ONE = re.compile(r"\b(?:one|eine?r?|une?|una?|um|één|jeden|en|bir)\b", re.IGNORECASE)
_MADE_BY = re.compile(r"\.(?:ssl-images|media)-amazon\.com|https?://(?:www\.)?amazon\.")
_SKIN = re.compile(r"<html[^<>]{0,2000}\bdata-aui-build-date=")  # its own user interface
_WALL = re.compile(r"<title[^<>]{0,80}>[^<>]{0,40}(?:Robot Check|Bot Check|Amazon Sign[ -]?In)")

# Reviewed in ... on 8 April 2016; Rezension aus ... vom 8. April 2016; ...レビュー済み
_EASTERN = re.compile(r"(?P<day>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)")
_TURKISH = re.compile(r"(?P<day>\d{1,2} \w{3,9} \d{4}) tarihinde\b")
_WESTERN = re.compile(
    r".{0,80}\b(?:on|vom|am|le|el|il|em|op|den|dnia|del|pada)\s+(?P<day>\S.{5,40})$",
    re.IGNORECASE | re.DOTALL,
)


def read_reviews(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the reviews of a page, in its order; their times are days.

    Raises:
        Blocked: it is a captcha or a login page.
        NotThisFormat: there is no review on it.
    """
    document = read_page(path, url=_SITE)
    items = document.tree.xpath(_ITEMS)
    if not items:
        raise nothing_found(document, path, expected="a page of Amazon with reviews")
    site = _Site(document, reading)
    posts, rejected = read_each(items, lambda item: [site.post(item)], where=path.name)
    yield Page(tuple(posts), tuple(rejected))


class _Site:
    """Turn the reviews on one page into posts."""

    def __init__(self, document: Document, reading: Reading) -> None:
        self._home, self._reading = _home(document), reading
        self._zone = zone_of(reading.zone) or UTC
        self._subject = _subject(document)

    def post(self, item: Any) -> Post:
        name = str(item.get("id") or "").removeprefix("customer_review-")
        if not name:
            msg = "a review without an id"
            raise ValueError(msg)
        raw = markup(_body(item))
        stars = _stars(item)
        return Post(
            source=self._reading.source,
            id=name,
            kind="review",
            url=f"{self._home}gp/customer-reviews/{name}",
            author=line(item, f".//*[{has_class('a-profile-name')}]"),
            author_id=_author_id(item),
            title=_title(item),
            text=from_html(raw),
            raw_text=raw or None,
            rating=stars,
            rating_low=None if stars is None else WORST,
            rating_high=None if stars is None else BEST,
            likes=_helpful(line(item, ".//*[@data-hook='helpful-vote-statement']")),
            subject=self._subject,
            **published(
                _day(line(item, ".//*[@data-hook='review-date']"), self._reading, self._zone)
            ),
        )


def _home(document: Document) -> str:
    """Return the address of the shop's country, which the page names as its own."""
    found = first(document.tree, "//link[@rel='canonical']/@href")
    country = re.match(r"https?://(?:[\w-]+\.)*amazon(?:\.[a-z]{2,3}){1,2}/", str(found or ""))
    return country[0] if country else _SITE


def _subject(document: Document) -> str | None:
    named = line(document.tree, "//*[@id='productTitle']")
    return named or line(document.tree, "//*[@data-hook='product-link']")


def _body(item: Any) -> Any:
    """Return the element with the words, without the switch that shows more of them."""
    body = first(item, ".//*[@data-hook='review-body']")
    if body is None:
        return None
    within = first(body, f".//*[@data-hook='review-collapsed' or {has_class('reviewText')}]")
    return body if within is None else within


def _title(item: Any) -> str | None:
    """Return the heading; the stars stand in the same link."""
    path = ".//*[@data-hook='review-title']"
    parts = item.xpath(f"{path}//span[not(ancestor::i)][not({has_class('a-letter-space')})]")
    titled = [text for part in parts if (text := line(part))]
    return titled[-1] if titled else line(item, path)


def _stars(item: Any) -> float | None:
    star = first(item, ".//*[contains(@data-hook, 'review-star-rating')]")
    if star is None:
        return None
    found: Rating | None = rating(line(star))
    if found is None and (written := _STARS.search(star.get("class", ""))):
        return float(f"{written[1]}.{written[2] or 0}")
    return found.value if found and WORST <= found.value <= BEST else None


def _day(written: str | None, reading: Reading, zone: tzinfo) -> When | None:
    """Return the day in a sentence such as "Reviewed in Spain on 8 April 2016"."""
    if written is None:
        return None
    found = _EASTERN.search(written) or _WESTERN.match(written) or _TURKISH.match(written)
    day = found["day"] if found else written
    return reading.when(day, zone)


def _author_id(item: Any) -> str | None:
    found = _PROFILE.search(str(first(item, ".//a[contains(@href, '/gp/profile/')]/@href") or ""))
    return found[1] if found else None


def _helpful(statement: str | None) -> int | None:
    """Return how many found it helpful; one is written as a word."""
    if statement is None:
        return None
    found = _NUMBER_FIRST.search(statement)
    return count(found[0].strip(".,\u00a0")) if found else 1 if _ONE.search(statement) else None


def _is_amazon(_path: Path, head: str) -> bool:
    if not _MADE_BY.search(head) or not re.match(r"\s*<(?:!|html|\?xml|div)", head.lower()):
        return False
    return 'data-hook="review' in head or bool(_SKIN.search(head) or _WALL.search(head))


FORMATS: tuple[Format, ...] = (
    Format("amazon", "Saved pages of Amazon with customer reviews", _is_amazon, read_reviews),
)
