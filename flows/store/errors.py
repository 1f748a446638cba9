"""What can go wrong with the record and the marts.

x flows.errors.FlowError
  x Transient
    + RecordUnavailable
  x Terminal
    + BadRecordUrl, ShortKey, RecordNewer, RecordDamaged, RecordEmpty
    + FrameMismatch, UnknownTable, UnknownZone
    + CannotCorrect, UnknownCandidate
    + MartsMissing, MartsDamaged, QueryRefused, QueryFailed
"""

from collections.abc import Sequence

from flows.errors import Terminal, Transient


class RecordUnavailable(Transient):
    """The database cannot be reached, or stayed locked for longer than we wait."""

    def __init__(self, place: str, *, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"the record {place} is not available: {reason}")


class BadRecordUrl(Terminal, ValueError):
    """The record's URL is not one that we can open."""

    def __init__(self, url: str, *, reason: str) -> None:
        self.url, self.reason = url, reason
        super().__init__(
            f"cannot open the record {url!r}: {reason}; "
            "use sqlite:///path/to/record.db or postgresql://user@host/database"
        )


class ShortKey(Terminal, ValueError):
    """The installation's key is too short to keep pseudonyms from being guessed."""

    def __init__(self, length: int, *, least: int) -> None:
        self.length, self.least = length, least
        super().__init__(f"the key has {length} bytes; give at least {least} random ones")


class RecordNewer(Terminal):
    """The database was migrated by a newer program than this one."""

    def __init__(self, place: str, *, revision: str, known: str) -> None:
        self.place, self.revision, self.known = place, revision, known
        super().__init__(
            f"the record {place} is at revision {revision}, this program knows up to {known}; "
            "install the newer opinionflow that wrote it"
        )


class RecordDamaged(Terminal):
    """The database's file is not, or no longer, a database."""

    def __init__(self, place: str, *, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(
            f"the record {place} is damaged: {reason}; put back a copy of it, "
            "or move it away to begin a new one"
        )


class RecordEmpty(Terminal):
    """A record without anything would replace tables that hold something."""

    def __init__(self, place: str, *, url: str, rows: int) -> None:
        self.place, self.url, self.rows = place, url, rows
        super().__init__(
            f"the record {place} holds no posts, customers or orders, but {rows} are published at "
            f"{url}; check [record] url, put back a copy of the record, or move the published "
            "tables away to begin anew"
        )


class FrameMismatch(Terminal, ValueError):
    """A frame does not fit the table it is meant for."""

    def __init__(self, table: str, *, reason: str) -> None:
        self.table, self.reason = table, reason
        super().__init__(f"the frame does not fit table {table}: {reason}")


class CannotCorrect(Terminal, ValueError):
    """What a person says of a tag does not fit the record."""

    def __init__(self, post_key: str, *, reason: str) -> None:
        self.post_key, self.reason = post_key, reason
        super().__init__(f"post {post_key}: {reason}")


class UnknownCandidate(Terminal, LookupError):
    """No candidate has that id, or several begin with it."""

    def __init__(self, sought: str, *, several: bool = False) -> None:
        self.sought, self.several = sought, several
        what = "several candidates begin with" if several else "there is no candidate"
        super().__init__(f"{what} {sought!r}; `opinionflow topics candidates --all` lists them")


class UnknownTable(Terminal, LookupError):
    """No table of that name is published."""

    def __init__(self, name: str, *, known: Sequence[str]) -> None:
        self.name, self.known = name, tuple(known)
        super().__init__(f"no table named {name!r}; there are: {', '.join(self.known)}")


class UnknownZone(Terminal, ValueError):
    """No time zone has that name."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        super().__init__(f"{zone!r} is no time zone; write one such as Asia/Shanghai")


class MartsMissing(Terminal, LookupError):
    """Nothing was published there yet."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(f"no published tables at {url}; run the flows first, or check [marts] url")


class MartsDamaged(Terminal):
    """A published file is not what was published."""

    def __init__(self, url: str, *, file: str, reason: str) -> None:
        self.url, self.file, self.reason = url, file, reason
        super().__init__(
            f"the published {file} at {url} is damaged: {reason}; the next publication mends it"
        )


class QueryRefused(Terminal, ValueError):
    """The statement would do more than read."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"query refused: {reason}; give one SELECT over the published tables")


class QueryFailed(Terminal, ValueError):
    """The statement reads, but cannot be answered."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"query failed: {reason}")
