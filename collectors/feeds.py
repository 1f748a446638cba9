"""The items of a feed, whatever its dialect, as they are written."""

import io
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import feedparser

from collectors.answer import Answer
from collectors.base import Rejected
from collectors.errors import Blocked, NotThisFormat
from collectors.ratings import count

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>", re.IGNORECASE | re.DOTALL)
_DOCTYPE_BEGIN = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HTML = re.compile(r"^\s*(?:<!doctype html|<html\b)", re.IGNORECASE)
_RAW_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as written; a missing part is empty or None.

    Attributes:
        body: HTML or text, the fullest there is.
        published: the time as written.
        updated: likewise, of the last change.
        parent: id of the item that it answers.
    """

    id: str = ""
    link: str = ""
    title: str = ""
    body: str = ""
    author: str = ""
    author_id: str = ""
    published: str | None = None
    updated: str | None = None
    parent: str = ""
    replies: int | None = None
    lang: str = ""


def looks_like_json(content: bytes) -> bool:
    """Return whether `content` begins as a JSON object does."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def xml_entries(answer: Answer) -> tuple[list[Entry], list[Rejected]]:
    """Return the items of RSS, RDF or Atom.

    The bytes are decoded here, because feedparser takes gb2312 and its like by the letter;
    document types are cut out, so no entity can reach a file, a network or much memory.

    Raises:
        NotThisFormat: it is no feed.
        Blocked: it is a page instead.
    """
    text = answer.text().lstrip("\ufeff \t\r\n")
    if _HTML.match(text):
        raise Blocked(answer.url, why="an HTML page where a feed was due")
    parsed = _parsed(text, answer.url)
    if not parsed.get("version") and not parsed["entries"]:
        raise NotThisFormat(answer.url, expected="RSS, Atom, RDF or JSON Feed", why="no items")
    lang = dict.get(parsed["feed"], "language", "")
    return [_entry(item, lang) for item in parsed["entries"]], []


def _parsed(text: str, url: str) -> Any:
    bare = _ILLEGAL.sub("", _without_doctype(_DECLARATION.sub("", text)))
    content = b'<?xml version="1.0" encoding="utf-8"?>' + bare.encode("utf-8", "replace")
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        # a stream, never a string: feedparser opens strings that look like addresses or paths
        return feedparser.parse(
            io.BytesIO(content),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        raise NotThisFormat(url, expected="a feed", why=f"not readable: {error}") from error


def _without_doctype(text: str) -> str:
    begin = _DOCTYPE_BEGIN.search(text)
    whole = _DOCTYPE.match(text, begin.start()) if begin else None
    return text[: whole.start()] + text[whole.end() :] if whole else text


def _entry(item: Any, lang: str) -> Entry:
    # dict.get, because feedparser's own get invents `updated` from `published`
    def part(name: str) -> str:
        value = dict.get(item, name)
        return value if isinstance(value, str) else ""

    author = dict.get(item, "author_detail") or {}
    return Entry(
        id=part("id"),
        link=part("link"),
        title=part("title"),
        body=_body(item) or part("summary"),
        author=dict.get(author, "name") or part("author"),
        author_id=dict.get(author, "href") or "",
        published=part("published") or None,
        updated=part("updated") or None,
        parent=_parent(item),
        replies=count(part("slash_comments")) if part("slash_comments") else None,
        lang=lang or "",
    )


def _body(item: Any) -> str:
    """Return the longest content; several are given when there is a text and an HTML form."""
    contents = dict.get(item, "content") or []
    values = (one.get("value") or "" for one in contents if "xml" not in one.get("type", "text"))
    every = (one.get("value") or "" for one in contents)
    return max(values, key=len, default="") or max(every, key=len, default="")


def _parent(item: Any) -> str:
    answered = dict.get(item, "thr_in-reply-to")
    return str(answered.get("ref", "")) if isinstance(answered, dict) else ""


def json_entries(answer: Answer) -> tuple[list[Entry], list[Rejected], str | None]:
    """Return the items of a JSON Feed, what was not readable, and the address of the next page.

    Raises:
        NotThisFormat: it is JSON, but no JSON Feed.
    """
    feed = answer.json()
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotThisFormat(answer.url, expected="a JSON Feed", why="it has no list of items")
    entries: list[Entry] = []
    rejected: list[Rejected] = []
    for position, item in enumerate(items, start=1):
        if isinstance(item, dict):
            entries.append(_json_entry(item, feed))
        else:
            raw = json.dumps(item)[:_RAW_LENGTH]
            rejected.append(Rejected(f"{answer.url} item {position}", "not an object", raw))
    following = feed.get("next_url")
    return entries, rejected, urljoin(answer.url, following) if _is_text(following) else None


def _json_entry(item: dict[str, Any], feed: dict[str, Any]) -> Entry:
    author = next(_authors(item), None) or next(_authors(feed), {})
    return Entry(
        id=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        body=_text(item, "content_html") or _escaped(item) or _text(item, "summary"),
        author=_text(author, "name"),
        author_id=_text(author, "url"),
        published=_text(item, "date_published") or None,
        updated=_text(item, "date_modified") or None,
        lang=_text(item, "language") or _text(feed, "language"),
    )


def _authors(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    many = thing.get("authors")
    for one in [*(many if isinstance(many, list) else []), thing.get("author")]:
        if isinstance(one, dict):
            yield one


def _escaped(item: dict[str, Any]) -> str:
    """Return the plain text of an item so that it reads the same as HTML."""
    text = _text(item, "content_text")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def _text(thing: dict[str, Any], name: str) -> str:
    value = thing.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value) if math.isfinite(value) else ""  # ids are numbers in some feeds
    return value.strip() if isinstance(value, str) else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
