"""kill -9 in the middle of retagging, then again: the tags of a run that nobody disturbed."""

import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tags import add

from flows.settings import load_settings
from flows.steps.project import build_tagger, open_record
from flows.steps.tagging import tag_new, versions_of
from flows.store.corrected import Correction
from flows.store.corrections import correct
from flows.store.frames import read_table
from flows.store.lineage import outdated

NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)
RUN = """
import os, signal, sys
import sqlalchemy as sa
from flows.cli import cli

home, last = sys.argv[1:]
batches = 0

def on_execute(connection, cursor, statement, *_):
    global batches
    batches += statement.startswith("DELETE FROM post_tags")

def on_commit(connection):
    if batches == int(last) > 0:
        os.kill(os.getpid(), signal.SIGKILL)

sa.event.listen(sa.Engine, "before_cursor_execute", on_execute)
sa.event.listen(sa.Engine, "commit", on_commit)
cli(["retag", "--yes", "--sample", "1", "--home", home])
"""
SETTINGS = """
executor = "inline"
[tag]
model = "fast"
batch = 2
[files]
taxonomy = "topics.toml"
aspects = "aspects.toml"
"""
TOPICS = '[[topic]]\nlabel = "体验/{}"\nwords = ["屏幕"]\n'
ASPECTS = '[[aspect]]\nlabel = "{}"\nwords = ["屏幕"]\n'
POSTS = 12
TABLES = ("post_tags", "aspects", "comparisons", "overruled_tags")


def write_lists(home: Path, label: str) -> None:
    (home / "topics.toml").write_text(TOPICS.format(label), "utf-8")
    (home / "aspects.toml").write_text(ASPECTS.format(label), "utf-8")


def tagged_project(home: Path) -> None:
    """Make a project with tagged posts and a correction, whose word lists were edited since."""
    home.mkdir()
    (home / "opinionflow.toml").write_text(SETTINGS, "utf-8")
    write_lists(home, "画面")
    settings = load_settings(home)
    with open_record(settings) as record:
        for number in range(POSTS):
            add(record, number, text=f"第{number}台，屏幕清晰，比松果好")
        tag_new(record, settings, now=NOW)
        key = str(read_table(record, "posts")["post_key"].iloc[0])
        correct(record, Correction(key, "aspect", was="画面", label="画面 negative"), now=NOW)
    write_lists(home, "显示")


def retag(home: Path, last: int = 0) -> int:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(home), str(last)], timeout=300, check=False
    )
    return done.returncode


def content(home: Path) -> dict[str, list[list[Any]]]:
    with open_record(load_settings(home)) as record:
        frames = {name: read_table(record, name).astype(str) for name in TABLES}
        frames["tagged"] = read_table(record, "tagged").drop(columns="tagged_at").astype(str)
    return {name: sorted(frame.to_numpy().tolist()) for name, frame in frames.items()}


def waiting(home: Path) -> int:
    settings = load_settings(home)
    with open_record(settings) as record:
        return sum(
            each.posts for each in outdated(record, versions_of(build_tagger(settings), settings))
        )


def test_a_retagging_killed_twice_ends_as_one_that_was_not(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    tagged_project(whole)
    shutil.copytree(whole, killed)
    assert retag(whole) == 0
    left = [POSTS]
    for _ in range(2):
        assert retag(killed, last=3) == -signal.SIGKILL
        left.append(waiting(killed))
    assert POSTS > left[1] > left[2] > 0
    assert retag(killed) == 0
    assert content(killed) == content(whole)
    assert waiting(killed) == 0
