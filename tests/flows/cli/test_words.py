"""Words and phrases from the command line."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import cli

SAID = ["电池续航很好", "屏幕显示效果一般", "The batteries died", "my battery died"]
LINES = "".join(json.dumps({"text": f"{text}! {n}"}) + "\n" for n in range(8) for text in SAID)


def run(*options: str, lines: str = LINES) -> Result:
    return CliRunner().invoke(cli, ["words", *options], input=lines)


def rows(*options: str, lines: str = LINES) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run(*options, "--json", lines=lines).stdout)
    return found


def test_words_are_listed_with_what_is_known_of_them() -> None:
    (found,) = [row for row in rows() if row["lemma"] == "battery"]
    assert (found["texts"], found["share"], found["speech"]) == (16, 0.5, "eng")
    assert (found["row"], found["start"], found["end"]) == (3, 4, 13)
    assert "batteries" in str(found["example"])


def test_phrases_are_listed_when_asked_for() -> None:
    kinds = {row["phrase"]: row["kind"] for row in rows("--phrases")}
    assert kinds["电池续航很好"] == "opinion"
    assert kinds["battery die"] == "words"


def test_only_one_language_counts_when_it_is_named() -> None:
    assert {row["speech"] for row in rows("--lang", "en")} == {"eng"}


def test_stop_words_are_listed_when_asked_for() -> None:
    assert "the" not in {row["lemma"] for row in rows()}
    assert "the" in {row["lemma"] for row in rows("--no-stop", "--limit", "100")}


def test_a_table_is_for_reading_and_leaves_offsets_out() -> None:
    shown = run().stdout
    assert "battery" in shown
    assert "start" not in shown.splitlines()[0]


def test_a_file_is_written_by_its_ending(tmp_path: Path) -> None:
    assert run("--output", str(tmp_path / "words.csv"), "--limit", "2").exit_code == 0
    with (tmp_path / "words.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--lang", "English"], "ISO 639-1"),
        (["--format", "csv", "--output", "a.csv"], "leave out --format"),
        (["--phrases", "--no-stop"], "--no-stop is for words"),
        (["--column", "body"], "no column 'body'"),
    ],
    ids=str,
)
def test_what_can_not_be_done_is_said(options: list[str], said: str) -> None:
    done = run(*options)
    assert done.exit_code != 0
    assert said in done.stderr


def test_nothing_found_says_what_to_try() -> None:
    done = run("--lang", "fr")
    assert (done.exit_code, "--min-texts" in done.stderr) == (0, True)


def test_a_broken_line_is_named_and_the_rest_counts() -> None:
    done = run("--json", lines=LINES + "{broken\n")
    assert (done.exit_code, "line 33" in done.stderr) == (1, True)
    assert json.loads(done.stdout)


@pytest.mark.parametrize("text", ["\ud800 好好好", 3, None, "=1+1 好"], ids=repr)
@pytest.mark.parametrize("style", ["table", "csv", "json"])
def test_any_text_can_be_listed(text: object, style: str) -> None:
    lines = json.dumps({"text": text}) + "\n"
    assert run("--format", style, "--min-texts", "1", "--no-stop", lines=lines).exit_code == 0
