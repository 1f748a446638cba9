"""Moments, always aware and in UTC."""

from datetime import UTC, datetime

import pandas as pd

from segments.errors import NaiveMoment


def utc(moment: datetime, *, name: str = "as_of") -> pd.Timestamp:
    """Return an aware `moment` in UTC, to the microsecond.

    Raises:
        NaiveMoment: `moment` has no zone; `name` is what the message calls it.
    """
    if moment.tzinfo is None:
        raise NaiveMoment(name, moment=moment)
    return pd.Timestamp(moment).astimezone(UTC).as_unit("us")
