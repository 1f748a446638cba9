"""Frames as rows of a table, and rows as frames."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from flows.store.errors import FrameMismatch
from flows.store.privacy import storable
from flows.store.rows import Row
from flows.store.tables import UtcDateTime

TIME = pd.DatetimeTZDtype("us", "UTC")


def rows_of(table: sa.Table, frame: pd.DataFrame) -> list[Row]:
    """Return `frame` as rows of `table`; a column that it lacks is null.

    Raises:
        FrameMismatch: it has columns that the table has not, lacks one that may not be null, or
            holds a value that the column cannot.
    """
    unknown = sorted(set(frame.columns) - set(table.columns.keys()))
    if unknown:
        raise FrameMismatch(table.name, reason=f"no such columns: {', '.join(unknown)}")
    columns = [_values(table, column, frame) for column in table.columns]
    return list(zip(*columns, strict=True))


def _values(table: sa.Table, column: sa.Column[Any], frame: pd.DataFrame) -> list[Any]:
    if column.name not in frame.columns:
        values = [None] * len(frame)
    else:
        convert = converter(column.type)
        try:
            values = [convert(value) for value in frame[column.name].astype(object)]
        except (TypeError, ValueError, OverflowError) as error:
            raise FrameMismatch(table.name, reason=f"column {column.name}: {error}") from error
    if not column.nullable and None in values:
        raise FrameMismatch(table.name, reason=f"column {column.name} may not be empty")
    return values


def converter(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any]:
    """Return what makes a value of a frame one of a column of `kind`; missing becomes None."""
    if isinstance(kind, UtcDateTime):
        return _moment
    if isinstance(kind, sa.Boolean):
        return lambda value: None if _missing(value) else bool(value)
    if isinstance(kind, sa.Integer):
        return _whole
    if isinstance(kind, sa.Float):
        return lambda value: None if _missing(value) else float(value)
    return lambda value: None if _missing(value) else storable(str(value))


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124  # NaN


def _whole(value: Any) -> int | None:
    if _missing(value):
        return None
    if value != math.floor(value):
        msg = f"{value} is not a whole number"
        raise ValueError(msg)
    return int(value)


def _moment(value: Any) -> datetime | None:
    if _missing(value):
        return None
    moment = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        msg = f"{value!r} is not a time with a zone"
        raise TypeError(msg)
    return moment.astimezone(UTC)


def frame_of(
    columns: Sequence[sa.ColumnElement[Any]], rows: Iterable[Sequence[Any]]
) -> pd.DataFrame:
    """Return rows of `columns` as a frame; times are datetime64[us, UTC], text str."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            str(column.key): _series(column, held)
            for column, held in zip(columns, values, strict=True)
        }
    )


def _series(column: sa.ColumnElement[Any], values: Sequence[Any]) -> "pd.Series[Any]":
    if isinstance(column.type, UtcDateTime):
        return pd.Series(values, dtype=TIME)
    if isinstance(column.type, sa.Float):
        return pd.Series(values, dtype="float64")
    if isinstance(column.type, sa.Integer):
        whole = None not in values
        return pd.Series(values, dtype="int64" if whole else "Int64")
    if isinstance(column.type, sa.Boolean):
        return pd.Series(values, dtype="bool")
    return pd.Series(values, dtype="str")
