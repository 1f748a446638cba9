"""Any list of items in the pages of a site, by CSS selectors."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar
from urllib.parse import urldefrag, urlsplit

from pydantic import Field

from collectors.addresses import clean_address, shown
from collectors.base import About, Held, How, Page, Query, Withdrawn
from collectors.declared.elements import ItemSelectors, next_page, read_elements
from collectors.declared.item import Place
from collectors.declared.reading import Reading
from collectors.declared.selectors import Selector, soup_of
from collectors.errors import (
    BadRequest,
    Gone,
    NotThisFormat,
    RobotsDisallow,
    TooLarge,
)
from collectors.http import Client
from collectors.links import stays
from collectors.one_by_one import one_by_one
from collectors.pages import document_of, raise_if_wall, raise_if_walled
from collectors.post import Post
from collectors.several import each_asked
from collectors.sources.settings import WebAddress
from collectors.walk import Batch

_SAYS_NOTHING = (BadRequest, NotThisFormat, RobotsDisallow, TooLarge)
"""What may be wrong with one address and says nothing of the others."""

_HOW: Mapping[int, How] = {404: "404", 410: "410"}


class DeclaredHtml(ItemSelectors):
    """The items of a site's pages, found by CSS selectors."""

    kind: ClassVar[str] = "html"
    about: ClassVar[About] = About(
        title="Pages, by CSS selectors",
        access="open",
        limits="Whatever the site shows to everybody without running scripts, page by page.",
        terms="The site's own; robots.txt and the marks by which pages keep themselves from being"
        " collected are obeyed.",
        example={
            "urls": ["https://forum.example/lamps"],
            "item": "article.reply",
            "id": "@data-id",
            "text": ".body",
            "without": "blockquote",
            "author": ".by a",
            "author_id": ".by a@href",
            "date": "time",
            "rating": ".stars .on",
            "link": "a.permalink",
            "likes": ".likes",
            "subject": "h1",
            "next": "a[rel~=next]",
            "post_kind": "review",
        },
    )

    urls: tuple[WebAddress, ...] = Field(min_length=1, description="Pages to begin at.")
    next: Selector | None = Field(
        None, description="Link to the page that follows; without one only the first is read."
    )

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield one `Page` a page read; an address that fails does not keep others from it.

        Raises:
            NotThisFormat: there is no item on the page, and the settings do not allow that.
            CollectorError: the first failure, after all other addresses were read.
        """
        asks = [partial(self._listing, client, url) for url in self.urls]
        yield from each_asked(client, query, asks)

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield what the items' own addresses say of them; without `link` nothing is asked.

        Raises:
            CollectorError: the first failure, after all other addresses were read.
        """
        hosts = {urlsplit(url).netloc for url in self.urls}
        pages: dict[str, list[Held]] = {}
        for one in held:
            near = self.link and one.url and urlsplit(one.url).netloc in hosts
            pages.setdefault(urldefrag(one.url or "")[0] if near else "", []).append(one)
        looks = [partial(self._again, client, query, *asked) for asked in pages.items()]
        yield from one_by_one(looks)

    def _listing(self, client: Client, first: str, query: Query) -> Iterator[Page]:
        listing = clean_address(first)

        def read(url: str) -> Batch:
            if not stays(first, url):  # a mark of the time when it led elsewhere
                raise BadRequest(url, why="it is not of the site that urls name")
            reading, following = self._read(client, query, url, home=first)
            if not reading.posts and not reading.rejected and url == first:
                self._raise_if_empty(url)
            return Batch(
                tuple(reading.posts),
                tuple(reading.rejected),
                following,
                times=None if self.order == "newest" and self.date else (),
            )

        return self.pages(read, first, asked=listing, query=query)

    def _read(
        self, client: Client, query: Query, url: str, *, home: str
    ) -> tuple[Reading, str | None]:
        """Return what a page holds, and the address of the page that follows it.

        Raises:
            Blocked: there is no item, and it looks like a wall.
        """
        answer = client.get(url)
        document = document_of(answer, client)
        soup = soup_of(answer.text())
        following = next_page(self.next, soup, answer.url) if self.next else None
        place = Place(query.source, clean_address(home), clean_address(answer.url), query.now, self)
        reading = read_elements(soup, self, place)
        if not reading.posts:
            raise_if_wall(document)
        if following and not stays(home, following):
            why = "the next page is on another host than urls name; it is not read"
            reading.note("next", why, shown(following))
            following = None
        return reading, following

    def _raise_if_empty(self, url: str) -> None:
        if not self.may_be_empty:
            why = (
                f"item = {self.item!r} finds nothing; correct it (opinionflow collect html --probe"
                f" {url} proposes one), or set may_be_empty"
            )
            raise NotThisFormat(url, expected="a page with items", why=why)

    def _again(self, client: Client, query: Query, url: str, held: list[Held]) -> Page:
        """Return what a page says of the items that were found at its address; no address, nothing.

        Raises:
            CollectorError: it could not be read.
        """
        visited = tuple(one.id for one in held)
        if not url:
            return Page((), visited=visited)
        try:
            reading, _ = self._read(client, query, url, home=url)
        except Gone as error:
            raise_if_walled(error)
            lost = tuple(Withdrawn(_HOW[error.status], one) for one in visited)
            return Page((), withdrawn=lost, visited=visited)
        except _SAYS_NOTHING:
            return Page((), visited=visited)
        return Page(tuple(_those(held, reading.posts) if self.id else ()), visited=visited)


def _those(held: Sequence[Held], posts: Sequence[Post]) -> list[Post]:
    wanted = {one.id for one in held}
    return [post for post in posts if post.id in wanted]
