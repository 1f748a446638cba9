"""Where a walk through the topics of a forum stands, as text that the next run understands."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Errand:
    """A topic to be read.

    Attributes:
        topic: its number.
        moved: when it was last written in (epoch seconds); None for a pinned one, whose place in
            a list says nothing.
        posts: numbers of the posts that are wanted, twenty at most; none means all.
    """

    topic: str
    moved: float | None = None
    posts: tuple[str, ...] = ()

    @property
    def times(self) -> tuple[datetime, ...]:
        """Return the moment by which the topic has its place in the list."""
        return () if self.moved is None else (datetime.fromtimestamp(self.moved, UTC),)


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be read next, and after it.

    Attributes:
        page: of the list; None when no page is left.
        errands: topics to be read before that page.
        part: which part of the first of them is next.
        floor: what was written before it (epoch seconds) is known; None: nothing is.
    """

    page: int | None
    errands: tuple[Errand, ...] = ()
    part: int = 0
    floor: float | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the place that `text` names."""
        page, errands, part, floor = json.loads(text)
        return cls(page, tuple(_errand(*one) for one in errands), part, floor)

    def text(self) -> str:
        """Return the place as text."""
        errands = [(one.topic, one.moved, one.posts) for one in self.errands]
        return json.dumps((self.page, errands, self.part, self.floor), separators=(",", ":"))

    def after(self, *, part: int | None = None) -> str | None:
        """Return the place after this one, `part` of the same topic first; None at the end."""
        if part is not None:
            return replace(self, part=part).text()
        rest = replace(self, errands=self.errands[1:], part=0)
        return rest.text() if rest.errands or rest.page is not None else None


def _errand(topic: str, moved: float | None, posts: Sequence[Any]) -> Errand:
    return Errand(topic, moved, tuple(posts))
