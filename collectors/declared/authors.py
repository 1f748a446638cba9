"""Which part of an item is its author: guesses."""

import re
from collections.abc import Sequence
from statistics import median

from bs4 import Tag
from bs4.element import NavigableString

from collectors.declared.blocks import LIKE_TIME
from collectors.declared.parts import (
    MOSTLY,
    NEARLY_ALL,
    OFTEN,
    PEOPLE,
    Part,
    best,
    elements_of,
    middle,
    readable,
)

_AUTHOR = re.compile(r"author|user|nick|reviewer|commenter|poster|nutzer|auth?or", re.IGNORECASE)
_MAYBE_AUTHOR = re.compile(
    r"\bname|-name|by(?:line)?\b|member|\bfn\b|profile|account|display|who|writer|cite|handle",
    re.IGNORECASE,
)
_NOT_AUTHOR = re.compile(
    r"avatar|count|stat|date|time|level|badge|location|title|body|content|text|reply|product|star"
    r"|follow|compliment|action",
    re.IGNORECASE,
)
_TOLD = re.compile(r"@(?:alt|title|aria-label|data-replyto|data-author|data-name|data-user\w*)$")
_LONGEST_NAME, _LONGEST_OF_ALL, _WORDS_OF_A_NAME = 40, 80, 5
_SAME_FEW, _FEWEST_NAMES = 0.35, 2.5


def author_of(parts: Sequence[Part], taken: Sequence[Part]) -> Part | None:
    """Return the part that is the author's name: short, different words under such a name.

    The name may also be known by what else repeats it: the picture's description, the button by
    which it is answered, a link to the person.
    """
    used = elements_of(taken)
    told = [part for part in parts if _TOLD.search(part.place)]

    def worth(part: Part) -> float:
        if not _may_be_name(part) or any(id(one) in used for one in part.elements if one):
            return 0.0
        hint = 1.0 if _AUTHOR.search(part.place) else 0.0
        hint += 0.8 if not hint and _MAYBE_AUTHOR.search(part.place) else 0.0
        hint -= 0.8 if _NOT_AUTHOR.search(part.place) else 0.0
        hint += 0.6 if _leads_to_people(part) else 0.0
        hint += 0.6 if all(one is None or _follows_by(one) for one in part.elements) else 0.0
        hint += 0.6 if any(_is_repeated(part, other) for other in told) else 0.0
        return (
            hint * part.share + 0.2 * part.distinct - 0.01 * middle(part.given) if hint > 0 else 0
        )

    chosen = best(parts, worth)
    return chosen and _tightest(chosen, parts)


_BY = re.compile(
    r"(?:\b(?:by|von|par|por|di|da|door|av|af|auth?or|user)|作者|用户|网友)\W*", re.IGNORECASE
)


def _follows_by(element: Tag) -> bool:
    """Return whether "by" or the like stands right before an element."""
    before = element.previous_sibling
    words_before = str(before).split() if isinstance(before, NavigableString) else []
    return bool(words_before and _BY.fullmatch(words_before[-1]))


def _is_named(part: Part) -> bool:
    return bool(_AUTHOR.search(part.place) or _MAYBE_AUTHOR.search(part.place))


def _is_emphatic(part: Part) -> bool:
    return all(one is None or one.name in ("a", "b", "strong", "cite") for one in part.elements)


def _tightest(chosen: Part, parts: Sequence[Part]) -> Part:
    """Return the part within another that is the name without "says:" and the like."""
    inner = [
        part
        for part in parts
        if part.share >= chosen.share and _may_be_name(part) and not _NOT_AUTHOR.search(part.place)
        if _is_named(part) or _is_emphatic(part)
        if all(
            a is None or (b is not None and a in b.parents)
            for a, b in zip(chosen.elements, part.elements, strict=True)
        )
    ]
    return min(
        (chosen, *inner),
        key=lambda part: (middle(part.given), not _is_named(part), len(part.place)),
    )


def _may_be_name(part: Part) -> bool:
    given = part.given
    if "@" in part.place.rpartition("]")[2] and not part.place.endswith('"author"]@content'):
        return False
    if (
        part.share < MOSTLY
        or middle(given) > _LONGEST_NAME
        or max(map(len, given)) > _LONGEST_OF_ALL
    ):
        return False
    if part.distinct < min(_SAME_FEW, _FEWEST_NAMES / len(given)):
        return False
    odd = readable(given, LIKE_TIME.search) + readable(given, _COUNTED.search)
    return odd < OFTEN and any(map(str.isalpha, given[0])) and _says_names(given)


_COUNTED = re.compile(r"[\[(（]\s*\d+|^\W*\d[\d.,]*\W*$|\d+\s*%")


def _is_repeated(part: Part, told: Part) -> bool:
    """Return whether what a part says stands at the end of what another tells, in most items."""
    pairs = [
        (one, other) for one, other in zip(part.values, told.values, strict=True) if one and other
    ]
    same = sum(other.endswith(one) or other.startswith(one) for one, other in pairs)
    return len(pairs) >= MOSTLY * len(part.values) and same >= NEARLY_ALL * len(pairs)


def _says_names(given: Sequence[str]) -> bool:
    return median(len(value.split()) for value in given) <= _WORDS_OF_A_NAME


def _leads_to_people(part: Part) -> bool:
    links = [_link_of(one) for one in part.elements if one]
    hits = [bool(link and PEOPLE.search(str(link.get("href")))) for link in links]
    return sum(hits) > len(hits) / 2


def _link_of(element: Tag) -> Tag | None:
    """Return the link that an element is, is in, or is all about."""
    if element.name == "a":
        return element
    above = element.find_parent("a", href=True)
    return above if isinstance(above, Tag) else None


def author_id_of(author: Part, parts: Sequence[Part]) -> Part | None:
    """Return the part that names the author for good: the address of the link on the name."""

    def worth(part: Part) -> float:
        if not part.place.endswith("@href") or part.share < MOSTLY:
            return 0.0
        pairs = zip(author.elements, part.elements, strict=True)
        same = sum(bool(a and b and (a is b or b in a.parents)) for a, b in pairs)
        if same < MOSTLY * len(part.values) or readable(part.given, PEOPLE.search) < MOSTLY:
            return 0.0
        return same / len(part.values) + (0.5 if len(part.place) > len("a@href") else 0.0)

    return best(parts, worth)
