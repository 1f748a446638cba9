"""An HTML page: its tree, its robots marks, and the page that follows it."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import lxml.html
from lxml import etree

from collectors.addresses import is_web

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NEXT_CLASSES = frozenset({"next", "pagination-next", "page-next", "next-page", "nextpage"})
_NEXT_WORDS = re.compile(
    r"\s*(?:下一?[页頁]|[后後][页頁]|next(?: page)?|go to next page|nächste(?: seite)?|siguiente"
    r"|suivante?|次へ|다음)\s*[›»→>]*\s*|\s*[›»]\s*",
    re.IGNORECASE,
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """A page that was read.

    Attributes:
        url: where it stood.
        tree: its root element.
    """

    url: str
    tree: Any

    @classmethod
    def parse(cls, text: str, *, url: str) -> "Document":
        """Read a page, however broken; an empty one gives an empty tree."""
        markup = _ILLEGAL.sub(" ", _XML_DECLARATION.sub("", text)).encode("utf-8", "replace")
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
        try:
            tree = lxml.html.document_fromstring(markup, parser=parser)
        except (etree.LxmlError, ValueError):  # nothing but comments, or nothing at all
            tree = lxml.html.document_fromstring("<html><body></body></html>")
        return cls(url, tree)

    @property
    def title(self) -> str:
        """Return the words of its title element."""
        return " ".join(" ".join(self.tree.xpath("//title//text()")).split())

    def metas(self, name: str) -> list[str]:
        """Return the contents of its meta elements of that name."""
        found = self.tree.xpath("//meta[@name and @content]")
        return [one.get("content") for one in found if one.get("name").strip().lower() == name]

    def next_page(self) -> str | None:
        """Return the address that it names as following it: by its mark, else by its looks."""
        for one in self.tree.xpath("//link[@rel and @href] | //a[@rel and @href]"):
            if "next" in one.get("rel").lower().split():
                return self._absolute(one.get("href"))
        looking_so = (one for one in self.tree.xpath("//a[@href]") if _looks_like_next(one))
        one = next(looking_so, None)
        return None if one is None else self._absolute(one.get("href"))

    def _absolute(self, href: str) -> str | None:
        try:
            address = urljoin(self.url, href.strip())
        except ValueError:
            return None
        return address if is_web(address) else None


def _looks_like_next(link: Any) -> bool:
    around = link.getparent()
    names = f"{link.get('class', '')} {'' if around is None else around.get('class', '')}".lower()
    if "disabled" in names:
        return False
    words = (link.get("aria-label", ""), link.get("title", ""), "".join(link.itertext())[:40])
    return not _NEXT_CLASSES.isdisjoint(names.split()) or any(map(_NEXT_WORDS.fullmatch, words))
