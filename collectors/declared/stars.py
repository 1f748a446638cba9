"""Ratings that a page draws: as a class name, as a width, or as so many stars."""

import re
from typing import Literal

from bs4 import Tag

from collectors.declared.selectors import Found, attribute_of, found_by, picks
from collectors.ratings import Rating, rating
from collectors.texts import from_html

As = Literal["auto", "number", "class", "width", "count"]
"""How a rating is shown."""

USUAL_HIGH = 5.0
"""Stars there are where nothing else is said."""

_TENTHS, _PERCENT, _HALF = 10.0, 100.0, 0.5
_CLASS = re.compile(
    r"(?:star|rating|rate|rated|score|grade|note|bewertung|pingfen|xing)[a-z]*[-_]{0,3}"
    r"(?P<whole>\d{1,3})(?:[-_.](?P<more>\d|half))?(?P<half>[-_]?half)?(?![a-z\d])",
    re.IGNORECASE,
)
_WORDS = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0}
_WIDTH = re.compile(r"(?:^|;)\s*width\s*:\s*(?P<share>\d{1,3}(?:\.\d{1,6})?)\s*%", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,]\d{1,2})?(?![\d.,%])")
_NAMES = ("aria-label", "title", "alt", "content", "value", "data-rating", "data-score")


def shown_rating(written: str, within: Tag, *, shown_as: As, high: float | None) -> Rating | None:
    """Return the rating that an item shows; None when it shows none.

    Args:
        written: where it stands.
        within: the item.
        shown_as: how it is shown. `auto` takes a number in words or attribute if there is one,
            then several elements as so many stars (half a one where its class says so), then a
            width, then a class name, then one element as one star.
        high: the best value of the scale, where the settings say it.
    """
    found = found_by(written, within)
    if shown_as == "count":
        return _counted(_matched(written, within), high)
    if shown_as == "auto":
        return _of_any_kind(written, within, found, high)
    return _read(found or _bare(written, within), shown_as, high)


def class_rating(names: str, *, high: float | None = None) -> Rating | None:
    """Return the rating in class names: allstar40 is 4 of 5, star-4-half 4.5, rating-80 80 %."""
    best = high or USUAL_HIGH
    for found in _CLASS.finditer(names):
        if (value := _on(best, found)) is not None:
            return Rating(value, None, best)
    word = next((_WORDS[name] for name in names.lower().split() if name in _WORDS), None)
    return None if word is None else Rating(word, None, best)


def width_rating(style: str, *, high: float | None = None) -> Rating | None:
    """Return the rating of stars that are drawn as wide as `style` says, in per cent."""
    found = _WIDTH.search(style)
    best = high or USUAL_HIGH
    share = float(found["share"]) / _PERCENT if found else None
    return Rating(round(share * best, 2), None, best) if share is not None and share <= 1 else None


def _on(best: float, found: re.Match[str]) -> float | None:
    """Return the number of a class name on a scale that ends at `best`: as is, tenths, per cent."""
    whole = float(found["whole"])
    half = _HALF if found["half"] or found["more"] == "half" else 0.0
    tenths = float(found["more"]) / _TENTHS if found["more"] and found["more"] != "half" else 0.0
    if whole + half + tenths <= best:
        return whole + half + tenths
    if half or tenths:
        return None
    if whole / _TENTHS <= best and whole % USUAL_HIGH == 0:
        return whole / _TENTHS
    return whole / _PERCENT * best if whole <= _PERCENT else None


def _of_any_kind(
    written: str, within: Tag, found: Found | None, high: float | None
) -> Rating | None:
    place = found or _bare(written, within)
    if place is None:
        return None
    if place.attribute is not None:
        kind = {"class": "class", "style": "width"}.get(place.attribute, "number")
        return _read(place, kind, high)
    if named := _read(place, "number", high):
        return named
    several = _matched(written, within)
    if len(several) > 1:
        return _counted(several, high)
    drawn = _read(place, "width", high) or _read(place, "class", high)
    return drawn or (None if found else _counted(several, high))


def _bare(written: str, within: Tag) -> Found | None:
    """Return the first element, though there be nothing in it: stars are often drawn so."""
    first = next(iter(_matched(written, within)), None)
    return Found(first, None, None) if first else None


def _matched(written: str, within: Tag) -> list[Tag]:
    return next((some for pick in picks(written) if (some := pick.elements(within))), [])


def _counted(stars: list[Tag], high: float | None) -> Rating | None:
    halves = sum("half" in (attribute_of(star, "class") or "").lower() for star in stars)
    total = len(stars) - _HALF * halves
    return Rating(total, None, high or USUAL_HIGH) if stars else None


def _read(place: Found | None, kind: str, high: float | None) -> Rating | None:
    if place is None:
        return None
    if kind == "class":
        return class_rating(place.written or attribute_of(place.element, "class") or "", high=high)
    if kind == "width":
        return width_rating(place.written or attribute_of(place.element, "style") or "", high=high)
    return _numbered(place)


def _numbered(place: Found) -> Rating | None:
    """Return a rating in an attribute, in the words, or in what is told those who cannot see."""
    if place.written is not None:
        return _in_words(place.written)
    said = (attribute_of(place.element, name) for name in _NAMES)
    written = [from_html(place.element.decode_contents()), *said]
    return next((one for text in written if text and (one := _in_words(text))), None)


def _in_words(text: str) -> Rating | None:
    """Return a rating as it is written, or the only number there is: 4.5 star rating."""
    if found := rating(text):
        return found
    numbers = _NUMBER.findall(text[:100])
    return rating(numbers[0]) if len(numbers) == 1 else None
