"""Reviews of games and programs on Steam."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from collectors.base import About, Page, Query, Rejected
from collectors.errors import NotThisFormat
from collectors.fields import Fields, words
from collectors.http import Client
from collectors.post import Post
from collectors.several import each_asked
from collectors.sources.settings import WebAddress
from collectors.sources.steam_reviews import read_reviews
from collectors.walk import Batch, Bounds, walk

__all__ = ["Steam", "read_reviews"]

PAGE_SIZE = 100
"""Reviews an answer: the most that the service gives."""

FIRST = "*"
"""Cursor of the newest reviews."""

App = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\d{1,12}$")]
"""Number of an app, as in its address in the store."""


class Steam(BaseModel):
    """The reviews of some apps, the last changed first; developers' answers as comments."""

    kind: ClassVar[str] = "steam"
    about: ClassVar[About] = About(
        title="Steam reviews",
        access="open",
        limits="All reviews of an app can be read, 100 an answer; names of authors are not given,"
        " and a review that was taken back just disappears.",
        terms="The call is documented for everybody (partner.steamgames.com, User Reviews - Get"
        " List); Steam's API terms ask for fair use.",
        example={"apps": ["4000001"]},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    apps: tuple[App, ...] = Field(min_length=1, description="Numbers of the apps.")
    language: str = Field(
        "all",
        pattern=r"^[a-z]+$",
        description="Only reviews in this language, by Steam's own name: english, schinese, ...",
    )
    order: Literal["updated", "recent"] = Field(
        "updated",
        description="Order of reading: by last change, so that edits show, or by publication.",
    )
    base_url: WebAddress = Field("https://store.steampowered.com", description="The store.")
    look_back_days: float = Field(
        1.0, ge=0, description="Days before the last run that are read again."
    )
    max_pages: int = Field(100, ge=1, description="Pages of 100 read of one app in a run, at most.")

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield the pages of each app.

        Raises:
            CollectorError: the first failure, after all other apps were read.
        """
        asks = [partial(self._reviews, client, app) for app in self.apps]
        return each_asked(client, query, asks)

    def _reviews(self, client: Client, app: str, query: Query) -> Iterator[Page]:
        def read(cursor: str) -> Batch:
            return self._read(client, query, app=app, cursor=cursor)

        bounds = Bounds(self.max_pages, timedelta(days=self.look_back_days))
        asked = f"app/{app}/{self.language}/{self.order}"
        return walk(read, FIRST, asked=asked, query=query, bounds=bounds)

    def _read(self, client: Client, query: Query, *, app: str, cursor: str) -> Batch:
        params = {
            "json": "1",
            "filter": self.order,
            "language": self.language,
            "cursor": cursor,
            "num_per_page": str(PAGE_SIZE),
            # left out by default: what was bought elsewhere, and what Steam holds for off-topic
            "purchase_type": "all",
            "filter_offtopic_activity": "0",
        }
        address = f"{self.base_url.rstrip('/')}/appreviews/{app}"
        answer = client.get(address, params=params, robots=False)
        told = answer.json()
        if not isinstance(told, dict) or told.get("success") != 1:
            why = f"success is {told.get('success')}" if isinstance(told, dict) else "no object"
            raise NotThisFormat(answer.url, expected="a list of reviews", why=why)
        return self._batch(told, cursor, *read_reviews(told, query, app=app))

    def _batch(
        self, told: Fields, cursor: str, posts: list[Post], rejected: list[Rejected]
    ) -> Batch:
        reviews = [post for post in posts if post.kind == "review"]
        by_change = self.order == "updated"
        times = [(by_change and post.edited_at) or post.published_at for post in reviews]
        # at the end the service gives nothing, or the last cursor again
        following = words(told, "cursor") if told.get("reviews") else None
        return Batch(
            tuple(posts),
            tuple(rejected),
            following=following if following != cursor else None,
            times=tuple(moment for moment in times if moment),
            # a page of which nothing could be read is no end either
            ids=(*(post.id for post in reviews), *(one.raw for one in rejected)),
        )
