"""The posts of the demo world, as their sources know them."""

from dataclasses import dataclass, replace
from datetime import datetime

from flows.demo.plan import Channel
from flows.demo.truths import Edit, Said


@dataclass(frozen=True, slots=True)
class DemoPost:
    """One post and its planted truth.

    Attributes:
        id: the source's own id, unique in the world.
        channel: which server shows it.
        author: id of the person who wrote it.
        text: its words as first published.
        said: what it means.
        product: slug of the product it is about, None for everyday talk.
        title: heading of a forum thread.
        rating: stars, 1 to 5, for shop reviews.
        parent_id: the post it answers; `thread_id` the one that opened the thread.
        edit: its one change, if any.
        deleted_at: when it was withdrawn, if ever.
    """

    id: str
    channel: Channel
    author: str
    published_at: datetime
    text: str
    lang: str
    said: Said
    product: str | None = None
    title: str | None = None
    rating: int | None = None
    parent_id: str | None = None
    thread_id: str | None = None
    likes: int = 0
    reposts: int = 0
    edit: Edit | None = None
    deleted_at: datetime | None = None

    def at(self, moment: datetime) -> "DemoPost | None":
        """Return the post as it reads at `moment`; None before publication and after deletion."""
        if self.published_at > moment or self.gone(moment):
            return None
        if self.edit is not None and self.edit.at <= moment:
            return replace(self, text=self.edit.after)
        return self

    def gone(self, moment: datetime) -> bool:
        """Return whether it has been withdrawn by `moment`."""
        return self.deleted_at is not None and self.deleted_at <= moment

    def edited_at(self, moment: datetime) -> datetime | None:
        """Return when it was changed, if that was by `moment`."""
        return self.edit.at if self.edit is not None and self.edit.at <= moment else None
