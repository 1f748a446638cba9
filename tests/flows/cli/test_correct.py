"""Corrections and audits from the command line."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from tags import add, tag

from flows.cli import cli
from flows.settings import load_settings
from flows.steps.project import open_record
from flows.steps.publishing import publish_tables
from flows.store.frames import read_table


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project with three tagged posts, published."""
    (tmp_path / "opinionflow.toml").write_text("", "utf-8")
    settings = load_settings(tmp_path)
    with open_record(settings) as record:
        add(record, 1, 2)
        add(record, 3, text="=价格\n=2+3")
        tag(record)
        publish_tables(record, settings)
    return tmp_path


def run(home: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, [*words, "--home", str(home)])
    return done.exit_code, done.stdout, done.stderr


def asked(home: Path, sql: str) -> list[dict[str, Any]]:
    return list(json.loads(run(home, "query", sql, "--format", "json")[1]))


def keys(home: Path) -> list[str]:
    return [row["post_key"] for row in asked(home, "SELECT post_key FROM posts ORDER BY id")]


def moods(home: Path) -> list[str]:
    sql = "SELECT sentiment FROM tagged_posts ORDER BY id"
    return [row["sentiment"] for row in asked(home, sql)]


def test_a_correction_is_published_and_can_be_withdrawn(home: Path) -> None:
    first = keys(home)[0]
    words = (first, "--kind", "sentiment", "--label", "negative", "--by", "ann")
    code, shown, _ = run(home, "correct", *words)
    assert (code, json.loads(shown)["corrected"]) == (0, 1)
    assert moods(home) == ["negative", "positive", "positive"]
    sql = "SELECT post_key FROM post_tags WHERE model = 'person:ann'"
    assert asked(home, sql) == [{"post_key": first}]
    code, shown, _ = run(home, "correct", first, "--kind", "sentiment", "--withdraw")
    assert (code, json.loads(shown)["withdrawn"]) == (0, 1)
    assert moods(home) == ["positive"] * 3


def test_bad_rows_of_a_file_are_named_and_the_others_count(home: Path) -> None:
    one, two, three = keys(home)
    file = home / "fixes.csv"
    lines = [
        "post_key,kind,label,was,remove,start",
        f"{one},sentiment,negative,,,",
        f"{two},sentiment,bad,,,",
        f"{two},topic,,物流,y,",
        f"{two},topic,,价格,y,",
        f"{two},topic,价格,,,zero",
        f"{three},brand,,,,",
        "nobody,sentiment,negative,,,",
        f"{three},sentiment,neutral,positive,no,",
    ]
    file.write_text("\n".join(lines), "utf-8")
    code, shown, said = run(home, "correct", "--file", str(file), "--by", "ann")
    counts = {"corrected": 3, "withdrawn": 0, "unchanged": 0, "refused": 5}
    assert (code, json.loads(shown)) == (1, counts)
    named = [line.partition(":")[0] for line in said.splitlines()]
    assert named == [f"fixes.csv line {n}" for n in (3, 4, 6, 7, 8)]
    assert moods(home) == ["negative", "positive", "neutral"]


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--kind", "sentiment"), 2), (("x", "--kind", "sentiment", "--label", "negative"), 1)],
)
def test_what_cannot_be_corrected_is_said_in_one_line(
    home: Path, words: Sequence[str], code: int
) -> None:
    status, _, said = run(home, "correct", *words)
    assert status == code
    assert "Traceback" not in said


def sheet(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    names, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    return [dict(zip(names, row, strict=True)) for row in rows]


def fill_in(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))  # type: ignore[union-attr]
    for row in rows:
        book.active.append(list(row.values()))  # type: ignore[union-attr]
    book.save(path)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_goes_out_and_its_verdicts_come_back(home: Path, ending: str) -> None:
    path = home / f"sheet.{ending}"
    words = ("--draw", "6", "--kind", "sentiment", "--kind", "topic", "--output", str(path))
    code, shown, _ = run(home, "audit", *words)
    assert (code, shown.strip()) == (0, str(path))
    rows = sheet(path)
    assert sorted(row["kind"] for row in rows) == ["sentiment"] * 3 + ["topic"] * 3
    for row, mark in zip(rows, ["y", "Y", "n", "", "maybe", "对"], strict=True):
        row["right"] = mark
    rows[2]["should_be"] = "negative"
    fill_in(path, [row | {"text": str(row["text"]).replace("=", " ")} for row in rows])
    code, shown, said = run(home, "audit", "--read", str(path), "--by", "ann")
    counts = {"judged": 4, "unchanged": 0, "unmarked": 1, "refused": 1}
    assert (code, json.loads(shown)) == (1, counts)
    assert "maybe" in said
    assert sorted(moods(home)) == ["negative", "positive", "positive"]
    _, shown, _ = run(home, "audit")
    found = {line.split()[0]: line.split()[1:3] for line in shown.splitlines()[1:]}
    assert found["sentiment"] == ["3", "0.667"]
    assert json.loads(run(home, "audit", "--read", str(path), "--by", "ann")[1])["unchanged"] == 4


def test_no_text_is_a_formula_for_a_spreadsheet(home: Path) -> None:
    for path in (home / "a.csv", home / "a.xlsx"):
        run(home, "audit", "--draw", "9", "--output", str(path))
    texts = [str(row["text"]) for row in sheet(home / "a.csv")]
    assert any(text.startswith("'=价格") for text in texts)
    book = openpyxl.load_workbook(home / "a.xlsx").active
    assert "f" not in {cell.data_type for line in book.iter_rows() for cell in line}  # type: ignore[union-attr]


def test_nothing_is_stored_by_a_draw(home: Path) -> None:
    with open_record(load_settings(home)) as record:
        run(home, "audit", "--draw", "9", "--output", str(home / "a.csv"))
        assert read_table(record, "audits").empty


def test_a_label_that_no_list_has_is_refused_with_those_near_it(home: Path) -> None:
    words = (keys(home)[0], "--kind", "topic", "--was", "价格")
    code, _, said = run(home, "correct", *words, "--label", "digital/phon")
    assert (code, said.count("\n")) == (1, 1)
    assert "no list in use has the topic 'digital/phon'; near it are digital/phone" in said
    assert run(home, "correct", *words, "--label", "digital/phon", "--any-label")[0] == 0
