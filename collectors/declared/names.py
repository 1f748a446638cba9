"""Names of elements that will still hold when the page is made anew.

Class names that a build tool makes up (css-1x2y3z, sc-AxjAm) change with every release, names with
numbers belong to one item alone, and utility classes (mt-2, flex) say how a thing looks.
"""

import json
import re
from collections.abc import Iterator

from bs4 import Tag

HOOKS = (
    "data-hook", "data-testid", "data-test", "data-qa", "data-e2e", "data-role", "data-type",
    "itemprop", "property",
)  # fmt: skip
"""Attributes that a site sets so that programs find things."""

OF_ITEMS = re.compile(
    r"comment|review|repl(?:y|ies)|feedback|opinion|testimonial|rating|kommentar|bewertung|avis"
    r"|resena|reseña|recensi|post|status|thread|message|answer|floor|tweet|note|mblog|weibo|pinglun"
    r"|huifu|critique|kuchikomi",
    re.IGNORECASE,
)
"""Words in names of what people say."""

NOT_OF_ITEMS = re.compile(
    r"nav|menu|breadcrumb|footer|sidebar|widget|related|share|social|recommend|popular|tag|cat[eé]gor"
    r"|product|ingredient|instruction|step|nutrition|advert|banner|cookie|promo|slider|carousel"
    r"|gallery|option|toc|faq|metadata|pagination|header|form|input|button|author-box|summary",
    re.IGNORECASE,
)
"""Words in names of other lists that pages have."""

_HASHED = re.compile(
    r"(?:css|jsx|svelte|tss|emotion|styled|astro|_ng(?:content|host))-[A-Za-z0-9-]+"
    r"|sc-[A-Za-z0-9]{5,}(?:-\d+)?|[a-z]+-sc-[a-z0-9-]+|_[A-Za-z0-9]{4,10}|[a-f0-9]{6,}"
)
_MODULE = re.compile(r"(?P<kept>[A-Za-z][\w-]*?_{1,3})(?=[A-Za-z0-9+-]*\d)[A-Za-z0-9+-]{5,8}")
_NUMBERED = re.compile(r".*\d{2,}.*|(?:.*[-_])?\d+|.*[-_]\d+[-_].*")
_STATE = re.compile(
    r"(?:thread-?)?(?:even|odd)|alt|thread-alt|first|last|active|current|hidden|visible|show|open|"
    r"depth-\d|level-?\d|byuser|bypostauthor|has-.*|is-.*|no-.*|with-.*|js-.*|hentry|lazy.*|"
    r"wow|fade.*|animate.*|clearfix|cf|group|parent|media|selected",
    re.IGNORECASE,
)
_LOOKS = re.compile(
    r"(?:[a-z]{2}:)*-?(?:m|p|mt|mb|ml|mr|mx|my|pt|pb|pl|pr|px|py|w|h|z|gap|top|left|right|bottom|flex|"
    r"grid|col|row|text|bg|border|rounded|font|leading|items|justify|self|space|order|float|pull|"
    r"d|inline|block|min|max|overflow|absolute|relative|sticky|shadow|opacity|a-size|a-color|"
    r"a-spacing|a-text|aok|u|g|btn|icon|i|fa|fas|far)(?:-[\w./%\[\]-]+)?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[A-Za-z_][\w-]*")
_ID_HEAD = re.compile(
    r"(?P<head>[A-Za-z][A-Za-z_-]*[_-])[A-Za-z0-9_-]*\d[A-Za-z0-9_-]*|(?P<short>[A-Za-z]+)\d+"
)


def tags_in(element: Tag) -> list[Tag]:
    """Return all elements within one, in the order of the page."""
    return [one for one in element.descendants if isinstance(one, Tag)]


def names_of(element: Tag) -> Iterator[str]:
    """Yield selectors of the element alone, the ones that will hold longest first."""
    for hook in HOOKS:
        value = element.get(hook)
        if isinstance(value, str) and _PLAIN.fullmatch(value):
            yield f'[{hook}="{value}"]'
    ranked = sorted(classes_of(element), key=lambda name: bool(_LOOKS.fullmatch(name)))
    for name in ranked:
        yield f"{element.name}.{name}"
    for name in element.get_attribute_list("class"):
        if name and (kept := _MODULE.fullmatch(name)):
            yield f'{element.name}[class*="{kept["kept"]}"]'
    if "-" in element.name:
        yield element.name


def classes_of(element: Tag) -> list[str]:
    """Return the classes of an element that neither a tool nor a single item made."""
    return [name for name in element.get_attribute_list("class") if name and is_lasting(name)]


def is_lasting(name: str) -> bool:
    """Return whether a class name is likely to be the same tomorrow, and for the next item."""
    if not _PLAIN.fullmatch(name) or _STATE.fullmatch(name) or _NUMBERED.fullmatch(name):
        return False
    return not (_HASHED.fullmatch(name) or _is_made_up(name))


def is_about_looks(selector: str) -> bool:
    """Return whether a selector hangs on a class that says how a thing looks."""
    return bool(_LOOKS.fullmatch(selector.rpartition(".")[2])) if "." in selector else False


def id_head(element: Tag) -> str | None:
    """Return what the ids of a list's elements begin with: comment- of comment-12."""
    own = element.get("id")
    found = _ID_HEAD.fullmatch(own) if isinstance(own, str) else None
    return (found["head"] or found["short"]) if found else None


def own_id(element: Tag) -> str | None:
    """Return a selector of the element's id, if it is a name and not a number."""
    own = element.get("id")
    fits = isinstance(own, str) and _PLAIN.fullmatch(own) and is_lasting(own)
    return f"#{own}" if fits else None


def best_name(element: Tag) -> str | None:
    """Return the selector of an element that will hold longest; None if it has no name."""
    return own_id(element) or next(names_of(element), None)


def quoted(text: str) -> str:
    """Return words as a CSS string."""
    return json.dumps(text, ensure_ascii=False)


def _is_made_up(name: str) -> bool:
    """Return whether a name ends in letters and digits mixed as no word has them."""
    tail = re.split(r"[-_]", name)[-1]
    mixed = any(map(str.isdigit, tail[1:-1])) and len(tail) >= 5  # noqa: PLR2004  # h2o and col2 are shorter
    cased = re.fullmatch(r"(?=.*[a-z])(?=.*[A-Z])[A-Za-z]{5,8}", tail) and tail != name
    return mixed or bool(cased and re.search(r"[A-Z]{2}|[a-z][A-Z][a-z]?[A-Z]", tail))
