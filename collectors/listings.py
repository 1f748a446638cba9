"""The reviews of one address: its page, and those that follow it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from collectors.addresses import clean_address, shown
from collectors.answer import Answer
from collectors.base import RAW_LENGTH, Page, Query, Reach, Rejected
from collectors.http import Client
from collectors.links import stays
from collectors.markup import Document, Found, read_reviews
from collectors.markup.joined import joined
from collectors.markup.review import Place, to_post
from collectors.pages import document_of, raise_if_wall
from collectors.post import Post


@dataclass(frozen=True, slots=True)
class Listing:
    """How the pages of an address are read.

    Attributes:
        zone: for times that name none.
        follow_next: whether links to the next page are followed, on the same host.
        max_pages: at most so many.
    """

    client: Client
    query: Query
    zone: tzinfo | None
    follow_next: bool
    max_pages: int

    def pages(self, first: str, answer: Answer) -> Iterator[Page]:
        """Yield the page that was answered at `first` and those after it, until nothing is new.

        The last says how far back was read: to the end of what is shown, or to the oldest read
        where a page follows that was not.

        Raises:
            CollectorError: one of them could not be read.
        """
        visited, read = {first}, dict[str, Post]()
        for turn in range(1, self.max_pages + 1):
            document = document_of(answer, self.client)
            place = Place(
                self.query.source, clean_address(first), answer.url, self.query.now, self.zone
            )
            page = read_page(document, place)
            fresh = [post for post in page.posts if post.id not in read]
            read.update((post.id, post) for post in fresh)
            following = self._following(document, first, visited)
            onward = following if fresh and self.follow_next else None
            rejected = page.rejected
            if onward and turn == self.max_pages:
                why = f"{self.max_pages} pages read and more to come; raise max_pages"
                rejected, onward = (*rejected, Rejected(shown(first), why, "")), None
            posts = tuple(post for post in fresh if _wanted(post, self.query))
            if onward is None:
                yield Page(posts, rejected, reach=self._reach(read, left=following is not None))
                return
            yield Page(posts, rejected)
            visited.add(onward)
            answer = self.client.get(onward)

    def _following(self, document: Document, first: str, visited: set[str]) -> str | None:
        following = document.next_page()
        fresh = following is not None and following not in visited
        return following if following and fresh and stays(first, following) else None

    def _reach(self, read: dict[str, Post], *, left: bool) -> Reach:
        if not left:
            return Reach(self.query.since)
        times = [post.published_at for post in read.values() if post.published_at]
        oldest = min([*times, self.query.now])
        return Reach(max(oldest, self.query.since) if self.query.since else oldest)


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
    return Rejected(f"{shown(place.url)} {found.syntax}", str(error), repr(found.node)[:RAW_LENGTH])


def _wanted(post: Post, query: Query) -> bool:
    return not (query.since and post.published_at and post.published_at < query.since)
