"""Forums made with Discourse."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated, ClassVar, Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from collectors.base import About, Held, Page, Query
from collectors.discourse.again import Again
from collectors.discourse.forum import Forum
from collectors.discourse.latest import read_latest
from collectors.discourse.lists import Hits, TopicList
from collectors.discourse.topics import Listing, Topics, first_place
from collectors.http import Client
from collectors.several import HOST_TROUBLE, Ask, each_asked
from collectors.sources.settings import WebAddress
from collectors.walk import Bounds, walk

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Topic = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{1,18}$")]
Category = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^(?:[^/?#\s.][^/?#\s]*/)*[0-9]{1,18}$")
]


class Discourse(BaseModel):
    """The posts of a forum: all, those of a category, a tag or a search, or of some topics."""

    kind: ClassVar[str] = "discourse"
    about: ClassVar[About] = About(
        title="Discourse forums",
        access="open",
        limits="All that guests may read; posts come 50 an answer from the whole forum, 20 from"
        " a topic. Of a search 10 pages of 50, and most forums' robots.txt forbids searching.",
        terms="The forum's own; robots.txt is obeyed.",
        example={"base_url": "https://forum.example"},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field(description="Address of the forum, such as https://forum.example.")
    category: Category | None = Field(
        None, description="Only this category, as in its address: its name and number, support/5."
    )
    tag: Words | None = Field(None, description="Only topics with this tag.")
    topics: tuple[Topic, ...] = Field((), description="Only these topics, by their numbers.")
    search: Words | None = Field(
        None, description="Only posts found by these words, written as in the forum's search."
    )
    look_back_days: float = Field(
        1.0, ge=0, description="Days before the last run that are read again, so that edits show."
    )
    max_pages: int = Field(
        200, ge=1, description="Answers read in one run, at most, of each topic that is named."
    )

    @model_validator(mode="after")
    def _one_choice(self) -> Self:
        if sum(map(bool, (self.category, self.tag, self.topics, self.search))) > 1:
            msg = "give one of category, tag, topics and search; none means the whole forum"
            raise ValueError(msg)
        return self

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield pages, the newest posts or topics first.

        Raises:
            CollectorError: it could not be read any further; of named topics, the first failure
                after all were read.
        """
        forum = Forum(client, self.base_url.rstrip("/"))
        return each_asked(client, query, self._asks(forum))

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield the present state of `held` and what is new in their topics.

        Raises:
            CollectorError: the first failure, after all the others were looked at.
        """
        forum = Forum(client, self.base_url.rstrip("/"))
        return each_asked(client, query, Again(forum).asks(held), ends_at=HOST_TROUBLE)

    def _asks(self, forum: Forum) -> list[Ask]:
        if self.topics:
            return [partial(self._topic, forum, topic) for topic in self.topics]
        if self.category:
            listing: Listing = TopicList(forum, f"/c/{quote(self.category)}.json")
            return [partial(self._listed, listing, forum, f"category/{self.category}")]
        if self.tag:
            listing = TopicList(forum, f"/tag/{quote(self.tag, safe='')}.json")
            return [partial(self._listed, listing, forum, f"tag/{self.tag}")]
        if self.search:
            return [partial(self._listed, Hits(forum, self.search), forum, f"search/{self.search}")]
        return [partial(self._latest, forum)]

    def _latest(self, forum: Forum, query: Query) -> Iterator[Page]:
        read = partial(read_latest, forum, query)
        return walk(read, "", asked="posts", query=query, bounds=self._bounds())

    def _listed(self, listing: Listing, forum: Forum, asked: str, query: Query) -> Iterator[Page]:
        bounds = self._bounds()
        first = first_place(query, asked=asked, look_back=bounds.look_back).text()
        read = Topics(forum, query, listing).read
        return walk(read, first, asked=asked, query=query, bounds=bounds)

    def _topic(self, forum: Forum, topic: str, query: Query) -> Iterator[Page]:
        bounds, asked = self._bounds(), f"topic/{topic}"
        place = first_place(query, asked=asked, look_back=bounds.look_back, topic=topic)
        read = Topics(forum, query).read
        return walk(read, place.text(), asked=asked, query=query, bounds=bounds)

    def _bounds(self) -> Bounds:
        return Bounds(self.max_pages, timedelta(days=self.look_back_days))
