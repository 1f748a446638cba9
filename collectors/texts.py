"""HTML to text with its lines kept, and text as it is stored."""

import html
import re
import unicodedata
from collections.abc import Mapping

from lxml import etree

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "title", "svg", "textarea"})
_CUT_LINK = re.compile(r"\b(?:invisible|ellipsis)\b")
_EMOTE = re.compile(r"\[[^\[\]]{1,20}\]|:[\w+-]{1,40}:")
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# zero width space and no-break, soft hyphen, direction marks; joiners stay, emoji need them
_INVISIBLE = re.compile(r"[\u200b\ufeff\u00ad\u200e\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069]")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")


def from_html(markup: str) -> str:
    """Return the words of `markup`: breaks and block ends as line breaks, emoji by their names.

    Links that the page shows cut short are given in full. Plain text comes back cleaned.
    """
    if not _MARKUP.search(markup):
        return clean(markup)
    writer = _Writer()
    parser = etree.HTMLParser(target=writer, encoding="utf-8", huge_tree=True)
    parser.feed(_ILLEGAL.sub(" ", f"<div>{markup}</div>").encode("utf-8", "replace"))
    return clean(str(parser.close()))


def from_escaped(markup: str) -> str:
    """Return the words of HTML that was escaped once more, as RSS titles often are."""
    return from_html(html.unescape(markup) if "&" in markup else markup)


def clean(text: str) -> str:
    """Return `text` as it is stored: NFC, no invisible characters, no blanks around lines.

    Applied twice it changes nothing more.
    """
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    visible = _ILLEGAL.sub("", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", joined)))
    lines = (line.strip() for line in _BLANKS.sub(" ", visible).split("\n"))
    return unicodedata.normalize("NFC", _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip())


class _Writer:
    """Collect the words while libxml2 reads the markup."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._silent = 0
        self._preformatted = 0
        self._link: tuple[str, int] | None = None
        self._cut = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self._break(tag)
        elif tag == "br":
            self._parts.append("\n")
        elif tag == "img":
            self._parts.append(_emoji(attributes))
        elif tag == "a" and attributes.get("href"):
            self._link, self._cut = (attributes["href"], len(self._parts)), False
        elif tag == "span" and _CUT_LINK.search(attributes.get("class", "")):
            self._cut = True
        self._preformatted += tag == "pre"

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self._break(tag)
        elif tag == "a":
            self._end_link()
        self._preformatted -= tag == "pre"

    def data(self, text: str) -> None:
        if not self._silent:
            self._parts.append(text if self._preformatted > 0 else re.sub(r"\s+", " ", text))

    def close(self) -> str:
        return "".join(self._parts)

    def _break(self, tag: str) -> None:
        """Begin a new line, after a paragraph an empty one, unless there is one already."""
        while self._parts and self._parts[-1] == " ":
            self._parts.pop()
        if self._parts and self._parts[-1] != "\n":
            self._parts.append("\n\n" if tag == "p" else "\n")

    def _end_link(self) -> None:
        if self._link and self._cut:
            address, begin = self._link
            self._parts[begin:] = [address]
        self._link = None


def _emoji(attributes: Mapping[str, str]) -> str:
    """Return the name of an image that stands for a character, nothing for other images."""
    name = attributes.get("alt", "").strip()
    marked = "emoji" in attributes.get("class", "").lower()
    return name if marked or _EMOTE.fullmatch(name) or _is_symbol(name) else ""


def _is_symbol(name: str) -> bool:
    return 0 < len(name) <= 8 and not any(map(str.isalnum, name))  # one emoji  # noqa: PLR2004  # one emoji, joined of several
