"""The places that several items of a page have, and what stands there."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bs4 import Tag

from collectors.declared.names import best_name, names_of, tags_in
from collectors.declared.selectors import attribute_of

OFTEN, MOSTLY, NEARLY_ALL = 0.3, 0.6, 0.9
"""Shares of items in which a part is met."""

PEOPLE = re.compile(
    r"/(?:u|user|users|people|profile|member|author|space|home|account|gp/profile)[/?_.-]"
    r"|user_?(?:id|details)|[?&]uid=|/@[\w.]+",
    re.IGNORECASE,
)
"""What addresses of people's own pages have."""

_BY_ITSELF = frozenset({
    "time", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "cite", "address", "dt", "dd", "p",
    "a", "b", "strong", "em", "small", "span", "div", "td", "i", "img", "meta", "article",
    "section",
})  # fmt: skip
_ATTRIBUTES = ("datetime", "content", "title", "href", "aria-label", "alt", "style", "class")
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Part:
    """A place in each item, and what stands there.

    Attributes:
        place: selector, perhaps with an attribute.
        elements: the first element of each item that has one, None for the others.
        values: what stands there in each item, likewise.
        most: elements that the selector finds in one item, at most.
    """

    place: str
    elements: tuple[Tag | None, ...]
    values: tuple[str | None, ...]
    most: int = 1

    @property
    def share(self) -> float:
        """Return the share of items that have it."""
        return len(self.given) / len(self.values)

    @property
    def given(self) -> list[str]:
        """Return what stands there, where anything does."""
        return [value for value in self.values if value]

    @property
    def distinct(self) -> float:
        """Return the share of different values among those given."""
        return len(set(self.given)) / len(self.given) if self.given else 0.0


def parts_of(items: Sequence[Tag]) -> list[Part]:
    """Return the places that several items have, the simplest first."""
    firsts: dict[str, list[Tag | None]] = defaultdict(lambda: [None] * len(items))
    most: Counter[str] = Counter()
    for at, item in enumerate(items):
        many: Counter[str] = Counter()
        for element in tags_in(item):
            for place in _places(element, item):
                many[place] += 1
                if firsts[place][at] is None:
                    firsts[place][at] = element
        most |= many
    enough = max(2, OFTEN * len(items))
    return [
        part
        for place, elements in firsts.items()
        if sum(one is not None for one in elements) >= enough
        for part in _with_attributes(place, elements, most[place])
    ]


def _places(element: Tag, item: Tag) -> Iterator[str]:
    """Yield the selectors that find an element within an item."""
    named = list(names_of(element))
    yield from named
    if element.name in _BY_ITSELF and element.name not in ("span", "div", "p", "td", "i"):
        yield element.name
    above = element.parent
    if above is item:
        yield f":scope > {element.name}"
    elif above is not None and not named and (name := best_name(above)):
        yield f"{name} > {element.name}"


def _with_attributes(place: str, elements: Sequence[Tag | None], most: int) -> Iterator[Part]:
    said = tuple(words(one) if one else None for one in elements)
    yield Part(place, tuple(elements), said, most)
    names = {name for one in elements if one for name in one.attrs if _is_telling(name)}
    for name in sorted(names):
        values = tuple(attribute_of(one, name) if one else None for one in elements)
        yield Part(f"{place}@{name}", tuple(elements), values, most)


def _is_telling(name: str) -> bool:
    return name in _ATTRIBUTES or (name.startswith("data-") and not name.startswith("data-src"))


def words(element: Tag) -> str | None:
    """Return the words of an element as one line."""
    return " ".join(element.get_text(" ").split())[:_MOST_WORDS] or None


def best(parts: Sequence[Part], worth: Callable[[Part], float]) -> Part | None:
    """Return the part that is worth most, the simplest of equals; None if none is worth a thing."""
    ranked = [(worth(part), -len(part.place), part) for part in parts]
    fit = [one for one in ranked if one[0] > 0]
    return max(fit, key=lambda one: one[:2])[2] if fit else None


def readable(values: Sequence[str], read: Callable[[str], Any]) -> float:
    """Return the share of values that can be read."""
    return sum(read(value) is not None for value in values) / len(values) if values else 0.0


def middle(given: Sequence[str]) -> float:
    """Return the length of a value in the middle."""
    return median(map(len, given)) if given else math.inf


def elements_of(taken: Sequence[Part]) -> set[int]:
    """Return what names the elements of parts that are fields already."""
    return {id(one) for part in taken for one in part.elements if one}


def is_link(part: Part) -> bool:
    """Return whether a part is an address, or says how a thing looks."""
    return part.place.endswith(("@href", "@class", "@style", "@src"))


def overlaps(element: Tag, used: set[int]) -> bool:
    """Return whether an element is, holds or stands in one of those in `used`."""
    within = any(id(one) in used for one in tags_in(element))
    return within or id(element) in used or any(id(one) in used for one in element.parents)
