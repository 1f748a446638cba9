"""Hacker News, through the search that Algolia keeps of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote, urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from collectors.absence import surely
from collectors.base import About, Held, Page, Query, Withdrawn
from collectors.errors import Gone, NotThisFormat
from collectors.fields import fields
from collectors.http import Client
from collectors.several import HOST_TROUBLE, each_asked
from collectors.sources.hackernews_items import PAGE_SIZE, is_item, read_hits, read_tree
from collectors.sources.settings import Days, WebAddress
from collectors.walk import Batch, Bounds, walk

Tag = Literal["story", "comment", "poll", "job", "ask_hn", "show_hn", "front_page"]


def _trimmed(query: str | None) -> str | None:
    return query.strip() or None if query else None


class HackerNews(BaseModel):
    """Stories and comments that hold some words, are by somebody, or belong to one story."""

    kind: ClassVar[str] = "hackernews"
    about: ClassVar[About] = About(
        title="Hacker News",
        access="open",
        limits="10,000 requests an hour; all there is can be reached, a thousand hits a request.",
        terms="A free service of Algolia's: be sparing with it, and honour deletions.",
        example={"query": "kettle", "tags": ["story", "comment"]},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field(
        "https://hn.algolia.com/api/v1", description="Address of the search interface."
    )
    query: Annotated[str | None, AfterValidator(_trimmed)] = Field(
        None, description="Only what holds these words."
    )
    tags: tuple[Tag, ...] = Field(
        ("story", "comment"),
        min_length=1,
        description=(
            "Kinds that are wanted, any of them: story, comment, poll, job, ask_hn, show_hn,"
            " front_page."
        ),
    )
    author: Annotated[str, StringConstraints(pattern=r"^[\w-]{1,32}$")] | None = Field(
        None, description="Only what this member wrote."
    )
    story: Annotated[str, StringConstraints(pattern=r"^\d{1,18}$")] | None = Field(
        None, description="Only this story, by its number, and the comments on it."
    )
    look_back_days: Days = Field(
        3.0, description="Days before the last run that are read again, so that edits show."
    )
    max_pages: int = Field(20, ge=1, description="Pages of 1,000 read in one run, at most.")

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield pages newest first, whose times only ever go back.

        Raises:
            CollectorError: it could not be read any further.
        """
        bounds = Bounds(self.max_pages, timedelta(days=self.look_back_days))

        def read(token: str) -> Batch:
            url = f"{self.base_url.rstrip('/')}/search_by_date?{self._asking(token)}"
            answer = client.get(url, robots=False)
            return read_hits(answer.json(), query, token=token, where=answer.url)

        yield from walk(read, "", asked=self._asked(), query=query, bounds=bounds)

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield for each story its held posts as they are now, and all that hangs below them.

        Raises:
            CollectorError: the first failure, after the other stories were read.
        """
        ordered = sorted(held, key=_story_of)
        stories = [(story, {one.id for one in some}) for story, some in groupby(ordered, _story_of)]
        asks = [partial(self._revisited, client, story, ids) for story, ids in stories]
        yield from each_asked(client, replace(query, limit=None), asks, ends_at=HOST_TROUBLE)

    def _revisited(
        self, client: Client, story: str, held: set[str], query: Query
    ) -> Iterator[Page]:
        tree = self._tree(client, story)
        page = read_tree(tree, query, held=held) if tree is not None else Page(())
        if page.visited:
            yield page
        # killed comments are left out of a tree, though they may still be there by themselves
        rest = sorted(held - set(page.visited))
        if tree is None and story in held:
            yield Page((), withdrawn=(Withdrawn("404", story),), visited=(story,))
        asks = [partial(self._alone, client, name) for name in rest if name != story]
        yield from each_asked(client, query, asks, ends_at=HOST_TROUBLE)

    def _alone(self, client: Client, name: str, query: Query) -> Iterator[Page]:
        tree = self._tree(client, name)
        if tree is None:
            yield Page((), withdrawn=(Withdrawn("404", name),), visited=(name,))
        else:
            found = read_tree(tree, query, held={name})
            yield Page(found.posts, found.rejected, withdrawn=found.withdrawn, visited=(name,))

    def _tree(self, client: Client, name: str) -> Any:
        url = f"{self.base_url.rstrip('/')}/items/{quote(name, safe='')}"
        try:
            found = client.get(url, robots=False).json()
        except Gone as error:
            surely(error)
            return None
        if not is_item(fields(found)):
            raise NotThisFormat(url, expected="a story or comment", why="it lacks what all have")
        return found

    def _asking(self, token: str) -> str:
        tags = [f"({','.join(self.tags)})"]
        tags += [f"author_{self.author}"] if self.author else []
        tags += [f"story_{self.story}"] if self.story else []
        params = {"tags": ",".join(tags), "hitsPerPage": str(PAGE_SIZE)}
        if self.query:
            params["query"] = self.query
        if token:
            params["numericFilters"] = f"created_at_i<={token}"
        return urlencode(params)

    def _asked(self) -> str:
        named = {
            "query": self.query,
            "tags": ",".join(self.tags),
            "author": self.author,
            "story": self.story,
        }
        return " ".join(f"{name}/{value}" for name, value in named.items() if value)


def _story_of(held: Held) -> str:
    return held.thread_id or held.id
