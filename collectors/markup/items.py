"""Microdata and RDFa, in the same shape as JSON-LD."""

import logging
from collections.abc import Iterator
from typing import Any

from extruct.w3cmicrodata import MicrodataExtractor

from collectors.addresses import shown
from collectors.base import Rejected
from collectors.markup.document import Document
from collectors.markup.nodes import Node, normal

# the library copies each item with all that is in it: depth costs more than its square
_TOO_DEEP = "//*[@itemscope][count(ancestor::*[@itemscope]) > 30]"


def microdata_nodes(document: Document) -> Iterator[Any | Rejected]:
    """Yield the items of the page, nested as they stand."""
    if not document.tree.xpath("boolean(//*[@itemscope])"):
        return
    if document.tree.xpath(f"boolean({_TOO_DEEP})"):
        yield Rejected(
            f"{shown(document.url)} microdata", "items are nested too deep to be meant", ""
        )
        return
    try:
        items = MicrodataExtractor().extract_items(document.tree, base_url=document.url)
    except Exception as error:  # the library's ways to fail on odd pages are many  # noqa: BLE001  # the libraries' ways to fail on odd pages are many
        yield Rejected(f"{shown(document.url)} microdata", f"not readable: {error}", "")
        return
    yield from (normal(_unfolded(item)) for item in items)


def _unfolded(item: Any) -> Any:
    """Turn extruct's {type, properties} into {@type, ...}."""
    if isinstance(item, list):
        return [_unfolded(one) for one in item]
    if not isinstance(item, dict):
        return item
    node: Node = {name: _unfolded(one) for name, one in item.get("properties", {}).items()}
    node["@type"] = item.get("type")
    if "value" in item and not item.get("properties"):
        node["name"] = item["value"]
    return node


def rdfa_nodes(document: Document) -> Iterator[Any | Rejected]:
    """Yield the resources of the page if a review is among them; reading RDFa is slow."""
    if not document.tree.xpath("boolean(//*[contains(@typeof, 'Review')])"):
        return
    try:
        resources = _rdfa(document)
    except Exception as error:  # as above, and rdflib's besides  # noqa: BLE001  # the libraries' ways to fail on odd pages are many
        yield Rejected(f"{shown(document.url)} RDFa", f"not readable: {error}", "")
        return
    yield from (normal(one) for one in sorted(resources, key=_stable))


def _rdfa(document: Document) -> list[Any]:
    from extruct.rdfa import RDFaExtractor  # see above  # noqa: PLC0415  # rdflib is slow to import and seldom needed
    from lxml import etree  # see above  # noqa: PLC0415  # rdflib is slow to import and seldom needed

    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    markup = etree.tostring(document.tree, encoding="unicode", method="html")
    found = RDFaExtractor().extract(markup, base_url=document.url)
    return found if isinstance(found, list) else [found]


def _stable(resource: Any) -> str:
    # a graph has no order; blank nodes get new names each time, so sort by what is said
    if not isinstance(resource, dict):
        return ""
    return str(
        sorted((k, str(v)) for k, v in resource.items() if k != "@id" and "_:" not in str(v))
    )
