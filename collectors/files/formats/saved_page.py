"""Pages that somebody saved from a browser."""

import gzip
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from collectors.addresses import web_address
from collectors.charsets import decode
from collectors.errors import Blocked, CollectorError, NotThisFormat, TooLarge
from collectors.markup.document import Document
from collectors.texts import from_html
from collectors.walls import wall_in

MAX_BYTES = 64 * 1024 * 1024
"""No page of reviews is larger."""


def read_page(path: Path, *, url: str) -> Document:
    """Return the saved page.

    Args:
        path: an HTML file, gzipped where its name ends in .gz.
        url: address of the site, to complete its links.

    Raises:
        NotThisFormat: it cannot be opened.
        TooLarge: it has more than 64 MiB.
    """
    return Document.parse(decode(read_bytes(path)), url=url)


def read_bytes(path: Path) -> bytes:
    """Return what a file holds, unpacked where its name ends in .gz.

    Raises:
        NotThisFormat: it cannot be opened.
        TooLarge: it has more than 64 MiB.
    """
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise NotThisFormat(str(path), expected="a saved page", why=str(error)) from error
    if len(content) > MAX_BYTES:
        raise TooLarge(str(path), max_bytes=MAX_BYTES)
    return bytes(content)


def nothing_found(document: Document, path: Path, *, expected: str) -> CollectorError:
    """Return what to raise about a page on which nothing was found: a wall, or another page."""
    if why := wall_in(document):
        return Blocked(str(path), why=why)
    return NotThisFormat(str(path), expected=expected, why="nothing of the kind is on it")


def has_class(name: str) -> str:
    """Return the XPath condition for elements of that class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def first(node: Any, path: str) -> Any:
    """Return the first thing that the XPath finds, None if there is none."""
    found = node.xpath(path)
    return found[0] if found else None


def markup(node: Any) -> str:
    """Return what is within an element as HTML, empty for None."""
    if node is None:
        return ""
    return f"{_escaped(node.text)}{''.join(map(outer, node))}"


def outer(node: Any) -> str:
    """Return an element and what follows it as HTML; of a comment what follows it."""
    if not isinstance(node.tag, str):
        return _escaped(node.tail)
    return str(etree.tostring(node, encoding="unicode", method="html"))


def line(node: Any, path: str = ".") -> str | None:
    """Return the words of the first thing that the XPath finds, on one line; None for none."""
    found = first(node, path)
    if found is None:
        return None
    text = found if isinstance(found, str) else from_html(markup(found))
    return " ".join(text.split()) or None


def link(document: Document, node: Any, path: str) -> str | None:
    """Return the address that the XPath finds, whole and as it is stored; None for none."""
    found = first(node, path)
    try:
        return web_address(urljoin(document.url, str(found).strip())) if found else None
    except ValueError:
        return None


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
