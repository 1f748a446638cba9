import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.cli.output import FORMATS, Output, distinct, show, show_fields, write_rows


def answer(sql: str) -> pa.Table:
    with duckdb.connect() as connection:
        return connection.sql(sql).to_arrow_table()


@pytest.fixture
def printed(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[[str, str], bytes]:
    """Show the answer to SQL in a style, and give what arrived on stdout."""

    def shown(sql: str, style: str) -> bytes:
        show(answer(sql), style)
        return capfdbinary.readouterr().out

    return shown


BIG = "SELECT 9007199254740993::BIGINT a, 'x' b UNION ALL SELECT NULL, NULL ORDER BY b"


def test_whole_numbers_beside_gaps_stay_exact(printed: Any) -> None:
    assert json.loads(printed(BIG, "json")) == [
        {"a": 9007199254740993, "b": "x"},
        {"a": None, "b": None},
    ]
    assert printed(BIG, "csv") == b"a,b\n9007199254740993,x\n,\n"
    table = printed(BIG, "table").decode()
    assert "9007199254740993 x" in table
    assert not {"nan", "none", "<na>"} & set(table.lower().split())


def test_sums_are_numbers_in_json(printed: Any) -> None:
    said = printed("SELECT sum(x) s, 1.5 d FROM (SELECT 1500::BIGINT x)", "json")
    assert json.loads(said) == [{"s": 1500, "d": 1.5}]


def test_a_name_met_twice_keeps_both_values(printed: Any) -> None:
    said = json.loads(printed("SELECT 1 a, 2 a, 3 a_2", "json"))
    assert sorted(said[0].values()) == [1, 2, 3]
    assert said[0]["a_2"] == 3
    assert distinct(["a", "a", "b", "a"]) == ["a", "a_2", "b", "a_3"]


def test_no_rows_are_said_to_be_none(printed: Any) -> None:
    assert json.loads(printed("SELECT 1 a WHERE false", "json")) == []
    assert printed("SELECT 1 a WHERE false", "table") == b"(no rows)\n"


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize(
    "expression",
    ["INTERVAL 1 MONTH", "date 'infinity'", "timestamp '290000-01-01'", "'nan'::DOUBLE", "NULL"],
)
def test_no_value_stops_any_format(expression: str, style: str, printed: Any) -> None:
    assert printed(f"SELECT {expression} AS a", style)


def test_parquet_holds_the_table_itself(printed: Any) -> None:
    read = pq.read_table(io.BytesIO(printed(BIG, "parquet")))
    assert read.schema.field("a").type == pa.int64()
    assert read.column("a").to_pylist() == [9007199254740993, None]


def test_a_terminal_is_not_steered_by_a_table(printed: Any) -> None:
    assert b"\x1b" not in printed("SELECT chr(27) || '[2J' AS a", "table")


def test_a_spreadsheet_gets_no_formulas(printed: Any) -> None:
    said = printed("SELECT '=cmd|x' AS a, -5 AS n", "csv")
    assert said == b"a,n\n'=cmd|x,-5\n"


def test_fields_are_shown_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    show_fields(answer("SELECT 'c1' AS customer, 3::BIGINT AS posts, NULL AS phone"))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[1:]] == [["customer", "c1"], ["posts", "3"], ["phone"]]


def test_mixed_values_of_a_column_are_text_in_parquet(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"v": 1, "n": 3, "o": {}, "s": "a\ud800"},
        {"v": "x", "n": None, "o": {}, "s": None},
        {"v": [1], "big": 10**30},
    ]
    assert write_rows(rows, tmp_path / "m.parquet") == 3
    read = pq.read_table(tmp_path / "m.parquet").to_pydict()
    assert read["v"] == ["1", "x", "[1]"]
    assert read["n"] == [3, None, None]
    assert read["big"] == [None, None, str(10**30)]


def test_a_csv_file_has_whole_numbers_gaps_and_no_formulas(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"likes": 3, "text": "@SUM(1)"},
        {"likes": None, "text": "a\nb"},
        {"new": [1.5]},
    ]
    write_rows(rows, tmp_path / "x.csv")
    text = (tmp_path / "x.csv").read_bytes().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["likes", "text", "new"],
        ["3", "'@SUM(1)", ""],
        ["", "a\nb", ""],
        ["", "", "[1.5]"],
    ]


@pytest.mark.parametrize("name", ["nowhere/x.jsonl", "x.docx", "x"])
def test_a_file_that_cannot_be_written_is_told_before_any_work(name: str, tmp_path: Path) -> None:
    with pytest.raises(click.BadParameter):
        Output().convert(str(tmp_path / name), None, None)
