from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.errors import MixedCurrencies
from segments.value.rfm import fifths, rfm

NOW = datetime(2026, 3, 1, tzinfo=UTC)

Line = tuple[str, str, float, float, float]


def lines(*rows: Line) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer_id", "order_id", "days", "quantity", "amount"])
    ago = pd.to_timedelta(frame.pop("days").astype(float), unit="D")
    return frame.assign(ordered_at=pd.Timestamp(NOW) - ago)


def only(*rows: Line) -> pd.Series:
    table = rfm(lines(*rows), as_of=NOW)
    assert len(table) == 1
    return table.iloc[0]


def test_lines_of_one_order_count_once() -> None:
    ann = only(("ann", "1", 9, 1, 5.0), ("ann", "1", 9, 2, 6.0), ("ann", "2", 4, 1, 1.0))
    assert (ann["recency_days"], ann["frequency"], ann["monetary"]) == (4, 2, 12)


def test_a_return_under_its_own_id_takes_money_off_and_is_no_purchase() -> None:
    ann = only(("ann", "1", 9, 2, 20.0), ("ann", "C1", 2, -1, -10.0))
    assert (ann["recency_days"], ann["frequency"], ann["monetary"]) == (9, 1, 10)


def test_an_order_paid_back_in_full_is_no_purchase() -> None:
    ann = only(("ann", "1", 9, 1, 20.0), ("ann", "2", 3, 1, 30.0), ("ann", "2", 3, 0, -30.0))
    assert (ann["recency_days"], ann["frequency"], ann["monetary"]) == (9, 1, 20)


def test_an_order_sent_back_in_full_is_no_purchase() -> None:
    ann = only(("ann", "1", 9, 1, 20.0), ("ann", "2", 3, 1, 30.0), ("ann", "2", 3, -1, -25.0))
    assert (ann["frequency"], ann["monetary"]) == (1, 25)


def test_an_exchange_within_an_order_is_a_purchase() -> None:
    ann = only(("ann", "1", 9, 2, 20.0), ("ann", "1", 9, -1, -10.0))
    assert (ann["frequency"], ann["monetary"]) == (1, 10)


def test_a_free_sample_is_a_purchase_worth_nothing() -> None:
    ann = only(("ann", "1", 9, 1, 0.0))
    assert (ann["frequency"], ann["monetary"]) == (1, 0)


def test_who_only_sent_back_has_no_scores() -> None:
    ann = only(("ann", "C1", 2, -1, -10.0))
    assert (ann["frequency"], ann["monetary"]) == (0, -10)
    assert ann[["recency_days", "r_score", "f_score", "m_score"]].isna().all()


def test_orders_after_the_moment_and_of_nobody_are_ignored() -> None:
    rows = lines(("ann", "1", -1, 1, 5.0), ("bo", "2", 1, 1, 5.0), ("bo", "3", 0, 1, 5.0))
    rows.loc[1, "customer_id"] = None
    table = rfm(rows, as_of=NOW)
    assert table[["customer_id", "frequency", "recency_days"]].to_numpy().tolist() == [["bo", 1, 0]]


def test_no_orders_give_no_rows() -> None:
    assert rfm(lines(), as_of=NOW).empty


def test_five_customers_get_five_scores() -> None:
    table = rfm(lines(*((f"c{n}", str(n), n, 1, n * 10.0) for n in range(1, 6))), as_of=NOW)
    assert table["r_score"].tolist() == [5, 4, 3, 2, 1]
    assert table["m_score"].tolist() == [1, 2, 3, 4, 5]
    assert table["f_score"].tolist() == [3] * 5


@pytest.mark.parametrize(
    ("values", "scores"),
    [([7], [3]), ([1, 2], [2, 4]), ([1, 1, 1], [3, 3, 3]), ([0, 0, 0, 9], [2, 2, 2, 5]), ([], [])],
)
def test_few_customers_and_ties_score_in_the_middle_of_their_ranks(
    values: list[int], scores: list[int]
) -> None:
    assert fifths(pd.Series(values, dtype=float)).tolist() == scores


def test_amounts_that_are_equal_up_to_rounding_score_alike() -> None:
    rows = [("a", "1", 1, 1, 0.1), ("a", "2", 1, 1, 0.2), ("b", "3", 1, 1, 0.3)]
    assert rfm(lines(*rows), as_of=NOW)["m_score"].tolist() == [3, 3]


def test_several_currencies_need_rates() -> None:
    rows = lines(("a", "1", 1, 1, 70.0), ("a", "2", 1, 1, 10.0)).assign(currency=["CNY", "EUR"])
    with pytest.raises(MixedCurrencies, match="no rate for CNY, EUR"):
        rfm(rows, as_of=NOW)
    assert rfm(rows, as_of=NOW, rates={"CNY": 1, "EUR": 8})["monetary"].tolist() == [150]


purchase = st.tuples(
    st.sampled_from("abcdefgh"),
    st.integers(1, 12).map(str),
    st.integers(0, 400).map(float),
    st.integers(-2, 3).map(float),
    st.integers(-5000, 9000).map(lambda cents: cents / 100),
)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject) -> None:
    rows = data.draw(st.lists(purchase, max_size=15))
    shuffled = data.draw(st.permutations(rows))
    one, other = rfm(lines(*rows), as_of=NOW), rfm(lines(*shuffled), as_of=NOW)
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@settings(max_examples=12, deadline=None)
@given(st.lists(purchase, max_size=15), st.sampled_from([2.0, 10.0]))
def test_scores_do_not_depend_on_the_currency(rows: list[Line], rate: float) -> None:
    plain = rfm(lines(*rows), as_of=NOW)
    other = rfm(lines(*rows).assign(currency="EUR"), as_of=NOW, rates={"EUR": rate})
    assert plain["m_score"].equals(other["m_score"])


@settings(max_examples=12, deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=1, max_size=60))
def test_who_is_worth_more_never_scores_less(values: list[float]) -> None:
    scored = pd.DataFrame({"value": values, "score": fifths(pd.Series(values))})
    ranked = scored.sort_values("value")
    assert ranked["score"].is_monotonic_increasing
    assert scored.groupby("value")["score"].nunique().eq(1).all()


def test_a_day_later_everybody_is_a_day_further_away() -> None:
    rows = lines(("a", "1", 3, 1, 5.0), ("b", "2", 8, 1, 5.0))
    assert rfm(rows, as_of=NOW + timedelta(days=1))["recency_days"].tolist() == [4, 9]
