"""Comments on YouTube's videos, through its Data API."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from collectors.base import About, Held, Page, Query, Rejected, Withdrawn
from collectors.errors import CollectorError, Gone, Refused
from collectors.groups import groups_of
from collectors.http import Client
from collectors.several import each_asked
from collectors.sources.settings import Days, WebAddress
from collectors.sources.youtube_comments import (
    is_deleted,
    is_hidden,
    is_switched_off,
    thread_of,
)
from collectors.sources.youtube_reader import PAGE_SIZE, SURELY_SHOWN, Reader, shows_none
from collectors.walk import Bounds, walk

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
    look_back_days: Days = Field(
        3.0, description="Days before the last run that are read again, so that edits show."
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
        reader = self._reader(client, query)
        asks = [
            *(partial(self._looked_at, reader.threads, some) for some in _fifties(firsts)),
            *(partial(self._looked_at, reader.comments, some) for some in _fifties(answers)),
        ]
        yield from each_asked(client, replace(query, limit=None), asks)

    def _threads(
        self, client: Client, query: Query, *, name: str, asking: Mapping[str, str]
    ) -> Iterator[Page]:
        reader = self._reader(client, query)
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
        self,
        look: Callable[[Sequence[Held]], Page],
        held: Sequence[Held],
        query: Query,
        *,
        again: bool = False,
    ) -> Iterator[Page]:
        """Yield what became of `held`, all of them settled.

        Where not one of many is shown, it is the answer that is missing, not the comments; of
        those that are asked for `again`, others were shown.
        """
        try:
            page = look(held)
        except (Gone, Refused) as error:
            if not is_deleted(error) and not is_hidden(error):
                raise
            yield from self._each_half(look, held, query, error)
            return
        if len(held) > 1 and not again and shows_none(page):
            why = f"none of {len(held)} comments is shown: taken for no answer, asked again later"
            yield Page((), (Rejected("comments held", why, ""),))
            return
        yield page
        unsure = [one for one in held if one.id not in page.visited]
        for some in groups_of(SURELY_SHOWN, unsure):
            yield from self._looked_at(look, some, query, again=True)

    def _each_half(
        self,
        look: Callable[[Sequence[Held]], Page],
        held: Sequence[Held],
        query: Query,
        error: CollectorError,
    ) -> Iterator[Page]:
        """Yield what became of `held`, one of which spoilt the question with `error`."""
        middle = len(held) // 2
        if middle:
            for half in (held[:middle], held[middle:]):
                yield from self._looked_at(look, half, query)
            return
        # what is hidden may be there still: of that nothing can be said
        name = held[0].id
        lost = (Withdrawn("404", name, erase=True),) if is_deleted(error) else ()
        yield Page((), withdrawn=lost, visited=(name,))

    def _reader(self, client: Client, query: Query) -> Reader:
        return Reader(client, query, self.base_url, self.key, self.max_reply_pages)


def _fifties(held: Sequence[Held]) -> list[Sequence[Held]]:
    return groups_of(IDS_AT_ONCE, held)
