"""What `tag` keeps of the rows it is given, and how it reads a file of plain lines."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flows.cli import cli


def tag(*options: str, rows: tuple[dict[str, Any], ...] = ()) -> Result:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    return CliRunner().invoke(cli, ["tag", "--model", "fast", *options], input=lines)


def read(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_columns_with_the_name_of_a_tag_are_kept_under_another_and_said_once() -> None:
    mine = {"model": "X200", "lang": "mine", "sentiment": 7, "colour": "red"}
    done = tag(rows=({"text": "很好用", **mine}, {"text": "不好用", **mine, "model": "X300"}))
    rows = read(done)
    assert [row["model_given"] for row in rows] == ["X200", "X300"]
    for row in rows:
        assert (row["lang_given"], row["sentiment_given"], row["colour"]) == ("mine", 7, "red")
        assert (row["lang"], row["model"] in {"X200", "X300"}) == ("zh", False)
    said = [line for line in done.stderr.splitlines() if "_given" in line]
    assert said == [
        "columns that have the name of a tag are kept as lang_given, model_given, sentiment_given"
    ]


def test_tagging_what_is_tagged_loses_nothing() -> None:
    first = tag(rows=({"text": "很好用", "model": "X200"},))
    second = tag(rows=tuple(read(first)))
    values = [value for name, value in read(second)[0].items() if name.startswith("model")]
    assert "X200" in values
    assert len(values) == 3


def test_rows_without_such_columns_are_left_alone() -> None:
    done = tag(rows=({"text": "很好用", "colour": "red"},))
    assert "_given" not in done.stdout + done.stderr


@pytest.mark.parametrize("ending", [".txt", ".TXT"])
def test_every_line_of_a_plain_file_is_a_text(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"plain{ending}"
    file.write_text("物流太慢，差评\n\n很好用, 下次再买\nTotal scam\n", "utf-8")
    done = tag(str(file))
    assert [row["text"] for row in read(done)] == [
        "物流太慢，差评",
        "很好用, 下次再买",
        "Total scam",
    ]
    assert "each line is taken for a text" in done.stderr


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("id\ttext\n7\t很好用\n", ()),
        ("编号,评论内容\n7,很好用\n", ()),
        ("no,said\n7,很好用\n", ("--column", "said")),
    ],
)
def test_a_table_in_a_txt_file_is_still_a_table(
    tmp_path: Path, content: str, options: tuple[str, ...]
) -> None:
    (tmp_path / "table.txt").write_text(content, "utf-8")
    (row,) = read(tag(str(tmp_path / "table.txt"), *options))
    assert (row["clean"], row["lang"]) == ("很好用", "zh")
