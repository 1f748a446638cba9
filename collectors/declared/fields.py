"""Which part of an item is its date, its heading, its address and so on: guesses."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from bs4 import Tag

from collectors.declared.blocks import LIKE_TIME
from collectors.declared.parts import (
    MOSTLY,
    NEARLY_ALL,
    OFTEN,
    PEOPLE,
    Part,
    best,
    elements_of,
    is_link,
    middle,
    overlaps,
    readable,
    words,
)
from collectors.declared.selectors import attribute_of

_DATE_NAME = re.compile(r"time|date|ago|publish|日期|时间", re.IGNORECASE)
_LONGEST_DATE = 60


def date_worth(read: Callable[[str], Any]) -> Callable[[Part], float]:
    """Return what makes a part a date: it reads as one in nearly all items, alone above all."""

    def worth(part: Part) -> float:
        given = part.given
        if part.share < MOSTLY or is_link(part) or middle(given) > _LONGEST_DATE:
            return 0.0
        if readable(given[:5], LIKE_TIME.search) < MOSTLY or readable(given[:5], read) < MOSTLY:
            return 0.0
        exact = 0.3 if part.place.endswith("@datetime") else 0.0
        named = 0.2 if _DATE_NAME.search(part.place) else 0.0
        alone = 0.5 * (1 - middle(given) / _LONGEST_DATE)
        return part.share * readable(given[:5], read) + exact + named + alone

    return worth


_TITLE = re.compile(r"title|headline|subject|heading|summary|\bh[2-6]\b|\"name\"", re.IGNORECASE)


_LONGEST_TITLE = 150


def title_of(parts: Sequence[Part], taken: Sequence[Part]) -> Part | None:
    """Return the part that is a heading: a name that says so, words that differ, none taken."""
    used = elements_of(taken)

    def worth(part: Part) -> float:
        if "@" in part.place or not _TITLE.search(part.place) or part.share < MOSTLY:
            return 0.0
        if middle(part.given) > _LONGEST_TITLE or part.distinct < MOSTLY:
            return 0.0
        own = not any(overlaps(one, used) for one in part.elements if one)
        return part.share + part.distinct if own else 0.0

    return best(parts, worth)


_LIKES = re.compile(
    r"like|vote|helpful|upvot|thumb|digg|favou?r|kudos|zan\b|praise|赞|有用|points", re.IGNORECASE
)
_LONGEST_COUNT = 40


def likes_of(
    parts: Sequence[Part], taken: Sequence[Part], read: Callable[[str], Any]
) -> Part | None:
    """Return the part that says how many liked an item: such a name or label, and one number."""
    used = elements_of(taken)

    def worth(part: Part) -> float:
        given = part.given
        if is_link(part) or part.share < MOSTLY or middle(given) > _LONGEST_COUNT:
            return 0.0
        if any(id(one) in used for one in part.elements if one):
            return 0.0
        said = _LIKES.search(part.place) or readable(given, _LIKES.search) > MOSTLY
        numbers = readable(given, _DIGIT.search)
        if not said or numbers < OFTEN or readable(given, read) < NEARLY_ALL:
            return 0.0
        return part.share + numbers - 0.01 * middle(given)

    return best(parts, worth)


_DIGIT = re.compile(r"\d")
_ID = re.compile(
    r"(?:@|-)(?:(?:comment|review|post|reply|c|p|r|m|t|rp|floor|message|answer|status|item|note)[-_]?)?"
    r"(?:id|key)$"
)
_ID_OF_OTHERS = re.compile(
    r"user|author|product|parent|member|csa|widget|postid|uid|hovercard|page"
)


def id_part(items: Sequence[Tag], parts: Sequence[Part]) -> str | None:
    """Return the place of an id that every item has and no other item shares."""
    own = [
        Part(f"@{name}", tuple(items), tuple(attribute_of(item, name) for item in items))
        for name in sorted({name for item in items for name in item.attrs})
        if name == "id" or name.startswith("data-")
    ]
    ranked = sorted((*own, *parts), key=lambda part: -_id_worth(part))
    return ranked[0].place if ranked and _id_worth(ranked[0]) > 0 else None


def _id_worth(part: Part) -> float:
    attribute = part.place.rpartition("@")[2]
    if "@" not in part.place or part.share < 1 or part.distinct < 1:
        return 0.0
    if not _ID.search(f"@{attribute}") or _ID_OF_OTHERS.search(attribute):
        return 0.0
    if any(len(value) > 80 or " " in value for value in part.given):  # noqa: PLR2004  # no id is so long
        return 0.0
    own = 2.0 if part.place.startswith("@") else 1.0
    return own + (0.5 if attribute != "id" else 0.0) - 0.01 * len(part.place)


_PERMALINK = re.compile(r"permalink|perma|date|time|anchor|title|link|floor|number", re.IGNORECASE)
_NO_LINK = re.compile(
    r"回复|举报|赞|收藏|转发|分享|answer|antwort|respon|repl(?:y|ies)|replyto|report|spam|share|delete|login|signin|attitude|vote|like|edit|quote|fav"
    r"|javascript:|mailto:|repost|hashtag|/search|addfriend|compose",
    re.IGNORECASE,
)


_MARKED = re.compile(r"#.*\d|\d{3,}|/[\w-]{6,}/?$")
_A_FEW = 0.2


def link_of(parts: Sequence[Part]) -> Part | None:
    """Return the part that is an item's own address: another for each, not to people or buttons."""

    def worth(part: Part) -> float:
        given = part.given
        if not part.place.endswith("@href") or part.share < NEARLY_ALL or part.distinct < 1:
            return 0.0
        if readable(given, PEOPLE.search) > OFTEN or readable(given, _MARKED.search) < MOSTLY:
            return 0.0
        whole = [f"{one.get('class')} {words(one)}" for one in part.elements if one]
        if max(readable(given, _NO_LINK.search), readable(whole, _NO_LINK.search)) > _A_FEW:
            return 0.0
        inside = any(one and (one.find("time") or one.find_parent("time")) for one in part.elements)
        hint = 0.5 if _PERMALINK.search(part.place) or inside else 0.0
        return part.share * (0.4 + hint)

    return best(parts, worth)
