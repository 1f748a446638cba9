"""Which part of an item is its date, its author, its rating and so on: guesses."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bs4 import NavigableString, Tag

from collectors.declared.blocks import LIKE_TIME, weight
from collectors.declared.names import best_name, names_of, tags_in
from collectors.declared.selectors import attribute_of

OFTEN, MOSTLY, NEARLY_ALL = 0.3, 0.6, 0.9
"""Shares of items in which a part is met."""

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


_DATE_NAME = re.compile(r"time|date|ago|publish|日期|时间", re.IGNORECASE)
_LONGEST_DATE = 60


def date_worth(read: Callable[[str], Any]) -> Callable[[Part], float]:
    """Return what makes a part a date: it reads as one in nearly all items, alone above all."""

    def worth(part: Part) -> float:
        given = part.given
        if part.share < MOSTLY or _is_link(part) or _middle(given) > _LONGEST_DATE:
            return 0.0
        if readable(given[:5], LIKE_TIME.search) < MOSTLY or readable(given[:5], read) < MOSTLY:
            return 0.0
        exact = 0.3 if part.place.endswith("@datetime") else 0.0
        named = 0.2 if _DATE_NAME.search(part.place) else 0.0
        alone = 0.5 * (1 - _middle(given) / _LONGEST_DATE)
        return part.share * readable(given[:5], read) + exact + named + alone

    return worth


def _middle(given: Sequence[str]) -> float:
    """Return the length of a value in the middle."""
    return median(map(len, given)) if given else math.inf


_AUTHOR = re.compile(r"author|user|nick|reviewer|commenter|poster|nutzer|autor", re.IGNORECASE)
_MAYBE_AUTHOR = re.compile(
    r"\bname|-name|by(?:line)?\b|member|\bfn\b|profile|account|display|who|writer|cite|handle",
    re.IGNORECASE,
)
_NOT_AUTHOR = re.compile(
    r"avatar|count|stat|date|time|level|badge|location|title|body|content|text|reply|product|star"
    r"|follow|compliment|action",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"/(?:u|user|users|people|profile|member|author|space|home|account|gp/profile)[/?_.-]"
    r"|user_?(?:id|details)|[?&]uid=|/@[\w.]+",
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
    used = _elements_of(taken)
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
            hint * part.share + 0.2 * part.distinct - 0.01 * _middle(part.given) if hint > 0 else 0
        )

    chosen = best(parts, worth)
    return chosen and _tightest(chosen, parts)


_BY = re.compile(
    r"(?:\b(?:by|von|par|por|di|da|door|av|af|autor|author|user)|作者|用户|网友)\W*", re.IGNORECASE
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
        key=lambda part: (_middle(part.given), not _is_named(part), len(part.place)),
    )


def _may_be_name(part: Part) -> bool:
    given = part.given
    if "@" in part.place.rpartition("]")[2] and not part.place.endswith('"author"]@content'):
        return False
    if (
        part.share < MOSTLY
        or _middle(given) > _LONGEST_NAME
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


def _elements_of(taken: Sequence[Part]) -> set[int]:
    return {id(one) for part in taken for one in part.elements if one}


def _says_names(given: Sequence[str]) -> bool:
    return median(len(value.split()) for value in given) <= _WORDS_OF_A_NAME


def _leads_to_people(part: Part) -> bool:
    links = [_link_of(one) for one in part.elements if one]
    hits = [bool(link and _PEOPLE.search(str(link.get("href")))) for link in links]
    return sum(hits) > len(hits) / 2


def _link_of(element: Tag) -> Tag | None:
    """Return the link that an element is, is in, or is all about."""
    if element.name == "a":
        return element
    above = element.find_parent("a", href=True)
    return above if isinstance(above, Tag) else None


def _is_link(part: Part) -> bool:
    return part.place.endswith(("@href", "@class", "@style", "@src"))


def author_id_of(author: Part, parts: Sequence[Part]) -> Part | None:
    """Return the part that names the author for good: the address of the link on the name."""

    def worth(part: Part) -> float:
        if not part.place.endswith("@href") or part.share < MOSTLY:
            return 0.0
        pairs = zip(author.elements, part.elements, strict=True)
        same = sum(bool(a and b and (a is b or b in a.parents)) for a, b in pairs)
        if same < MOSTLY * len(part.values) or readable(part.given, _PEOPLE.search) < MOSTLY:
            return 0.0
        return same / len(part.values) + (0.5 if len(part.place) > len("a@href") else 0.0)

    return best(parts, worth)


_TITLE = re.compile(r"title|headline|subject|heading|summary|\bh[2-6]\b|\"name\"", re.IGNORECASE)


_LONGEST_TITLE = 150


def title_of(parts: Sequence[Part], taken: Sequence[Part]) -> Part | None:
    """Return the part that is a heading: a name that says so, words that differ, none taken."""
    used = _elements_of(taken)

    def worth(part: Part) -> float:
        if "@" in part.place or not _TITLE.search(part.place) or part.share < MOSTLY:
            return 0.0
        if _middle(part.given) > _LONGEST_TITLE or part.distinct < MOSTLY:
            return 0.0
        own = not any(_overlaps(one, used) for one in part.elements if one)
        return part.share + part.distinct if own else 0.0

    return best(parts, worth)


def _overlaps(element: Tag, used: set[int]) -> bool:
    within = any(id(one) in used for one in tags_in(element))
    return within or id(element) in used or any(id(one) in used for one in element.parents)


_LIKES = re.compile(
    r"like|vote|helpful|upvot|thumb|digg|favou?r|kudos|zan\b|praise|赞|有用|points", re.IGNORECASE
)
_LONGEST_COUNT = 40


def likes_of(
    parts: Sequence[Part], taken: Sequence[Part], read: Callable[[str], Any]
) -> Part | None:
    """Return the part that says how many liked an item: such a name or label, and one number."""
    used = _elements_of(taken)

    def worth(part: Part) -> float:
        given = part.given
        if _is_link(part) or part.share < MOSTLY or _middle(given) > _LONGEST_COUNT:
            return 0.0
        if any(id(one) in used for one in part.elements if one):
            return 0.0
        said = _LIKES.search(part.place) or readable(given, _LIKES.search) > MOSTLY
        numbers = readable(given, _DIGIT.search)
        if not said or numbers < OFTEN or readable(given, read) < NEARLY_ALL:
            return 0.0
        return part.share + numbers - 0.01 * _middle(given)

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
        if readable(given, _PEOPLE.search) > OFTEN or readable(given, _MARKED.search) < MOSTLY:
            return 0.0
        whole = [f"{one.get('class')} {words(one)}" for one in part.elements if one]
        if max(readable(given, _NO_LINK.search), readable(whole, _NO_LINK.search)) > _A_FEW:
            return 0.0
        inside = any(one and (one.find("time") or one.find_parent("time")) for one in part.elements)
        hint = 0.5 if _PERMALINK.search(part.place) or inside else 0.0
        return part.share * (0.4 + hint)

    return best(parts, worth)


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
    if any(_overlaps(one, used) for one in there):
        return 0.0
    return sum(_own_weight(one) for one in there)


def _own_weight(element: Tag) -> float:
    linked = sum(len(link.get_text()) for link in element.find_all("a"))
    said = weight(" ".join(element.get_text(" ").split()))
    return max(0.0, said - linked)


def _size(part: Part) -> int:
    return sum(len(tags_in(one)) for one in part.elements if one)
