"""Many addresses, a part of them in each run, round after round.

A run first reads what a sitemap says has changed since the last run, then goes on where that one
stopped; at the end of the list a new round begins. Addresses that by their `lastmod` have not
changed since they were read are passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from collectors.answer import Answer
from collectors.post import digest
from collectors.sitemaps import Listed

KEPT = 3000
"""Pages whose last answer is remembered; beyond them those are forgotten that were read first."""
LONGEST = 500
"""Characters of an ETag or a date that are sent back; a longer one is not kept."""
_DIGEST_LENGTH = 12


class Seen(BaseModel):
    """What is remembered of a page: when it was read, and what its answer is known by."""

    model_config = ConfigDict(frozen=True)

    at: AwareDatetime
    etag: str | None = None
    last_modified: str | None = None


class _Mark(BaseModel):
    """What a run leaves.

    Attributes:
        ran_at: when the last run was.
        last: digest of the address at which the round stopped; None at the end of the list.
        began_at: when the present round began.
        passed_at: when the last whole round began.
        back_to: bound of the runs so far; None when there was none.
        seen: pages by the digest of their address, those read last at the end.
    """

    model_config = ConfigDict(frozen=True)

    ran_at: AwareDatetime | None = None
    last: str | None = None
    began_at: AwareDatetime | None = None
    passed_at: AwareDatetime | None = None
    back_to: AwareDatetime | None = None
    seen: dict[str, Seen] = {}


@dataclass
class Tour:
    """One run over the addresses of a sitemap.

    Attributes:
        more: whether addresses were left for the next run.
    """

    mark: Mapping[str, Any]
    now: datetime
    since: datetime | None
    more: bool = False
    _old: _Mark = field(init=False)
    _seen: dict[str, Seen] = field(init=False)
    _last: str | None = field(init=False)
    _ended: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        try:
            self._old = _Mark.model_validate(dict(self.mark))
        except ValidationError:
            self._old = _Mark()
        back_to = self._old.back_to
        if back_to and (self.since is None or self.since < back_to):  # it did not reach so far
            self._old = _Mark()
        self._seen, self._last = dict(self._old.seen), self._old.last

    def stops(self, listed: list[Listed], *, most: int) -> Iterator[tuple[Listed, Seen | None]]:
        """Yield the addresses to read in this run, `most` at most, with what is known of them."""
        changed = [one for one in listed if self._has_changed(one)]
        done = {one.url for one in changed[:most]}
        for one in changed[:most]:
            yield one, self._seen.get(_key(one.url))
        self.more = len(changed) > most
        left = most - len(done)
        for one in self._rest(listed):
            if one.url not in done and not self._is_known(one):
                if left <= 0:
                    self.more = True
                    return
                left -= 1
                yield one, self._seen.get(_key(one.url))
            self._last = _key(one.url)
        self._last, self._ended = None, True

    def _rest(self, listed: list[Listed]) -> list[Listed]:
        """Return what comes after the place where the last run stopped."""
        keys = [_key(one.url) for one in listed] if self._last else []
        begin = keys.index(self._last) + 1 if self._last in keys else 0
        return listed[begin:]

    def _has_changed(self, one: Listed) -> bool:
        """Return whether an address says that it changed since the last run, and was not read."""
        ran, changed = self._old.ran_at, one.changed_at
        return bool(ran and changed and changed >= ran) and not self._is_known(one)

    def _is_known(self, one: Listed) -> bool:
        """Return whether an address was read after its last change, as far as it names one."""
        seen = self._seen.get(_key(one.url))
        forgotten = len(self._seen) >= KEPT
        read_at = seen.at if seen else self._old.passed_at if forgotten else None
        return bool(read_at and one.changed_at and one.changed_at < read_at)

    def read(self, url: str, answer: Answer | None) -> None:
        """Remember that an address was read; without an answer there was nothing."""
        key = _key(url)
        old = self._seen.pop(key, None)
        if answer and answer.not_modified and old:
            self._seen[key] = old.model_copy(update={"at": self.now})
        else:
            headers = answer.headers if answer else {}
            etag, modified = _short(headers.get("etag")), _short(headers.get("last-modified"))
            self._seen[key] = Seen(at=self.now, etag=etag, last_modified=modified)
        while len(self._seen) > KEPT:
            del self._seen[next(iter(self._seen))]

    @property
    def is_whole(self) -> bool:
        """Return whether this run saw to the end of the list, and to all that had changed."""
        return self._ended and not self.more

    def written(self, *, done: bool) -> Mapping[str, Any]:
        """Return the mark; `done` at the end of the run, else so that it may end here."""
        ended = done and self._ended
        began = self._old.began_at or self.now
        mark = _Mark(
            ran_at=self.now if done else self._old.ran_at,
            last=self._last,
            began_at=None if ended else began,
            passed_at=began if ended else self._old.passed_at,
            back_to=self._old.back_to if self._old.ran_at else self.since,
            seen=self._seen,
        )
        return mark.model_dump(mode="json", exclude_none=True)


def _short(written: str | None) -> str | None:
    return written if written and len(written) <= LONGEST else None


def _key(url: str) -> str:
    return digest(url)[:_DIGEST_LENGTH]
