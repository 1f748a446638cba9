"""What every collector takes and gives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, runtime_checkable

from collectors.addresses import shown
from collectors.post import Kind, Post

if TYPE_CHECKING:  # half of what a command that only reads files would import
    from collectors.http import Client

How = Literal["event", "404", "410", "placeholder", "missing"]
"""How a withdrawal was learnt: told by the source, by its answer, by words in place of the post,
or by its absence from a list that should hold it."""

RAW_LENGTH = 2000
"""Characters that are kept of an item that could not be read."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to fetch this time.

    Attributes:
        source: name of the source, stamped on every post.
        now: moment of fetching (aware); the clock that relative times are read against.
        since: posts published before this (aware) are not wanted; None means all there is.
        limit: at most this many posts; None means all.
        cursors: what earlier runs of this source left in `Page.cursor`, by `Page.asked`; empty
            on the first run.
    """

    source: str
    now: datetime
    since: datetime | None = None
    limit: int | None = None
    cursors: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def mark(self, asked: str) -> Mapping[str, Any]:
        """Return what the last run left for `asked`, empty before the first."""
        return self.cursors.get(asked, {})


@dataclass(frozen=True, slots=True)
class Rejected:
    """One item that could not be read: where it stood, why, and the item itself.

    Secrets in an address are taken out of `where` and `reason` (`addresses.shown`).
    """

    where: str
    reason: str
    raw: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "where", shown(self.where))
        object.__setattr__(self, "reason", shown(self.reason))


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A post, or all that an author said, taken back at the source.

    Attributes:
        how: how we know.
        id: the source's id of the post; None when the whole author left.
        author_id: the source's id of the author who left; None for a single post.
        erase: the source's terms want the words themselves erased, not only hidden.
    """

    how: How
    id: str | None = None
    author_id: str | None = None
    erase: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back what was asked has now been read.

    Attributes:
        since: everything that the source shows, published from this moment until the moment of
            fetching, was read; None means all it shows.
        more: something was left for the next run (a limit or the page budget ended this one).
    """

    since: datetime | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer of a source held.

    Posts, withdrawals, rejected items and the cursor belong together: whoever stores them stores
    all at once, so a run that dies between two pages loses nothing and doubles nothing.

    Attributes:
        posts: what could be read, in the source's order.
        rejected: what could not.
        cursor: JSON-able mark to hand to the next run; None leaves the stored mark as it is.
        asked: short stable name of what was asked (a hashtag, an address); the mark is kept
            under it, so that one source may ask for several things.
        withdrawn: posts and authors that are no more.
        visited: ids of the held posts that this page settles (see `Revisiting`).
        reach: on the last page of what was asked, how far back it was read.
    """

    posts: tuple[Post, ...]
    rejected: tuple[Rejected, ...] = ()
    cursor: Mapping[str, Any] | None = None
    asked: str = ""
    withdrawn: tuple[Withdrawn, ...] = ()
    visited: tuple[str, ...] = ()
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A post that the record holds and that is due to be looked at again."""

    id: str
    kind: Kind
    url: str | None = None
    thread_id: str | None = None
    parent_id: str | None = None
    subject: str | None = None
    published_at: datetime | None = None
    replies: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What people should know of a kind of source before they use it.

    Attributes:
        title: the source's own name.
        access: open (no account), key (registration), own (owner of the app or shop only),
            file (the user's own files).
        limits: what the source lets through, and what of it can be reached at all; one sentence.
        terms: what its terms ask of us, one sentence; not legal advice.
        example: settings of a working source, as they stand under [[sources]] without name and
            kind; hosts are example names. A test runs it against a recorded answer.
    """

    title: str
    access: Literal["open", "key", "own", "file"]
    limits: str
    terms: str
    example: Mapping[str, Any]


class Collector(Protocol):
    """Turn a query into pages of posts. Knows HTTP and markup; knows no storage.

    A collector is a frozen pydantic model whose fields are the settings of one source; secrets
    among them are `pydantic.SecretStr`.
    """

    kind: ClassVar[str]
    about: ClassVar[About]

    def collect(self, client: "Client", query: Query) -> Iterator[Page]:
        """Yield one `Page` an answer, newest first where the source allows it.

        Raises:
            collectors.errors.CollectorError: the source could not be read any further; pages
                already yielded stand.
        """
        ...


@runtime_checkable
class Revisiting(Protocol):
    """A collector that can look again at posts it brought before."""

    def revisit(self, client: "Client", query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield pages with the present state of `held` posts, and of what hangs below them.

        Each held post is named in `visited` of the page that settles it: as a post, as withdrawn,
        or neither when nothing can be said. New comments come among the posts.

        Raises:
            collectors.errors.CollectorError: it could not go on; the rest stays due.
        """
        ...
