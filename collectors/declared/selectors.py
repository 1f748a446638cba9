"""How a place in a page is written: a CSS selector, and which attribute of it is wanted.

`time@datetime` is the attribute `datetime` of the first `time` within an item, `.body` the words of
the first `.body`, `@data-id` an attribute of the item itself, `:scope` the item's own words.
`time@datetime || .date` takes the second where the first gives nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import soupsieve
from bs4 import BeautifulSoup, Tag
from pydantic import AfterValidator

ITSELF = ":scope"
"""Stands for the item itself."""

NOTATION = (
    "a CSS selector within the item, `selector@attribute` for an attribute of it, `@attribute` for"
    " one of the item itself; `one || other` takes the first that gives something"
)

_ATTRIBUTE = re.compile(r"@([A-Za-z_][\w:.-]*)$")
_EITHER = re.compile(r"\s*\|\|\s*")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Pick:
    """One place: the elements a selector matches (None: the item itself), and an attribute."""

    selector: soupsieve.SoupSieve | None
    attribute: str | None

    def elements(self, within: Tag) -> list[Tag]:
        """Return what it matches, in the order of the page."""
        return [within] if self.selector is None else list(self.selector.select(within))


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a page that gives something.

    Attributes:
        element: where it is.
        attribute: which of its attributes was asked for; None for its words.
        written: that attribute; None where the words are wanted.
    """

    element: Tag
    attribute: str | None
    written: str | None


def soup_of(markup: str) -> BeautifulSoup:
    """Return the tree of a page, however broken, that selectors are asked of."""
    text = _ILLEGAL.sub(" ", _XML_DECLARATION.sub("", markup))
    return BeautifulSoup(f"<html>{text}" if text.lstrip()[:1] != "<" else text, "lxml")


@lru_cache(maxsize=512)
def picks(written: str) -> tuple[Pick, ...]:
    """Return the places that `written` names, first choice first.

    Raises:
        ValueError: it is not written as it should be.
    """
    return tuple(map(_pick, _EITHER.split(written.strip())))


def _pick(written: str) -> Pick:
    named = _ATTRIBUTE.search(written)
    selector = (written[: named.start()] if named else written).strip()
    attribute = named[1].lower() if named else None
    if not selector and not attribute:
        msg = f"it is empty; write {NOTATION}"
        raise ValueError(msg)
    if selector in ("", ITSELF):
        return Pick(None, attribute)
    try:
        return Pick(soupsieve.compile(selector), attribute)
    except (soupsieve.SelectorSyntaxError, NotImplementedError, ValueError) as error:
        first = str(error).partition("\n")[0]
        msg = f"{selector!r} is no CSS selector: {first}; write {NOTATION}"
        raise ValueError(msg) from error


def found_by(written: str, within: Tag, *, usual: str | None = None) -> Found | None:
    """Return the first place that gives something.

    Args:
        written: see the module.
        within: the item, or the page.
        usual: the attribute that is wanted where none is written and the element has it.
    """
    return next(_all_found(written, within, usual), None)


def _all_found(written: str, within: Tag, usual: str | None) -> Iterator[Found]:
    for pick in picks(written):
        for element in pick.elements(within):
            attribute = pick.attribute or (usual if usual in element.attrs else None)
            if attribute is None:
                if element.contents:
                    yield Found(element, None, None)
            elif value := attribute_of(element, attribute):
                yield Found(element, attribute, value)


def attribute_of(element: Tag, name: str) -> str | None:
    """Return an attribute's words; None when it is missing or empty."""
    value = element.get(name)
    joined = " ".join(value) if isinstance(value, list) else value
    return (joined or "").strip() or None


def checked(written: str) -> str:
    """Let pass what names a place.

    Raises:
        ValueError: it does not.
    """
    picks(written)
    return written.strip()


def whole_elements(written: str) -> str:
    """Let pass what names elements and not attributes of them.

    Raises:
        ValueError: it does not.
    """
    if any(one.attribute or one.selector is None for one in picks(written)):
        msg = f"{written!r} must select elements within the page, not attributes"
        raise ValueError(msg)
    return written.strip()


Selector = Annotated[str, AfterValidator(checked)]
"""A place, as this module reads it."""

ElementSelector = Annotated[str, AfterValidator(whole_elements)]
"""A place that is an element."""
