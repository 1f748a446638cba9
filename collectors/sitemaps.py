"""Sitemaps: the addresses that a site lists of itself (sitemaps.org)."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from collectors.addresses import is_web
from collectors.answer import Answer
from collectors.body import inflated
from collectors.charsets import decode
from collectors.errors import Blocked, NotThisFormat, TooLarge

MOST_ADDRESSES = 50_000
"""In one file (sitemaps.org); what stands beyond them is left out."""
MOST_BYTES = 50 * 1024 * 1024
"""Of one file, unpacked (sitemaps.org)."""

_GZIP = b"\x1f\x8b"
_ADDRESS_LENGTH = 2048


@dataclass(frozen=True, slots=True)
class Listed:
    """An address as a sitemap lists it.

    Attributes:
        changed_at: when it last changed (aware); a hint, None where none is given.
    """

    url: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap lists: pages, and in an index further sitemaps; each once, in order."""

    pages: tuple[Listed, ...] = ()
    further: tuple[Listed, ...] = ()


def read_sitemap(answer: Answer) -> Sitemap:
    """Return what an answer lists: as XML or plain text, packed or not.

    Raises:
        NotThisFormat: it is no sitemap.
        Blocked: it is a page instead.
        TooLarge: it holds more than 50 MB.
    """
    content = _unpacked(answer).lstrip(b"\xef\xbb\xbf \t\r\n")
    start = content[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")) or not start:
        raise Blocked(answer.url, why="a page, or nothing, where a sitemap was due")
    return _xml(content, answer.url) if start.startswith(b"<") else _lines(content, answer.url)


def _unpacked(answer: Answer) -> bytes:
    if not answer.content.startswith(_GZIP):
        return answer.content
    pieces = inflated([answer.content], url=answer.url, max_bytes=MOST_BYTES)
    content = b"".join(pieces)
    if len(content) > MOST_BYTES:
        raise TooLarge(answer.url, max_bytes=MOST_BYTES)
    return content


def _xml(content: bytes, url: str) -> Sitemap:
    pages: dict[str, Listed] = {}
    further: dict[str, Listed] = {}
    root = ""
    for name, one in _elements(content, url):
        root = root or name
        if name in ("url", "sitemap"):
            listed = _listed(one)
            found = pages if name == "url" else further
            if listed and len(found) < MOST_ADDRESSES:
                found.setdefault(listed.url, listed)
            one.clear()
    if root not in ("urlset", "sitemapindex"):
        raise NotThisFormat(url, expected="a sitemap", why=f"its root is {root or 'missing'}")
    return Sitemap(tuple(pages.values()), tuple(further.values()))


def _elements(content: bytes, url: str) -> Iterator[tuple[str, Any]]:
    """Yield the root when it begins, then each element at its end; entities reach nothing."""
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=False,
    )
    begun = False
    try:
        for event, one in events:
            if isinstance(one.tag, str) and (event == "end" or not begun):
                begun = True
                yield etree.QName(one).localname.lower(), one
    except (etree.LxmlError, ValueError) as error:
        if not begun:
            raise NotThisFormat(url, expected="a sitemap", why=str(error)) from error


def _listed(element: Any) -> Listed | None:
    said: dict[str, str] = {}
    for child in element:
        if isinstance(child.tag, str):
            said.setdefault(etree.QName(child).localname.lower(), (child.text or "").strip())
    address = said.get("loc", "")
    if not is_web(address) or len(address) > _ADDRESS_LENGTH:
        return None
    return Listed(address, _moment(said.get("lastmod", "")))


def _moment(written: str) -> datetime | None:
    """Return a time in the form of the W3C (a part of ISO 8601), at the latest it can mean."""
    try:
        moment = datetime.fromisoformat(written)
        if len(written) <= len("2024-05-20"):
            moment = moment.replace(hour=23, minute=59, second=59)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _lines(content: bytes, url: str) -> Sitemap:
    lines = decode(content, declared="utf-8").split("\n", MOST_ADDRESSES)[:MOST_ADDRESSES]
    found = dict.fromkeys(line.strip() for line in lines)
    pages = tuple(Listed(one) for one in found if is_web(one) and len(one) <= _ADDRESS_LENGTH)
    if not pages:
        raise NotThisFormat(url, expected="a sitemap", why="it lists no address")
    return Sitemap(pages)
