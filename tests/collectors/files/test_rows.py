import csv
import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Rejected
from collectors.errors import BadOptions, CollectorError, NotThisFormat
from collectors.files.rows import map_columns, read_rows

HEAD = "编号,内容,评分\n"
BODY = "1,屏幕很亮，电池一般,4\n2,价格有点高,3\n"
ROWS = [
    {"编号": "1", "内容": "屏幕很亮，电池一般", "评分": "4"},
    {"编号": "2", "内容": "价格有点高", "评分": "3"},
]


def rows(path: Path, **options: Any) -> list[dict[str, Any]]:
    return [found[1] for found in read_rows(path, **options) if not isinstance(found, Rejected)]


def rejected(path: Path, **options: Any) -> list[Rejected]:
    return [found for found in read_rows(path, **options) if isinstance(found, Rejected)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_of_chinese_offices(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((HEAD + BODY).encode(codec))
    assert rows(path) == ROWS


def test_csv_in_big5_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("編號,內容\n1,這支手機的螢幕很亮，電池也夠用一整天\n".encode("big5"))
    assert rows(path) == [{"編號": "1", "內容": "這支手機的螢幕很亮，電池也夠用一整天"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_header(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"\nid{delimiter}text\n1{delimiter}a,b;c\n".replace("a,b;c", '"a,b;c"'))
    assert rows(path) == [{"id": "1", "text": "a,b;c"}]


def test_quoted_breaks_stay_in_their_cell_and_empty_cells_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text,extra\r\n1,"one\r\ntwo ""three""",\r\n\r\n', newline="")
    assert rows(path) == [{"id": "1", "text": 'one\r\ntwo "three"', "extra": None}]


def test_a_header_may_break_its_lines_and_follow_others(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('sep=;\n\nid;"text\n(1-5)"\n1;a\n2\n')
    assert rows(path) == [{"id": "1", "text\n(1-5)": "a"}]
    assert [one.where for one in rejected(path)] == ["a.csv line 6"]


def test_gzipped_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress((HEAD + BODY).encode()))
    assert rows(path) == ROWS


def test_columns_without_or_with_the_same_name_get_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,,text\na,b,c\n")
    assert rows(path) == [{"text": "a", "column_2": "b", "text_2": "c"}]


def test_a_malformed_row_is_rejected_with_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        b"id,text\n1,fine\n2\n3,two,many\n4,\xff\xfe\n5,fine\n" + "6,很好\n".encode() * 9
    )
    assert [row["id"] for row in rows(path)][:2] == ["1", "5"]
    assert [(one.where, one.reason) for one in rejected(path)] == [
        ("a.csv line 3", "1 cells where the header has 2"),
        ("a.csv line 4", "3 cells where the header has 2"),
        ("a.csv line 5", "bytes that are illegal in this file's encoding"),
    ]


def test_a_quote_that_is_never_closed_does_not_swallow_a_long_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,"open\n' + "2,fine\n" * 200_000)
    (bad,) = [one for one in rejected(path) if "limit" in one.reason]
    assert bad.where == "a.csv line 2"
    assert len(rows(path)) > 10_000


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_quote_that_is_never_closed_is_told_with_what_it_swallowed(
    tmp_path: Path, end: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'id,text\n0,fine\n1,"open\n2,fine\n3,fine{end}', newline="")
    assert rows(path) == [{"id": "0", "text": "fine"}]
    (told,) = rejected(path)
    assert told.where == "a.csv line 3"
    assert told.reason.startswith("a quotation mark is opened and never closed; 3 lines")
    assert told.raw == f'1,"open\n2,fine\n3,fine{end}'


def test_a_quote_that_is_never_closed_in_the_header_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,"text\n1,fine\n')
    with pytest.raises(NotThisFormat, match="a quotation mark is opened and never closed"):
        rows(path)


@pytest.mark.parametrize(
    "text", ["", "id,text", "id,text\n", 'id,text\n1,"a"', 'id,text\n1,"a\nb"\n']
)
def test_a_quote_that_is_closed_at_the_very_end_is_none_of_these(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert rejected(path) == []
    assert len(rows(path)) == text.count("1,")


def test_json_lines_are_read_and_a_broken_one_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a"}\n\n{"text": \n[1]\n{"text": "b"}\n')
    assert rows(path) == [{"text": "a"}, {"text": "b"}]
    assert [one.where for one in rejected(path)] == ["a.jsonl line 3", "a.jsonl line 4"]


@pytest.mark.parametrize("text", ['[{"a": 1}, 7]', '{"data": [{"a": 1}, 7], "n": 2}'])
def test_json_is_a_list_or_holds_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    assert rows(path) == [{"a": 1}]
    assert [one.where for one in rejected(path)] == ["a.json item 2"]


def test_json_of_one_object_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"text": "a"}')
    assert rows(path) == [{"text": "a"}]


def test_json_lines_under_the_name_of_json_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": 1}\n{"a": 2}\n')
    assert rows(path) == [{"a": 1}, {"a": 2}]


def test_parquet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame(ROWS * 3000).to_parquet(path)
    assert rows(path) == ROWS * 3000


def database(path: Path, *tables: str) -> Path:
    with sqlite3.connect(path) as connection:
        for table in tables:
            connection.execute(f'CREATE TABLE "{table}" (编号, 内容, 评分)')
            connection.executemany(f'INSERT INTO "{table}" VALUES (:编号, :内容, :评分)', ROWS)
    connection.close()
    return path


def test_the_only_table_of_a_database_is_read(tmp_path: Path) -> None:
    assert rows(database(tmp_path / "a.db", "odd-name")) == ROWS


def test_one_of_several_tables_must_be_named(tmp_path: Path) -> None:
    path = database(tmp_path / "a.sqlite", "notes", "comments")
    assert rows(path, table="notes") == ROWS
    with pytest.raises(NotThisFormat, match="comments, notes"):
        rows(path)
    with pytest.raises(NotThisFormat, match="'others'"):
        rows(path, table="others")


def workbook(path: Path, *sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for number, lines in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet(f"s{number}")
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def test_the_first_sheet_of_a_workbook_is_read_unless_another_is_named(tmp_path: Path) -> None:
    first = [[], ["id", "text", None], [1, "很亮", None], [None], [2, None], [3, "x", "beyond"]]
    path = workbook(tmp_path / "a.xlsx", first, [["text"], ["zwei"]])
    assert rows(path) == [{"id": 1, "text": "很亮"}, {"id": 2, "text": None}]
    assert [one.where for one in rejected(path)] == ["a.xlsx Sheet row 6", "a.xlsx s1"]
    assert rows(path, table="s1") == [{"text": "zwei"}]
    with pytest.raises(NotThisFormat, match="Sheet, s1"):
        rows(path, table="s9")


def test_a_number_that_excel_rounded_does_not_pass_for_an_id(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["id"], [4500000000000000], [4.5e20], [123456789012345]])
    assert [row["id"] for row in rows(path)] == ["4.50000E+15", "4.50000E+20", 123456789012345]


@pytest.mark.parametrize("name", ["a.csv", "a.pdf", "a", "a.xls"])
def test_a_file_that_is_not_there_or_not_known_is_told(tmp_path: Path, name: str) -> None:
    if name != "a.csv":
        (tmp_path / name).write_text("x")
    with pytest.raises(NotThisFormat):
        rows(tmp_path / name)


def test_the_format_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "export.dat"
    path.write_text('{"a": 1}\n')
    assert rows(path, format="jsonl") == [{"a": 1}]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "csv.gz", "json", "parquet", "db", "xlsx"])
@given(content=st.binary(max_size=200))
@settings(max_examples=25, deadline=None)
def test_any_bytes_give_rows_or_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, ending: str, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a.{ending}"
    path.write_bytes(content)
    try:
        for found in read_rows(path):
            assert isinstance(found, (tuple, Rejected))
    except CollectorError:
        return


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)


@given(st.lists(st.tuples(cells.map(lambda text: f"x{text}"), cells), max_size=6))
@settings(deadline=None)
def test_csv_gives_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, written: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("id", "text"), *written])
    assert rows(path) == [{"id": one, "text": other or None} for one, other in written]


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=8)), max_size=5))
@settings(deadline=None)
def test_json_lines_give_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, written: list[dict[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("jsonl") / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, written)))
    assert rows(path) == written


def test_columns_are_renamed_to_ours() -> None:
    given_rows = [
        ("l 2", {"客户": "7", "text": "a", "customer_id": "old"}),
        Rejected("l 3", "bad", ""),
    ]
    renamed = list(map_columns(given_rows, {"customer_id": "客户"}))
    assert renamed == [("l 2", {"text": "a", "customer_id": "7"}), given_rows[1]]


def test_a_column_that_is_not_there_is_told_with_those_there_are() -> None:
    with pytest.raises(BadOptions, match=r"map: customer_id: .* no column 'kunde'; columns: a, b"):
        list(map_columns([("l 2", {"a": 1, "b": 2})], {"customer_id": "kunde"}))


def test_a_name_that_is_none_of_ours_is_refused_with_those_there_are() -> None:
    found = iter([("a line 1", {"product": "x", "id": "1"})])
    with pytest.raises(BadOptions, match=r"chanel.*channel, order_id"):
        list(map_columns(found, {"chanel": "product"}, known=("order_id", "channel")))


def test_names_of_ours_are_let_pass() -> None:
    found = [("a line 1", {"product": "x"})]
    mapped = list(map_columns(found, {"channel": "product"}, known={"channel"}))
    assert mapped == [("a line 1", {"channel": "x"})]
