"""Which line of its order a row is."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from flows.store import tables
from flows.store.engine import serialise
from flows.store.rows import ONE_COLUMN_KEYS, Row, among

_NAMES = tables.orders.columns.keys()
_SOURCE, _ORDER, _LINE, _PRODUCT = map(_NAMES.index, ("source", "order_id", "line", "product"))


class Repeats:
    """Check that no two rows of a file claim the same line of an order with other content."""

    def __init__(self) -> None:
        self._seen: dict[Row, Row] = {}

    def __call__(self, row: Row) -> None:
        """Take one row: order_id, line, the rest.

        Raises:
            ValueError: an earlier one says something else of this line.
        """
        order, line = row[:2]
        if self._seen.setdefault((order, line), row) != row:
            msg = f"line {line} of order {order} came before in this file, with other content"
            raise ValueError(msg)


def numbered(connection: sa.Connection, lines: Sequence[Row]) -> list[Row]:
    """Return rows of `orders`, of one source, with a number for each that had none.

    A stored line is known again by its product; what is new comes after all stored lines.
    """
    if all(line[_LINE] is not None for line in lines):
        return list(lines)
    serialise(connection, lines[0][_SOURCE])
    numbers = _Numbers(_stored(connection, lines))
    return [
        (*line[:_LINE], numbers.next(line[_ORDER], line[_PRODUCT]), *line[_LINE + 1 :])
        for line in lines
    ]


class _Numbers:
    def __init__(self, stored: Iterable[tuple[str, str | None, int]]) -> None:
        self._known: dict[tuple[str, str | None], deque[int]] = defaultdict(deque)
        self._last: dict[str, int] = defaultdict(int)
        for order, product, line in stored:
            self._known[order, product].append(line)
            self._last[order] = max(self._last[order], line)

    def next(self, order: str, product: str | None) -> int:
        known = self._known.get((order, product))
        if known:
            return known.popleft()
        self._last[order] += 1
        return self._last[order]


def _stored(
    connection: sa.Connection, lines: Sequence[Row]
) -> Iterable[tuple[str, str | None, int]]:
    """Yield order, product and number of the stored lines of these orders, by number."""
    column = tables.orders.c
    wanted = sorted({line[_ORDER] for line in lines})
    for start in range(0, len(wanted), ONE_COLUMN_KEYS):
        some = among(connection, column.order_id, wanted[start : start + ONE_COLUMN_KEYS])
        chosen = sa.select(column.order_id, column.product, column.line)
        of_source = column.source == lines[0][_SOURCE]
        for row in connection.execute(chosen.where(of_source, some).order_by(column.line)):
            yield row[0], row[1], row[2]
