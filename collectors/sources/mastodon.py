"""Mastodon, and what speaks its language: a hashtag, an account, or the public timeline."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import quote, urljoin, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from collectors.answer import Answer
from collectors.base import Page, Query, Rejected
from collectors.errors import BadRequest, NotThisFormat, Refused
from collectors.http import Client
from collectors.post import Post
from collectors.sources.settings import WebAddress
from collectors.sources.statuses import read_statuses
from collectors.times import parse_time

__all__ = ["Mastodon", "read_statuses"]

PAGE_SIZE = 40
"""Statuses a page: the most that an instance gives."""

_LINKS = re.compile(r",\s{0,9}(?=<)")
_NEXT = re.compile(r"""<([^<>]+)>.*\brel=["']?next\b""")
_UNPROCESSABLE = "answered 422"


def _bare_tag(tag: str | None) -> str | None:
    return tag.strip().strip("#＃").strip() or None if tag else None


class Mastodon(BaseModel):
    """Statuses of one instance, newest first, back to where the last run began."""

    kind: ClassVar[str] = "mastodon"
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field(
        description="Address of the instance, such as https://social.example."
    )
    hashtag: Annotated[str | None, AfterValidator(_bare_tag)] = Field(
        None, description="Only statuses with this hashtag."
    )
    account: str | None = Field(
        None, description="Only statuses of this account: name or name@host."
    )
    local: bool = Field(default=False, description="Only statuses written on this instance.")
    look_back_days: float = Field(
        3.0, ge=0, description="Days before the last run that are read again, so that edits show."
    )
    skip_unlisted_authors: bool = Field(
        default=False, description="Leave out authors who ask search engines to (noindex)."
    )
    max_pages: int = Field(100, ge=1, description="Pages of 40 read in one run, at most.")

    @model_validator(mode="after")
    def _one_timeline(self) -> Self:
        if self.hashtag and self.account:
            msg = "give hashtag or account, not both; neither means the public timeline"
            raise ValueError(msg)
        return self

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield pages newest first; the cursor comes with the last, when nothing was left out.

        Raises:
            Refused: the instance shows its timelines to members only.
            CollectorError: it could not be read any further.
        """
        first = self._first_url(client)
        walk = Walk(self, query, timeline=first)
        url: str | None = first
        while url is not None:
            answer = _answered(client, url)
            page = walk.read(answer)
            url = walk.onward(answer)
            yield walk.closed(page) if url is None else page

    @property
    def host(self) -> str:
        """Return the host of the instance, as it stands behind the names of its members."""
        return (urlsplit(self.base_url).hostname or "").lower()

    def _first_url(self, client: Client) -> str:
        root = f"{self.base_url.rstrip('/')}/api/v1"
        if self.account:
            return f"{root}/accounts/{self._account_id(client, root)}/statuses?limit={PAGE_SIZE}"
        timeline = f"tag/{quote(self.hashtag, safe='')}" if self.hashtag else "public"
        local = "&local=true" if self.local else ""
        return f"{root}/timelines/{timeline}?limit={PAGE_SIZE}{local}"

    def _account_id(self, client: Client, root: str) -> str:
        acct = (self.account or "").lstrip("@")
        found = _answered(client, f"{root}/accounts/lookup?acct={quote(acct, safe='@')}").json()
        if not isinstance(found, dict) or not found.get("id"):
            raise NotThisFormat(self.base_url, expected="an account", why="it has no id")
        return quote(str(found["id"]), safe="")


class Walk:
    """One way back through a timeline: what was seen, and when it has gone far enough."""

    def __init__(self, settings: Mastodon, query: Query, *, timeline: str) -> None:
        self._settings, self._query, self._timeline = settings, query, timeline
        mark = query.mark(timeline)
        self._first_time = not mark
        self._bound = _bound(mark, query, look_back=timedelta(days=settings.look_back_days))
        self._left = query.limit
        self._seen: set[str] = set()
        self._visited = {timeline}
        self._newest: datetime | None = None
        self._passed = self._nothing_new = False
        self._why_open = ""

    def read(self, answer: Answer) -> Page:
        """Return what is new on this page and was asked for."""
        statuses = _list(answer)
        times = [moment for one in statuses if (moment := _created(one, self._query.now))]
        self._newest = max([*times, *([self._newest] if self._newest else [])], default=None)
        self._passed = bool(times) and all(map(self._too_old, times))
        page = read_statuses(
            statuses,
            self._query,
            host=self._settings.host,
            skip_noindex=self._settings.skip_unlisted_authors,
        )
        fresh = [post for post in page.posts if post.id not in self._seen]
        self._seen.update(post.id for post in fresh)
        self._nothing_new = not fresh
        wanted = [post for post in fresh if not self._too_old(post.edited_at or post.published_at)]
        return Page(self._within_limit(wanted), page.rejected)

    def onward(self, answer: Answer) -> str | None:
        """Return the address of the page to read next; None when this was the last.

        Raises:
            BadRequest: the instance sends us to another host.
        """
        following = _next_link(answer)
        if self._left is not None and self._left <= 0:
            self._why_open = self._why_open or ("limit" if following else "")
            return None
        if following is None or self._nothing_new or self._passed or following in self._visited:
            return None
        if urlsplit(following).netloc != urlsplit(answer.url).netloc:
            raise BadRequest(answer.url, why=f"its next page is on another host: {following}")
        if len(self._visited) >= self._settings.max_pages:
            self._why_open = "budget"
            return None
        self._visited.add(following)
        return following

    def closed(self, last: Page) -> Page:
        """Return the last page with the mark for the next run, unless something was left out.

        A budget spent on the very first run leaves out only what is older than the mark.
        """
        rejected = last.rejected
        if self._why_open == "budget":
            why = f"{self._settings.max_pages} pages read and more to come; raise max_pages"
            rejected = (*rejected, Rejected(self._timeline, why, ""))
        whole = not self._why_open or (self._why_open == "budget" and self._first_time)
        return Page(last.posts, rejected, self._mark() if whole else None, asked=self._timeline)

    def _mark(self) -> Mapping[str, Any] | None:
        if self._newest is None:
            return None
        since = self._query.since
        back_to = since.isoformat() if since and self._first_time else None
        kept = self._query.mark(self._timeline).get("back_to")
        return {
            "newest_at": self._newest.isoformat(),
            "back_to": back_to if self._first_time else kept,
        }

    def _too_old(self, moment: datetime | None) -> bool:
        return bool(moment and self._bound and moment < self._bound)

    def _within_limit(self, posts: list[Post]) -> tuple[Post, ...]:
        if self._left is None:
            return tuple(posts)
        if len(posts) > self._left:
            self._why_open = "limit"
        kept = tuple(posts[: self._left])
        self._left -= len(kept)
        return kept


def _bound(mark: Mapping[str, Any], query: Query, *, look_back: timedelta) -> datetime | None:
    """Return the time beyond which nothing needs to be read again.

    A mark only counts where the runs before it reached back as far as this one is to.
    """
    newest = parse_time(mark.get("newest_at"), now=query.now)
    back_to = parse_time(mark.get("back_to"), now=query.now)
    if newest is None or (back_to and query.since and query.since < back_to.moment):
        return query.since
    known = newest.moment - look_back
    return max(known, query.since) if query.since else known


def _created(status: Any, now: datetime) -> datetime | None:
    """Return when a status was written; clocks of other servers may be ahead of ours."""
    written = status.get("created_at") if isinstance(status, dict) else None
    when = parse_time(written, now=now)
    return min(when.moment, now) if when else None


def _list(answer: Answer) -> list[Any]:
    found = answer.json()
    if isinstance(found, list):
        return found
    why = str(found.get("error", "an object")) if isinstance(found, dict) else "not a list"
    raise NotThisFormat(answer.url, expected="a timeline", why=why[:200])


def _answered(client: Client, url: str) -> Answer:
    try:
        return client.get(url, headers={"accept": "application/json"})
    except BadRequest as error:
        # the public preview is switched off (timelines.md, "Access")
        if _UNPROCESSABLE in error.why:
            raise Refused(url, status=422) from error
        raise


def _next_link(answer: Answer) -> str | None:
    links = map(_NEXT.match, _LINKS.split(answer.headers.get("link", "").strip()))
    found = next(filter(None, links), None)
    return urljoin(answer.url, found[1]) if found else None
