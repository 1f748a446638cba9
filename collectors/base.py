"""What every collector takes and gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

from collectors.http import Client
from collectors.post import Post


@dataclass(frozen=True, slots=True)
class Query:
    """What to fetch this time.

    Attributes:
        source: name of the source, stamped on every post.
        now: moment of fetching (aware); the clock that relative times are read against.
        since: posts published before this (aware) are not wanted; None means all there is.
        limit: at most this many posts; None means all.
        cursor: what the last run of this source left in `Page.cursor`, empty on the first run.
    """

    source: str
    now: datetime
    since: datetime | None = None
    limit: int | None = None
    cursor: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """One item that could not be read: where it stood, why, and the item itself."""

    where: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer of a source held.

    Posts, rejected items and the cursor belong together: whoever stores them stores all three
    at once, so a run that dies between two pages loses nothing and doubles nothing.

    Attributes:
        posts: what could be read, in the source's order.
        rejected: what could not.
        cursor: JSON-able mark to hand to the next run; None leaves the stored mark as it is.
    """

    posts: tuple[Post, ...]
    rejected: tuple[Rejected, ...] = ()
    cursor: Mapping[str, Any] | None = None


class Collector(Protocol):
    """Turn a query into pages of posts. Knows HTTP and markup; knows no storage.

    A collector is a frozen pydantic model whose fields are the settings of one source.
    """

    kind: ClassVar[str]

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield one `Page` an answer, newest first where the source allows it.

        Raises:
            collectors.errors.CollectorError: the source could not be read any further; pages
                already yielded stand.
        """
        ...
