"""The command line: results on stdout, talk on stderr, honest exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pyarrow.parquet as pq
import pytest

from flows.cli import COMMANDS, cli
from flows.cli.output import json_line


def _opinionflow(*arguments: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[str]:
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *arguments],
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help


def test_every_option_of_every_command_has_help() -> None:
    context = click.Context(cli)
    commands = [cli.get_command(context, name) for name in sorted(COMMANDS)]
    options = [
        option
        for command in commands
        if command
        for option in command.params
        if isinstance(option, click.Option)
    ]
    assert [option.name for option in options if not option.help] == []


def test_lines_are_tagged_in_their_order_and_keep_their_columns() -> None:
    lines = '{"n": 1, "text": "很好用，非常满意"}\n{"n": 2, "text": "Terrible, broke in a day."}\n'
    done = _opinionflow("tag", stdin=lines)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [(row["n"], row["lang"], row["sentiment"]) for row in rows] == [
        (1, "zh", "positive"),
        (2, "en", "negative"),
    ]


def test_a_broken_line_is_named_and_the_rest_is_tagged() -> None:
    done = _opinionflow("tag", stdin='{"text": "好"}\n{"text": \n[1]\n{"text": null}\n')
    assert len(done.stdout.splitlines()) == 2
    assert done.returncode == 1
    assert "line 2" in done.stderr
    assert "line 3" in done.stderr


def test_hostile_lines_are_named_and_the_rest_is_tagged() -> None:
    lines = [
        b'\xef\xbb\xbf{"text": "first, after a mark"}',
        b'{"text": ' + b"[" * 100_000,
        b'{"text": ' + b"[" * 500 + b"]" * 500 + b"}",
        b'{"text": "x", "n": ' + b"9" * 5000 + b"}",
        b'{"text": "\xff\xfe"}',
        b'{"text": "half \\ud800 pair", "n": NaN, "m": [Infinity]}',
        b'{"text": "last"}',
    ]
    done = _opinionflow("tag", stdin=b"\n".join(lines))
    rows = [json.loads(line, parse_constant=pytest.fail) for line in done.stdout.splitlines()]
    assert [row["text"] for row in rows] == ["first, after a mark", "half \ufffd pair", "last"]
    assert (rows[1]["n"], rows[1]["m"]) == (None, [None])
    named = [line.split(":")[0] for line in done.stderr.splitlines()[:-1]]
    assert named == [f"stdin line {number}" for number in (2, 3, 4, 5)]
    assert done.returncode == 1


def test_a_known_name_is_taken_for_the_text_and_said(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("编号,评论内容,评分\n7,很好用，非常满意,5\n", "utf-8")
    done = _opinionflow("tag", str(tmp_path / "in.csv"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sentiment"] == "positive"
    assert "评论内容" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--column", "nope"), {"text": "a", "n": 1}),
        ((), {"n": 1, "colour": "red"}),
        (("--column", "n"), {"n": ["a"], "colour": "red"}),
    ],
)
def test_without_a_text_column_nothing_is_tagged(
    arguments: tuple[str, ...], line: dict[str, object]
) -> None:
    done = _opinionflow("tag", *arguments, stdin=json.dumps(line))
    assert (done.returncode, done.stdout) == (1, "")
    assert "--column" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_mixed_columns_are_tagged_into_parquet(tmp_path: Path) -> None:
    lines = '{"text": "a", "v": 1}\n{"text": "b", "v": "x"}\n'
    done = _opinionflow("tag", "--output", str(tmp_path / "m.parquet"), stdin=lines)
    assert done.returncode == 0, done.stderr
    assert pq.read_table(tmp_path / "m.parquet").column("v").to_pylist() == ["1", "x"]


def test_a_csv_file_is_tagged_into_a_csv_file(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,text\n7,味道不错\n", "utf-8")
    done = _opinionflow("tag", str(tmp_path / "in.csv"), "--output", str(tmp_path / "out.csv"))
    assert done.returncode == 0, done.stderr
    header, row = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert header.startswith("id,text,clean,parts,lang,")
    assert row.startswith("7,味道不错,味道不错,")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("query", "SELECT 1", "--home", "/nowhere"), 1, "opinionflow init"),
        (("run", "hourly"), 2, "hourly"),
        (("collect", "radio"), 2, "radio"),
        (("collect", "feed"), 2, "--url"),
        (("import", "/nowhere.csv"), 2, "nowhere.csv"),
        (("dance",), 2, "dance"),
        (("collect", "feed", "--url", "ftp://feeds.example/f"), 2, "url"),
        (
            ("collect", "feed", "--url", "https://feeds.example/f", "--max-pages", "x"),
            2,
            "max_pages",
        ),
        (("collect", "feed", "--url", "https://feeds.example/f", "--pause-s=-1"), 2, "pause-s"),
        (("collect", "feed", "--url", "https://feeds.example/f", "--pause-s=nan"), 2, "pause-s"),
        (
            ("collect", "feed", "--url", "https://feeds.example/f", "--output", "/nowhere/x.csv"),
            2,
            "/nowhere",
        ),
        (("tag", "--output", "/nowhere/x.jsonl"), 2, "/nowhere"),
    ],
)
def test_wrong_use_is_2_and_an_error_of_ours_is_1(
    arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = _opinionflow(*arguments)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_lone_surrogate_leaves_escaped_and_comes_back() -> None:
    line = json_line({"text": "a\ud800b"})
    assert line.encode("utf-8")
    assert json.loads(line) == {"text": "a\ud800b"}


def test_not_a_number_leaves_as_null() -> None:
    assert json.loads(json_line({"polarity": float("nan")})) == {"polarity": None}


def test_a_reader_who_leaves_early_gets_no_traceback() -> None:
    program = [sys.executable, "-c", "from flows.cli import main; main()", "tag"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(program, **pipes) as tagging:  # type: ignore[call-overload]  # pipes
        tagging.stdout.close()
        tagging.stdin.write(b'{"text": "a"}\n')
        tagging.stdin.close()
        said = tagging.stderr.read()
    assert said == b""
