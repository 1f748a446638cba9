"""What can go wrong while collecting, as one tree.

CollectorError
├── Transient                 asking again later may work
│   ├── Throttled             the source asks us to wait
│   ├── Resting               the host is left alone after blocks or failures
│   ├── ServerTrouble         the source answered 5xx, 408 or 425
│   ├── NetworkTrouble        no connection, a reset, an answer cut short
│   └── TooSlow               the answer did not come in time
└── Terminal                  asking again gives the same
    ├── Refused               401, 403, 407, 451
    ├── Gone                  404, 410
    ├── BadRequest            any other 4xx, a redirect without an end
    ├── BadAddress            not an address of http or https
    ├── PrivateAddress        leads into a private network
    ├── LedAstray             another host leads to a private one
    ├── RobotsDisallow        robots.txt or a robots mark says no
    ├── Blocked               login page, captcha, HTML where data was due
    ├── TooLarge              more bytes than allowed
    ├── NotThisFormat         not the kind of file or answer it should be
    ├── NoTextColumn          a table in which no column holds the words
    ├── UnknownCollector      no collector of that kind
    └── BadOptions            settings of a collector that do not fit
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from collectors.addresses import shown


class CollectorError(Exception):
    """Whatever goes wrong in this package.

    Addresses, and what sources say, stand in attributes and messages without their secrets.
    """

    def __reduce__(self) -> tuple[Callable[..., "CollectorError"], tuple[Any, ...]]:
        """Pickle by state: errors cross processes, and their constructors take keywords."""
        return _revive, (type(self), self.args, self.__dict__)


def _revive(
    kind: type[CollectorError], args: tuple[Any, ...], state: Mapping[str, Any]
) -> CollectorError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class Transient(CollectorError):
    """Asking again later may work.

    Attributes:
        retry_after_s: seconds to wait as the source stated them; None when it did not.
        at_once: whether it makes sense to wait and ask again within this run.
    """

    retry_after_s: float | None = None
    at_once: bool = True


class Terminal(CollectorError):
    """Asking again gives the same."""


class Throttled(Transient):
    """The source asks us to wait longer than we may."""

    def __init__(
        self, url: str, *, retry_after_s: float | None = None, status: int | None = None
    ) -> None:
        self.url, self.retry_after_s, self.status = shown(url), retry_after_s, status
        when = "later" if retry_after_s is None else f"in {retry_after_s:.0f} s"
        super().__init__(f"{self.url} is throttled; ask again {when}")


class Resting(Transient):
    """The host is left alone for a while, after it blocked us or failed again and again."""

    at_once = False

    def __init__(self, host: str, *, why: str, retry_after_s: float) -> None:
        self.host, self.why, self.retry_after_s = host, why, retry_after_s
        super().__init__(f"{host} is left alone ({why}); ask again in {retry_after_s:.0f} s")


class ServerTrouble(Transient):
    """The source answered that it is in trouble."""

    def __init__(self, url: str, *, status: int) -> None:
        self.url, self.status = shown(url), status
        super().__init__(f"{self.url} answered {status}; ask again later")


class NetworkTrouble(Transient):
    """The connection failed or broke."""

    def __init__(self, url: str, *, why: str) -> None:
        self.url, self.why = shown(url), shown(why)
        super().__init__(
            f"{self.url} could not be reached or broke off ({self.why}); ask again later"
        )


class TooSlow(Transient):
    """The answer did not come in time."""

    def __init__(self, url: str, *, limit_s: float) -> None:
        self.url, self.limit_s = shown(url), limit_s
        super().__init__(f"{self.url} took longer than {limit_s:g} s; ask again later")


class Refused(Terminal):
    """The source does not let us in.

    Attributes:
        detail: what it said, the first 500 characters; often empty.
    """

    def __init__(
        self,
        url: str,
        *,
        status: int,
        detail: str = "",
        remedy: str = "check the key or login it may want, or take it off the sources",
    ) -> None:
        self.url, self.status, self.detail = shown(url), status, shown(detail)
        super().__init__(f"{self.url} answered {status}: it is not open to us; {remedy}")


class Gone(Terminal):
    """There is nothing (any more) at that address.

    Attributes:
        detail: what the source said, the first 500 characters; often empty.
    """

    def __init__(self, url: str, *, status: int, detail: str = "") -> None:
        self.url, self.status, self.detail = shown(url), status, shown(detail)
        super().__init__(
            f"{self.url} answered {status}: nothing there; correct or remove the address"
        )


class BadRequest(Terminal):
    """The source does not understand what we ask.

    Attributes:
        status: as answered; None where it is not the answer's status that tells.
        detail: what the source said, the first 500 characters; often empty.
    """

    def __init__(self, url: str, *, why: str, status: int | None = None, detail: str = "") -> None:
        self.url, self.why = shown(url), shown(why)
        self.status, self.detail = status, shown(detail)
        super().__init__(f"{self.url}: {self.why}; check the source's settings")


class BadAddress(Terminal):
    """Not an address of http or https."""

    def __init__(self, url: str, *, why: str) -> None:
        self.url, self.why = shown(url), shown(why)
        super().__init__(f"{self.url!r} cannot be opened: {self.why}")


class PrivateAddress(Terminal):
    """The address leads into a private network."""

    def __init__(self, host: str, *, address: str) -> None:
        self.host, self.address = host, address
        super().__init__(
            f"{host} is {address}, which is not public; name the host in allow_private if meant"
        )


class LedAstray(Terminal):
    """Another host leads to a private one, which may only be asked directly."""

    def __init__(self, host: str, *, led_by: str) -> None:
        self.host, self.led_by = host, led_by
        super().__init__(
            f"{led_by} leads to {host}, a private host that is opened for its own sources only"
        )


class RobotsDisallow(Terminal):
    """The site does not want this page to be collected."""

    def __init__(self, url: str, *, why: str) -> None:
        self.url, self.why = shown(url), why
        super().__init__(f"{self.url} is not to be collected: {why}")


class Blocked(Terminal):
    """The source answered with a wall instead of its content."""

    def __init__(self, url: str, *, why: str) -> None:
        self.url, self.why = shown(url), shown(why)
        super().__init__(f"{self.url} gave a wall instead of content ({self.why}); it was not read")


class TooLarge(Terminal):
    """The answer has more bytes than allowed."""

    def __init__(self, url: str, *, max_bytes: int) -> None:
        self.url, self.max_bytes = shown(url), max_bytes
        super().__init__(f"{self.url} is larger than {max_bytes} bytes; raise max_bytes if meant")


class NotThisFormat(Terminal):
    """Not the kind of file or answer it should be."""

    def __init__(self, where: str, *, expected: str, why: str) -> None:
        self.where, self.expected, self.why = shown(where), expected, shown(why)
        super().__init__(f"{self.where} is not {expected}: {self.why}")


class NoTextColumn(Terminal):
    """A table in which no column could be taken for the words."""

    def __init__(self, where: str, *, columns: Sequence[str]) -> None:
        self.where, self.columns = where, tuple(columns)
        there = ", ".join(self.columns) or "none"
        super().__init__(f"{where} has no column for text; name it by text=…; columns: {there}")


class UnknownCollector(Terminal, LookupError):
    """No collector of that kind is installed."""

    def __init__(self, kind: str, *, known: Sequence[str]) -> None:
        self.kind, self.known = kind, tuple(known)
        super().__init__(f"no collector of kind {kind!r}; known: {', '.join(self.known)}")


class BadOptions(Terminal, ValueError):
    """Settings of a collector that do not fit."""

    def __init__(self, kind: str, *, key: str, why: str, allowed: Sequence[str] = ()) -> None:
        self.kind, self.key, self.why, self.allowed = kind, key, why, tuple(allowed)
        keys = f"; keys of {kind}: {', '.join(self.allowed)}" if allowed else ""
        super().__init__(f"{kind}: {key or 'settings'}: {why}{keys}")
