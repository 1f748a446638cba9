"""Which model tags, and what its labels mean: from the settings and from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import cli
from flows.settings import SETTINGS_FILE, load_settings
from flows.steps.project import tagger_recipe
from nlp.sentiment.labels import MEANINGS, LabelsUnfit

LINES = '{"text": "很好用，非常满意"}\n{"text": "。。。"}\n'


def tag(*options: str) -> Result:
    return CliRunner().invoke(cli, ["tag", *options], input=LINES)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    lines = ("[tag]", 'model = "/models/mine"', "[tag.labels]")
    told = ('LABEL_0 = "negative"', '"4 stars" = "positive"')
    (tmp_path / SETTINGS_FILE).write_text("\n".join([*lines, *told]), "utf-8")
    return tmp_path


def test_a_text_that_says_nothing_is_named_undecided_and_the_others_are_not() -> None:
    said = [json.loads(line)["sentiment"] for line in tag().stdout.splitlines()]
    assert said == ["positive", "undecided"]


def test_labels_of_the_settings_reach_the_model(home: Path) -> None:
    recipe = tagger_recipe(load_settings(home))
    assert (recipe.model, recipe.labels) == (
        "/models/mine",
        {"LABEL_0": "negative", "4 stars": "positive"},
    )


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("../mine", "{home}/../mine"),
        ("./mine", "{home}/mine"),
        ("models/mine", "{home}/models/mine"),
        ("/models/mine", "/models/mine"),
        ("someone/their-model", "someone/their-model"),
        ("auto", "auto"),
    ],
)
def test_a_folder_in_the_settings_is_read_from_the_project(
    tmp_path: Path, name: str, read: str
) -> None:
    (tmp_path / "models" / "mine").mkdir(parents=True)
    (tmp_path / "auto").mkdir()
    (tmp_path / SETTINGS_FILE).write_text(f'[tag]\nmodel = "{name}"\n', "utf-8")
    found = Path(tagger_recipe(load_settings(tmp_path)).model)
    assert found == Path(read.format(home=tmp_path))


def test_labels_of_the_command_line_reach_the_model() -> None:
    done = tag("--model", "fast", "--label", "LABEL_0=negative")
    assert isinstance(done.exception, LabelsUnfit)


def test_labels_of_the_projects_model_hold_for_no_other(home: Path) -> None:
    assert tag("--home", str(home), "--model", "fast").exit_code == 0


@pytest.mark.parametrize("given", ["LABEL_0", "LABEL_0=bad", "=negative"])
def test_a_label_without_a_meaning_is_wrong_use(given: str) -> None:
    done = tag("--label", given)
    assert (done.exit_code, given.partition("=")[0] in done.stderr) == (2, True)


def test_a_wrong_meaning_is_told_with_those_that_are_allowed() -> None:
    said = tag("--label", "LABEL_0=bad").stderr
    assert [meaning for meaning in MEANINGS if meaning not in said] == []
