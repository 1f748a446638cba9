"""Reddit, through its interface for registered applications."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from collectors.absence import missing_from
from collectors.base import About, Held, Page, Query, Reach, Withdrawn
from collectors.fields import fields
from collectors.groups import groups_of
from collectors.http import Client
from collectors.ratings import count
from collectors.several import HOST_TROUBLE, each_asked
from collectors.sources.reddit_listing import SEARCH_CAP, Listed, Listing
from collectors.sources.reddit_session import Session
from collectors.sources.reddit_things import children_of, is_fullname, name_of, read_things
from collectors.sources.reddit_thread import Thread
from collectors.sources.settings import Days, WebAddress
from collectors.walk import Bounds, is_before

INFO_AT_ONCE = 100
"""Fullnames that /api/info takes, at most."""


_SUBREDDIT = re.compile(r"(?:https?://[^/]{1,60})?/?(?:r/)?(\w{1,32}(?:\+\w{1,32}){0,50})/?")
_USER = re.compile(r"(?:https?://[^/]{1,60})?/?(?:u/|user/)?([\w-]{1,32})/?")
_THREAD = re.compile(r"(?:\S{0,200}/comments/|t3_)?([0-9a-z]{1,16})(?:/\S{0,300})?")


def _named(pattern: re.Pattern[str], what: str, written: str) -> str:
    found = pattern.fullmatch(written.strip())
    if not found:
        msg = f"{written!r} is not {what}"
        raise ValueError(msg)
    return found[1]


Subreddit = Annotated[str, AfterValidator(partial(_named, _SUBREDDIT, "the name of a subreddit"))]
User = Annotated[str, AfterValidator(partial(_named, _USER, "the name of a user"))]
ThreadId = Annotated[str, AfterValidator(partial(_named, _THREAD, "the id of a submission"))]


class Reddit(BaseModel):
    """Submissions and comments of subreddits, of a search, of users, or of single threads."""

    kind: ClassVar[str] = "reddit"
    about: ClassVar[About] = About(
        title="Reddit",
        access="key",
        limits=(
            "100 requests a minute for an application free of charge; a listing ends after about"
            " 1,000 things and a search after about 250, however far back they reach."
        ),
        terms=(
            "Commercial use needs a contract; what is deleted there must be deleted here, so let"
            " posts be looked at again."
        ),
        example={
            "client_id": "an-id",
            "client_secret": "a secret",
            "user_agent": "linux:org.example.listener:v1 (by /u/example)",
            "subreddits": ["kettles"],
        },
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field("https://oauth.reddit.com", description="Address of the API.")
    token_url: WebAddress = Field(
        "https://www.reddit.com/api/v1/access_token", description="Where tokens are given."
    )
    client_id: str = Field(min_length=1, description="Id of your registered application.")
    client_secret: SecretStr = Field(description="Secret of your registered application.")
    user_agent: Annotated[str, Field(pattern=r"^[\x20-\x7e]+$")] | None = Field(
        None,
        description="As Reddit wants it: platform:app id:version (by /u/your name).",
    )
    subreddits: tuple[Subreddit, ...] = Field((), description="Subreddits to read.")
    what: tuple[Literal["posts", "comments"], ...] = Field(
        ("posts", "comments"),
        min_length=1,
        description="What of the subreddits is read: posts, comments.",
    )
    query: str | None = Field(
        None, description="Only submissions with these words, in the subreddits or anywhere."
    )
    users: tuple[User, ...] = Field((), description="Users all of whose posts are read.")
    threads: tuple[ThreadId, ...] = Field(
        (), description="Submissions, by id or address, all of whose comments are read."
    )
    look_back_days: Days = Field(
        1.0, description="Days before the last run that are read again, so that edits show."
    )
    max_pages: int = Field(
        30, ge=1, description="Answers read of one listing or thread in one run, at most."
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.subreddits or self.query or self.users or self.threads):
            msg = "give subreddits, query, users or threads"
            raise ValueError(msg)
        return self

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield pages of each listing newest first, then of each thread.

        Raises:
            CollectorError: the first failure, after all the others were read.
        """
        session = self._session(client)
        bounds = Bounds(self.max_pages, timedelta(days=self.look_back_days))
        asks = [
            *(partial(_listing_pages, session, one, bounds) for one in self._listings()),
            *(partial(self._thread_pages, session, link) for link in self.threads),
        ]
        yield from each_asked(client, query, asks)

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield the posts as they are now, and all comments of submissions that have gained some.

        Raises:
            CollectorError: the first failure, after the others were looked at.
        """
        session = self._session(client)
        groups = groups_of(INFO_AT_ONCE, held)
        asks = [partial(self._revisited, session, some) for some in groups]
        yield from each_asked(client, replace(query, limit=None), asks, ends_at=HOST_TROUBLE)

    def _revisited(self, session: Session, held: Sequence[Held], query: Query) -> Iterator[Page]:
        known = [one.id for one in held if is_fullname(one.id)]
        children = _info(session, known) if known else []
        grown = _grown(children, held)
        rest = [one for one in children if name_of(one) not in grown]
        read = read_things(rest, query, where="/api/info")
        shown = {name_of(one) for one in children}
        missing, doubt = missing_from(shown, known, where="/api/info")
        later = {*grown, *(known if doubt else ())}
        yield Page(
            read.posts,
            (*read.rejected, *doubt),
            withdrawn=(
                *read.withdrawn,
                *(Withdrawn("missing", name, erase=True) for name in missing),
            ),
            visited=tuple(one.id for one in held if one.id not in later),
        )
        asks = [partial(self._grown_thread, session, name) for name in grown]
        yield from each_asked(session.client, query, asks, ends_at=HOST_TROUBLE)

    def _grown_thread(self, session: Session, name: str, query: Query) -> Iterator[Page]:
        pages = list[Page]()
        thread = Thread(session, query, name.removeprefix("t3_"), max_pages=self.max_pages)
        for page in thread.pages():
            yield from pages
            pages = [page]
        for last in pages:
            yield Page(last.posts, last.rejected, withdrawn=last.withdrawn, visited=(name,))

    def _thread_pages(self, session: Session, link: str, query: Query) -> Iterator[Page]:
        """Yield a thread's pages within the limit and bound of `query`."""
        thread = Thread(session, query, link, max_pages=self.max_pages)
        asked, left = f"thread/{link}", query.limit
        for page in thread.pages():
            wanted = [post for post in page.posts if not is_before(post, query.since)]
            posts = tuple(wanted if left is None else wanted[:left])
            left = None if left is None else left - len(posts)
            reach = Reach(query.since) if thread.is_whole and len(posts) == len(wanted) else None
            yield Page(posts, page.rejected, asked=asked, withdrawn=page.withdrawn, reach=reach)
            if left == 0:
                return

    def _listings(self) -> Iterator[Listed]:
        if self.query:
            yield from self._searches(self.query)
        else:
            for name in self.subreddits:
                for what in self.what:
                    path = f"/r/{name}/{'new' if what == 'posts' else 'comments'}"
                    yield Listed(path.strip("/"), path, {})
        for name in self.users:
            yield Listed(f"user/{name}", f"/user/{name}/overview", {"sort": "new"})

    def _searches(self, words: str) -> Iterator[Listed]:
        params = {"q": words, "sort": "new", "type": "link"}
        for name in self.subreddits:
            within = {**params, "restrict_sr": "1"}
            yield Listed(f"r/{name}/search/{words}", f"/r/{name}/search", within, SEARCH_CAP)
        if not self.subreddits:
            yield Listed(f"search/{words}", "/search", params, SEARCH_CAP)

    def _session(self, client: Client) -> Session:
        return Session(
            client,
            base_url=self.base_url,
            token_url=self.token_url,
            client_id=self.client_id,
            client_secret=self.client_secret,
            user_agent=self.user_agent,
        )


def _listing_pages(
    session: Session, listed: Listed, bounds: Bounds, query: Query
) -> Iterator[Page]:
    return Listing(session, listed, query).pages(bounds)


def _info(session: Session, names: Sequence[str]) -> list[Any]:
    answer = session.get("/api/info", {"id": ",".join(names)})
    return children_of(answer.json(), where=answer.url)


def _grown(children: Sequence[Any], held: Sequence[Held]) -> list[str]:
    """Return the submissions that have more comments than when they were last seen."""
    before = {one.id: one.replies or 0 for one in held if one.id.startswith("t3_")}
    now = {name_of(one): count(fields(one, "data").get("num_comments")) or 0 for one in children}
    return [name for name, known in before.items() if now.get(name, 0) > known]
