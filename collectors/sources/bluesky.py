"""Bluesky: a search, an author, a thread, or what quotes a post."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from collectors.base import About, Held, Page, Query
from collectors.groups import groups_of
from collectors.http import Client
from collectors.several import HOST_TROUBLE, each_asked
from collectors.sources.bluesky_again import Again
from collectors.sources.bluesky_api import Parameters, Service
from collectors.sources.bluesky_feeds import (
    AUTHOR_FEED,
    FIRST,
    Reader,
    read_page,
    thread_of,
    windowed,
)
from collectors.sources.bluesky_posts import POST, POST_URI
from collectors.sources.settings import WebAddress
from collectors.walk import Batch, Bounds, Read, walk

AT_ONCE = 25
"""Posts that getPosts takes at once."""

_STEPS = 4


class Bluesky(BaseModel):
    """Posts of Bluesky, newest first by when the network saw them."""

    kind: ClassVar[str] = "bluesky"
    about: ClassVar[About] = About(
        title="Bluesky",
        access="open",
        limits=(
            "3,000 requests in 5 minutes; the open server may refuse searches without a login,"
            " and a search need not hold all posts there are."
        ),
        terms=(
            "An open network: what is deleted, or whose author left, is erased here too;"
            " app passwords only, never the account's own."
        ),
        example={"query": "kettle", "lang": "en", "look_back_days": 2.0},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field(
        "https://public.api.bsky.app", description="Server that is asked without a login."
    )
    query: str | None = Field(
        None, min_length=1, description="Search for these words (Lucene syntax: from:, #tag, …)."
    )
    lang: str | None = Field(None, description="With `query`: only posts in this language.")
    author: str | None = Field(None, description="With `query`: only of this handle or DID.")
    mentions: str | None = Field(None, description="With `query`: only those that name this one.")
    domain: str | None = Field(None, description="With `query`: only with links to this host.")
    tags: tuple[str, ...] = Field((), description="With `query`: only with all these hashtags.")
    actor: str | None = Field(None, description="Posts and reposts of this handle or DID.")
    filter: Literal[
        "posts_with_replies", "posts_no_replies", "posts_with_media", "posts_and_author_threads"
    ] = Field("posts_with_replies", description="With `actor`: which of them.")
    thread: str | None = Field(
        None, description="The thread of this post: its at:// uri or its address on bsky.app."
    )
    quotes: str | None = Field(None, description="What quotes this post: uri or address.")
    identifier: str | None = Field(None, description="Handle to log in with; not needed to read.")
    app_password: SecretStr | None = Field(
        None, description="App password of that account (Settings, App passwords)."
    )
    auth_url: WebAddress = Field(
        "https://bsky.social", description="The account's own server; asked instead of base_url."
    )
    skip_labels: tuple[str, ...] = Field(
        (), description="Leave out posts with these labels, such as spam or porn."
    )
    skip_unlisted_authors: bool = Field(
        default=False,
        description="Leave out authors who ask not to be shown to people without an account.",
    )
    look_back_days: float = Field(
        1.0, ge=0, description="Days before the last run that are read again, for late posts."
    )
    max_pages: int = Field(50, ge=1, description="Pages of 100 read in one run, at most.")

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        if sum(map(bool, (self.query, self.actor, self.thread, self.quotes))) != 1:
            msg = "give one of query, actor, thread and quotes"
            raise ValueError(msg)
        if bool(self.identifier) != bool(self.app_password):
            msg = "identifier and app_password go together"
            raise ValueError(msg)
        for written in filter(None, (self.thread, self.quotes)):
            post_uri(written)
        return self

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield the pages of what is asked.

        Raises:
            Refused: the server wants a login, or does not know this one.
            CollectorError: it could not be read any further.
        """
        asked, first, read = self._way(self._service(client), self._reader(query))
        bounds = Bounds(self.max_pages, timedelta(days=self.look_back_days))
        yield from walk(read, first, asked=asked, query=query, bounds=bounds)

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield the present state of held posts, 25 a page, and what was answered to them.

        Posts that the server does not show are withdrawn, and are to be erased; where it shows
        none of several, something else is wrong, and nothing is said of them. Of reposts nothing
        is said: they can only be seen in their author's feed. What has answers is settled when
        these were read.

        Raises:
            CollectorError: the first failure, after the others were looked at.
        """
        again = Again(client, self._service(client), self._reader(query))
        asks = [partial(again.pages, group) for group in groups_of(AT_ONCE, held)]
        yield from each_asked(client, replace(query, limit=None), asks, ends_at=HOST_TROUBLE)

    def _service(self, client: Client) -> Service:
        known = self.identifier and self.app_password
        account = (self.identifier or "", self.app_password) if known else None
        return Service(client, self.base_url, auth_url=self.auth_url, account=account)  # type: ignore[arg-type]  # both or none

    def _reader(self, query: Query) -> Reader:
        return Reader(query, frozenset(self.skip_labels), self.skip_unlisted_authors)

    def _way(self, service: Service, reader: Reader) -> tuple[str, str, Read]:
        """Return the name of what is asked, its first token, and how it is read."""
        if self.thread:
            uri = post_uri(self.thread)
            return f"thread/{uri}", uri, lambda one: _thread(service, reader, one)
        if self.quotes:
            uri = post_uri(self.quotes)
            asked = [("uri", uri)]
            return f"quotes/{uri}", "", _cursored(service, reader, "app.bsky.feed.getQuotes", asked)
        if self.actor:
            actor = self.actor.strip().removeprefix("@")
            asked = [("actor", actor), ("filter", self.filter)]
            name = f"actor/{actor}/{self.filter}"
            return name, "", _cursored(service, reader, AUTHOR_FEED, asked)
        wishes = self._wishes()
        name = "/".join(["search", *(f"{key}={value}" for key, value in wishes)])
        return name, FIRST, windowed(_search(service, reader, wishes))

    def _wishes(self) -> Parameters:
        names = ("lang", "author", "mentions", "domain")
        given = [(name, str(value)) for name in names if (value := getattr(self, name))]
        tags = [("tag", tag.lstrip("#＃")) for tag in self.tags]
        return [("q", self.query or ""), *given, *tags]


def post_uri(written: str) -> str:
    """Return the at:// uri of a post, which may be given by its address on bsky.app.

    Raises:
        ValueError: it is neither.
    """
    bare = written.strip()
    steps = urlsplit(bare).path.strip("/").split("/")
    if bare.startswith("http") and len(steps) == _STEPS and steps[::2] == ["profile", "post"]:
        bare = f"at://{steps[1]}/{POST}/{steps[3]}"
    if not POST_URI.fullmatch(bare):
        msg = f"{written!r} is neither the at:// uri of a post nor its address on bsky.app"
        raise ValueError(msg)
    return bare


def _thread(service: Service, reader: Reader, uri: str) -> Batch:
    views, lost = thread_of(service, uri)
    posts, rejected = reader.posts(views, "getPostThread")
    return Batch(tuple(posts), tuple(rejected), withdrawn=tuple(lost))


def _cursored(service: Service, reader: Reader, method: str, asked: Parameters) -> Read:
    def read(cursor: str) -> Batch:
        return read_page(service, method, asked, reader, cursor=cursor)

    return read


def _search(service: Service, reader: Reader, wishes: Parameters) -> Any:
    since = reader.query.since
    from_then = [("since", since.strftime("%Y-%m-%dT%H:%M:%SZ"))] if since else []

    def read(until: str, cursor: str) -> Batch:
        before = [("until", until)] if until else []
        asked = [*wishes, ("sort", "latest"), *from_then, *before]
        return read_page(service, "app.bsky.feed.searchPosts", asked, reader, cursor=cursor)

    return read
