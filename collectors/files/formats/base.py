"""What every import format gives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from collectors.base import Page
from collectors.post import Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file is to be read.

    Attributes:
        source: name stamped on the posts.
        now: moment at which the file was saved (aware); relative times are read against it.
        zone: of times that name none; None means the format's own (Beijing for Chinese sites).
        mapping: part of a post -> column, for tables whose columns the format does not know.
        kind: what the rows are, for formats that do not know it.
        table: sheet or table to read; None means each that the format knows.
        questions: columns that are questions, for surveys with a row a respondent.
        rating_low: worst rating there is, for files that do not say.
        rating_high: best rating there is.
    """

    source: str
    now: datetime
    zone: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    kind: Kind | None = None
    table: str | None = None
    questions: tuple[str, ...] = ()
    rating_low: float | None = None
    rating_high: float | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    Attributes:
        name: what the user calls it, such as `mediacrawler-weibo`.
        title: one line for people.
        known_by: whether a file looks like one: (path, its first 64 Ki characters, empty for
            workbooks, databases and other files that are no text).
        read: yields its posts in pages; items that cannot be read are among the rejected.
    """

    name: str
    title: str
    known_by: Callable[[Path, str], bool]
    read: Callable[[Path, Reading], Iterator[Page]]
