"""Files from the command line: formats by their looks, mappings that are kept."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import cli

REVIEWS = "编号,评价,打分,日子\n1,很好用,5,2026-05-01\n2,不行,1,2026-05-02\n"
NOTES = [
    {"note_id": "1", "desc": "杯子很好看", "time": 1778000000000, "liked_count": "1.2万"},
    {"note_id": "2", "desc": "杯子漏水", "time": 1778000001000, "liked_count": "10+"},
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "opinionflow.toml").write_text("", "utf-8")
    return tmp_path


def run(home: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["import", *words, "--home", str(home)])
    return done.exit_code, done.stdout, done.stderr


def posts(home: Path) -> list[dict[str, object]]:
    asked = "SELECT source, id, kind, text, rating, likes FROM posts ORDER BY source, id"
    words = ["query", asked, "--format", "json", "--home", str(home)]
    return list(json.loads(CliRunner().invoke(cli, words).stdout))


def test_a_mapping_is_kept_and_used_for_the_next_file(home: Path) -> None:
    first, second, kept = home / "may.csv", home / "june.csv", home / "shop.toml"
    first.write_text(REVIEWS, "utf-8")
    second.write_text(REVIEWS.replace("很好用", "一般"), "gb18030")
    maps = ["--map", "id=编号", "--map", "text=评价", "--map", "rating=打分"]
    code, shown, _ = run(home, str(first), *maps, "--save-mapping", str(kept))
    assert (code, json.loads(shown)["new"]) == (0, 2)
    assert "评价" in kept.read_text("utf-8")
    code, shown, _ = run(home, str(second), "--mapping", str(kept))
    assert (code, json.loads(shown)["new"]) == (0, 2)
    assert [(row["source"], row["text"], row["rating"]) for row in posts(home)] == [
        ("june", "一般", 5.0), ("june", "不行", 1.0), ("may", "很好用", 5.0), ("may", "不行", 1.0),
    ]  # fmt: skip


def test_files_of_other_tools_are_known_in_a_folder(home: Path) -> None:
    folder = home / "data" / "xhs" / "jsonl"
    folder.mkdir(parents=True)
    lines = "".join(json.dumps(note, ensure_ascii=False) + "\n" for note in NOTES)
    (folder / "search_contents_2026-05-05.jsonl").write_text(lines, "utf-8")
    code, shown, _ = run(home, str(home / "data"), "--name", "xhs")
    assert (code, json.loads(shown)["new"]) == (0, 2)
    assert [(row["text"], row["likes"]) for row in posts(home)] == [
        ("杯子很好看", 12_000), ("杯子漏水", 10),
    ]  # fmt: skip


def test_a_format_that_there_is_not_is_told_with_those_there_are(home: Path) -> None:
    file = home / "x.csv"
    file.write_text(REVIEWS, "utf-8")
    code, _, said = run(home, str(file), "--format", "myspace")
    assert (code, "mediacrawler" in said) != (0, False)


def test_customers_have_no_format(home: Path) -> None:
    file = home / "c.csv"
    file.write_text("customer_id\n1\n", "utf-8")
    code, _, said = run(home, str(file), "--what", "customers", "--format", "csv")
    assert (code, "format is for posts" in said) == (2, True)
