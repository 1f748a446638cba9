"""What can go wrong in `segments`. Nothing here passes by itself: all of it needs a person.

SegmentError
├── BadFrame            a frame does not hold what its schema asks for
├── NaiveMoment         a moment was given without a zone
├── MixedCurrencies     money in several currencies and no rates
├── BadOption           an argument is outside what makes sense
├── BadSegmentation     a set of rules cannot be read
└── MissingColumns      the profiles lack columns that the rules ask for
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any


def _rebuild(kind: type["SegmentError"], args: tuple[Any, ...], state: dict[str, Any]) -> Exception:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class SegmentError(Exception):
    """Root of all errors that `segments` raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Let errors with keyword arguments cross process borders."""
        return _rebuild, (type(self), self.args, self.__dict__.copy())


class BadFrame(SegmentError, ValueError):
    """A frame does not hold what its schema asks for.

    Attributes:
        frame: what the frame is, in words.
        column: the first column at fault.
        reason: what is wrong with it.
        rows: numbers (from 0) of the first few rows at fault; empty when the whole column is.
    """

    def __init__(self, frame: str, *, column: str, reason: str, rows: Sequence[Any] = ()) -> None:
        self.frame, self.column, self.reason, self.rows = frame, column, reason, tuple(rows)
        where = f" (rows {', '.join(map(str, self.rows))})" if self.rows else ""
        super().__init__(f"{frame}: column {column!r} {reason}{where}")


class NaiveMoment(SegmentError, ValueError):
    """A moment was given without a zone, so nobody knows when it is."""

    def __init__(self, name: str, *, moment: datetime) -> None:
        self.name, self.moment = name, moment
        super().__init__(f"{name} {moment.isoformat()} has no zone; give an aware time, as UTC")


class MixedCurrencies(SegmentError, ValueError):
    """Money in several currencies cannot be added up without rates."""

    def __init__(self, unknown: Sequence[str], *, known: Sequence[str] = ()) -> None:
        self.unknown, self.known = tuple(unknown), tuple(known)
        have = f"; rates given for {', '.join(self.known)}" if self.known else ""
        super().__init__(
            f"orders are in several currencies and there is no rate for "
            f"{', '.join(self.unknown)}{have}; give `rates`, or import one currency"
        )


class BadOption(SegmentError, ValueError):
    """An argument is outside what makes sense."""

    def __init__(self, name: str, *, value: Any, allowed: str) -> None:
        self.name, self.value, self.allowed = name, value, allowed
        super().__init__(f"{name} = {value!r} makes no sense; allowed: {allowed}")


class BadSegmentation(SegmentError, ValueError):
    """A set of rules cannot be read.

    Attributes:
        where: path of the key, such as `value.champions.where.r_score`.
        reason: what is wrong there, and what is allowed.
    """

    def __init__(self, where: str, *, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"segmentation {where}: {reason}")


class MissingColumns(SegmentError, LookupError):
    """The profiles lack columns that the rules ask for."""

    def __init__(self, segmentation: str, *, missing: Sequence[str]) -> None:
        self.segmentation, self.missing = segmentation, tuple(missing)
        super().__init__(
            f"segmentation {segmentation!r} needs the columns {', '.join(self.missing)}, "
            f"which the profiles do not have; use `segments.profiles.enrich.profiles`"
        )
