"""Which part of an item holds its words: guesses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import Tag

from collectors.declared.blocks import weight
from collectors.declared.names import best_name, tags_in
from collectors.declared.parts import Part, overlaps, words

_TEXT = re.compile(
    r"text|body|content|message|descri|comment|review|article|short|entry|ctt", re.IGNORECASE
)
_LITTLE, _HALF, _TOO_LITTLE = 0.9, 0.5, 0.3
_VOID = frozenset({"br", "img", "hr", "meta", "input", "wbr", "link"})


@dataclass(frozen=True, slots=True)
class Words:
    """Where the words are, and what among them is not the author's; None: the whole item."""

    place: str | None
    without: tuple[str, ...] = ()


def words_of(items: Sequence[Tag], parts: Sequence[Part], taken: Sequence[Part]) -> Words:
    """Return where the words are: most of them, and of date, author and title nothing.

    A part within another that holds nearly all of its words is preferred, and one whose name
    speaks of words. Where the words are several paragraphs it is what holds them all, without
    the rest that this holds.
    """
    used = {id(one) for part in taken for one in part.elements if one and words(one)}
    said = {part.place: _said(part, used) for part in parts if "@" not in part.place}
    most = max(said.values(), default=0.0)
    total = sum(_own_weight(item) for item in items)
    total -= sum(weight(words(one) or "") for part in taken for one in part.elements if one)
    if most <= 0 or most < _TOO_LITTLE * total:
        return Words(None, _foreign(items, used))
    near = [part for part in parts if said.get(part.place, 0.0) >= _LITTLE * most]
    fullest = max(part.share for part in near)
    near = [part for part in near if part.share == fullest]
    whole = [part for part in near if part.most == 1] or near
    named = [part for part in whole if _TEXT.search(part.place)]
    chosen = min(named or whole, key=lambda part: (_size(part), len(part.place)))
    if chosen.most == 1:
        return Words(chosen.place, _quotes(chosen.elements))
    return _around(chosen, items, parts, used)


def _around(chosen: Part, items: Sequence[Tag], parts: Sequence[Part], used: set[int]) -> Words:
    """Return what holds all the paragraphs of which a part is the first."""
    above = [one.parent if one else None for one in chosen.elements]
    holders = [
        part
        for part in parts
        if "@" not in part.place
        and all(a is b for a, b in zip(part.elements, above, strict=True) if b is not None)
    ]
    place = min((part.place for part in holders if part.most == 1), key=len, default=None)
    inside = [one for one in above if one] if place else list(items)
    return Words(place, _foreign(inside, used))


def _foreign(holders: Sequence[Tag], used: set[int]) -> tuple[str, ...]:
    """Return the names of what in `holders` is date, author or button, and of no words."""
    foreign: dict[str, None] = {}
    own: set[str] = set()
    for holder in holders:
        for child in holder.find_all(recursive=False):
            taken = any(id(one) in used for one in (child, *tags_in(child)))
            said = _own_weight(child)
            if child.name in _VOID:
                continue
            if taken and said > _HALF * _own_weight(holder):
                foreign |= dict.fromkeys(_foreign([child], used))
            elif taken or not said:
                foreign[_name_within(child)] = None
            else:
                own.add(_name_within(child))
    return tuple(name for name in foreign if name not in own)


def _name_within(child: Tag) -> str:
    return best_name(child) or f":scope > {child.name}"


def _quotes(elements: Sequence[Tag | None]) -> tuple[str, ...]:
    return ("blockquote",) if any(one and one.find("blockquote") for one in elements) else ()


def _said(part: Part, used: set[int]) -> float:
    """Return how much such elements say, nothing where one holds a field of another kind."""
    there = [one for one in part.elements if one]
    if any(overlaps(one, used) for one in there):
        return 0.0
    return sum(_own_weight(one) for one in there)


def _own_weight(element: Tag) -> float:
    linked = sum(len(link.get_text()) for link in element.find_all("a"))
    said = weight(" ".join(element.get_text(" ").split()))
    return max(0.0, said - linked)


def _size(part: Part) -> int:
    return sum(len(tags_in(one)) for one in part.elements if one)
