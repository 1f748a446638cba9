"""Files of facts: rows under our names, broken ones in quarantine with their line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.errors import CollectorError
from flows.settings import SETTINGS_FILE, ImportSettings, load_settings
from flows.steps.collecting import Counts, import_file
from flows.steps.project import open_record
from flows.store import tables
from flows.store.errors import FrameMismatch
from flows.store.frames import read_table

NOW = datetime(2026, 5, 13, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / SETTINGS_FILE).touch()
    return tmp_path


def _import(home: Path, name: str, text: str, item: ImportSettings) -> Counts:
    (home / name).write_text(text, "utf-8")
    settings = load_settings(home)
    with open_record(settings) as record:
        return import_file(record, settings, item, NOW)


def test_orders_are_stored_and_a_broken_line_is_named(home: Path) -> None:
    item = ImportSettings(what="orders", file=Path("o.csv"), map={"order_id": "订单号"})
    text = (
        "订单号,customer_id,ordered_at,amount\n1,c1,2026-05-01,9.5\n"
        "2,c1,五一,1\n3,c2\n4,c2,2026-05-02,3\n"
    )
    counts = _import(home, "o.csv", text, item)
    assert (counts.new, counts.refused) == (2, 2)
    with open_record(load_settings(home)) as record:
        broken = read_table(record, tables.quarantine)
        stored = read_table(record, tables.orders)
    assert stored["order_id"].tolist() == ["1", "4"]
    assert sorted(broken["location"].str.extract(r"line (\d)")[0]) == ["3", "4"]


def test_lines_of_one_order_are_numbered_through_the_whole_file(home: Path) -> None:
    item = ImportSettings(what="orders", file=Path("o.csv"))
    lines = "".join(f"7,c1,2026-05-01,{amount}\n" for amount in range(30))
    _import(home, "o.csv", f"order_id,customer_id,ordered_at,amount\n{lines}", item)
    with open_record(load_settings(home)) as record:
        assert read_table(record, tables.orders)["line"].tolist() == list(range(1, 31))


def test_a_second_import_changes_nothing(home: Path) -> None:
    item = ImportSettings(what="customers", file=Path("c.csv"))
    text = "customer_id,birth_year\nc1,1990\nc2,\n"
    assert _import(home, "c.csv", text, item).new == 2
    assert _import(home, "c.csv", text, item) == Counts("c", unchanged=2)


def test_a_file_without_a_needed_column_says_so(home: Path) -> None:
    item = ImportSettings(what="orders", file=Path("o.csv"))
    with pytest.raises(FrameMismatch, match="ordered_at"):
        _import(home, "o.csv", "order_id,amount\n1,2\n", item)


def test_a_misspelt_column_is_named_and_nothing_is_stored(home: Path) -> None:
    item = ImportSettings(what="orders", file=Path("o.csv"), map={"chanel": "product"})
    text = "order_id,ordered_at,amount,product\n1,2026-05-01,2,tea\n"
    with pytest.raises(CollectorError, match="chanel"):
        _import(home, "o.csv", text, item)


def test_a_file_that_is_not_there_says_so(home: Path) -> None:
    item = ImportSettings(what="posts", file=Path("none.csv"))
    with pytest.raises(CollectorError, match=r"none\.csv"):
        _import(home, "other.csv", "", item)
