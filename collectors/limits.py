"""No more posts than are wanted, whatever a source holds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from collectors.base import Page, Query, Reach


def limited(pages: Iterator[Page], query: Query) -> Iterator[Page]:
    """Yield `pages` until as many posts came as are wanted; the page that is cut leaves no mark.

    Args:
        pages: of one thing that was asked; a mark on the last says that all of it was read.
        query: says how many posts are wanted.
    """
    left, times = query.limit, list[datetime]()
    for page in pages:
        if left is None or len(page.posts) < left:
            yield page
            times += _times(page)
            left = None if left is None else left - len(page.posts)
            continue
        if len(page.posts) == left and page.cursor is not None:
            yield page
            return
        cut = replace(page, posts=page.posts[:left], cursor=None)
        yield replace(cut, reach=Reach(min([*times, *_times(cut), query.now]), more=True))
        return


def _times(page: Page) -> list[datetime]:
    return [post.published_at for post in page.posts if post.published_at]
