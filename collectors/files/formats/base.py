"""What every import format gives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from collectors.base import Page


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file is to be read.

    Attributes:
        source: name stamped on the posts.
        now: moment at which the file was saved (aware); relative times are read against it.
        zone: of times that name none; None means the format's own (Beijing for Chinese sites).
        mapping: part of a post -> column, for tables whose columns the format does not know.
    """

    source: str
    now: datetime
    zone: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    Attributes:
        name: what the user calls it, such as `mediacrawler-weibo`.
        title: one line for people.
        known_by: whether a file looks like one: (path, first 64 KiB as decoded text).
        read: yields its posts in pages; items that cannot be read are among the rejected.
    """

    name: str
    title: str
    known_by: Callable[[Path, str], bool]
    read: Callable[[Path, Reading], Iterator[Page]]
