"""Questions to Weibo's open platform, and what its answers hold."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from collectors.absence import missing_from
from collectors.base import Held, Page, Query, Withdrawn
from collectors.errors import BadRequest, Gone, NotThisFormat, Refused
from collectors.fields import fields
from collectors.post import Post
from collectors.ratings import count
from collectors.several import HOST_TROUBLE, each_asked
from collectors.sources.weibo_search import bounds_of, read_search
from collectors.sources.weibo_session import Session, is_deleted, is_hidden
from collectors.sources.weibo_timelines import Tags, Timeline, own_id, read_items, read_timeline
from collectors.walk import Batch, Bounds, walk

PAGE_SIZE = 50
"""Items an answer: what every one of the questions gives."""

_SHOWN = Timeline("", "statuses/show_batch", "statuses")
_COMMENTS = Timeline("", "comments/show_batch", "comments")


def comments_on(status: str) -> Timeline:
    """Return the timeline of the comments on a status."""
    return Timeline(f"comments/{status}", "comments/show", "comments", {"id": status}, status)


class Reader:
    """One run: asks for timelines and single statuses, and reads them.

    Args:
        session: asks.
        author_tags: whether the tags that authors gave themselves are read.
        max_pages: answers read of each timeline, at most.
    """

    def __init__(self, session: Session, *, author_tags: bool, max_pages: int) -> None:
        self._session, self._max_pages = session, max_pages
        self._tags = Tags(session) if author_tags else None

    def pages(self, timeline: Timeline, bounds: Bounds, query: Query) -> Iterator[Page]:
        """Yield pages of one timeline, newest first."""

        def read(token: str) -> Batch:
            return self._batch(timeline, query, token)

        for page in walk(read, "", asked=timeline.asked, query=query, bounds=bounds):
            yield self._tagged(page)

    def statuses_again(self, held: Sequence[Held], query: Query) -> Iterator[Page]:
        """Yield what became of statuses; those with new comments come after these."""
        try:
            shown = self._shown({"ids": ",".join(one.id for one in held)})
        except (BadRequest, Gone, Refused):
            # an application that may not ask for many may ask for one; one alone shows its error
            yield from self._one_by_one(held, query)
            return
        present = {own_id(status) for status in shown}
        missing, doubt = missing_from(present, [one.id for one in held], where=_SHOWN.path)
        if doubt:
            yield Page((), doubt)
            return
        yield from self._settled(shown, held, query, missing)

    def comments_again(self, held: Sequence[Held], query: Query) -> Iterator[Page]:
        """Yield what became of comments."""
        try:
            found = self._session.ask(_COMMENTS.path, {"cids": ",".join(one.id for one in held)})
        except Gone as error:
            if not is_deleted(error):
                raise
            if len(held) == 1:
                yield Page((), withdrawn=(Withdrawn("404", held[0].id),), visited=(held[0].id,))
                return
            asks = [partial(self.comments_again, [one]) for one in held]
            yield from each_asked(self._session.client, query, asks, ends_at=HOST_TROUBLE)
            return
        shown = found if isinstance(found, list) else fields(found).get("comments")
        if not isinstance(shown, list):
            where = self._session.address(_COMMENTS.path)
            raise NotThisFormat(where, expected="comments of Weibo's", why="it lists none")
        posts, rejected, _ = read_items(shown, _COMMENTS, query, where=_COMMENTS.path)
        ids = tuple(one.id for one in held)
        present = {own_id(comment) for comment in shown}
        missing, doubt = missing_from(present, ids, where=_COMMENTS.path)
        lost = tuple(Withdrawn("missing", name) for name in missing)
        visited = () if doubt else ids
        page = Page(tuple(posts), (*rejected, *doubt), withdrawn=lost, visited=visited)
        yield self._tagged(page)

    def _batch(self, timeline: Timeline, query: Query, token: str) -> Batch:
        params = {"count": str(PAGE_SIZE), **timeline.params}
        if timeline.listed != "comments":
            params["isGetLongText"] = "1"  # else long texts end in …全文
        below = bounds_of(token) if timeline.by_time else {"max_id": token} if token else {}
        read = read_search if timeline.by_time else read_timeline
        where = self._session.address(timeline.path)
        found = self._session.ask(timeline.path, {**params, **below})
        return read(found, timeline, query, token=token, where=where)

    def _shown(self, params: dict[str, str]) -> list[Any]:
        found = self._session.ask(_SHOWN.path, {**params, "isGetLongText": "1"})
        listed = fields(found).get("statuses")
        if not isinstance(listed, list):
            where = self._session.address(_SHOWN.path)
            raise NotThisFormat(where, expected="statuses of Weibo's", why="it has none")
        return listed

    def _one_by_one(self, held: Sequence[Held], query: Query) -> Iterator[Page]:
        asks = [partial(self._alone, one) for one in held]
        yield from each_asked(self._session.client, query, asks, ends_at=HOST_TROUBLE)

    def _alone(self, one: Held, query: Query) -> Iterator[Page]:
        try:
            asked = {"id": one.id, "isGetLongText": "1"}
            status = self._session.ask("statuses/show", asked)
        except (Gone, Refused) as error:
            if not is_deleted(error) and not is_hidden(error):
                raise
            # what is hidden may be there still, though not for us
            lost = (Withdrawn("404", one.id),) if is_deleted(error) else ()
            yield Page((), withdrawn=lost, visited=(one.id,))
        else:
            yield from self._settled([status], [one], query)

    def _settled(
        self,
        shown: list[Any],
        held: Sequence[Held],
        query: Query,
        missing: tuple[str, ...] = (),
    ) -> Iterator[Page]:
        grown = _grown(shown, held)
        page = self._read(shown, query)
        calm = tuple(post for post in page.posts if post.id not in grown)
        visited = tuple(one.id for one in held if one.id not in grown)
        withdrawn = (*page.withdrawn, *(Withdrawn("missing", name) for name in missing))
        yield Page(calm, page.rejected, withdrawn=withdrawn, visited=visited)
        asks = [
            # its new number of comments is only known once they are all there
            partial(self._new_comments, name, fresh, _named(page, name))
            for name, fresh in grown.items()
        ]
        yield from each_asked(self._session.client, query, asks, ends_at=HOST_TROUBLE)

    def _new_comments(
        self, name: str, fresh: int, last: tuple[Post, ...], query: Query
    ) -> Iterator[Page]:
        """Yield the newest `fresh` comments on a status, and with the last page the status."""
        timeline, token, known = comments_on(name), "", set[str]()
        for _ in range(self._max_pages):
            batch = self._batch(timeline, query, token)
            before = len(known)
            known.update(post.id for post in batch.posts)
            yield self._tagged(Page(batch.posts, batch.rejected))
            if batch.following is None or len(known) == before or len(known) >= fresh:
                break
            token = batch.following
        yield Page(last, visited=(name,))

    def _read(self, shown: list[Any], query: Query) -> Page:
        posts, rejected, withdrawn = read_items(shown, _SHOWN, query, where=_SHOWN.path)
        return self._tagged(Page(tuple(posts), tuple(rejected), withdrawn=tuple(withdrawn)))

    def _tagged(self, page: Page) -> Page:
        if self._tags is None:
            return page
        posts, rejected = self._tags.added(page.posts)
        return replace(page, posts=posts, rejected=(*page.rejected, *rejected))


def _named(page: Page, name: str) -> tuple[Post, ...]:
    return tuple(post for post in page.posts if post.id == name)


def _grown(shown: Sequence[Any], held: Sequence[Held]) -> dict[str, int]:
    """Return of each status that has more comments than it had how many more."""
    before = {one.id: one.replies or 0 for one in held}
    now = {own_id(one): count(fields(one).get("comments_count")) or 0 for one in shown}
    more = {name: now.get(name, 0) - known for name, known in before.items()}
    return {name: fresh for name, fresh in more.items() if fresh > 0}
