"""One way through a source that pages newest first: marks, bounds, budgets, loops.

A run reads from the newest page down to where the last one began, less a look-back, and then
goes on with what an earlier run had to leave (it was stopped, or its budget was spent). After
each page the cursor says what is still to be read, so that any run may end anywhere.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from collectors.base import Page, Query, Reach, Rejected, Withdrawn
from collectors.errors import BadRequest, Gone
from collectors.post import Post


@dataclass(frozen=True, slots=True)
class Batch:
    """What one answer held.

    Attributes:
        posts: in the source's order.
        rejected: what could not be read.
        following: where the next older answer is (address, cursor or page number as text); None
            at the end.
        times: moments by which the source orders the answer's items (aware), without pinned or
            hot ones; None means the times of publication of `posts`.
        ids: all items of the answer, wanted or not; None means those of `posts`. An answer
            without an id that is new ends the walk.
        withdrawn: what the answer says is no more.
    """

    posts: tuple[Post, ...]
    rejected: tuple[Rejected, ...] = ()
    following: str | None = None
    times: tuple[datetime, ...] | None = None
    ids: tuple[str, ...] | None = None
    withdrawn: tuple[Withdrawn, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far one run goes.

    Attributes:
        max_pages: answers read in one run.
        look_back: time before the last run's newest post that is read again, so that late and
            edited posts are found.
    """

    max_pages: int
    look_back: timedelta


Read = Callable[[str], Batch]


def walk(read: Read, first: str, *, asked: str, query: Query, bounds: Bounds) -> Iterator[Page]:
    """Yield the pages of `asked`, newest first.

    Args:
        read: fetches and reads one answer.
        first: where the newest answer is.
        asked: see `Page.asked`.
        query: what to fetch; its mark for `asked` is what this function left in an earlier run.
        bounds: how far to go.

    Raises:
        CollectorError: as `read` raises it.
    """
    trail = _Trail(first, asked=asked, query=query, bounds=bounds)
    for stretch in trail.stretches:
        yield from trail.down(read, stretch)
        if trail.stopped:
            return


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A way to go: from a place in the source down to a moment (None: to the end)."""

    at: str
    until: datetime | None


class _Trail:
    """One run: what it is to read, what it has met, and what it leaves to the next."""

    def __init__(self, first: str, *, asked: str, query: Query, bounds: Bounds) -> None:
        self._first, self._asked, self._query, self._bounds = first, asked, query, bounds
        mark = _fitting(query.mark(asked), query)
        self._newest = _moment(mark.get("newest_at"))
        self._back_to = mark.get("back_to") if mark else _written(query.since)
        known = self._newest and self._newest - bounds.look_back
        head = _Stretch(first, _latest(known, query.since))
        self.stretches = [head, *_left_before(mark)]
        self.stopped = False
        self._oldest: datetime | None = None
        self._seen: set[str] = set()
        self._pages, self._room = 0, query.limit

    def down(self, read: Read, stretch: _Stretch) -> Iterator[Page]:
        """Yield the pages from one place down to its end, or until the run has read enough."""
        token: str | None = stretch.at
        visited, met = {stretch.at, self._first}, set[str]()
        while token is not None:
            batch = self._answer(read, token)
            self._pages += 1
            following = self._onward(batch, visited, met, until=stretch.until)
            posts, cut = self._kept(batch)
            rest = self._rest(token if cut else following, stretch)
            self.stopped = rest is not None and self._is_spent()
            yield self._page(batch, posts, rest, stretch)
            if self.stopped:
                return
            visited.add(following or "")
            token = following

    def _answer(self, read: Read, token: str) -> Batch:
        """Read one answer; where an earlier run stopped may be no more, then from the top again."""
        resumed = token != self._first and any(token == one.at for one in self.stretches)
        try:
            return read(token)
        except (BadRequest, Gone):
            if not resumed:
                raise
            return read(self._first)

    def _onward(
        self, batch: Batch, visited: set[str], met: set[str], *, until: datetime | None
    ) -> str | None:
        """Return where to read on; None at the end, in a loop, or below the bound."""
        ids = {post.id for post in batch.posts} if batch.ids is None else set(batch.ids)
        fresh = ids - met
        met |= ids
        times = self._times(batch)
        self._newest = max([*times, *_given(self._newest)], default=None)
        self._oldest = min([*times, *_given(self._oldest)], default=None)
        passed = bool(times) and until is not None and max(times) < until
        return None if not fresh or passed or batch.following in visited else batch.following

    def _times(self, batch: Batch) -> list[datetime]:
        """Return the moments that order an answer; clocks of sources may be ahead of ours."""
        given = batch.times
        if given is None:
            given = tuple(post.published_at for post in batch.posts if post.published_at)
        return [min(moment, self._query.now) for moment in given]

    def _kept(self, batch: Batch) -> tuple[tuple[Post, ...], bool]:
        """Return the posts that are wanted and new in this run, and whether the limit cut them."""
        fresh = {post.id: post for post in batch.posts if post.id not in self._seen}
        wanted = [post for post in fresh.values() if not is_before(post, self._query.since)]
        kept = wanted if self._room is None else wanted[: self._room]
        self._seen.update(post.id for post in kept)
        if self._room is not None:
            self._room -= len(kept)
        return tuple(kept), len(kept) < len(wanted)

    def _rest(self, token: str | None, stretch: _Stretch) -> _Stretch | None:
        """Return all that is still to be read as one way; None when nothing is."""
        later = self.stretches[self.stretches.index(stretch) + 1 :]
        if token is None:
            return later[0] if later else None
        return _Stretch(token, _earliest([one.until for one in (stretch, *later)]))

    def _is_spent(self) -> bool:
        return self._room == 0 or self._pages >= self._bounds.max_pages

    def _page(
        self, batch: Batch, posts: tuple[Post, ...], rest: _Stretch | None, stretch: _Stretch
    ) -> Page:
        horizon = self.stopped and self._room != 0 and rest is not None and rest.until is None
        rejected = (*batch.rejected, self._horizon()) if horizon else batch.rejected
        return Page(
            posts,
            rejected,
            self._mark(None if horizon else rest),
            asked=self._asked,
            withdrawn=batch.withdrawn,
            reach=self._reach(rest, stretch, horizon=horizon),
        )

    def _horizon(self) -> Rejected:
        why = (
            f"{self._bounds.max_pages} pages read and older ones left out; "
            "raise max_pages, or say since when"
        )
        return Rejected(self._asked, why, "")

    def _mark(self, rest: _Stretch | None) -> Mapping[str, Any] | None:
        if self._newest is None and rest is None:
            return None
        left = rest and {"at": rest.at, "until": _written(rest.until)}
        return {"newest_at": _written(self._newest), "back_to": self._back_to, "left": left}

    def _reach(self, rest: _Stretch | None, stretch: _Stretch, *, horizon: bool) -> Reach | None:
        if rest is None:
            return Reach(_earliest([one.until for one in self.stretches]))
        if not self.stopped:
            return None
        in_head = stretch is self.stretches[0]
        since = (self._oldest or self._query.now) if in_head else self.stretches[0].until
        return Reach(since, more=not horizon)


def is_before(post: Post, since: datetime | None) -> bool:
    """Return whether all that is known of a post's times lies before `since`."""
    latest = max([*_given(post.published_at), *_given(post.edited_at)], default=None)
    return since is not None and latest is not None and latest < since


def _fitting(mark: Mapping[str, Any], query: Query) -> Mapping[str, Any]:
    """Return a mark that holds for `query`: earlier runs must have reached back as far."""
    back_to = _moment(mark.get("back_to"))
    wider = back_to is not None and query.since is not None and query.since < back_to
    return {} if wider else mark


def _left_before(mark: Mapping[str, Any]) -> list[_Stretch]:
    left = mark.get("left")
    return [_Stretch(str(left["at"]), _moment(left.get("until")))] if left else []


def _moment(written: Any) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _given(moment: datetime | None) -> tuple[datetime, ...]:
    return (moment,) if moment else ()


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max([*_given(one), *_given(other)], default=None)


def _earliest(moments: list[datetime | None]) -> datetime | None:
    """Return the earliest; None, which means the very end, is earlier than any."""
    known = [moment for moment in moments if moment]
    return min(known) if len(known) == len(moments) else None
