"""Retagging from the command line: said first, written when wanted."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tags import NOW, add

from flows.cli import cli
from flows.settings import load_settings
from flows.steps.project import open_record
from flows.steps.tagging import tag_new
from flows.store.frames import read_table

SETTINGS = """
executor = "inline"
[tag]
model = "fast"
[files]
taxonomy = "topics.toml"
brands = "brands.toml"
"""
BRANDS = '[[brand]]\nname = "{}"\n'
TAXONOMY = '[[topic]]\nlabel = "体验/{}"\nwords = ["屏幕"]\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project with two tagged posts, whose taxonomy was edited since."""
    (tmp_path / "opinionflow.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "topics.toml").write_text(TAXONOMY.format("画面"), "utf-8")
    (tmp_path / "brands.toml").write_text(BRANDS.format("松果"), "utf-8")
    settings = load_settings(tmp_path)
    with open_record(settings) as record:
        add(record, 1, text="屏幕很清晰，喜欢")
        add(record, 2, text="快递太慢了，生气")
        assert tag_new(record, settings, now=NOW) == 2
    (tmp_path / "topics.toml").write_text(TAXONOMY.format("显示"), "utf-8")
    return tmp_path


def retag(home: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["retag", *words, "--home", str(home)])
    return done.exit_code, done.stdout, done.stderr


def tables(home: Path) -> dict[str, Any]:
    with open_record(load_settings(home)) as record:
        names = ("post_tags", "tagged", "tag_versions")
        return {name: read_table(record, name).to_dict("records") for name in names}


def test_it_says_what_would_move_and_writes_when_told_to(home: Path) -> None:
    before = tables(home)
    code, shown, said = retag(home, "--all", "--json")
    assert (code, "nothing was written" in said) == (0, True)
    assert str(tables(home)) == str(before)
    found = json.loads(shown)
    assert (found["posts"], found["looked_at"]) == (2, 2)
    assert [one["reasons"] for one in found["outdated"]] == [["topics"]]
    assert "edited (topics)" in found["outdated"][0]["why"]
    moves = {row["label"]: (row["added"], row["removed"]) for row in found["moves"]}
    assert moves == {"体验/画面": (0, 1), "体验/显示": (1, 0)}
    code, shown, said = retag(home, "--yes")
    assert (code, "2 posts tagged again" in said) == (0, True)
    assert "体验/显示" in shown
    figures = [line.split() for line in shown.splitlines() if line.split()[:1] == ["topic"]]
    assert ["topic", "体验/显示", "0", "1"] in figures
    assert not [line for line in figures if line[-2] == line[-1] and len(line) == 4]
    assert "share positive" not in shown
    assert "figures stay as they are" in said
    after = tables(home)
    others = [[r for r in t["post_tags"] if r["kind"] != "topic"] for t in (before, after)]
    assert str(others[0]) == str(others[1])
    topics = {r["label"] for r in after["post_tags"] if r["kind"] == "topic"}
    assert topics & {"体验/画面", "体验/显示"} == {"体验/显示"}
    assert "all tags are up to date" in retag(home)[2]


def test_the_flow_goes_on_without_asking_and_says_why(home: Path) -> None:
    settings = load_settings(home)
    told = []
    with open_record(settings) as record:
        assert tag_new(record, settings, now=NOW, tell=told.extend) == 2
        assert tag_new(record, settings, now=NOW, tell=told.extend) == 0
    assert [(one.posts, one.why) for one in told] == [
        (2, "word lists or models were edited (topics)")
    ]


def test_a_new_brand_leaves_the_sentiment_of_posts_without_it_alone(home: Path) -> None:
    retag(home, "--yes")
    (home / "brands.toml").write_text(BRANDS.format("快递"), "utf-8")
    before = {(r["post_key"], r["kind"]): r["model"] for r in tables(home)["post_tags"]}
    assert json.loads(retag(home, "--all", "--json", "--yes")[1])["posts"] == 2
    after = tables(home)["post_tags"]
    moved = {r["kind"] for r in after if before.get((r["post_key"], r["kind"])) != r["model"]}
    named = {r["post_key"] for r in after if r["kind"] == "brand"}
    assert {"brand", "sentiment"} <= moved
    for row in after:
        if row["post_key"] not in named:
            assert row["model"] == before[row["post_key"], row["kind"]]
    assert "all tags are up to date" in retag(home)[2]


ASPECT = '[[aspect]]\nlabel = "screen"\nwords = ["屏幕"]\ngood = [{}]\n'


def test_an_edited_list_of_aspects_moves_aspects_alone_and_says_so(home: Path) -> None:
    with (home / "opinionflow.toml").open("a", encoding="utf-8") as file:
        file.write('aspects = "aspects.toml"\n')
    own = home / "aspects.toml"
    own.write_text(ASPECT.format('"透亮"'), "utf-8")
    settings = load_settings(home)
    with open_record(settings) as record:
        tag_new(record, settings, now=NOW)
    own.write_text(ASPECT.format('"透亮", "快递"'), "utf-8")
    code, shown, _ = retag(home, "--all", "--json", "--yes")
    found = json.loads(shown)
    assert (code, [one["kinds"] for one in found["outdated"]]) == (0, [["aspect"]])
    assert {"figure": "aspect screen", "before": 1, "after": 2} in found["counts"]
    with open_record(load_settings(home)) as record:
        assert read_table(record, "aspects")["aspect"].tolist() == ["screen"] * 2
