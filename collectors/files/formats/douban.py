"""Douban: saved pages with short comments or reviews, and answers of its old API."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any

from collectors.addresses import web_address
from collectors.base import Page, Rejected
from collectors.errors import Blocked, NotThisFormat
from collectors.fields import Fields, fields, identifier, objects, published, read_each, words
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_json import is_data, json_values, names, pages_of
from collectors.files.formats.saved_page import (
    first,
    has_class,
    line,
    link,
    markup,
    nothing_found,
    read_page,
)
from collectors.files.made import zone_of
from collectors.markup.document import Document
from collectors.post import Kind, Post
from collectors.ratings import count, number
from collectors.texts import from_html
from collectors.times import BEIJING

WORST, BEST = 1.0, 5.0

_SITE = "https://movie.douban.com/"
_SHORT = f"//*[{has_class('comment-item')}]"
_REVIEWS = f"//*[{has_class('review')} or {has_class('review-item')}]"
_STARS = re.compile(r"\ballstar(\d)0\b")
_PERSON = re.compile(r"/people/([^/?#]+)")
_REVIEW = re.compile(r"/review/(\d+)")
_CUT = re.compile(r"\s*(?:\.{3}|…)?\s*[(（](?:展开|全文|更多)[)）]\s*$")
_MORE = re.compile(r"[(（](?:展开|全文|更多)[)）]\s*$")
_SUBJECT_TAIL = re.compile(r"\s*(?:的)?(?:全部)?(?:短评|影评|书评|乐评|评论|豆瓣).*$")
_PAGE = re.compile(r"douban(?:io)?\.com")
_MARK = re.compile(r"<title[^<>]*>[^<>]*(?:豆瓣|短评|影评|书评)|comment-item|allstar\d0")
_WALL = re.compile(r"<title[^<>]*>\s*(?:禁止访问|登录跳转|登录豆瓣|豆瓣 - 登录跳转)")


def read_pages(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the short comments and reviews of a saved page, in its order.

    Of a review of which only the beginning is shown the words end in ….

    Raises:
        Blocked: it is a login page, or access was denied.
        NotThisFormat: there is none on it.
    """
    document = read_page(path, url=_SITE)
    items = [*document.tree.xpath(_SHORT), *document.tree.xpath(_REVIEWS)]
    if not items:
        if re.search("禁止访问|登录跳转", document.title):
            raise Blocked(str(path), why=f"its title says {document.title[:40]!r}")
        raise nothing_found(document, path, expected="a page of Douban with comments")
    maker = _Pages(document, reading)
    posts, rejected = read_each(items, lambda item: [maker.post(item)], where=path.name)
    yield Page(tuple(posts), tuple(rejected))


def read_api(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the comments and reviews in answers of the old API (v2).

    Raises:
        NotThisFormat: it is not JSON, or an error instead of an answer.
    """
    zone = zone_of(reading.zone) or BEIJING
    yield from pages_of(
        (item for value in json_values(path) for item in _items(value, path)),
        lambda item: [_of_api(item[0], item[1], reading, zone)],
        where=path.name,
    )


class _Pages:
    """Turn the items of one saved page into posts."""

    def __init__(self, document: Document, reading: Reading) -> None:
        self._document, self._reading = document, reading
        self._zone = zone_of(reading.zone) or BEIJING
        named = line(document.tree, "//h1//*[@property='v:itemreviewed']")
        heading = named or line(document.tree, "//h1")
        self._subject = _SUBJECT_TAIL.sub("", heading).strip("《》 ") or None if heading else None

    def post(self, item: Any) -> Post:
        return self._short(item) if item.get("data-cid") else self._review(item)

    def _short(self, item: Any) -> Post:
        raw = markup(_words_of(item, "short"))
        clock = f".//*[{has_class('comment-time')}]"
        written = first(item, f"{clock}/@title") or line(item, clock)
        return Post(
            id=str(item.get("data-cid")),
            text=from_html(raw),
            raw_text=raw or None,
            likes=count(line(item, f".//*[{has_class('votes')} or {has_class('vote-count')}]")),
            subject=self._subject,
            **self._author(item, f".//*[{has_class('comment-info')}]/a[1]"),
            **self._common(item, written),
        )

    def _review(self, item: Any) -> Post:
        address = link(self._document, item, ".//a[contains(@href, '/review/')]/@href")
        named = _REVIEW.search(address or "")
        name = named[1] if named else item.get("data-cid") or item.get("id")
        if not name or not str(name).isdigit():
            msg = "a review without an id"
            raise ValueError(msg)
        block = _words_of(item, "review-content", "short-content", "review-short", "main-bd")
        raw = markup(block)
        text = from_html(raw)
        about = line(item, ".//a[contains(@href, '/subject/')][normalize-space()]")
        meta = f".//*[{has_class('review-meta')} or {has_class('main-hd')}]"
        return Post(
            id=str(name),
            url=address,
            title=line(item, ".//h2/a") or line(item, ".//h3/a"),
            text=f"{_CUT.sub('', text)}…" if _MORE.search(text) else text,
            raw_text=raw or None,
            likes=count(line(item, f".//*[{has_class('up')}]//span") or None),
            replies=_replies(line(item, f".//a[{has_class('reply')}]")),
            subject=about.strip("《》") if about else self._subject,
            **self._author(item, f"{meta}//a[contains(@href, '/people/')][normalize-space()]"),
            **self._common(item, line(item, f".//*[{has_class('main-meta')}]")),
        )

    def _author(self, item: Any, path: str) -> Fields:
        person = _PERSON.search(str(first(item, f"{path}/@href") or ""))
        return {"author": line(item, path), "author_id": person[1] if person else None}

    def _common(self, item: Any, written: str | None) -> Fields:
        marked = first(item, ".//*[contains(@class, 'allstar')]/@class")
        stars = _STARS.search(str(marked or ""))
        when = self._reading.when(written, self._zone)
        return _rated(float(stars[1]) if stars else None) | {
            "source": self._reading.source,
            **published(when),
        }


def _words_of(item: Any, *classes: str) -> Any:
    """Return the element with the words: the whole of them where the page hides it."""
    for name in ("hide-item", *classes):
        found = first(item, f".//*[{has_class(name)}][normalize-space()]")
        if found is not None:
            return found
    return None


def _replies(written: str | None) -> int | None:
    found = re.search(r"\d+", written or "")
    return count(found[0]) if found else None


def _rated(stars: float | None, *, kind: Kind = "review") -> Fields:
    """Return the stars with their scale; 0 is how Douban writes that there are none."""
    given = stars if stars and WORST <= stars <= BEST else None
    return {
        "kind": kind,
        "rating": given,
        "rating_low": None if given is None else WORST,
        "rating_high": None if given is None else BEST,
    }


def _items(value: Any, path: Path) -> Iterator[tuple[Any, str | None] | Rejected]:
    """Yield each comment or review of an answer with the name of what it is about."""
    if isinstance(value, Rejected):
        yield value
        return
    answer = fields(value)
    if "msg" in answer and "code" in answer:
        why = f"{words(answer, 'msg')} ({words(answer, 'code')})"
        raise NotThisFormat(str(path), expected="an answer of Douban's", why=why)
    about = words(fields(answer, "subject"), "title")
    lists = [objects(answer, name) for name in ("comments", "reviews", "annotations")]
    items = objects(value) or [one for found in lists for one in found]
    yield from ((one, about) for one in items or ([answer] if "rating" in answer else []))


def _of_api(node: Fields, about: str | None, reading: Reading, zone: tzinfo) -> Post:
    author = fields(node, "author")
    raw = words(node, "content", "comment", "summary") or ""
    edited = reading.when(words(node, "updated_at", "updated"), zone)
    written = words(node, "created_at", "published")
    when = reading.when(written, zone)
    return Post(
        source=reading.source,
        id=identifier(node, "id"),
        url=web_address(words(node, "share_url", "alt")),
        author=words(author, "name", "screen_name"),
        author_id=words(author, "id", "uid"),
        title=from_html(words(node, "title") or "") or None,
        text=from_html(raw),
        raw_text=raw or None,
        edited_at=edited.moment if edited and when and edited.moment > when.moment else None,
        likes=count(node.get("useful_count", node.get("votes"))),
        replies=count(node.get("comments_count")),
        subject=words(fields(node, "subject"), "title") or about or words(node, "subject_id"),
        **_rated(number(fields(node, "rating").get("value"))),
        **published(when),
    )


def _is_page(_path: Path, head: str) -> bool:
    begins = head.lstrip("\ufeff \t\r\n")[:1] == "<" and "<rss" not in head[:500]
    return begins and bool(_PAGE.search(head)) and bool(_MARK.search(head) or _WALL.search(head))


def _is_api(_path: Path, head: str) -> bool:
    rated = names(head, "rating", "author", "useful_count", "created_at")
    return is_data(head) and rated and "douban" in head


FORMATS: tuple[Format, ...] = (
    Format("douban", "Saved pages of Douban with short comments or reviews", _is_page, read_pages),
    Format("douban-api", "Answers of Douban's old API (v2)", _is_api, read_api),
)
