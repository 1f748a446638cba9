"""The items of a page, by selectors."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from pydantic import Field

from collectors.addresses import is_web, web_address
from collectors.declared.item import Place, Said
from collectors.declared.reading import Reading
from collectors.declared.selectors import (
    ITSELF,
    NOTATION,
    ElementSelector,
    Found,
    Selector,
    attribute_of,
    found_by,
    picks,
)
from collectors.declared.settings import DeclaredSettings
from collectors.declared.stars import As, shown_rating
from collectors.texts import clean, from_html

_ADDRESSES = frozenset({"href", "src"})


class ItemSelectors(DeclaredSettings):
    """Where the items of a page are, and what stands where in each."""

    item: ElementSelector = Field(description="One item, such as li.comment: a CSS selector.")
    text: Selector = Field(ITSELF, description=f"Its words: {NOTATION}. By default all of it.")
    without: ElementSelector | None = Field(
        None, description="What within the words is not the author's: quotes, signatures, buttons."
    )
    id: Selector | None = Field(
        None,
        description="Its id, such as @data-id; without one a digest of address, author, day and"
        " words stands for it.",
    )
    title: Selector | None = Field(None, description="Its heading.")
    author: Selector | None = Field(None, description="The author's name.")
    author_id: Selector | None = Field(
        None, description="What names the author for good, such as a.user@href."
    )
    rating: Selector | None = Field(
        None,
        description="The rating: a number, a class name (allstar40, star-4-half), a width in per"
        " cent, or the stars themselves, such as .star.on, which are counted.",
    )
    rating_as: As = Field(
        "auto", description="How the rating is shown: number, class, width, count, or auto."
    )
    date: Selector | None = Field(
        None, description="When it was written; of a time element its datetime."
    )
    edited: Selector | None = Field(None, description="When it was last changed, likewise.")
    link: Selector | None = Field(
        None, description="Its own address; of a link its href. It is asked whether it still is."
    )
    parent: Selector | None = Field(
        None, description="Id of the item it answers; by default that of the item it stands in."
    )
    likes: Selector | None = Field(None, description="How many liked it.")
    replies: Selector | None = Field(None, description="How many answered it.")
    subject: Selector | None = Field(
        None, description="What the whole page is about, such as h1: a selector within the page."
    )


@dataclass(frozen=True, slots=True)
class Item:
    """An item, apart from those nested in it; `within` is the place of the item it stood in."""

    element: Tag
    within: int | None


def read_elements(soup: BeautifulSoup, selectors: ItemSelectors, place: Place) -> Reading:
    """Return what the items of a page say; items nested in others are items of their own.

    The tree is taken apart on the way.
    """
    base = base_of(soup, place.url or place.listing)
    reading = Reading(base, place)
    subject = _line(selectors.subject, soup)
    items = cut_apart(selectors.item, soup)
    said = [_said(one.element, selectors, base, subject) for one in items]
    known = frozenset(one.id for one in said if one.id)
    posts: dict[int, tuple[str, str]] = {}
    for position, (item, one) in enumerate(zip(items, said, strict=True)):
        if selectors.id and not one.id:
            reading.reject(position + 1, f"an item without id at {selectors.id}", str(item.element))
            continue
        placed = _placed(one, item, posts, known)
        post = reading.add(position + 1, placed, item.element.decode)
        if post:
            posts[position] = (post.id, post.thread_id or post.id)
    reading.close((name, getattr(selectors, name)) for name in ("author", "date"))
    return reading


def base_of(soup: BeautifulSoup, url: str) -> str:
    """Return the address that a page's links are read from."""
    base = soup.find("base", href=True)
    return (absolute(attribute_of(base, "href"), url) if isinstance(base, Tag) else None) or url


def absolute(href: str | None, base: str) -> str | None:
    """Return an address of the web, whole and cleaned; None when it leads nowhere."""
    try:
        return web_address(urljoin(base, href.strip())) if href else None
    except ValueError:
        return None


def cut_apart(item: str, soup: BeautifulSoup) -> list[Item]:
    """Return the items in the order of the page, each cut out of the one it stands in."""
    elements = next((some for pick in picks(item) if (some := pick.elements(soup))), [])
    place = {id(element): at for at, element in enumerate(elements)}
    within = [
        next((place[id(above)] for above in one.parents if id(above) in place), None)
        for one in elements
    ]
    for element, inside in reversed(list(zip(elements, within, strict=True))):
        if inside is not None:
            element.extract()
    return [Item(*pair) for pair in zip(elements, within, strict=True)]


def _said(element: Tag, selectors: ItemSelectors, base: str, subject: str | None) -> Said:
    stars = selectors.rating and shown_rating(
        selectors.rating, element, shown_as=selectors.rating_as, high=selectors.rating_high
    )
    rest = {
        "id": _name(selectors.id, element, base),
        "title": _line(selectors.title, element),
        "author": _line(selectors.author, element),
        "author_id": _name(selectors.author_id, element, base),
        "rating_written": _line(selectors.rating, element),
        "date": _line(selectors.date, element, usual="datetime"),
        "edited": _line(selectors.edited, element, usual="datetime"),
        "link": _link(selectors.link, element, base),
        "parent": _name(selectors.parent, element, base),
        "likes": _line(selectors.likes, element),
        "replies": _line(selectors.replies, element),
    }
    text, raw = _words(selectors, element)
    return Said(text=text, raw=raw, rating=stars or None, subject=subject, **rest)


def _words(selectors: ItemSelectors, element: Tag) -> tuple[str, str | None]:
    """Return the words clean and as received; what is not the author's is cut out before."""
    if selectors.without:
        for pick in picks(selectors.without):
            for foreign in pick.elements(element):
                foreign.extract()
    found = found_by(selectors.text, element)
    if found is None:
        return "", None
    if found.written is not None:
        return clean(found.written), found.written
    raw = found.element.decode_contents()
    return from_html(raw), raw


def _line(written: str | None, within: Tag, *, usual: str | None = None) -> str | None:
    """Return what stands at a place, as one line; None when there is nothing."""
    found = found_by(written, within, usual=usual) if written else None
    return _said_at(found) if found else None


def _said_at(found: Found) -> str | None:
    if found.written is not None:
        return clean(found.written) or None
    return " ".join(from_html(found.element.decode_contents()).split()) or None


def _name(written: str | None, within: Tag, base: str) -> str | None:
    """Return an id; of an address all of it, of a mark within the page the mark alone."""
    found = found_by(written, within) if written else None
    if found is None or found.attribute not in _ADDRESSES or found.written is None:
        return _said_at(found) if found else None
    if found.written.startswith("#"):
        return found.written[1:] or None
    return absolute(found.written, base)


def _link(written: str | None, within: Tag, base: str) -> str | None:
    found = found_by(written, within, usual="href") if written else None
    return absolute(found.written or _said_at(found), base) if found else None


def _placed(
    said: Said, item: Item, posts: Mapping[int, tuple[str, str]], known: frozenset[str]
) -> Said:
    """Return what was said with the item it answers, and the one at the head of them."""
    if said.parent:
        mark = urlsplit(said.parent).fragment
        by_mark = said.parent not in known and mark in known
        return replace(said, parent=mark) if by_mark else said
    above = posts.get(item.within) if item.within is not None else None
    return replace(said, parent=above[0], thread=above[1]) if above else said


def next_page(written: str, soup: BeautifulSoup, url: str) -> str | None:
    """Return the address of the page that follows, as the page writes it; None at the end."""
    found = found_by(written, soup, usual="href")
    href = found and (found.written or _said_at(found))
    try:
        onward = urljoin(base_of(soup, url), href.strip()) if href else None
    except ValueError:
        return None
    return onward if onward and is_web(onward) else None
