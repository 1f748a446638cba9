"""Where the items of a page show their rating, and how: a guess."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bs4 import Tag

from collectors.declared.names import best_name
from collectors.declared.parts import OFTEN, Part, readable
from collectors.declared.selectors import attribute_of
from collectors.declared.stars import As, class_rating, shown_rating, width_rating
from collectors.ratings import rating

STARS = re.compile(
    r"star|rating|rate\b|rated|score|grade|stern|bewertung|punkte|note\b|评分|星|etoile|estrella"
    r"|stelle|pingfen",
    re.IGNORECASE,
)
_GLYPHS = re.compile(r"[★☆⭐\s]{3,}")
_OUT_OF = re.compile(
    r"\d\s*(?:out of|/|von|sur|de|di|av|van)\s*\d|评分"
    r"|\d(?:[.,]\d)?\s*(?:stars?|sterne?|estrellas|étoiles|stelle|星|颗星)",
    re.IGNORECASE,
)
_HEAD = re.compile(r"(?P<head>[A-Za-z][A-Za-z_-]*)\d")
_ON = re.compile(
    r"on|full|fill(?:ed)?|active|selected|checked|gold|yellow|orange|lit|solid|light|fas|is-.*",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"off|empty|o|outline|gr[ae]y|far|none|inactive|blank|disabled|unchecked", re.IGNORECASE
)
_STAR = re.compile(r"star|stern|estrella|icon-s", re.IGNORECASE)
_MOST_STARS = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a rating stands and how it is shown."""

    place: str
    shown_as: As


def rating_place(items: Sequence[Tag], parts: Sequence[Part]) -> Shown | None:
    """Return where the rating of an item stands; None where items seem to have none."""
    guesses = (*_numbers(parts), *_classes(items), *_widths(items), *_counts(items))
    return next((one for one in guesses if _holds(one, items)), None)


def _holds(guess: Shown, items: Sequence[Tag]) -> bool:
    read = [shown_rating(guess.place, item, shown_as=guess.shown_as, high=None) for item in items]
    rated = [one.value for one in read if one and one.value > 0]
    return len(rated) >= max(2, OFTEN * len(items)) and max(rated) <= 100  # noqa: PLR2004  # per cent at most


def _numbers(parts: Sequence[Part]) -> Iterator[Shown]:
    """Yield the places of numbers in words or attributes, surer ones first."""
    sure = [part for part in parts if _is_number(part)]
    for part in sorted(sure, key=_order_of):
        yield Shown(part.place, "number" if "@" in part.place else "auto")


def _order_of(part: Part) -> tuple[object, ...]:
    named = bool(STARS.search(part.place.partition("@")[0]))
    return (not named, -part.share, _rank(part), len(part.place))


def _rank(part: Part) -> int:
    wanted = ("ratingValue", "@content", "@aria-label", "@title", "@alt", "@data-")
    return next((at for at, name in enumerate(wanted) if name in part.place), len(wanted))


def _is_number(part: Part) -> bool:
    if part.place.endswith(("@class", "@style", "@href", "@datetime")):
        return False
    glyphs = readable(part.given, _GLYPHS.fullmatch)
    telling = readable(part.given, _OUT_OF.search)
    named = bool(STARS.search(part.place)) and not re.search(
        r"count|total|best|worst", part.place, re.IGNORECASE
    )
    short = all(len(value) <= 40 for value in part.given)  # noqa: PLR2004  # "Rated 4.5 out of 5 stars" and the like
    return short and (
        max(glyphs, telling) == 1.0 or (named and readable(part.given, rating) == 1.0)
    )


def _classes(items: Sequence[Tag]) -> Iterator[Shown]:
    """Yield what the class names begin with that end in the rating: allstar of allstar40."""
    heads: Counter[str] = Counter()
    for item in items:
        heads.update({head for one in item.find_all(class_=STARS) for head in _heads(one)})
    for head, _ in heads.most_common(5):
        yield Shown(f'[class*="{head}"]@class', "class")


def _heads(element: Tag) -> Iterator[str]:
    for name in element.get_attribute_list("class"):
        found = _HEAD.match(name or "")
        if name and found and STARS.search(found["head"]) and class_rating(name):
            yield found["head"]


def _widths(items: Sequence[Tag]) -> Iterator[Shown]:
    """Yield the places of elements that are drawn as wide as the rating is high."""
    places: Counter[str] = Counter()
    for item in items:
        places.update({place for one in item.find_all(style=True) if (place := _width_place(one))})
    for place, _ in places.most_common(3):
        yield Shown(f"{place}@style", "width")


def _width_place(element: Tag) -> str | None:
    above = element.parent
    own, outer = best_name(element), best_name(above) if above else None
    if not width_rating(attribute_of(element, "style") or ""):
        return None
    if own and STARS.search(own):
        return own
    return f"{outer} > {element.name}" if outer and STARS.search(outer) else None


def _counts(items: Sequence[Tag]) -> Iterator[Shown]:
    """Yield selectors of the stars that are lit, where lit and unlit ones are always as many."""
    found = [[_kind_of(one) for one in item.find_all(class_=_STAR)] for item in items]
    kinds = {kind for one in found for kind in one}
    for kind in sorted(kinds, key=lambda kind: (not _is(_ON, kind), len(kind), kind)):
        others = {other for other in kinds if other != kind and _is_like(kind, other)}
        totals = {sum(one in others or one == kind for one in some) for some in found} - {0}
        alike = len(totals) == 1 and max(totals) <= _MOST_STARS
        if others and alike and not _is(_OFF, kind):
            yield Shown(_lit(kind, others), "count")


def _kind_of(element: Tag) -> tuple[str, ...]:
    return (element.name, *_classes_of(element))


def _classes_of(element: Tag) -> tuple[str, ...]:
    return tuple(sorted(name for name in element.get_attribute_list("class") if name))


def _is(pattern: re.Pattern[str], kind: tuple[str, ...]) -> bool:
    tails = (re.split(r"[-_]", name)[-1] for name in kind[1:])
    return any(map(pattern.fullmatch, (*tails, *kind[1:])))


def _is_like(kind: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether both are stars, one lit and one not: they differ in one name or two."""
    return kind[0] == other[0] and len(set(kind) ^ set(other)) <= 2  # noqa: PLR2004  # one name for another


def _lit(kind: tuple[str, ...], others: AbstractSet[tuple[str, ...]]) -> str:
    named = "".join(f".{name}" for name in kind[1:])
    extra = {name for other in others for name in set(other) - set(kind) if set(kind) < set(other)}
    return f"{kind[0]}{named}" + "".join(f":not(.{name})" for name in sorted(extra))
