"""Blocks that repeat in a page: what may be its comments, reviews or posts."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bs4 import BeautifulSoup, Tag

from collectors.declared.names import (
    NOT_OF_ITEMS,
    OF_ITEMS,
    best_name,
    classes_of,
    id_head,
    is_about_looks,
    names_of,
    tags_in,
)

FEWEST = 3
"""Items that make a list."""

KEPT = 6
"""Blocks that are looked at closely."""

_FAR_BELOW = 0.08
_MOST = 3000
_LONGEST = 600
_SHORTEST = 8
_WORDLESS = "script, style, noscript, template, svg, select, iframe, head, form textarea, nav"
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LIKE_TIME = re.compile(  # enough to tell where it is worth reading closely
    r"\d{9,}|\d{4}[-/.年]\s?\d{1,2}|\d{1,2}[:：]\d{2}|\d\s?(?:秒|分钟|小时|天|周|个月|年)前|[今昨前]天|刚刚|\d月\d"
    r"|\b\d+\s?(?:min|hour|day|week|month|year)s?\s+ago|\b\d{1,2}\.\s?\d{1,2}\.\s?\d{4}"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|okt|dez|mai|dic)[a-z]*\.?,?\s+\d"
    r"|\d\.?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|okt|dez|mai|dic)",
    re.IGNORECASE,
)
_PATH_OF_PEOPLE = re.compile(r"/(?:u|user|users|people|profile|member|author|space)[/?_-]")


@dataclass(frozen=True, slots=True)
class Block:
    """Elements that one selector finds, and how much they look like what people say."""

    selector: str
    elements: tuple[Tag, ...]
    score: float


def bare(soup: BeautifulSoup) -> BeautifulSoup:
    """Take out of a page what holds no words of people; return the page."""
    for element in soup.select(_WORDLESS):
        element.decompose()
    return soup


def blocks_in(soup: BeautifulSoup) -> list[Block]:
    """Return the blocks of a bare page, the best first."""
    found = (_block(selector, elements) for selector, elements in _repeated(soup).items())
    ranked = sorted(filter(None, found), key=lambda block: -block.score)
    near = [block for block in ranked[: KEPT * 6] if block.score > _FAR_BELOW * ranked[0].score]
    return _apart(near)[:KEPT]


def weight(text: str) -> float:
    """Return how much is said, in letters; a sign of Chinese, Japanese or Korean counts three."""
    return len(text) + 2.0 * len(_CJK.findall(text))


def _repeated(soup: BeautifulSoup) -> dict[str, list[Tag]]:
    """Return the elements that each selector finds, where there are enough of them."""
    found: dict[str, list[Tag]] = defaultdict(list)
    for element in tags_in(soup):
        for selector in _selectors(element):
            found[selector].append(element)
    return {name: some for name, some in found.items() if FEWEST <= len(some) <= _MOST}


def _selectors(element: Tag) -> Iterator[str]:
    yield from names_of(element)
    if head := id_head(element):
        yield f'{element.name}[id^="{head}"]'
    if element.name == "article":
        yield "article"
    inside = _inside(element)
    if inside and not classes_of(element):
        yield f"{inside} > {element.name}"


def _inside(element: Tag) -> str | None:
    """Return the name of what the element stands in; of tables, past their unnamed bodies."""
    above = element.parent
    if above is None or above.name in ("body", "html", "[document]"):
        return None
    name = best_name(above)
    if name is None and above.name in ("tbody", "table", "ul", "ol", "dl"):
        higher = _inside(above)
        return f"{higher} > {above.name}" if higher else None
    return name


def _block(selector: str, elements: Sequence[Tag]) -> Block | None:
    texts = [" ".join(one.get_text(" ").split()) for one in elements[:200]]
    sizes = [weight(text) for text in texts]
    if median(sizes) < _SHORTEST:
        return None
    said = sum(min(size, _LONGEST) for size in sizes) / len(sizes)
    many = math.log2(1 + len(elements))
    score = many * math.sqrt(said) * _likeness(selector, elements, texts)
    return Block(selector, tuple(elements), score)


def _likeness(selector: str, elements: Sequence[Tag], texts: Sequence[str]) -> float:
    """Return how much a block looks like what people say; 1 is neither nor."""
    few = list(elements[:20])
    factor = 1.0 + 2.0 * _share(bool(LIKE_TIME.search(text)) for text in texts)
    factor += 0.5 * _share(_names_people(one) for one in few)
    factor *= 2.0 if OF_ITEMS.search(selector) else 1.0
    factor *= 0.4 if NOT_OF_ITEMS.search(_around(few[0], selector)) else 1.0
    factor *= 0.7 if is_about_looks(selector) else 1.0
    factor *= 0.3 + 0.7 * len(set(texts)) / len(texts)
    return factor * (1.0 - 0.8 * _linked(few))


def _around(element: Tag, selector: str) -> str:
    """Return the names of a block and of what it stands in."""
    above = [element, *list(element.parents)[:3]]
    named = (" ".join([*classes_of(one), str(one.get("id") or ""), one.name]) for one in above)
    return " ".join([selector, *named]) if not OF_ITEMS.search(selector) else selector


def _names_people(element: Tag) -> bool:
    return any(
        _PATH_OF_PEOPLE.search(str(link["href"])) for link in element.find_all("a", href=True)
    )


def _linked(elements: Iterable[Tag]) -> float:
    """Return the share of the words that are links: lists of links are no lists of words."""
    words = linked = 0
    for one in elements:
        words += len(one.get_text())
        linked += sum(len(link.get_text()) for link in one.find_all("a"))
    return min(1.0, linked / words) if words else 1.0


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


def _apart(ranked: Sequence[Block]) -> list[Block]:
    """Return the blocks without those that only wrap, or fill, another one by one.

    Of two of the same length, one within the other, the outer stays: it holds all that the inner
    one holds. Of two selectors for the same elements the better one stays.
    """
    kept: list[Block] = []
    for block in ranked:
        if any(_is_part(block, one) for one in kept):
            continue
        same = next((at for at, one in enumerate(kept) if _pairs(one, block)), None)
        if same is None:
            kept.append(block)
        elif _is_outer(block, kept[same]):
            kept[same] = Block(block.selector, block.elements, kept[same].score)
    return kept


def _is_part(block: Block, other: Block) -> bool:
    """Return whether a block is some of the elements of another: those of one author, say."""
    there = {id(element) for element in other.elements}
    return len(block.elements) < len(there) and all(id(one) in there for one in block.elements)


def _pairs(one: Block, other: Block) -> bool:
    """Return whether each element of one is, holds, or is held by its mate in the other."""
    if len(one.elements) != len(other.elements):
        return False
    pairs = list(zip(one.elements, other.elements, strict=True))
    return all(a is b or _holds(a, b) or _holds(b, a) for a, b in pairs[:20])


def _is_outer(block: Block, kept: Block) -> bool:
    first, other = block.elements[0], kept.elements[0]
    return first is not other and _holds(first, other) and not is_about_looks(block.selector)


def _holds(outer: Tag, inner: Tag) -> bool:
    return any(above is outer for above in inner.parents)
