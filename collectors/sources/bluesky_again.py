"""Looking again at posts of Bluesky, and at what was answered to them."""

from collections.abc import Iterator, Sequence
from functools import partial

from collectors.absence import missing_from
from collectors.base import Held, Page, Query, Withdrawn
from collectors.errors import Gone, NotThisFormat
from collectors.fields import Fields, objects
from collectors.http import Client
from collectors.post import Post
from collectors.several import HOST_TROUBLE, each_asked
from collectors.sources.bluesky_api import Service
from collectors.sources.bluesky_feeds import Reader, thread_of
from collectors.sources.bluesky_posts import POST_URI


class Again:
    """One visit to held posts; each thread is read once, whoever of it is held."""

    def __init__(self, client: Client, service: Service, reader: Reader) -> None:
        self._client, self._service, self._reader = client, service, reader
        self._read_below: set[str] = set()

    def pages(self, group: Sequence[Held], query: Query) -> Iterator[Page]:
        """Yield the present state of a group of posts; then their threads, which settle them.

        Raises:
            CollectorError: the first failure, after the other threads were read.
        """
        uris = [one.id for one in group if POST_URI.fullmatch(one.id)]
        views = _present(self._service, uris) if uris else []
        posts, rejected = self._reader.posts(views, "getPosts")
        shown = {str(view.get("uri")) for view in views}
        missing, doubt = missing_from(shown, uris, where="getPosts")
        answered = [one for one in posts if one.replies and one.id not in self._read_below]
        later = {one.id for one in answered} | (set(uris) if doubt else set())
        yield Page(
            tuple(posts),
            (*rejected, *doubt),
            withdrawn=tuple(Withdrawn("missing", uri, erase=True) for uri in missing),
            visited=tuple(one.id for one in group if one.id not in later),
        )
        asks = [partial(self._answers, one) for one in answered]
        yield from each_asked(self._client, query, asks, ends_at=HOST_TROUBLE)

    def _answers(self, post: Post, _: Query) -> Iterator[Page]:
        """Yield the thread of a post, unless another one's was the same."""
        if post.id in self._read_below:
            yield Page((), visited=(post.id,))
            return
        try:
            views, lost = thread_of(self._service, post.id)
        except Gone:  # deleted a moment ago: the next visit tells
            yield Page((), visited=(post.id,))
            return
        found, rejected = self._reader.posts(views, "getPostThread")
        self._read_below.update(one.id for one in found)
        yield Page(tuple(found), tuple(rejected), withdrawn=tuple(lost), visited=(post.id,))


def _present(service: Service, uris: Sequence[str]) -> list[Fields]:
    """Return the views of those posts that the server shows.

    Raises:
        NotThisFormat: it lists none at all.
    """
    found = service.ask("app.bsky.feed.getPosts", [("uris", uri) for uri in uris])
    if not isinstance(found.get("posts"), list):
        raise NotThisFormat("getPosts", expected="a list of posts", why="there is none")
    return objects(found, "posts")
