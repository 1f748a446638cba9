"""Topics by example from the command line."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli.topics import topics

CAMPING = [
    "周末带帐篷去湖边露营",
    "睡袋有点薄，夜里冷",
    "天幕搭起来很快",
    "露营灯充一次用三晚",
    "营地有水有电，适合新手",
    "帐篷防雨，没有渗水",
    "防潮垫铺在草地上",
    "露营时用卡式炉煮咖啡",
]
FISHING = [
    "鱼竿手感轻，钓鲫鱼够用",
    "今天野钓上了三条鲤鱼",
    "鱼饵味道重，草鱼爱吃",
    "钓鱼用的浮漂看得清",
    "鱼线断了，大鱼跑了",
    "钓鱼开竿，半天没口",
    "渔轮转动顺滑，钓竿轻",
    "打窝一小时才有鱼",
]
OTHERS = [
    "快递三天才到",
    "老师讲课很清楚",
    "酒店早餐一般",
    "电影结局太仓促",
    "手机电池不耐用",
    "口红颜色显白",
    "孩子不爱写作业",
    "地铁太挤了",
]
ROWS = [
    *((text, "outdoor/camping") for text in CAMPING),
    *((t, "outdoor/fishing") for t in FISHING),
]


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "outdoors.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *ROWS])
    return path


def run(*options: object) -> Result:
    return CliRunner().invoke(topics, list(map(str, options)))


def test_labels_are_learned_scored_and_listed(table: Path) -> None:
    done = run("learn", table, "--accept")
    assert done.exit_code == 0, done.output
    assert "outdoor/camping" in done.stdout
    assert done.stderr.index("no --background") < done.stderr.index(" written")
    listed = json.loads(run("list", "--format", "json").stdout)
    assert [row["label"] for row in listed] == ["outdoor/camping", "outdoor/fishing"]
    assert {row["name"] for row in listed} == {"outdoors"}


def test_weak_labels_are_not_written_without_being_asked(table: Path) -> None:
    rows = [{"text": text, "label": f"a/{row % 2}"} for row, (text, _) in enumerate(ROWS)]
    Path("mixed.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    Path("others.csv").write_text("\n".join(["text", *OTHERS]), encoding="utf-8")
    done = run("learn", "mixed.jsonl", "--background", "others.csv", "--output", "mine/weak.json")
    assert done.exit_code == 1
    assert "F1 below 0.7: a/0, a/1" in done.stderr
    assert "--background" not in done.stderr
    assert not Path("mine").exists()


def test_without_a_background_nothing_is_written_unless_asked(table: Path) -> None:
    done = run("learn", table, "--least", "0")
    assert done.exit_code == 1
    assert "no --background: any text is taken for one that has a label" in done.stderr
    assert "F1 below" not in done.stderr
    assert not Path("topics").exists()


def test_an_empty_background_is_none(table: Path) -> None:
    Path("others.csv").write_text("text\n", encoding="utf-8")
    done = run("learn", table, "--least", "0", "--background", "others.csv")
    assert done.exit_code == 1
    assert "no --background" in done.stderr


@pytest.mark.parametrize("least", ["nan", "inf", "-0.1", "1.01"])
def test_a_score_that_can_not_be_is_no_least_one(table: Path, least: str) -> None:
    done = run("learn", table, "--least", least)
    assert done.exit_code == 2
    assert "no number from 0 to 1" in done.stderr


def test_a_file_that_can_not_be_written_is_named(table: Path) -> None:
    Path("taken").write_text("", encoding="utf-8")
    done = run("learn", table, "--accept", "--output", "taken/own.json")
    assert done.exit_code == 1
    assert "taken/own.json" in done.stderr
    assert not isinstance(done.exception, OSError)
    assert " written" not in done.stderr


def test_toml_teaches_as_well_and_a_background_is_counted(table: Path) -> None:
    rows = "".join(f'[[example]]\ntext = "{t}"\nlabel = "digital/phone"\n' for t in CAMPING)
    Path("own.toml").write_text(rows, encoding="utf-8")
    done = run("learn", "own.toml", "--background", table.name, "--accept")
    assert done.exit_code == 0, done.output
    assert "the taxonomy finds digital/phone too" in done.stderr
    assert json.loads(Path("topics/own.json").read_text(encoding="utf-8"))["background"] == 8


@pytest.mark.parametrize(
    ("name", "raw", "fault"),
    [
        ("a.csv", "text,label\n面条太咸,food\n", "the label 'food' is not of two levels"),
        ("a.csv", "body,label\n面条太咸,a/b\n", "needs columns `text` and `label`"),
        ("a.toml", "[[example]\n", "is no TOML"),
        ("a.toml", "example = " + "[" * 5000 + "]" * 5000, "is no TOML"),
        ("a.toml", "example = " + "9" * 5000, "is no TOML"),
        ("a.toml", "example = 1\n", "needs tables [[example]]"),
        ("a.toml", 'example = ["x"]\n', "needs tables [[example]]"),
        ("a.toml", '[example]\ntext = "面条太咸"\n', "needs tables [[example]]"),
        ("a.toml", "", "needs tables [[example]]"),
        ("a.jsonl", '{"text": "面条太咸", "label": "a/\\u001b[2Jb"}\n', "can be printed"),
        ("a.jsonl", '{"text": "面条太咸", "label": "a/b"}\n', "a label needs 8"),
    ],
    ids=[
        "one level",
        "no text",
        "open",
        "deep",
        "digits",
        "number",
        "list",
        "table",
        "none",
        "steers a terminal",
        "few",
    ],
)
def test_what_can_not_teach_is_named(table: Path, name: str, raw: str, fault: str) -> None:
    table.with_name(name).write_text(raw, encoding="utf-8")
    done = run("learn", name)
    assert done.exit_code == 1
    assert fault in done.stderr
    assert "\x1b" not in done.stderr


def test_a_damaged_file_is_named_when_listed(table: Path) -> None:
    Path("topics").mkdir()
    Path("topics/a.json").write_text("{}", encoding="utf-8")
    done = run("list")
    assert done.exit_code == 1
    assert "a.json" in done.stderr
