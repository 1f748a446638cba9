"""Posts of a file, a page at a time."""

from collections.abc import Iterable, Iterator

from collectors.base import Page, Rejected
from collectors.errors import CollectorError
from collectors.post import Post

PAGE_POSTS = 500


def in_pages(made: Iterable[Post | Rejected]) -> Iterator[Page]:
    """Yield what `made` gives in pages of 500, in its order.

    Raises:
        CollectorError: as `made` raises it, after what came before it was yielded.
    """
    posts: list[Post] = []
    rejected: list[Rejected] = []
    try:
        for one in made:
            if isinstance(one, Rejected):
                rejected.append(one)
            else:
                posts.append(one)
            if len(posts) + len(rejected) >= PAGE_POSTS:
                yield Page(tuple(posts), tuple(rejected))
                posts, rejected = [], []
    except CollectorError:
        if posts or rejected:
            yield Page(tuple(posts), tuple(rejected))
        raise
    if posts or rejected:
        yield Page(tuple(posts), tuple(rejected))


class Seen:
    """Which ids of a file came before, so that it never holds two versions of a post.

    About 150 bytes an id: hashes, since a file may have millions of rows.
    """

    def __init__(self) -> None:
        self._said: dict[int, int] = {}

    def check(self, post: Post) -> Post:
        """Return `post`.

        Raises:
            ValueError: its id came before with other content.
        """
        said = hash(post)
        if self._said.setdefault(hash(post.id), said) != said:
            msg = f"the id {post.id} came before in this file, with other content"
            raise ValueError(msg)
        return post

    def holds(self, native_id: str) -> bool:
        """Return whether a post with this id came before."""
        return hash(native_id) in self._said

    def repeats(self, post: Post) -> bool:
        """Return whether the very same post came before; it counts as seen from now on.

        Raises:
            ValueError: its id came before with other content.
        """
        before = self.holds(post.id)
        self.check(post)
        return before
