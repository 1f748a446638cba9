"""The same review often stands in two syntaxes: join what is one."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from collectors.post import Post

_BEGINNING = 40
_WORDLESS = re.compile(r"[\W_]+")


def joined(posts: Iterable[tuple[Post, str]]) -> list[Post]:
    """Return each review once, in order; a later syntax only fills what an earlier one left open.

    Two are one when nothing they both say differs in author, day and rating, and their words
    begin alike; reviews without words must agree in all three. Takes time in proportion to their
    number.

    Args:
        posts: (post, syntax) in the order of the page.
    """
    kept: list[_Kept] = []
    by_words: dict[str, _Alike] = {}
    seen: set[str] = set()
    for post, syntax in posts:
        alike = by_words.setdefault(_beginning(post), _Alike(kept))
        place = alike.find(post, syntax)
        if place is not None:
            kept[place] = kept[place].with_more(post, syntax)
            alike.add(place)
        elif post.id not in seen:
            kept.append(_Kept(post, frozenset({syntax})))
            alike.add(len(kept) - 1)
        seen.add(post.id)
    return [one.post for one in kept]


Told = tuple[str | None, str | None, float | None]
"""Author, day and rating; None where nothing is said."""
_EVERY = range(8)
"""All choices of what may be said, a bit for each."""
_ALL = 7


@dataclass(frozen=True, slots=True)
class _Kept:
    post: Post
    syntaxes: frozenset[str]

    def with_more(self, post: Post, syntax: str) -> "_Kept":
        return _Kept(_filled(self.post, post), self.syntaxes | {syntax})


class _Alike:
    """Reviews whose words begin alike, found by what they say of author, day and rating.

    Each is listed under every part of what it says. A list is read from where the last reader of
    that syntax stopped: what was passed over stays passed over.
    """

    def __init__(self, kept: list[_Kept]) -> None:
        self._kept = kept
        self._ids: dict[str, int] = {}
        self._lists: dict[tuple[int, int, Told], list[int]] = {}
        self._read: Counter[tuple[int, int, Told, str]] = Counter()

    def add(self, place: int) -> None:
        """List the review that is kept at `place`."""
        told = _told(self._kept[place].post)
        said = _said(told)
        self._ids[self._kept[place].post.id] = place
        for part in _EVERY:
            if part & said == part:
                self._lists.setdefault((said, part, _only(told, part)), []).append(place)

    def find(self, post: Post, syntax: str) -> int | None:
        """Return where the same review is kept that was not yet met in `syntax`."""
        same = self._ids.get(post.id)
        if same is not None and syntax not in self._kept[same].syntaxes:
            return same
        told = _told(post)
        said = _said(told)
        if not post.text:
            return self._first(_ALL, told, said, syntax) if said == _ALL else None
        places = (self._first(other, told, said, syntax) for other in _EVERY)
        return min((place for place in places if place is not None), default=None)

    def _first(self, other: int, told: Told, said: int, syntax: str) -> int | None:
        """Return the first of those that say `other` and agree in what both say."""
        key = (other, other & said, _only(told, other & said))
        places = self._lists.get(key, [])
        at = self._read[*key, syntax]
        while at < len(places) and not self._is_open(places[at], other, syntax):
            at += 1
        self._read[*key, syntax] = at
        return places[at] if at < len(places) else None

    def _is_open(self, place: int, said: int, syntax: str) -> bool:
        # what was filled in since says more, and is listed anew
        kept = self._kept[place]
        return syntax not in kept.syntaxes and _said(_told(kept.post)) == said


def _told(post: Post) -> Told:
    return _name(post), _day(post), post.rating


def _said(told: Told) -> int:
    return sum(1 << bit for bit, one in enumerate(told) if one is not None)


def _only(told: Told, part: int) -> Told:
    name, day, rating = (one if part >> bit & 1 else None for bit, one in enumerate(told))
    return name, day, rating  # type: ignore[return-value]  # the order is that of `Told`


def _filled(earlier: Post, later: Post) -> Post:
    missing = {
        name: getattr(later, name)
        for name in ("author", "rating", "rating_low", "rating_high", "title", "subject", "lang")
        if getattr(earlier, name) is None
    }
    if earlier.published_at is None:
        for name in ("published_at", "published_precision", "published_assumed"):
            missing[name] = getattr(later, name)
    return earlier.model_copy(update=missing)


def _beginning(post: Post) -> str:
    if not post.text:
        return f"{_name(post)} {_day(post)} {post.rating}"
    plain = unicodedata.normalize("NFKC", post.text).casefold()
    return _WORDLESS.sub("", plain)[:_BEGINNING]


def _name(post: Post) -> str | None:
    return post.author.casefold() if post.author else None


def _day(post: Post) -> str | None:
    return post.published_at.date().isoformat() if post.published_at else None
