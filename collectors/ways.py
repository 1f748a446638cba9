"""What a walk leaves to the next run: ways that were not gone to their end, in a mark."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from collectors.base import Query

MOST_LEFT = 2
"""Ways that a mark holds at most."""

MOST_FAILURES = 3
"""Runs that could not go on with a way, after which it is read from the top."""

_DIGEST_BYTES = 8


@dataclass(frozen=True, slots=True)
class Way:
    """A way to go.

    Attributes:
        at: place in the source where it goes on.
        until: moment down to which it goes; None means to the end.
        done: digests of the ids on the page at that place that an earlier run brought before its
            limit cut it.
        failures: runs that could not go on from that place, for reasons that may pass.
    """

    at: str
    until: datetime | None
    done: tuple[str, ...] = ()
    failures: int = 0

    def clipped(self, since: datetime | None) -> "Way":
        """Return the way as far as `since` wants it."""
        return replace(self, until=latest(self.until, since))

    def above(self, older: "Way") -> "Way":
        """Return the way that covers both; this one begins above the other."""
        return replace(self, until=earliest([self.until, older.until]))

    def written(self) -> Mapping[str, Any]:
        """Return it as it stands in a mark."""
        return {
            "at": self.at,
            "until": written(self.until),
            "done": list(self.done),
            "failures": self.failures,
        }


def digest(own_id: str) -> str:
    """Return a name of 16 letters for an id, which may be long, as it stands in a mark."""
    raw = own_id.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(raw, digest_size=_DIGEST_BYTES).hexdigest()


def fitting(mark: Mapping[str, Any], query: Query) -> Mapping[str, Any]:
    """Return a mark that holds for `query`: earlier runs must have reached back as far."""
    back_to = moment_in(mark.get("back_to"))
    wider = back_to is not None and query.since is not None and query.since < back_to
    return {} if wider else mark


def promised(mark: Mapping[str, Any], ways: Sequence[Way], query: Query) -> datetime | None:
    """Return from when on the mark holds; it shrinks where `since` cuts what was yet unread."""
    back_to, newest = moment_in(mark.get("back_to")), moment_in(mark.get("newest_at"))
    unread = [way.until for way in ways] + ([newest] if newest else [None])
    cut = any(not reaches(query.since, until) for until in unread)
    return latest(back_to, query.since) if cut else back_to


def ways_left(mark: Mapping[str, Any]) -> list[Way]:
    """Return the ways that a mark holds, the recent before the old."""
    return [
        Way(
            str(one["at"]),
            moment_in(one.get("until")),
            tuple(one.get("done") or ()),
            failures=int(one.get("failures") or 0),
        )
        for one in mark.get("left") or ()
    ]


def packed(left: Sequence[Way]) -> list[Way]:
    """Return at most two ways: all but the oldest are joined from where the newest begins."""
    if len(left) <= MOST_LEFT:
        return list(left)
    joined = left[0]
    for way in left[1:-1]:
        joined = joined.above(way)
    return [joined, left[-1]]


def reaches(until: datetime | None, other: datetime | None) -> bool:
    """Return whether a way down to `until` comes as far as one down to `other`."""
    return until is None or (other is not None and until <= other)


def moment_in(written: Any) -> datetime | None:
    """Return a moment from a mark."""
    return datetime.fromisoformat(written) if written else None


def written(moment: datetime | None) -> str | None:
    """Return a moment as it stands in a mark."""
    return moment.isoformat() if moment else None


def given(moment: datetime | None) -> tuple[datetime, ...]:
    """Return the moment, if there is one."""
    return (moment,) if moment else ()


def latest(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the later one of those that are known."""
    return max([*given(one), *given(other)], default=None)


def earliest(moments: Sequence[datetime | None]) -> datetime | None:
    """Return the earliest; None, which means the very end, is earlier than any."""
    known = [moment for moment in moments if moment]
    return min(known) if len(known) == len(moments) else None
