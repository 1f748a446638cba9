"""The items of JSON feeds, as they are written (jsonfeed.org, versions 1 and 1.1)."""

import json
import math
from collections.abc import Iterator
from typing import Any

from collectors.addresses import shown
from collectors.answer import Answer
from collectors.base import RAW_LENGTH, Rejected
from collectors.errors import NotThisFormat
from collectors.feeds import Entry, Issue, joined_to


def looks_like_json(content: bytes) -> bool:
    """Return whether `content` begins as a JSON object does."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def json_issue(answer: Answer) -> Issue:
    """Return what an answer in JSON Feed holds.

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
            raw = json.dumps(item)[:RAW_LENGTH]
            where = f"{shown(answer.url)} item {position}"
            rejected.append(Rejected(where, "not an object", raw))
    following = feed.get("next_url")
    older = joined_to(answer.url, following) if _is_text(following) else None
    return Issue(entries, rejected, older)


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
