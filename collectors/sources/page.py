"""Any page with reviews marked up as schema.org says."""

from collections.abc import Iterator
from itertools import islice
from typing import ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from collectors.addresses import clean_address
from collectors.base import Page, Query, Rejected
from collectors.errors import CollectorError
from collectors.http import Client
from collectors.markup import Document, Found, read_reviews
from collectors.markup.joined import joined
from collectors.markup.review import Place, to_post
from collectors.pages import document_of, raise_if_wall
from collectors.post import Post
from collectors.sources.settings import ZONE_HELP, WebAddress, Zone
from collectors.times import zone_named


class ReviewPage(BaseModel):
    """Reviews in JSON-LD, microdata or RDFa, from pages named one by one."""

    kind: ClassVar[str] = "page"
    model_config = ConfigDict(frozen=True, extra="forbid")

    urls: tuple[WebAddress, ...] = Field(min_length=1, description="Pages to read.")
    zone: Zone = Field(None, description=ZONE_HELP)
    follow_next: bool = Field(
        default=False, description="Whether links marked rel=next are followed."
    )
    max_pages: int = Field(20, ge=1, description="Pages read for one address, at most.")

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield one `Page` a page read; one that fails does not keep the others from being read.

        Raises:
            CollectorError: the first failure, after all other pages were read.
        """
        failure: CollectorError | None = None
        left = query.limit
        for url in self.urls:
            try:
                for page in self._listing(client, query, url):
                    cut = page if left is None else _cut(page, left)
                    left = None if left is None else left - len(cut.posts)
                    yield cut
            except CollectorError as error:
                failure = failure or error
            if left == 0:
                return
        if failure:
            raise failure

    def _listing(self, client: Client, query: Query, first: str) -> Iterator[Page]:
        """Yield the page at `first` and those that follow it, until one brings nothing new."""
        url: str | None = first
        visited: set[str] = set()
        known: set[str] = set()
        for _ in range(self.max_pages):
            if url is None or url in visited:
                return
            visited.add(url)
            answer = client.get(url)
            document = document_of(answer, client)
            place = Place(
                query.source, clean_address(first), answer.url, query.now, self._timezone()
            )
            page = read_page(document, place)
            fresh = tuple(post for post in page.posts if post.id not in known)
            known.update(post.id for post in fresh)
            yield Page(tuple(post for post in fresh if _wanted(post, query)), page.rejected)
            url = self._next(document) if fresh else None

    def _next(self, document: Document) -> str | None:
        following = document.next_page() if self.follow_next else None
        same = following and urlsplit(following).netloc == urlsplit(document.url).netloc
        return following if same else None

    def _timezone(self) -> ZoneInfo | None:
        return zone_named(self.zone) if self.zone else None


def read_page(document: Document, place: Place) -> Page:
    """Return the reviews of a page, each once.

    Raises:
        Blocked: there are none, and it looks like a wall.
    """
    found, rejected = read_reviews(document)
    posts: list[tuple[Post, str]] = []
    for one in found:
        try:
            posts.append((to_post(one, place), one.syntax))
        except ValueError as error:
            rejected.append(_rejected(one, place, error))
    if not posts:
        raise_if_wall(document)
    return Page(tuple(joined(posts)), tuple(rejected))


def _rejected(found: Found, place: Place, error: Exception) -> Rejected:
    return Rejected(f"{place.url} {found.syntax}", str(error), repr(found.node)[:2000])


def _wanted(post: Post, query: Query) -> bool:
    return not (query.since and post.published_at and post.published_at < query.since)


def _cut(page: Page, left: int) -> Page:
    return Page(tuple(islice(page.posts, left)), page.rejected, page.cursor)
