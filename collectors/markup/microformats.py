"""Reviews in microformats (`h-review`, `hreview`), in the same shape as JSON-LD."""

from collections.abc import Iterator
from typing import Any

from collectors.addresses import shown
from collectors.base import Rejected
from collectors.markup.document import Document
from collectors.markup.nodes import Node, dicts_in, each, normal

_ANY = (
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' h-review ')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' hreview ')]"
)
# the library goes down by calling itself
_TOO_DEEP = "//*[count(ancestor::*) > 250]"

# names of h-review, and what its elder hreview becomes (microformats.org/wiki/h-review)
_NAMES = {
    "author": "author",
    "reviewer": "author",
    "published": "datepublished",
    "reviewed": "datepublished",
    "dtreviewed": "datepublished",
    "content": "reviewbody",
    "description": "reviewbody",
    "summary": "description",
    "item": "itemreviewed",
    "name": "name",
    "url": "url",
}
_SCALE = {"rating": "ratingvalue", "best": "bestrating", "worst": "worstrating"}


def microformat_nodes(document: Document) -> Iterator[Any | Rejected]:
    """Yield the reviews of the page."""
    if not document.tree.xpath(f"boolean({_ANY})"):
        return
    if document.tree.xpath(f"boolean({_TOO_DEEP})"):
        yield Rejected(f"{shown(document.url)} microformats", "nested too deep to be meant", "")
        return
    try:
        items = _items(document)
    except Exception as error:  # noqa: BLE001  # the library's ways to fail on odd pages are many
        yield Rejected(f"{shown(document.url)} microformats", f"not readable: {error}", "")
        return
    for one in dicts_in(items):
        if "h-review" in each(one.get("type")):
            yield normal(_review(one.get("properties") or {}))


def _items(document: Document) -> list[Any]:
    from extruct.microformat import (  # noqa: PLC0415  # slow to import and seldom needed
        MicroformatExtractor,
    )
    from lxml import etree  # noqa: PLC0415  # as above

    markup = etree.tostring(document.tree, encoding="unicode", method="html")
    return list(MicroformatExtractor().extract(markup, base_url=document.url))


def _review(properties: dict[str, Any]) -> Node:
    node: Node = {"@type": "review"}
    for name, ours in _NAMES.items():
        values = [_plain(one) for one in each(properties.get(name))]
        if name == "name":  # the name of the thing stands among those of the review
            values = [one for one in values if isinstance(one, str)]
        if values and ours not in node:
            node[ours] = values
    rating = {ours: properties[name] for name, ours in _SCALE.items() if properties.get(name)}
    if "ratingvalue" in rating:
        node["reviewrating"] = rating
    return node


def _plain(value: Any) -> Any:
    """Return a nested thing by its properties, and text in HTML as HTML."""
    if not isinstance(value, dict):
        return value
    if "html" in value:
        return value["html"]
    properties = value.get("properties") or {}
    return {
        name: [one for one in each(inner) if isinstance(one, str)]
        for name, inner in properties.items()
    } or value.get("value")
