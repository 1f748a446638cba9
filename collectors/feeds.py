"""The items of RSS, RDF and Atom feeds, as they are written."""

import io
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urljoin

import feedparser
from feedparser.mixin import _FeedParserMixin

from collectors.addresses import is_web, shown
from collectors.answer import Answer
from collectors.base import RAW_LENGTH, Rejected
from collectors.errors import Blocked, NotThisFormat
from collectors.ratings import count
from collectors.rhythm import Rhythm, stated_rhythm

MOST_ITEMS = 5000
"""Items that are read of one answer; each costs feedparser 0.2 ms and more."""
LONGEST_AUTHOR = 200
"""Characters in which feedparser looks for an author's e-mail address."""

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>", re.IGNORECASE | re.DOTALL)
_DOCTYPE_BEGIN = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ITEM = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_HTML = re.compile(r"^\s*(?:<!doctype html|<html\b)", re.IGNORECASE)


_look_for_email = _FeedParserMixin._sync_author_detail  # noqa: SLF001  # see below


def _look_for_email_in_little(parser: Any, key: str = "author") -> None:
    """Look for an e-mail address in the beginning of an author only.

    feedparser looks for one by a pattern whose time grows with the square of the text. There is no
    setting for it, and no way to cut such texts before: they hide in CDATA and behind prefixes.
    """
    context = parser._get_context()  # noqa: SLF001  # as feedparser does it
    written = dict.get(context, key)
    if isinstance(written, str):
        context[key] = written[:LONGEST_AUTHOR]
    _look_for_email(parser, key)


_FeedParserMixin._sync_author_detail = _look_for_email_in_little  # noqa: SLF001  # see above


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


@dataclass(frozen=True, slots=True)
class Issue:
    """What one answer of a feed holds.

    Attributes:
        rejected: what could not be read.
        following: address of the page of older items, None where none is named.
        rhythm: how often the feed wants to be asked.
    """

    entries: list[Entry]
    rejected: list[Rejected] = field(default_factory=list)
    following: str | None = None
    rhythm: Rhythm = field(default_factory=Rhythm)


def xml_issue(answer: Answer) -> Issue:
    """Return what an answer in RSS, RDF or Atom holds.

    The bytes are decoded here, because feedparser takes gb2312 and its like by the letter;
    document types are cut out, so no entity can reach a file, a network or much memory.

    Raises:
        NotThisFormat: it is no feed.
        Blocked: it is a page instead.
    """
    text = answer.text().lstrip("\ufeff \t\r\n")
    if _HTML.match(text):
        raise Blocked(answer.url, why="an HTML page where a feed was due")
    first, rest = _beginning(text)
    parsed = _parsed(first, answer.url)
    if not parsed.get("version") and not parsed["entries"]:
        raise NotThisFormat(answer.url, expected="RSS, Atom, RDF or JSON Feed", why="no items")
    feed = parsed["feed"]
    lang = dict.get(feed, "language", "")
    rhythm = stated_rhythm(
        ttl=_part(feed, "ttl"),
        period=_part(feed, "sy_updateperiod"),
        frequency=_part(feed, "sy_updatefrequency"),
        markup=text,
    )
    entries = [_entry(item, lang) for item in parsed["entries"]]
    why = f"only the first {MOST_ITEMS} items were read; of the others, this is the first"
    rejected = [Rejected(shown(answer.url), why, rest[:RAW_LENGTH])] if rest else []
    return Issue(entries, rejected, following=_older(feed, answer.url), rhythm=rhythm)


def _beginning(text: str) -> tuple[str, str]:
    """Return a feed without the items beyond `MOST_ITEMS`, and those."""
    begin = next(islice(_ITEM.finditer(text), MOST_ITEMS, None), None)
    if begin is None:
        return text, ""
    end = len(text)
    for found in _END.finditer(text, begin.start()):
        end = found.end()
    return text[: begin.start()] + text[end:], text[begin.start() : end]


def _older(feed: Any, url: str) -> str | None:
    """Return where older items are (RFC 5005: next of a paged feed, prev-archive)."""
    for link in dict.get(feed, "links") or []:
        href = dict.get(link, "href")
        if dict.get(link, "rel") in ("next", "prev-archive") and isinstance(href, str):
            return joined_to(url, href)
    return None


def joined_to(url: str, href: str) -> str | None:
    """Return `href` as it is meant on a page at `url`; None when it is no address of the web."""
    try:
        address = urljoin(url, href.strip())
    except ValueError:
        return None
    return address if is_web(address) else None


def _part(thing: Any, name: str) -> str:
    # dict.get, because feedparser's own get invents `updated` from `published`
    value = dict.get(thing, name)
    return value if isinstance(value, str) else ""


def _parsed(text: str, url: str) -> Any:
    bare = _ILLEGAL.sub("", _without_doctype(_DECLARATION.sub("", text)))
    content = b'<?xml version="1.0" encoding="utf-8"?>' + bare.encode("utf-8", "replace")
    # without the feed's own address: ids must not change when it moves
    headers = {"content-type": "application/xml; charset=utf-8"}
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
    author = dict.get(item, "author_detail") or {}
    return Entry(
        id=_part(item, "id"),
        link=_part(item, "link"),
        title=_part(item, "title"),
        body=_body(item) or _part(item, "summary"),
        author=dict.get(author, "name") or _part(item, "author"),
        author_id=dict.get(author, "href") or "",
        published=_part(item, "published") or None,
        updated=_part(item, "updated") or None,
        parent=_parent(item),
        replies=count(_part(item, "slash_comments")) if _part(item, "slash_comments") else None,
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
