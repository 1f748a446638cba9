"""One way through a list that pages oldest first, such as a forum's thread.

What is new stands at its end: a run goes on with the page on which the last one stopped, so that
pages read before are not read again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from collectors.base import Page, Query, Reach
from collectors.errors import BadRequest, Gone, NotThisFormat
from collectors.walk import Batch, is_before

Read = Callable[[str], Batch]


def upwards(read: Read, first: str, *, asked: str, query: Query, max_pages: int) -> Iterator[Page]:
    """Yield the pages of `asked`, oldest first, from where the last run stopped.

    Args:
        read: fetches and reads one answer.
        first: where the oldest answer is.
        asked: see `Page.asked`.
        query: what to fetch; its mark for `asked` is what this function left in an earlier run.
        max_pages: answers read in one run; the rest is left to the next.

    Raises:
        CollectorError: as `read` raises it.
    """
    climb = _Climb(first, asked, query)
    most = max_pages + climb.is_resumed
    for number in range(most):
        page = climb.page(climb.read(read), last=number + 1 == most)
        yield page
        if page.reach is not None:
            return


@dataclass
class _Climb:
    """One run: where it is, what it has seen, and how many posts it may still give."""

    first: str
    asked: str
    query: Query
    at: str = field(init=False)
    done: frozenset[str] = field(init=False)
    settled: Mapping[str, Any] = field(init=False, default_factory=dict)
    seen: set[str] = field(init=False, default_factory=set)
    met: set[str] = field(init=False, default_factory=set)
    visited: set[str] = field(init=False, default_factory=set)
    room: int | None = field(init=False)

    def __post_init__(self) -> None:
        mark = self.query.mark(self.asked)
        fits = "at" in mark and not _is_wider(self.query.since, mark.get("back_to"))
        self.at = str(mark["at"]) if fits else self.first
        self.done = frozenset(map(str, mark.get("done") or ())) if fits else frozenset()
        self.room = self.query.limit

    @property
    def is_resumed(self) -> bool:
        """Return whether the first page was read before, at least in part."""
        return self.at != self.first or bool(self.done)

    def read(self, read: Read) -> Batch:
        """Return the present answer; where the last run stopped may be no more: from the top."""
        resumed = not self.visited and self.at != self.first
        self.visited.add(self.at)
        try:
            return read(self.at)
        except (BadRequest, Gone, NotThisFormat):
            if not resumed:
                raise
        self.at, self.done = self.first, frozenset()
        self.visited.add(self.at)
        return read(self.at)

    def page(self, batch: Batch, *, last: bool) -> Page:
        """Return what of an answer is wanted and new, with the mark; on the last also the reach."""
        new = self._is_new(batch)
        fresh = {post.id: post for post in batch.posts if post.id not in self.seen | self.done}
        wanted = [post for post in fresh.values() if not is_before(post, self.query.since)]
        kept = wanted if self.room is None else wanted[: self.room]
        self.seen |= {post.id for post in kept}
        self.room = None if self.room is None else self.room - len(kept)
        cut = len(kept) < len(wanted)
        onward = batch.following if new and not cut and self._is_other(batch.following) else None
        spent = last or self.room == 0
        page = Page(
            tuple(kept),
            batch.rejected,
            self._mark(batch, new=new),
            asked=self.asked,
            reach=Reach(self.query.since, more=cut or bool(onward))
            if spent or onward is None
            else None,
        )
        self.at = onward or self.at
        return page

    def _is_other(self, following: str | None) -> bool:
        return following is not None and following not in self.visited

    def _is_new(self, batch: Batch) -> bool:
        """Return whether an answer has what no other of this run had; else it is the end."""
        ids = {post.id for post in batch.posts}
        new = bool(ids - self.met) or bool(batch.rejected and not ids)
        self.met |= ids
        return new

    def _mark(self, batch: Batch, *, new: bool) -> Mapping[str, Any]:
        """Return where the next run goes on: on the last page that had anything.

        It may have been the end, and not full; what of it is done is not given again.
        """
        since = self.query.since
        if new or not self.settled:
            self.settled = {
                "at": self.at if new else self.first,
                "done": [post.id for post in batch.posts if post.id in self.seen | self.done],
                "back_to": since.isoformat() if since else None,
            }
        return self.settled


def _is_wider(since: datetime | None, back_to: str | None) -> bool:
    """Return whether more is asked for than the runs before have read."""
    return back_to is not None and (since is None or since < datetime.fromisoformat(back_to))
