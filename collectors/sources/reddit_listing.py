"""A listing of Reddit's, newest first, and where Reddit cuts it off."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from collectors.base import Page, Query, Reach
from collectors.errors import Gone
from collectors.fields import fields, reference
from collectors.sources.reddit_session import Session
from collectors.sources.reddit_things import children_of, read_things
from collectors.walk import Batch, Bounds, walk

PAGE_SIZE = 100
"""Things an answer: the most that Reddit gives."""

LISTING_CAP, SEARCH_CAP = 900, 200
"""From so many things on, the end of a listing may be Reddit's and not that of what was said.

A listing ends after about 1,000 things and a search after about 250, less those that were removed
meanwhile (common knowledge of Reddit's users; not stated in its documentation).
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One listing that can be asked for.

    Attributes:
        asked: short name of it, see `Page.asked`.
        path: its address, below that of the interface.
        params: of the question.
        cap: see `LISTING_CAP`.
    """

    asked: str
    path: str
    params: Mapping[str, str]
    cap: int = LISTING_CAP


class Listing:
    """One run through one listing."""

    def __init__(self, session: Session, listed: Listed, query: Query) -> None:
        self._session, self._listed, self._query = session, listed, query
        self._given = {""}
        self._count = 0
        self._oldest: datetime | None = None
        self._floor: datetime | None = None

    def pages(self, bounds: Bounds) -> Iterator[Page]:
        """Yield pages newest first; the last says how far back Reddit let us read.

        Raises:
            CollectorError: it could not be read any further.
        """
        asked = self._listed.asked
        for page in walk(self._read, "", asked=asked, query=self._query, bounds=bounds):
            yield replace(page, reach=self._reached(page.reach)) if page.reach else page

    def _read(self, token: str) -> Batch:
        params = {**self._listed.params, "limit": str(PAGE_SIZE)}
        if token:
            params["after"] = token
        answer = self._session.get(self._listed.path, params)
        if "/subreddits/search" in answer.url:  # so Reddit answers for one that does not exist
            raise Gone(answer.url, status=404)
        listing = answer.json()
        children = children_of(listing, where=answer.url)
        if not children and token not in self._given:
            # listings begin at a thing that may have been deleted since the last run
            raise Gone(answer.url, status=404)
        things = read_things(children, self._query, where=answer.url)
        following = reference(fields(listing, "data"), "after")
        self._note(token, things.times, ended=following is None)
        self._given.add(following or "")
        return Batch(
            things.posts,
            things.rejected,
            following=following,
            times=things.times,
            ids=things.ids,
            withdrawn=things.withdrawn,
        )

    def _note(self, token: str, times: tuple[datetime, ...], *, ended: bool) -> None:
        """Keep in mind where a listing ended that may have been cut off."""
        resumed = token not in self._given
        if resumed or not token:
            # how many came before the place of an earlier run nobody knows any more
            self._count, self._oldest = (self._listed.cap if resumed else 0), None
        self._count += len(times)
        self._oldest = min([*times, *([self._oldest] if self._oldest else [])], default=None)
        if ended and self._count >= self._listed.cap and self._oldest:
            self._floor = max(self._floor or self._oldest, self._oldest)

    def _reached(self, reach: Reach) -> Reach:
        """Return how far back was read: no further than to where Reddit cut it off."""
        if self._floor is None or (reach.since and reach.since >= self._floor):
            return reach
        return replace(reach, since=self._floor)
