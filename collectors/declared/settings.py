"""The settings that both declared sources have."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectors.addresses import shown
from collectors.base import Page, Query
from collectors.declared.upwards import Read, upwards
from collectors.post import Kind
from collectors.sources.settings import ZONE_HELP, Zone
from collectors.walk import Batch, Bounds, walk

Finite = Annotated[float, Field(allow_inf_nan=False)]


class DeclaredSettings(BaseModel):
    """What holds for every item, and how far to go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    post_kind: Kind = Field(
        "post", description="What the items are: review, post, comment, article or repost."
    )
    zone: Zone = Field(None, description=ZONE_HELP)
    lang: str | None = Field(
        None, min_length=2, max_length=35, description="Language of the items, such as zh or en-GB."
    )
    rating_low: Finite | None = Field(
        None, description="Worst rating there is, where none is written; 1 if it fits."
    )
    rating_high: Finite | None = Field(
        None, gt=0, description="Best rating there is, where none is written; 5 if it fits."
    )
    order: Literal["newest", "oldest", "other"] = Field(
        "newest",
        description="Which items come first. A run ends where the last one began if it is the"
        " newest (and times are declared), goes on where the last one stopped if it is the oldest,"
        " and reads all pages if neither.",
    )
    look_back_days: float = Field(
        3.0,
        ge=0,
        le=36500,
        description="Days before the last run that are read again, so that late items are found.",
    )
    max_pages: int = Field(20, ge=1, description="Pages read in one run for one address, at most.")
    may_be_empty: bool = Field(
        default=False,
        description="Whether no item at all is a usual answer; else it is told as an error.",
    )

    def pages(self, read: Read, first: str, *, asked: str, query: Query) -> Iterator[Page]:
        """Return the pages of `asked` in the order that they come in.

        Args:
            read: fetches and reads one answer.
            first: where the first answer is; no mark has the secrets of its address.
            asked: see `Page.asked`.
            query: what to fetch.
        """
        named = shown(first)

        def read_named(token: str) -> Batch:
            batch = read(first if token == named else token)
            return replace(batch, following=named) if batch.following == first else batch

        if self.order == "oldest":
            return upwards(read_named, named, asked=asked, query=query, max_pages=self.max_pages)
        bounds = Bounds(self.max_pages, timedelta(days=self.look_back_days))
        return walk(read_named, named, asked=asked, query=query, bounds=bounds)

    @model_validator(mode="after")
    def _a_scale(self) -> Self:
        low, high = self.rating_low, self.rating_high
        if low is not None and high is not None and low >= high:
            msg = f"rating_low ({low:g}) must be below rating_high ({high:g})"
            raise ValueError(msg)
        return self
