"""What every import format gives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from collectors.base import Page
from collectors.post import Kind
from collectors.times import When
from collectors.times.hanging import parse_saved_time


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
        now_is_known: whether somebody stated `now`; times that hang on the age of a file, which
            a copy of it changes, are assumed.
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
    now_is_known: bool = True

    def when(self, written: Any, zone: tzinfo | None = None) -> When | None:
        """Return the moment that `written` names, None when it names none for sure."""
        return parse_saved_time(written, now=self.now, now_is_known=self.now_is_known, zone=zone)


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    Attributes:
        name: what the user calls it, such as `mediacrawler-weibo`.
        title: one line for people.
        known_by: whether a file looks like one: (path, its first 64 Ki characters, empty for
            workbooks, databases and other files that are no text).
        read: yields its posts in pages; items that cannot be read are among the rejected.
        platform: of those whose ids the tool that wrote it keeps apart by folders; None where
            there is one.
        holds_posts: whether such files hold posts at all; others are passed over in a folder.
    """

    name: str
    title: str
    known_by: Callable[[Path, str], bool]
    read: Callable[[Path, Reading], Iterator[Page]]
    platform: str | None = None
    holds_posts: bool = True


def of_platform(reading: Reading, platform: str) -> Reading:
    """Return `reading` for posts of one of several platforms, whose ids may be the same."""
    return replace(reading, source=f"{reading.source}-{platform}")
