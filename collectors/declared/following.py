"""Where a page leads on to the one that follows: a guess."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from collectors.declared.elements import next_page
from collectors.declared.names import best_name, names_of, quoted

_WORDS = re.compile(
    r"(?:下一?页|后一?页|下一頁|older(?: (?:comments|posts|reviews))?|next(?: page)?|more|weiter|"
    r"nächste(?: seite)?|suivante?|siguiente|avanti|successiv[ao]|volgende|następna|próxim[ao]|"
    r"nästa|次へ|次のページ|次|다음|далее|следующая)\s*[>»›→]*|[>»›→]{1,2}",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:^|[-_. #])next(?:$|[-_ ])|older", re.IGNORECASE)


def next_place(page: BeautifulSoup, url: str) -> str | None:
    """Return where the link to the page that follows stands; None where there is none."""
    for place in _places(page):
        onward = next_page(place, page, url)
        if onward and urlsplit(onward).netloc == urlsplit(url).netloc and _is_other(onward, url):
            return place
    return None


def _is_other(onward: str, url: str) -> bool:
    return onward.partition("#")[0] != url.partition("#")[0]


def _places(page: BeautifulSoup) -> Iterator[str]:
    yield from ('a[rel~="next"]', 'link[rel~="next"]')
    for link in page.find_all("a", href=True):
        said = " ".join(link.get_text(" ").split())
        named = " ".join(link.get_attribute_list("class")[:9] or []) if link.get("class") else ""
        if _NAMED.search(named) or _WORDS.fullmatch(said):
            yield from _selectors(link, said)


def _selectors(link: Tag, said: str) -> Iterator[str]:
    """Yield selectors that find this link first: by its name, its place, or its words."""
    yield from (name for name in names_of(link) if _NAMED.search(name))
    above = link.parent
    around = best_name(above) if above else None
    if around and _NAMED.search(around):
        yield f"{around} a"
    if any(map(str.isalpha, said)):
        yield f"a:-soup-contains({quoted(said)})"
