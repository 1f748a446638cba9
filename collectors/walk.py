"""One way through a source that pages newest first: marks, bounds, budgets, loops.

A run reads from the newest page down to where the last one began, less a look-back (its head),
and goes on with what earlier runs had to leave: they were stopped, or their limit or budget was
spent. After each page the cursor says what is still to be read, so that any run may end anywhere,
and enough runs give what one undisturbed run gives (held by laws in the tests):

- A way that is left is two things: the page to go on from, and the moment it has to reach. Where
  a limit cut a page, the ids of it that are done are kept too, so that the next run goes past them.
- At most two ways are left, a recent and an old one; a third is joined to the recent one. A run
  that spent itself before it came to the old one lets the next begin with it, so that neither
  new posts nor a long backlog wait for ever.
- A token of an earlier run that the source answers with an error that asking again would not
  mend means: from the top. One that only fails for now is kept, the head comes first the next
  time, and after `MOST_FAILURES` of these the way is read from the top as well. So no token, stale
  or poisoned, keeps a source from being read.
- New posts push the pages of sources that number them; one answer without anything new may be
  due to that, two in a row are a loop or the end: what grows by a page while a page is read
  cannot be walked, and `Reach` then says how far it came. (Posts that are deleted pull numbered
  pages the other way: what slips past is found by the look-back, not beyond it.)
- Where no `since` bounds the way and the budget of pages is spent, older posts are left out for
  good, and said to be; a later `since` before them reads from the top again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from collectors.base import Page, Query, Reach, Rejected, Withdrawn
from collectors.errors import CollectorError, RobotsDisallow, Terminal
from collectors.met import LONGEST_TOKEN, Met
from collectors.post import Post
from collectors.recent import Recent
from collectors.ways import (
    MOST_FAILURES,
    Way,
    digest,
    earliest,
    fitting,
    given,
    latest,
    moment_in,
    packed,
    promised,
    reaches,
    ways_left,
    written,
)

_RESOLUTION = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one answer held.

    Attributes:
        posts: in the source's order.
        rejected: what could not be read.
        following: where the next older answer is (address, cursor or page number as text); None
            at the end. One longer than `LONGEST_TOKEN` is not followed.
        times: moments by which the source orders the answer's items (aware), without pinned or
            hot ones; None means the times of publication of `posts`.
        ids: all items of the answer, wanted or not; None means those of `posts`. Two answers in
            a row without an id that is new end the walk.
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
    return _Trail(read, first, asked=asked, query=query, bounds=bounds).pages()


class _Trail:
    """One run: what it is to read, what it has met, and what it leaves to the next.

    `_left` holds the ways that are not at their end, the head first, then from the recent to the
    old; None where there is none (any more). `_todo` names those that this run has yet to begin.
    """

    def __init__(self, read: Read, first: str, *, asked: str, query: Query, bounds: Bounds) -> None:
        self._read, self._first, self._asked = read, first, asked
        self._query, self._bounds = query, bounds
        mark = fitting(query.mark(asked), query)
        ways = ways_left(mark)
        self._newest = moment_in(mark.get("newest_at"))
        self._back_to = promised(mark, ways, query)
        known = self._newest and self._newest - bounds.look_back
        self._head = Way(first, latest(known, query.since))
        self._left: list[Way | None] = [None, *(way.clipped(query.since) for way in ways)]
        self._aims = [self._head.until, *(way.until for way in self._left if way)]
        self._todo = _order(len(self._left), behind=bool(mark.get("behind")))
        self._sure = [False] * len(self._left)
        self._low = self._lowest = query.now
        self._seen = Recent()
        self._pages, self._room = 0, query.limit

    def pages(self) -> Iterator[Page]:
        """Yield all pages of this run."""
        while self._todo:
            number = self._todo.pop(0)
            yield from self._down(number, self._left[number] or self._head)
            if self._is_spent():
                return

    def _down(self, number: int, way: Way) -> Iterator[Page]:
        """Yield the pages of one way to its end, or until the run has read enough."""
        met = Met(self._first, way.at)
        rest: Way | None = way
        while rest is not None:
            resumed = rest is way and number > 0
            try:
                batch, token = self._answer(rest.at, resumed=resumed)
            except CollectorError:
                if resumed:
                    yield self._failed(number, way)
                raise
            self._pages += 1
            times = self._times(batch)
            following = met.onward(_ids(batch), times, batch.following, until=way.until)
            before = frozenset(rest.done)
            posts, cut = self._kept(batch, done=before)
            self._note_times(times, in_head=number == 0, cut=cut)
            done = self._done(batch, before) if cut else ()
            onward = token if cut else following
            rest = None if onward is None else Way(onward, way.until, done)
            self._left[number], self._sure[number] = rest, rest is None and met.whole
            self._drop_covered(number)
            yield self._page(batch, posts, number, long=met.was_too_long)
            if self._is_spent():
                return

    def _answer(self, token: str, *, resumed: bool) -> tuple[Batch, str]:
        """Read one answer; where an earlier run stopped may be no more, then from the top again."""
        if not resumed or token == self._first:
            return self._read(token), token
        if len(token) <= LONGEST_TOKEN:
            try:
                return self._read(token), token
            except RobotsDisallow:
                raise
            except Terminal:
                pass
        return self._read(self._first), self._first

    def _failed(self, number: int, way: Way) -> Page:
        """Return what keeps in mind that a way could not be gone on, so that others come first."""
        failures = way.failures + 1
        again = Way(self._first, way.until) if failures >= MOST_FAILURES else way
        self._left[number] = replace(again, failures=failures % MOST_FAILURES)
        return Page((), cursor=self._mark([one for one in self._left if one]), asked=self._asked)

    def _times(self, batch: Batch) -> list[datetime]:
        """Return the moments that order an answer; clocks of sources may be ahead of ours."""
        told = batch.times
        if told is None:
            told = tuple(post.published_at for post in batch.posts if post.published_at)
        return [min(moment, self._query.now) for moment in told]

    def _note_times(self, times: list[datetime], *, in_head: bool, cut: bool) -> None:
        """Move the mark by the head alone: what lies between it and the old ones is being read."""
        self._lowest = min(times, default=self._lowest)
        if in_head and times:
            self._newest = max([*times, *given(self._newest)])
            self._low = self._low if cut else self._lowest

    def _kept(self, batch: Batch, *, done: frozenset[str]) -> tuple[tuple[Post, ...], bool]:
        """Return the posts that are wanted and new in this run, and whether the limit cut them."""
        fresh = {
            post.id: post
            for post in batch.posts
            if post.id not in self._seen and not (done and digest(post.id) in done)
        }
        wanted = [post for post in fresh.values() if not is_before(post, self._query.since)]
        kept = wanted if self._room is None else wanted[: self._room]
        self._seen.add(post.id for post in kept)
        if self._room is not None:
            self._room -= len(kept)
        return tuple(kept), len(kept) < len(wanted)

    def _done(self, batch: Batch, before: frozenset[str]) -> tuple[str, ...]:
        ids = dict.fromkeys(post.id for post in batch.posts)
        short = ((one in self._seen, digest(one)) for one in ids)
        return tuple(name for is_seen, name in short if is_seen or name in before)

    def _drop_covered(self, number: int) -> None:
        """Forget the ways that a finished head went over anew."""
        if number == 0 and self._sure[0]:
            for other in list(self._todo):
                if reaches(self._head.until, self._aims[other]):
                    self._todo.remove(other)
                    self._left[other], self._sure[other] = None, True

    def _is_spent(self) -> bool:
        return self._room == 0 or self._pages >= self._bounds.max_pages

    def _page(self, batch: Batch, posts: tuple[Post, ...], number: int, *, long: bool) -> Page:
        rejected = (*batch.rejected, *([self._too_long(batch)] if long else []))
        if self._is_horizon(number):
            rejected = (*rejected, self._horizon())
            self._left[number] = None
            self._back_to = latest(self._back_to, self._lowest + _RESOLUTION)
        left = [way for way in self._left if way]
        last = self._is_spent() or not (self._left[number] or self._todo)
        more = bool(left or self._todo)
        return Page(
            posts,
            rejected,
            self._mark(left),
            asked=self._asked,
            withdrawn=batch.withdrawn,
            reach=Reach(self._since(), more=more) if last else None,
        )

    def _is_horizon(self, number: int) -> bool:
        """Return whether the budget ends a way that nothing else would."""
        way = self._left[number]
        spent = self._room != 0 and self._pages >= self._bounds.max_pages
        return spent and way is not None and way.until is None

    def _too_long(self, batch: Batch) -> Rejected:
        token = batch.following or ""
        why = f"what names the next page has {len(token)} characters; it is not followed"
        return Rejected(self._asked, why, token[:200])

    def _horizon(self) -> Rejected:
        why = (
            f"{self._bounds.max_pages} pages read and older ones left out; "
            "raise max_pages, or say since when"
        )
        return Rejected(self._asked, why, "")

    def _mark(self, left: Sequence[Way]) -> Mapping[str, Any] | None:
        if self._newest is None and not left:
            return None
        return {
            "newest_at": written(self._newest),
            "back_to": written(self._back_to),
            "left": [way.written() for way in packed(left)],
            "behind": len(self._left) > 1 and len(self._left) - 1 in self._todo,
        }

    def _since(self) -> datetime | None:
        """Return from when on everything was read, whatever is left below it."""
        if not self._sure[0]:
            return latest(min(self._low + _RESOLUTION, self._query.now), self._query.since)
        return earliest(self._aims) if all(self._sure) else self._head.until


def _ids(batch: Batch) -> Sequence[str]:
    return [post.id for post in batch.posts] if batch.ids is None else batch.ids


def is_before(post: Post, since: datetime | None) -> bool:
    """Return whether all that is known of a post's times lies before `since`."""
    latest = max([*given(post.published_at), *given(post.edited_at)], default=None)
    return since is not None and latest is not None and latest < since


def _order(count: int, *, behind: bool) -> list[int]:
    """Return in which order the ways are read: the oldest first where it had to wait."""
    old_first = list(range(count - 1, 0, -1))
    return [*old_first[:1], 0, *old_first[1:]] if behind else [0, *old_first]
