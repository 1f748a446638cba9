"""The stretch of time a report speaks of."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Self

from flows.report.errors import PeriodRefused

MOST_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` (in) to `end` (out), both aware UTC."""

    start: datetime
    end: datetime

    @classmethod
    def ending(cls, as_of: datetime, *, days: int) -> Self:
        """Return the `days` UTC days up to `as_of`; the last one may be in progress.

        Raises:
            PeriodRefused: `days` is not in 1..366.
        """
        if not 1 <= days <= MOST_DAYS:
            raise PeriodRefused(days, most=MOST_DAYS)
        end = as_of.astimezone(UTC)
        last = (end - timedelta(microseconds=1)).date()
        return cls(midnight(last - timedelta(days=days - 1)), end)

    @property
    def previous(self) -> "Period":
        """Return the period of the same length just before."""
        return Period(self.start - (self.end - self.start), self.start)

    @property
    def days(self) -> tuple[date, ...]:
        """Return its UTC days, oldest first, the last perhaps unfinished."""
        last = (self.end - timedelta(microseconds=1)).date()
        count = (last - self.start.date()).days + 1
        return tuple(self.start.date() + timedelta(days=n) for n in range(count))

    def covers(self, column: str) -> str:
        """Return the SQL condition that the time in `column` lies within."""
        return f"{column} >= {moment(self.start)} AND {column} < {moment(self.end)}"

    def day(self, day: date) -> "Period":
        """Return one UTC day of it, cut off where the period ends."""
        return Period(midnight(day), min(midnight(day) + timedelta(days=1), self.end))


def midnight(day: date) -> datetime:
    """Return the start of a UTC day."""
    return datetime.combine(day, time(), tzinfo=UTC)


def moment(when: datetime) -> str:
    """Return `when` as an SQL literal that no session time zone can shift."""
    return f"TIMESTAMPTZ '{when.astimezone(UTC).isoformat(sep=' ')}'"
