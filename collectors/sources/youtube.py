"""Comments on YouTube's videos, through its Data API."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from collectors.answer import Answer
from collectors.base import About, Held, Page, Query, Rejected, Withdrawn
from collectors.errors import CollectorError, Gone, Refused
from collectors.fields import fields, read_each, reference, words
from collectors.groups import groups_of
from collectors.http import Client
from collectors.post import Post
from collectors.several import each_asked
from collectors.sources.settings import WebAddress
from collectors.sources.youtube_comments import (
    explained,
    is_deleted,
    is_hidden,
    is_switched_off,
    items_of,
    read_comments,
    read_thread,
    thread_of,
)
from collectors.walk import Batch, Bounds, walk

PAGE_SIZE = 100
"""Threads or comments an answer: the most that the interface gives."""

IDS_AT_ONCE = 50
"""Ids of one question, at most."""

_VIDEO = re.compile(
    r"(?:https?://\S{0,200}(?:v=|youtu\.be/|/shorts/|/live/))?([\w-]{11})(?:[?&#]\S*)?"
)
_CHANNEL = re.compile(r"(?:https?://\S{0,200}/channel/)?(UC[\w-]{22})/?")


def _id_in(pattern: re.Pattern[str], what: str, written: str) -> str:
    found = pattern.fullmatch(written.strip())
    if not found:
        msg = f"{written!r} is not {what}"
        raise ValueError(msg)
    return found[1]


Video = Annotated[str, AfterValidator(partial(_id_in, _VIDEO, "the id or address of a video"))]
Channel = Annotated[str, AfterValidator(partial(_id_in, _CHANNEL, "the id of a channel (UC...)"))]


class YouTube(BaseModel):
    """Comments, and the answers to them, on videos or on all that a channel shows."""

    kind: ClassVar[str] = "youtube"
    about: ClassVar[About] = About(
        title="YouTube comments",
        access="key",
        limits="10,000 questions a day for a key free of charge, of 100 threads each.",
        terms=(
            "Stored data must be refreshed or deleted after 30 days, and erased when it is deleted"
            " there: let posts be looked at again."
        ),
        example={"key": "a key", "videos": ["kettle00001"]},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field(
        "https://www.googleapis.com/youtube/v3", description="Address of the Data API."
    )
    key: SecretStr = Field(description="Your API key.")
    videos: tuple[Video, ...] = Field((), description="Videos, by id or address.")
    channels: tuple[Channel, ...] = Field(
        (), description="Channels by id (UC...), the comments on all of whose videos are read."
    )
    query: str | None = Field(None, description="Only threads with these words.")
    look_back_days: float = Field(
        3.0, ge=0, description="Days before the last run that are read again, so that edits show."
    )
    max_pages: int = Field(50, ge=1, description="Pages of 100 threads read in one run, at most.")
    max_reply_pages: int = Field(
        5, ge=0, description="Pages of 100 answers read below one comment, at most."
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.videos or self.channels):
            msg = "give videos or channels"
            raise ValueError(msg)
        return self

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield pages of threads, newest first, of one video or channel after the other.

        Raises:
            CollectorError: the first failure, after all the others were read.
        """
        asked = [("video", "videoId", one) for one in self.videos]
        asked += [("channel", "allThreadsRelatedToChannelId", one) for one in self.channels]
        asks = [
            partial(self._threads, client, name=f"{what}/{one}", asking={parameter: one})
            for what, parameter, one in asked
        ]
        yield from each_asked(client, query, asks)

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield the comments as they are now, and the answers that have come to them.

        Raises:
            CollectorError: the first failure, after the others were looked at.
        """
        answers = [one for one in held if thread_of(one.id) != one.id]
        firsts = [one for one in held if thread_of(one.id) == one.id]
        reader = _Reader(self, client, query)
        asks = [
            *(partial(self._looked_at, reader.threads, some) for some in _fifties(firsts)),
            *(partial(self._looked_at, reader.comments, some) for some in _fifties(answers)),
        ]
        yield from each_asked(client, replace(query, limit=None), asks)

    def _threads(
        self, client: Client, query: Query, *, name: str, asking: Mapping[str, str]
    ) -> Iterator[Page]:
        reader = _Reader(self, client, query)
        params = {**asking, "order": "time", "maxResults": str(PAGE_SIZE)}
        asked = name
        if self.query:
            params, asked = {**params, "searchTerms": self.query}, f"{name}?{self.query}"
        bounds = Bounds(self.max_pages, timedelta(days=self.look_back_days))
        try:
            yield from walk(
                partial(reader.batch, params), "", asked=asked, query=query, bounds=bounds
            )
        except CollectorError as error:
            if not is_switched_off(error):
                raise
            why = "its comments are switched off: there is nothing to be read"
            yield Page((), (Rejected(asked, why, ""),), asked=asked)

    def _looked_at(
        self, look: Callable[[Sequence[Held]], Page], held: Sequence[Held], query: Query
    ) -> Iterator[Page]:
        """Yield what became of `held`; where one spoils the question, each half by itself."""
        try:
            yield look(held)
        except (Gone, Refused) as error:
            if not is_deleted(error) and not is_hidden(error):
                raise
            if len(held) > 1:
                middle = len(held) // 2
                for half in (held[:middle], held[middle:]):
                    yield from self._looked_at(look, half, query)
                return
            # what is hidden may be there still: of that nothing can be said
            name = held[0].id
            lost = (Withdrawn("404", name, erase=True),) if is_deleted(error) else ()
            yield Page((), withdrawn=lost, visited=(name,))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Asks for threads and comments, and reads them."""

    settings: YouTube
    client: Client
    query: Query

    def batch(self, params: Mapping[str, str], token: str) -> Batch:
        """Return a page of threads, each with all its answers."""
        answer = self._ask("commentThreads", {**params, "part": "snippet,replies"}, token)
        found = answer.json()
        threads = items_of(found, where=answer.url)
        posts, rejected = self._with_answers(threads, where=answer.url)
        return Batch(
            tuple(posts),
            tuple(rejected),
            following=words(fields(found), "nextPageToken"),
            times=tuple(post.published_at for post in posts if _opens(post) and post.published_at),
            ids=tuple(name for one in threads if (name := reference(fields(one), "id"))),
        )

    def threads(self, held: Sequence[Held]) -> Page:
        """Return what became of first comments, with the answers to them."""
        params = {"part": "snippet,replies", "id": ",".join(one.id for one in held)}
        answer = self._ask("commentThreads", params)
        threads = items_of(answer.json(), where=answer.url)
        posts, rejected = self._with_answers(threads, where=answer.url, held=held)
        shown = {reference(fields(one), "id") for one in threads}
        return _settled(posts, rejected, held, shown)

    def comments(self, held: Sequence[Held]) -> Page:
        """Return what became of answers to comments."""
        params = {"part": "snippet", "id": ",".join(one.id for one in held)}
        answer = self._ask("comments", params)
        items = items_of(answer.json(), where=answer.url)
        videos = {one.id: one.subject for one in held}
        posts, rejected = list[Post](), list[Rejected]()
        for item in items:
            video = videos.get(reference(fields(item), "id") or "")
            read, odd = read_comments([item], self.query, video=video, where=answer.url)
            posts, rejected = [*posts, *read], [*rejected, *odd]
        shown = {reference(fields(one), "id") for one in items}
        return _settled(posts, rejected, held, shown)

    def _with_answers(
        self, threads: list[Any], *, where: str, held: Sequence[Held] = ()
    ) -> tuple[list[Post], list[Rejected]]:
        """Return the posts of threads; answers that did not come along are asked for.

        Of held threads they are asked for only where there are more than there were.
        """
        known = {one.id: one.replies or 0 for one in held}
        posts, rejected = read_each(threads, lambda one: read_thread(one, self.query), where=where)
        for first in [post for post in posts if _opens(post)]:
            along = sum(post.parent_id == first.id for post in posts)
            unread = (first.replies or 0) > max(along, known.get(first.id, 0))
            if unread and self.settings.max_reply_pages:
                more, odd = self._answers(first)
                posts, rejected = [*posts, *more], [*rejected, *odd]
        return list({post.id: post for post in posts}.values()), rejected

    def _answers(self, first: Post) -> tuple[list[Post], list[Rejected]]:
        """Return the answers to one comment, as many pages of them as the settings allow."""
        params = {"part": "snippet", "parentId": first.id, "maxResults": str(PAGE_SIZE)}
        posts, rejected = list[Post](), list[Rejected]()
        token: str | None = ""
        for _ in range(self.settings.max_reply_pages):
            answer = self._ask("comments", params, token or "")
            found = answer.json()
            items = items_of(found, where=answer.url)
            read, odd = read_comments(items, self.query, video=first.subject, where=answer.url)
            known = {post.id for post in posts}
            fresh = [post for post in read if post.id not in known]
            posts, rejected = [*posts, *fresh], [*rejected, *odd]
            token = words(fields(found), "nextPageToken") if fresh else None
            if not token:
                return posts, rejected
        why = f"{len(posts)} of {first.replies} answers were read; raise max_reply_pages"
        return posts, [*rejected, Rejected(f"answers to {first.id}", why, "")]

    def _ask(self, what: str, params: Mapping[str, str], token: str = "") -> Answer:
        asked = {**params, "textFormat": "html", **({"pageToken": token} if token else {})}
        url = f"{self.settings.base_url.rstrip('/')}/{what}"
        # in a header, so that no address that is shown or stored has it
        headers = {"x-goog-api-key": self.settings.key.get_secret_value().strip()}
        try:
            return self.client.get(url, params=asked, headers=headers, robots=False)
        except CollectorError as error:
            raise explained(error) from error


def _opens(post: Post) -> bool:
    return post.thread_id == post.id


def _fifties(held: Sequence[Held]) -> list[Sequence[Held]]:
    return groups_of(IDS_AT_ONCE, held)


def _settled(
    posts: list[Post], rejected: list[Rejected], held: Sequence[Held], shown: set[str | None]
) -> Page:
    """Return the page on which `held` are settled: those that are not shown are no more."""
    lost = [Withdrawn("missing", one.id, erase=True) for one in held if one.id not in shown]
    visited = tuple(one.id for one in held)
    return Page(tuple(posts), tuple(rejected), withdrawn=tuple(lost), visited=visited)
