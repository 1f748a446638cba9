"""Events of Jetstream as posts and withdrawals."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from collectors.base import RAW_LENGTH, Query, Rejected, Withdrawn
from collectors.fields import Fields, fields, raw_of, words
from collectors.json_text import read_json
from collectors.post import LATEST_YEAR, Post
from collectors.sources.bluesky_posts import POST, from_record
from collectors.times import When

_DID = re.compile(r"did:[a-z0-9]+:[\w.:%-]{1,256}")
_KEY = re.compile(r"[\w.:~-]{1,512}")
_MICROSECONDS = 1_000_000
_LATEST = datetime(LATEST_YEAR, 1, 1, tzinfo=UTC).timestamp() * _MICROSECONDS


@dataclass(frozen=True, slots=True)
class Event:
    """What one frame says.

    Attributes:
        time_us: when the stream saw it, microseconds since 1970; None where it does not say.
        post: what was written or changed.
        withdrawn: what is no more.
        rejected: the frame, where it could not be read.
    """

    time_us: int | None = None
    post: Post | None = None
    withdrawn: Withdrawn | None = None
    rejected: Rejected | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which posts are kept: all, or those in one of the languages with one of the words."""

    langs: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    def keeps(self, record: Fields) -> bool:
        """Return whether a record is wanted, told before a post is made of it: most are not."""
        text = record.get("text")
        said = text.casefold() if isinstance(text, str) else ""
        about = not self.words or any(word.casefold() in said for word in self.words)
        return about and (not self.langs or not self.langs.isdisjoint(_langs(record)))


def read_event(frame: str | bytes, query: Query, wanted: Wanted) -> Event:
    """Return what a frame says; never raises."""
    try:
        event = read_json(frame if isinstance(frame, str) else frame.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        return Event(rejected=_rejected(f"not JSON: {error}", str(frame)[:RAW_LENGTH]))
    time_us = fields(event).get("time_us")
    if not isinstance(time_us, int) or not 0 < time_us < _LATEST:
        return Event(rejected=_rejected(f"time_us is {time_us!r:.40}", raw_of(event)))
    try:
        return _event(fields(event), time_us, query, wanted)
    except ValueError as error:
        why = str(error).splitlines()[0]
        return Event(time_us, rejected=_rejected(why, raw_of(event)))


def moment_of(time_us: int) -> datetime:
    """Return the moment that `time_us` names."""
    return datetime.fromtimestamp(time_us / _MICROSECONDS, UTC)


def _event(event: Fields, time_us: int, query: Query, wanted: Wanted) -> Event:
    """Return what one event says; of handles that change nothing, for the DID stays.

    Raises:
        ValueError: it names nobody, or no record.
    """
    did = words(event, "did") or ""
    if not _DID.fullmatch(did):
        msg = f"did is {did!r:.60}"
        raise ValueError(msg)
    kind = event.get("kind")
    if kind == "account":
        return Event(time_us, withdrawn=_left(did, fields(event, "account")))
    commit = fields(event, "commit")
    if kind != "commit" or commit.get("collection") != POST:
        return Event(time_us)
    return _commit(commit, did, time_us, query, wanted)


def _commit(commit: Fields, did: str, time_us: int, query: Query, wanted: Wanted) -> Event:
    key = words(commit, "rkey") or ""
    if not _KEY.fullmatch(key):
        msg = f"rkey is {key!r:.60}"
        raise ValueError(msg)
    uri = f"at://{did}/{POST}/{key}"
    operation, record = commit.get("operation"), fields(commit, "record")
    if operation == "delete":
        return Event(time_us, withdrawn=Withdrawn("event", uri, erase=True))
    if operation not in ("create", "update"):
        msg = f"operation is {operation!r:.40}"
        raise ValueError(msg)
    # one that cannot be read is told, whatever was wanted
    if isinstance(record.get("text"), str) and not wanted.keeps(record):
        return Event(time_us)
    seen = When(moment_of(time_us), "second", assumed=False)
    post = from_record(record, uri=uri, author_id=did, seen=seen, query=query)
    edited = {"edited_at": seen.moment} if operation == "update" else {}
    return Event(time_us, post=post.model_copy(update=edited))


def _left(did: str, account: Fields) -> Withdrawn | None:
    """Return that an account is gone; one that was deleted does not come back."""
    if account.get("active") is not False:
        return None
    return Withdrawn("event", author_id=did, erase=account.get("status") == "deleted")


def _langs(record: Fields) -> frozenset[str]:
    """Return the languages of a record, `en-US` as `en` too."""
    given: Any = record.get("langs")
    langs = (
        [one.lower() for one in given if isinstance(one, str)] if isinstance(given, list) else []
    )
    return frozenset([*langs, *(one.partition("-")[0] for one in langs)])


def _rejected(why: str, raw: str) -> Rejected:
    return Rejected("jetstream", why, raw)
