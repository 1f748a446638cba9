import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collectors.base import Rejected
from collectors.errors import NotThisFormat, TooLarge
from collectors.files import workbook
from collectors.files.posts import posts_from
from collectors.files.workbook import sheet_columns, workbook_rows

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def remade(path: Path, name: str, content: bytes) -> Path:
    """Return the workbook with another content of one of its parts."""
    with zipfile.ZipFile(path) as old:
        parts = {entry.filename: old.read(entry) for entry in old.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, held in {**parts, name: content}.items():
            new.writestr(part, held)
    return path


def sheet(path: Path, *rows: int, claims: str = "A1:B2") -> Path:
    """Return a workbook whose sheet has one word in each of `rows`."""
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>w{row}</t></is></c></row>'
        for row in rows
    )
    xml = (
        f'<worksheet xmlns="{SPACE}"><dimension ref="{claims}"/>'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    return remade(saved(path, ["text"]), "xl/worksheets/sheet1.xml", xml.encode())


def words(path: Path) -> list[str]:
    return [next(iter(one[1].values())) for one in workbook_rows(path) if isinstance(one, tuple)]


def test_the_size_that_a_sheet_claims_costs_nothing(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", 1, 60_000, claims="A1:XFD1048576")
    begun = time.perf_counter()
    assert (words(path), sheet_columns(path)) == (["w60000"], {"Sheet": ("w1",)})
    assert time.perf_counter() - begun < 5  # some 18 s where each row is as wide as claimed


def test_more_is_read_than_a_sheet_claims(tmp_path: Path) -> None:
    assert words(sheet(tmp_path / "a.xlsx", 1, 2, 3, claims="A1:A2")) == ["w2", "w3"]


@pytest.mark.parametrize("row", [workbook.MOST_EMPTY + 2, 10**15])
def test_rows_without_anything_come_to_an_end(tmp_path: Path, row: int) -> None:
    (only,) = workbook_rows(sheet(tmp_path / "a.xlsx", 1, row))
    assert isinstance(only, Rejected)
    assert "the rest was left out" in only.reason


def test_rows_below_many_empty_ones_are_read(tmp_path: Path) -> None:
    last = workbook.MOST_EMPTY + 1
    assert words(sheet(tmp_path / "a.xlsx", 1, last)) == [f"w{last}"]


def test_no_more_rows_are_read_than_a_sheet_can_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    found = list(workbook_rows(saved(tmp_path / "a.xlsx", *([n] for n in range(9)))))
    assert [isinstance(one, Rejected) for one in found] == [False, False, True]


def test_what_unpacks_to_many_times_its_size_is_not_opened(tmp_path: Path) -> None:
    strings = b"<sst>" + b"<si><t>a</t></si>" * 800_000 + b"</sst>"
    path = remade(saved(tmp_path / "a.xlsx", ["text"], ["a"]), "xl/sharedStrings.xml", strings)
    with pytest.raises(NotThisFormat, match="times its size"):
        list(workbook_rows(path))
    with pytest.raises(NotThisFormat, match="times its size"):
        sheet_columns(path)


def test_what_unpacks_to_too_much_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "a.xlsx", ["text"], ["a"])
    monkeypatch.setattr(workbook, "MOST_BYTES", 1000)
    with pytest.raises(TooLarge):
        list(workbook_rows(path))


def test_a_small_workbook_may_be_packed_well(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ["text"], *(["x" * 30_000] for _ in range(200)))
    assert len(words(path)) == 200


def sheets(path: Path, **held: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in held.items():
        one = book.create_sheet(name)
        for row in rows:
            one.append(row)
    book.save(path)
    return path


def test_sheets_with_the_columns_of_the_first_are_read_with_it(tmp_path: Path) -> None:
    path = sheets(
        tmp_path / "a.xlsx",
        empty=[],
        june=[["id", "text"], ["1", "eins"]],
        july=[["text", "id"], ["zwei", "2"]],
        notes=[["written by", "Ann"]],
        shops=[["shop", "town"], ["A", "Ulm"], ["B", "Bern"]],
    )
    found = list(workbook_rows(path))
    assert [one for one in found if isinstance(one, tuple)] == [
        ("a.xlsx june row 2", {"id": "1", "text": "eins"}),
        ("a.xlsx july row 2", {"id": "2", "text": "zwei"}),
    ]
    (told,) = (one for one in found if isinstance(one, Rejected))
    assert told.where == "a.xlsx shops"
    assert "shop, town" in told.reason
    assert "name it by table" in told.reason
    alone = next(workbook_rows(path, "shops"))
    assert alone == ("a.xlsx shops row 2", {"shop": "A", "town": "Ulm"})


def test_a_cell_with_a_day_holds_no_time_of_day(tmp_path: Path) -> None:
    day, moment = datetime(2024, 5, 1), datetime(2024, 5, 1, 10, 30)  # noqa: DTZ001  # as cells are
    path = saved(tmp_path / "a.xlsx", ["id", "text", "date"], ["1", "a", day], ["2", "b", moment])
    posts = [post for page in posts_from(path, source="mine") for post in page.posts]
    assert [post.published_precision for post in posts] == ["day", "second"]
    assert [post.published_at for post in posts] == [
        day.replace(tzinfo=UTC),
        moment.replace(tzinfo=UTC),
    ]
