"""Saved pages with reviews marked up as schema.org says, and saved feeds: read as live ones are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from collectors.addresses import clean_address, is_web, shown
from collectors.answer import Answer
from collectors.base import Page, Query, Rejected
from collectors.charsets import decode
from collectors.errors import CollectorError
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_json import is_data, names
from collectors.files.formats.saved_page import first, nothing_found, read_bytes
from collectors.files.formats.saved_page import read_page as opened_page
from collectors.files.made import zone_of
from collectors.files.pages import in_pages
from collectors.listings import read_page
from collectors.markup import Document, read_reviews
from collectors.markup.review import Place
from collectors.post import Post
from collectors.sources.feed import Feed, read_feed

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_REVIEWS = re.compile(rb"review", re.IGNORECASE)
_ADDRESSES = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")

# declarations and comments may stand before the first element
_FEED = re.compile(
    r"\s*(?:(?:<\?[^>]{0,500}\?>|<!--(?:(?!-->).){0,2000}-->|<!DOCTYPE[^>]{0,500}>)\s*){0,20}"
    r"<(?:rss|feed|rdf:RDF)\b",
    re.IGNORECASE | re.DOTALL,
)
_HOME = re.compile(
    r"<link>\s*(?:<!\[CDATA\[\s*)?(https?://[^\s<>\]\"]{1,2000})|<link\b[^>]{0,300}?\bhref=[\"'](https?://[^\s\"'<>]{1,2000})"
    r"|\"(?:feed_url|home_page_url)\"\s*:\s*\"(https?:[^\s\"]{1,2000})\""
)
_BEGINNING = 16 * 1024
_NOWHERE = "https://saved.invalid/"
"""Where a file lives that does not tell its address (RFC 2606); no post is said to stand there."""


def read_saved_reviews(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the marked-up reviews of a saved page.

    Raises:
        NotThisFormat: it cannot be opened, or there are none on it.
        Blocked: it is a wall.
        TooLarge: it has more than 64 MiB.
    """
    content = read_bytes(path)
    address = _address_of_page(Document.parse(decode(content), url=_NOWHERE), path)
    document = Document.parse(decode(content), url=address)
    zone = zone_of(reading.zone)
    place = Place(reading.source, clean_address(address), address, reading.now, zone)
    found = read_page(document, place)
    if not (found.posts or found.rejected):
        raise nothing_found(document, path, expected="a page with reviews")
    yield from in_pages(_placed(found.posts, found.rejected, address, path))


def read_saved_feed(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the items of a saved feed.

    Raises:
        NotThisFormat: it cannot be opened, or is no feed.
        Blocked: it is a page instead.
        TooLarge: it has more than 64 MiB.
    """
    content = read_bytes(path)
    beginning = decode(content[:_BEGINNING]).replace("\\/", "/")
    home = _HOME.search(beginning)
    address = next(filter(None, home.groups()), "") if home else _nowhere(path)
    feed = Feed(url=_NOWHERE, zone=reading.zone, post_kind=reading.kind or "article")
    query = Query(reading.source, reading.now)
    posts, rejected = read_feed(Answer(address, 200, {}, content), query, feed)
    yield from in_pages(_placed(posts, rejected, address, path))


def _placed(
    posts: Iterable[Post], rejected: Iterable[Rejected], address: str, path: Path
) -> Iterator[Post | Rejected]:
    """Yield posts without an address that is none, and what was rejected with the file's name."""
    for post in posts:
        nowhere = bool(post.url) and str(post.url).startswith(_NOWHERE)
        yield post.model_copy(update={"url": None}) if nowhere else post
    for one in rejected:
        yield replace(one, where=one.where.replace(shown(address), path.name, 1))


def _address_of_page(document: Document, path: Path) -> str:
    """Return where a page was saved from, as it says itself."""
    said = (str(first(document.tree, place) or "").strip() for place in _ADDRESSES)
    return next(filter(is_web, said), "") or _nowhere(path)


def _nowhere(path: Path) -> str:
    return f"{_NOWHERE}{quote(path.name, errors='replace')}"


def _is_reviews(path: Path, head: str) -> bool:
    if is_data(head) or not _HTML.search(head):
        return False
    try:
        if not _REVIEWS.search(read_bytes(path)):
            return False
        return bool(read_reviews(opened_page(path, url=_NOWHERE))[0])
    except CollectorError:
        return False


def _is_feed(_path: Path, head: str) -> bool:
    if is_data(head):
        return names(head, "items") and "jsonfeed.org/version" in head.replace("\\/", "/")
    return bool(_FEED.match(head.lstrip("\ufeff")))


FORMATS: tuple[Format, ...] = (
    Format("feed", "Saved feeds: RSS, Atom, RDF, JSON Feed", _is_feed, read_saved_feed),
    Format(
        "page",
        "Saved pages with reviews marked up as schema.org says",
        _is_reviews,
        read_saved_reviews,
    ),
)
