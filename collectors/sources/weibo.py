"""Weibo's open platform: what users who agreed to it may see."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

from collectors.base import About, Held, Page, Query
from collectors.groups import groups_of
from collectors.http import Client
from collectors.several import HOST_TROUBLE, each_asked
from collectors.sources.settings import Days, WebAddress
from collectors.sources.weibo_reader import Reader, comments_on
from collectors.sources.weibo_search import search
from collectors.sources.weibo_session import Session
from collectors.sources.weibo_timelines import Timeline
from collectors.walk import Bounds

OTHERS_PAGE_SIZE = 25
"""Statuses of another user an answer, at most (C/2/statuses/user_timeline/other)."""

IDS_AT_ONCE = 50
"""Ids of one question, at most."""

Number = Annotated[str, StringConstraints(pattern=r"^\d{1,20}$")]

_OWN = {
    "home": Timeline("home", "statuses/home_timeline", "statuses"),
    "user": Timeline("user", "statuses/user_timeline", "statuses"),
    "mentions": Timeline("mentions", "statuses/mentions", "statuses"),
    "comments": Timeline("comments", "comments/timeline", "comments"),
}


class Weibo(BaseModel):
    """Statuses, reposts and comments, by the token of a user who agreed to it."""

    kind: ClassVar[str] = "weibo"
    about: ClassVar[About] = About(
        title="Weibo open platform",
        access="key",
        limits=(
            "Hourly limits for application, user and address; statuses of others only as far as"
            " the application was reviewed for it."
        ),
        terms="Only for what the users agreed to, and as long as they do.",
        example={
            "access_token": "a token",
            "timelines": ["mentions"],
            "comments_on": ["4900000000000001"],
            "author_tags": True,
        },
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field("https://api.weibo.com/2", description="Address of the API.")
    access_token: SecretStr = Field(description="Token that the user gave your application.")
    timelines: tuple[Literal["home", "user", "mentions", "comments"], ...] = Field(
        (),
        description=(
            "Of that user: home (what those say whom the user follows), user (the user's own),"
            " mentions (what names the user), comments (got and given)."
        ),
    )
    uids: tuple[Number, ...] = Field((), description="Users by number whose statuses are read.")
    comments_on: tuple[Number, ...] = Field(
        (), description="Statuses by number, the comments on which are read."
    )
    reposts_of: tuple[Number, ...] = Field(
        (), description="Statuses by number, the reposts of which are read."
    )
    commercial: bool = Field(
        default=False,
        description=(
            "Whether base_url is that of the commercial interface, https://c.api.weibo.com/2,"
            " which by contract also shows what others say."
        ),
    )
    query: str | None = Field(
        None, min_length=1, description="Words to search for, by the commercial interface alone."
    )
    author_tags: bool = Field(
        default=False, description="Whether the tags that authors gave themselves are read."
    )
    look_back_days: Days = Field(
        3.0, description="Days before the last run that are read again, so that edits show."
    )
    max_pages: int = Field(40, ge=1, description="Answers of 50 read of each in a run, at most.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.query and not self.commercial:
            msg = "query needs the commercial interface; set commercial and base_url"
            raise ValueError(msg)
        asked = (self.timelines, self.uids, self.comments_on, self.reposts_of, self.query)
        if not any(asked):
            msg = "give timelines, uids, comments_on, reposts_of or query"
            raise ValueError(msg)
        return self

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield pages of each timeline in turn, newest first.

        Raises:
            CollectorError: the first failure, after all the others were read.
        """
        reader = self._reader(client)
        bounds = Bounds(self.max_pages, timedelta(days=self.look_back_days))
        asks = [partial(reader.pages, one, bounds) for one in self._asked()]
        yield from each_asked(client, query, asks)

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield the posts as they are now, and what was commented on them since.

        Raises:
            CollectorError: the first failure, after the others were looked at.
        """
        reader = self._reader(client)
        statuses = [one for one in held if one.kind != "comment"]
        comments = [one for one in held if one.kind == "comment"]
        asks = [
            *(partial(reader.statuses_again, some) for some in groups_of(IDS_AT_ONCE, statuses)),
            *(partial(reader.comments_again, some) for some in groups_of(IDS_AT_ONCE, comments)),
        ]
        yield from each_asked(client, replace(query, limit=None), asks, ends_at=HOST_TROUBLE)

    def _asked(self) -> Iterator[Timeline]:
        yield from (_OWN[name] for name in self.timelines)
        for uid in self.uids:
            yield self._user(uid)
        yield from map(comments_on, self.comments_on)
        for name in self.reposts_of:
            path = "statuses/repost_timeline"
            yield Timeline(f"reposts/{name}", path, "reposts", {"id": name})
        if self.query:
            yield search(self.query)

    def _user(self, uid: str) -> Timeline:
        path, params = "statuses/user_timeline", {"uid": uid}
        if self.commercial:
            path, params = f"{path}/other", {**params, "count": str(OTHERS_PAGE_SIZE)}
        return Timeline(f"user/{uid}", path, "statuses", params)

    def _reader(self, client: Client) -> Reader:
        session = Session(
            client,
            base_url=self.base_url,
            token=self.access_token,
            commercial=self.commercial,
        )
        return Reader(session, author_tags=self.author_tags, max_pages=self.max_pages)
