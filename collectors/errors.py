"""What can go wrong while collecting, as one tree.

CollectorError
├── Transient                 asking again later may work
│   ├── Throttled             the source asks us to wait
│   ├── ServerTrouble         the source answered 5xx, 408 or 425
│   ├── NetworkTrouble        no connection, a reset, an answer cut short
│   └── TooSlow               the answer did not come in time
└── Terminal                  asking again gives the same
    ├── Refused               401, 403, 407, 451
    ├── Gone                  404, 410
    ├── BadRequest            any other 4xx, a redirect without an end
    ├── BadAddress            not an address of http or https
    ├── PrivateAddress        leads into a private network
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


class CollectorError(Exception):
    """Whatever goes wrong in this package."""

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
    """

    retry_after_s: float | None = None


class Terminal(CollectorError):
    """Asking again gives the same."""


class Throttled(Transient):
    """The source asks us to wait longer than we may."""

    def __init__(self, url: str, *, retry_after_s: float | None = None) -> None:
        self.url, self.retry_after_s = url, retry_after_s
        when = "later" if retry_after_s is None else f"in {retry_after_s:.0f} s"
        super().__init__(f"{url} is throttled; ask again {when}")


class ServerTrouble(Transient):
    """The source answered that it is in trouble."""

    def __init__(self, url: str, *, status: int) -> None:
        self.url, self.status = url, status
        super().__init__(f"{url} answered {status}; ask again later")


class NetworkTrouble(Transient):
    """The connection failed or broke."""

    def __init__(self, url: str, *, why: str) -> None:
        self.url, self.why = url, why
        super().__init__(f"{url} could not be reached or broke off ({why}); ask again later")


class TooSlow(Transient):
    """The answer did not come in time."""

    def __init__(self, url: str, *, limit_s: float) -> None:
        self.url, self.limit_s = url, limit_s
        super().__init__(f"{url} took longer than {limit_s:g} s; ask again later")


class Refused(Terminal):
    """The source does not let us in."""

    def __init__(self, url: str, *, status: int) -> None:
        self.url, self.status = url, status
        super().__init__(f"{url} answered {status}: it is not open to us; take it off the sources")


class Gone(Terminal):
    """There is nothing (any more) at that address."""

    def __init__(self, url: str, *, status: int) -> None:
        self.url, self.status = url, status
        super().__init__(f"{url} answered {status}: nothing there; correct or remove the address")


class BadRequest(Terminal):
    """The source does not understand what we ask."""

    def __init__(self, url: str, *, why: str) -> None:
        self.url, self.why = url, why
        super().__init__(f"{url}: {why}; check the source's settings")


class BadAddress(Terminal):
    """Not an address of http or https."""

    def __init__(self, url: str, *, why: str) -> None:
        self.url, self.why = url, why
        super().__init__(f"{url!r} cannot be opened: {why}")


class PrivateAddress(Terminal):
    """The address leads into a private network."""

    def __init__(self, host: str, *, address: str) -> None:
        self.host, self.address = host, address
        super().__init__(
            f"{host} is {address}, which is not public; name the host in allow_private if meant"
        )


class RobotsDisallow(Terminal):
    """The site does not want this page to be collected."""

    def __init__(self, url: str, *, why: str) -> None:
        self.url, self.why = url, why
        super().__init__(f"{url} is not to be collected: {why}")


class Blocked(Terminal):
    """The source answered with a wall instead of its content."""

    def __init__(self, url: str, *, why: str) -> None:
        self.url, self.why = url, why
        super().__init__(f"{url} gave a wall instead of content ({why}); it was not read")


class TooLarge(Terminal):
    """The answer has more bytes than allowed."""

    def __init__(self, url: str, *, max_bytes: int) -> None:
        self.url, self.max_bytes = url, max_bytes
        super().__init__(f"{url} is larger than {max_bytes} bytes; raise max_bytes if meant")


class NotThisFormat(Terminal):
    """Not the kind of file or answer it should be."""

    def __init__(self, where: str, *, expected: str, why: str) -> None:
        self.where, self.expected, self.why = where, expected, why
        super().__init__(f"{where} is not {expected}: {why}")


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
