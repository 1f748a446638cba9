"""All comments of one submission, those behind stubs included."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from collectors.base import Page, Query, Rejected
from collectors.errors import BadRequest, NotThisFormat
from collectors.fields import Fields, fields, reference
from collectors.sources.reddit_session import Session
from collectors.sources.reddit_things import STUB, children_of, read_things

MORE_AT_ONCE = 100
"""Ids of one question for what is behind stubs, at most."""

_PARTS = 2
_TREE = {"limit": "500", "sort": "new"}


class Thread:
    """One submission with its comments.

    Args:
        session: asks.
        query: whose source is stamped on the posts.
        link: id of the submission without its t3_.
        max_pages: answers read, at most.
    """

    def __init__(self, session: Session, query: Query, link: str, *, max_pages: int) -> None:
        self._session, self._query, self._link = session, query, link
        self._left = max_pages
        self._hidden: deque[str] = deque()
        self._deeper: deque[str] = deque()
        self._met: set[str] = set()

    def pages(self) -> Iterator[Page]:
        """Yield a page an answer; the submission itself comes with the last.

        So whoever stores the pages knows its number of comments only when they are all there.

        Raises:
            CollectorError: it could not be read any further.
        """
        opening, page = self._opened()
        while (self._hidden or self._deeper) and self._left > 0:
            yield page
            page = self._next()
        rejected = (*opening.rejected, *page.rejected, *self._left_out())
        yield replace(
            page,
            posts=(*opening.posts, *page.posts),
            rejected=rejected,
            withdrawn=(*opening.withdrawn, *page.withdrawn),
        )

    @property
    def is_whole(self) -> bool:
        """Return whether nothing is left behind stubs."""
        return not self._hidden and not self._deeper

    def _opened(self) -> tuple[Page, Page]:
        """Return the submission, and the comments that come with it."""
        path = f"/comments/{self._link}"
        first, tree = self._parts(path)
        return self._page(first, path), self._page(self._flat(tree), path)

    def _next(self) -> Page:
        if not self._hidden:
            path = f"/comments/{self._link}/_/{self._deeper.popleft()}"
            return self._page(self._flat(self._parts(path)[1]), path)
        count = min(MORE_AT_ONCE, len(self._hidden))
        return self._page(self._more([self._hidden.popleft() for _ in range(count)]), "more")

    def _parts(self, path: str) -> tuple[list[Any], list[Any]]:
        self._left -= 1
        answer = self._session.get(path, _TREE)
        found = answer.json()
        if not isinstance(found, list) or len(found) < _PARTS:
            raise NotThisFormat(answer.url, expected="a submission and its tree", why="not two")
        first, second = (children_of(one, where=answer.url) for one in found[:_PARTS])
        return first, second

    def _more(self, ids: list[str]) -> list[Any]:
        self._left -= 1
        form = {
            "api_type": "json",
            "link_id": f"t3_{self._link}",
            "children": ",".join(ids),
            "limit_children": "false",
            "sort": "new",
        }
        answer = self._session.post("/api/morechildren", form)
        told = fields(answer.json(), "json")
        things = fields(told, "data").get("things")
        if told.get("errors"):
            raise BadRequest(answer.url, why=f"Reddit says {told['errors']!r:.200}")
        if not isinstance(things, list):
            raise NotThisFormat(answer.url, expected="comments behind stubs", why="it has none")
        return self._flat(things)

    def _flat(self, children: list[Any]) -> list[Any]:
        """Return the comments of a tree, in its order; its stubs are kept for later."""
        flat: list[Any] = []
        waiting = list(reversed(children))
        while waiting:
            thing = waiting.pop()
            data = fields(thing, "data")
            if fields(thing).get("kind") == STUB:
                self._keep(data)
                continue
            flat.append(thing)
            below = fields(data, "replies", "data").get("children")
            waiting += reversed(below) if isinstance(below, list) else []
        return flat

    def _keep(self, stub: Fields) -> None:
        """Remember what a stub hides: ids, or the rest of a branch that grew too deep."""
        listed = stub.get("children")
        ids = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
        fresh = [one for one in dict.fromkeys(ids) if one.isalnum() and one not in self._met]
        self._met.update(fresh)
        self._hidden.extend(fresh)
        parent = (reference(stub, "parent_id") or "").removeprefix("t1_")
        if not ids and parent.isalnum() and f"/{parent}" not in self._met:
            self._met.add(f"/{parent}")
            self._deeper.append(parent)

    def _page(self, things: list[Any], where: str) -> Page:
        read = read_things(things, self._query, where=f"t3_{self._link} {where}")
        return Page(read.posts, read.rejected, withdrawn=read.withdrawn)

    def _left_out(self) -> tuple[Rejected, ...]:
        if self.is_whole:
            return ()
        left = len(self._hidden) + len(self._deeper)
        why = f"{left} comments or branches behind stubs were left out; raise max_pages"
        return (Rejected(f"t3_{self._link}", why, ""),)
