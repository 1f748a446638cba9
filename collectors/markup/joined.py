"""The same review often stands in two syntaxes: join what is one."""

import re
import unicodedata
from collections.abc import Iterable

from collectors.post import Post

_BEGINNING = 40
_WORDLESS = re.compile(r"[\W_]+")


def joined(posts: Iterable[tuple[Post, str]]) -> list[Post]:
    """Return each review once, in order; a later syntax only fills what an earlier one left open.

    Two are one when nothing they both say differs in author, day and rating, and their words
    begin alike; reviews without words must agree in all three.

    Args:
        posts: (post, syntax) in the order of the page.
    """
    kept: list[tuple[Post, set[str]]] = []
    by_words: dict[str, list[int]] = {}
    seen: set[str] = set()
    for post, syntax in posts:
        places = by_words.setdefault(_beginning(post), [])
        others = (at for at in places if syntax not in kept[at][1])
        place = next((at for at in others if _is_same(kept[at][0], post)), None)
        if place is not None:
            kept[place] = (_filled(kept[place][0], post), kept[place][1] | {syntax})
        elif post.id not in seen:
            places.append(len(kept))
            kept.append((post, {syntax}))
        seen.add(post.id)
    return [post for post, _ in kept]


def _is_same(earlier: Post, post: Post) -> bool:
    if earlier.id == post.id:
        return True
    pairs = [
        (_name(earlier), _name(post)),
        (_day(earlier), _day(post)),
        (earlier.rating, post.rating),
    ]
    if post.text:
        return all(one == other for one, other in pairs if one is not None and other is not None)
    return all(one == other and one is not None for one, other in pairs)


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
