"""Entries of Apple's feed of customer reviews as posts, from JSON and from Atom."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from collectors.addresses import web_address
from collectors.answer import Answer
from collectors.base import Query, Rejected
from collectors.errors import Blocked, NotThisFormat
from collectors.fields import Fields, fields, published, read_each
from collectors.post import Post
from collectors.ratings import count
from collectors.review_parts import five_stars, wording
from collectors.texts import clean
from collectors.times import parse_time

_AUTHOR = re.compile(r"/id(\d{1,20})\b")
_ATOM = "{http://www.w3.org/2005/Atom}"


def json_entries(answer: Answer) -> list[Any]:
    """Return the entries of a feed in JSON: a list there, one object, or nothing.

    Raises:
        NotThisFormat: it is no such feed.
        Blocked: it is no JSON but HTML, XML or nothing.
    """
    told = answer.json()
    feed = told.get("feed") if isinstance(told, dict) else None
    if not isinstance(feed, dict):
        raise NotThisFormat(answer.url, expected="a feed of reviews", why="it has no feed")
    entries = feed.get("entry")
    return entries if isinstance(entries, list) else [entries] if entries else []


def xml_entries(answer: Answer) -> list[Fields]:
    """Return the entries of a feed in Atom, in the shape that they have in JSON.

    Raises:
        NotThisFormat: it is no Atom.
        Blocked: it is empty, or a page.
    """
    if not answer.content.strip():
        raise Blocked(answer.url, why="an empty answer where a feed was due")
    # no entity may reach a file, the network or much memory
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(answer.content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotThisFormat(answer.url, expected="Atom", why=str(error)) from error
    if root.tag != f"{_ATOM}feed":
        raise NotThisFormat(answer.url, expected="Atom", why=f"it begins with {root.tag}")
    return [_labels(entry) for entry in root.iter(f"{_ATOM}entry")]


def has_times(entries: list[Any]) -> bool:
    """Return whether any entry says when it was last changed."""
    return any(_label(entry, "updated") for entry in entries if isinstance(entry, dict))


def read_entries(
    entries: list[Any], query: Query, app: str, *, where: str
) -> tuple[list[Post], list[Rejected]]:
    """Return the reviews among `entries`; the app's own entry, if there is one, is passed over."""
    reviews = [entry for entry in entries if not _is_app(entry)]
    return read_each(reviews, lambda entry: _posts(entry, query, app), where=where)


def _posts(entry: Fields, query: Query, app: str) -> Iterator[Post]:
    # the feed tells the last change only; the record keeps the first that it was told
    changed = parse_time(_label(entry, "updated"), now=query.now)
    raw = _label(entry, "content")
    author = fields(entry, "author")
    found = _AUTHOR.search(_label(author, "uri"))
    yield Post(
        source=query.source,
        id=_label(entry, "id"),
        kind="review",
        url=web_address(fields(entry, "link", "attributes").get("href")),
        author_id=found and found[1],
        author=clean(_label(author, "name")) or None,
        **published(changed),
        edited_at=changed and changed.moment,
        title=clean(_label(entry, "title")) or None,
        **wording(raw, clean(raw)),
        **five_stars(_label(entry, "im:rating")),
        likes=count(_label(entry, "im:voteSum") or None),
        subject=app,
    )


def _is_app(entry: Any) -> bool:
    """Return whether an entry is the app itself, which in some versions of the feed comes first."""
    return isinstance(entry, dict) and "im:rating" not in entry and "im:name" in entry


def _label(entry: Fields, name: str) -> str:
    label = fields(entry, name).get("label")
    return label.strip() if isinstance(label, str) else ""


def _labels(entry: Any) -> Fields:
    made: Fields = {}
    for child in entry.iterchildren(etree.Element):
        name = _name_of(child)
        if name == "author":
            made[name] = {
                _name_of(one): _labelled(one) for one in child.iterchildren(etree.Element)
            }
        elif name == "link" or not _is_html(child):
            made.setdefault(name, _labelled(child))
    return made


def _labelled(element: Any) -> Fields:
    return {"label": "".join(element.itertext()), "attributes": dict(element.attrib)}


def _is_html(element: Any) -> bool:
    """Return whether it is the second of the two contents: a table for display."""
    return _name_of(element) == "content" and element.get("type") == "html"


def _name_of(element: Any) -> str:
    name = etree.QName(element)
    return name.localname if name.namespace == _ATOM.strip("{}") else f"im:{name.localname}"
