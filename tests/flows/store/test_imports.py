from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.store.collected import Saved
from flows.store.errors import FrameMismatch, UnknownZone
from flows.store.frames import customers, identities, orders, read_table
from flows.store.imports import save_customers, save_identities, save_orders
from flows.store.privacy import author_key
from flows.store.reading import fields_for
from flows.store.record import Record
from segments.value.rfm import rfm

KEY = b"a key that only tests may know"
NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)
FROM = {"source": "file.csv", "seen_at": NOW}


def frame(**columns: list[Any]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def test_customers_are_stored_and_the_same_file_again_changes_nothing(record: Record) -> None:
    given = frame(
        customer_id=["c1", 17.0],
        sex=["女", "M"],
        birth_year=["1990", None],
        joined_at=["2024-03-01", "2024/3/1 08:00"],
        remark=["", "x"],
    )
    assert save_customers(record, given, zone="Asia/Shanghai", **FROM) == Saved(new=2)
    assert save_customers(record, given, zone="Asia/Shanghai", **FROM) == Saved(unchanged=2)
    stored = customers(record).set_index("customer_id")
    assert stored.loc["c1", ["sex", "birth_year"]].tolist() == ["female", 1990]
    assert stored.loc["c1", "joined_at"] == datetime(2024, 2, 29, 16, tzinfo=UTC)
    assert stored.loc["17", "joined_at"] == datetime(2024, 3, 1, tzinfo=UTC)


def test_a_changed_customer_is_one_change(record: Record) -> None:
    save_customers(record, frame(customer_id=["c1", "c2"], place=["杭州", "北京"]), **FROM)
    moved = frame(customer_id=["c1", "c2"], place=["上海", "北京"])
    assert save_customers(record, moved, **FROM) == Saved(changed=1, unchanged=1)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"order_id": None}, "order_id is empty"),
        ({"ordered_at": "13/05/2026"}, "ordered_at: '13/05/2026' is not a date; write 2026-05-13"),
        ({"ordered_at": "2026-02-30"}, "ordered_at: day "),
        ({"amount": "twelve"}, "amount: 'twelve' is not a number"),
        ({"amount": "inf"}, "amount: 'inf' is not a number"),
        ({"amount": "1,2,3"}, "amount: '1,2,3' is not a number"),
        ({"amount": ""}, "amount is empty"),
        ({"currency": "yuan"}, "currency: 'YUAN' is not a currency code"),
        ({"order_id": "1.23457E+18"}, "order_id: the id 1.23457E+18 was rounded by a spreadsheet"),
        (
            {"order_id": 1.2345678901234567e19},
            "order_id: the id 1.2345678901234567e+19 was rounded",
        ),
        ({"customer_id": 2.0**53}, "customer_id: the id 9007199254740992.0 was rounded"),
        ({"order_id": "x" * 501}, "order_id: an id has 1 to 500 characters"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_row_goes_to_quarantine_and_the_rest_goes_on(
    record: Record, wrong: dict[str, Any], reason: str
) -> None:
    good = {"order_id": "o1", "ordered_at": "2026-05-13", "amount": "5", "currency": "EUR"}
    rows = pd.DataFrame([good, good | wrong], dtype=object)
    assert save_orders(record, rows, **FROM) == Saved(new=1, refused=1)
    assert save_orders(record, rows, **FROM) == Saved(unchanged=1, refused=1)
    (kept,) = read_table(record, "quarantine").to_dict("records")
    assert kept["reason"].startswith(reason)
    assert (kept["location"], kept["stage"], kept["source"]) == ("row 2", "import", "file.csv")


def test_lines_of_an_order_without_numbers_are_numbered(record: Record) -> None:
    given = frame(
        order_id=["o1", "o1", "o2"], ordered_at=["2026-05-13"] * 3, amount=[1, -2.5, "1,200.50"]
    )
    assert save_orders(record, given, **FROM).new == 3
    stored = orders(record)
    assert stored[["order_id", "line", "amount"]].to_numpy().tolist() == [
        ["file.csv\to1", 1, 1.0], ["file.csv\to1", 2, -2.5], ["file.csv\to2", 1, 1200.5],
    ]  # fmt: skip
    assert set(stored["currency"]) == {"CNY"}
    assert set(stored["quantity"]) == {1.0}


def amounts(record: Record) -> list[list[Any]]:
    return read_table(record, "orders")[["order_id", "line", "amount"]].to_numpy().tolist()


def test_two_sources_may_both_have_an_order_1(record: Record) -> None:
    day = "2026-05-13"
    shops = {
        "a": frame(order_id=["1"], customer_id=["c1"], ordered_at=[day], amount=[10]),
        "b": frame(order_id=["1"], customer_id=["c1"], ordered_at=[day], amount=[100]),
    }
    for name, rows in shops.items():
        assert save_orders(record, rows, source=name, seen_at=NOW) == Saved(new=1)
    for name, rows in shops.items():
        assert save_orders(record, rows, source=name, seen_at=NOW) == Saved(unchanged=1)
    (customer,) = rfm(orders(record), as_of=NOW).to_dict("records")
    assert (customer["frequency"], customer["monetary"]) == (2, 110)


def test_lines_are_numbered_by_the_id_that_is_stored(record: Record) -> None:
    ids = ["A1", "A1 ", 1001, "1001", 1001.0]
    given = frame(order_id=ids, ordered_at=["2026-05-13"] * 5, amount=[1, 2, 3, 4, 5])
    assert save_orders(record, given, **FROM) == Saved(new=5)
    assert save_orders(record, given, **FROM) == Saved(unchanged=5)
    assert amounts(record) == [
        ["1001", 1, 3.0], ["1001", 2, 4.0], ["1001", 3, 5.0], ["A1", 1, 1.0], ["A1", 2, 2.0],
    ]  # fmt: skip


def test_an_order_may_come_in_two_files_a_product_in_each(record: Record) -> None:
    def line(product: str, amount: float) -> pd.DataFrame:
        day = ["2026-05-13"]
        return frame(order_id=["9"], ordered_at=day, amount=[amount], product=[product])

    assert save_orders(record, line("x", 10), **FROM) == Saved(new=1)
    assert save_orders(record, line("y", 70), **FROM) == Saved(new=1)
    assert save_orders(record, line("x", 10), **FROM) == Saved(unchanged=1)
    assert save_orders(record, line("y", 71), **FROM) == Saved(changed=1)
    assert amounts(record) == [["9", 1, 10.0], ["9", 2, 71.0]]


def test_a_line_number_that_comes_twice_is_refused_unless_it_says_the_same(record: Record) -> None:
    given = frame(
        order_id=["9", "9 ", "9"], line=[1, 1, 1], ordered_at=["2026-05-13"] * 3, amount=[1, 1, 2]
    )
    for saved in (Saved(new=1, refused=1), Saved(unchanged=1, refused=1)):
        assert save_orders(record, given, **FROM) == saved
    assert amounts(record) == [["9", 1, 1.0]]
    reason = "line 1 of order 9 came before in this file, with other content"
    assert read_table(record, "quarantine")["reason"].tolist() == [reason]


@pytest.mark.parametrize("save", [save_customers, save_orders, save_identities])
def test_a_file_with_a_heading_only_is_no_error(record: Record, save: Any) -> None:
    assert save(record, pd.DataFrame([]), **FROM) == Saved()


@pytest.mark.parametrize("save", [save_customers, save_orders, save_identities])
@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", ""])
def test_an_unknown_zone_is_told(record: Record, save: Any, zone: str) -> None:
    with pytest.raises(UnknownZone, match="is no time zone; write one such as Asia/Shanghai"):
        save(record, pd.DataFrame([]), zone=zone, **FROM)


def test_a_file_without_a_needed_column_is_refused_whole(record: Record) -> None:
    with pytest.raises(FrameMismatch, match="orders: lacks ordered_at, amount"):
        save_orders(record, frame(order_id=["o1"]), **FROM)


def test_phone_numbers_in_refused_rows_are_masked(record: Record) -> None:
    save_customers(record, frame(customer_id=[None], remark=["call 13800138000"]), **FROM)
    assert "[phone]" in read_table(record, "quarantine")["raw"].iloc[0]


def test_an_account_is_joined_by_pseudonym_and_only_while_consent_lasts(record: Record) -> None:
    given = frame(
        customer_id=["c1", "c2", "c3"],
        account_source=["social"] * 3,
        account_id=["@a", "@b", "@c"],
        evidence=["form"] * 3,
        purpose=["service"] * 3,
        consent_at=["2026-01-01", "2026-01-01", "2027-01-01"],
        ends_at=[None, "2026-02-01", None],
    )
    assert save_identities(record, given, **FROM).new == 3
    held = identities(record, NOW)
    assert held[["customer_id", "author_key"]].to_numpy().tolist() == [
        ["c1", author_key(KEY, "social", "@a")]
    ]
    assert len(identities(record, datetime(2026, 1, 15, tzinfo=UTC))) == 2


EARLIEST = datetime(1950, 1, 1)  # noqa: DTZ001  # hypothesis adds the zone


@given(st.datetimes(timezones=st.just(ZoneInfo("Asia/Shanghai")), min_value=EARLIEST))
def test_iso_times_are_read_as_they_were_meant(moment: datetime) -> None:
    read = fields_for("UTC").moment(moment.replace(fold=0).isoformat())
    assert read == moment.replace(fold=0).astimezone(UTC)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_as_they_were_written(number: float) -> None:
    assert fields_for("UTC").number(repr(number)) == number
