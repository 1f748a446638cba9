"""Recency, frequency and money of customers, scored in fifths."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from segments.errors import MixedCurrencies
from segments.moment import utc
from segments.schema import OrderLine, Rfm, checked

SCORES = 5

_DAY_S = 86_400
_DECIMALS = 4
"""Money is rounded to this, so that customers who paid the same tie whatever the float noise."""


def rfm(
    orders: pd.DataFrame, *, as_of: datetime, rates: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Return recency, frequency, money and their scores per customer, sorted by customer.

    After Hughes, Strategic Database Marketing (1994). What counts, up to and with `as_of`:

    - A *purchase* is an order (all lines of one order_id together) with more pieces bought than
      returned, and with money left unless nothing was ever paid back (a free sample counts, an
      order paid back in full does not). A return or cancellation under an id of its own is
      no purchase.
    - `recency_days`: days from the last purchase. `frequency`: purchases. `monetary`: all
      amounts, refunds and returns taken off, so it may be negative.
    - Scores 1 to 5 (5 = lately, often, much) among customers with a purchase: score =
      1 + floor(5 (rank - 1/2) / n), where customers who tie share the mean of their ranks. So
      ties score alike, one customer alone scores 3, and the order of rows does not matter.
    - A customer with refunds only has frequency 0, no recency and no scores.

    Args:
        orders: `schema.OrderLine`; lines without customer are ignored. Amounts are those of the
            line, not of the piece.
        as_of: the moment asked about, aware.
        rates: value of one unit of each currency in the currency wanted; needed only when the
            orders are in several.

    Raises:
        BadFrame, MixedCurrencies, NaiveMoment: the input is not as described.
    """
    moment = utc(as_of)
    lines = checked(OrderLine, orders, name="orders")
    lines = lines[lines["customer_id"].notna() & (lines["ordered_at"] <= moment)]
    table = _per_customer(_per_order(_in_one_currency(lines, rates or {})), moment)
    return checked(Rfm, _scored(table), name="rfm")


def fifths(values: pd.Series) -> pd.Series:
    """Return scores from 1 (lowest fifth) to 5: (n,) -> (n,) Int64, same index; null stays null."""
    twice_rank = (values.rank(method="average") * 2).astype("Int64")
    # Whole numbers only: a rank just below the edge of a fifth must not be rounded over it.
    return 1 + SCORES * (twice_rank - 1) // (2 * int(values.notna().sum()) or 1)


def _in_one_currency(lines: pd.DataFrame, rates: Mapping[str, float]) -> pd.DataFrame:
    used = sorted(lines["currency"].unique()) if "currency" in lines else []
    if not used or (len(used) == 1 and not rates):
        return lines
    unknown = [currency for currency in used if currency not in rates]
    if unknown:
        raise MixedCurrencies(unknown, known=sorted(rates))
    return lines.assign(amount=lines["amount"] * lines["currency"].map(dict(rates)))


def _per_order(lines: pd.DataFrame) -> pd.DataFrame:
    lines = lines.assign(paid_back=lines["amount"] < 0)
    orders = lines.groupby(["customer_id", "order_id"], as_index=False).agg(
        ordered_at=("ordered_at", "min"),
        quantity=("quantity", "sum"),
        amount=("amount", "sum"),
        paid_back=("paid_back", "any"),
    )
    amount = orders["amount"].round(_DECIMALS)
    kept = (orders["quantity"] > 0) & ((amount > 0) | ((amount == 0) & ~orders["paid_back"]))
    return orders.assign(amount=amount, bought_at=orders["ordered_at"].where(kept))


def _per_customer(orders: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    table = orders.groupby("customer_id", as_index=False).agg(
        last=("bought_at", "max"), frequency=("bought_at", "count"), monetary=("amount", "sum")
    )
    return table.assign(
        recency_days=(as_of - table["last"]).dt.total_seconds() / _DAY_S,
        monetary=table["monetary"].round(_DECIMALS),
    )


def _scored(table: pd.DataFrame) -> pd.DataFrame:
    bought = table["frequency"] > 0
    return table.assign(
        r_score=fifths(-table["recency_days"]),
        f_score=fifths(table["frequency"].where(bought)),
        m_score=fifths(table["monetary"].where(bought)),
    )
