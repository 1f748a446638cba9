"""A project's own word lists: copied on request, and used in the place of the shipped ones."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from flows.cli import cli, main
from flows.settings import MORE, SettingsError, load_settings
from flows.steps.labels import known_labels
from flows.steps.project import build_tagger, segmentations, shipped, tagger_recipe
from flows.steps.starting import add_files, start_project
from flows.store.lineage import Versions
from nlp.aspects.aspects import read_aspects, shipped_aspects

OURS = """
[[aspect]]
label = "membership"
words = ["会员"]
"""
KINDS_OF = {
    "needs": {"need", "intent", "role", "psychology"},
    "interests": {"interest"},
    "comparisons": {"comparison", "brand", "aspect"},
    "trust": {"trust"},
    "opinions": {"aspect"},
}
"""Kinds of tags that each file gives; brands and aspects heed what is compared."""
WORD = {
    "needs": ("想买", "想要买"),
    "interests": ("想买", "想要买"),
    "comparisons": ("降噪", "抗噪"),
    "trust": ("先到先得", "先来先得"),
    "opinions": ("清晰", "清透"),
}


def project(folder: Path, *more: str) -> Path:
    start_project(folder, more)
    return folder


def versions(folder: Path) -> Versions:
    return Versions.of(build_tagger(load_settings(folder)))


def test_a_start_copies_what_is_asked_for_and_names_it(tmp_path: Path) -> None:
    settings = load_settings(project(tmp_path, *MORE))
    for what in MORE:
        own = settings.path(getattr(settings.files, what))
        assert own.read_text("utf-8") == shipped(what).read_text("utf-8")
    assert set(tagger_recipe(settings).own) == set(MORE)


def test_a_project_that_is_there_gains_the_files_it_lacks(tmp_path: Path) -> None:
    folder = project(tmp_path, "needs")
    (folder / "needs.toml").write_text("mine", "utf-8")
    written = (folder / "opinionflow.toml").read_text("utf-8")
    settings = written.replace('# industry = "general"', 'industry = "hotel"')
    (folder / "opinionflow.toml").write_text(settings, "utf-8")
    done = CliRunner().invoke(cli, ["init", str(folder), "--with", "aspects,needs"])
    assert done.exit_code == 0, done.output
    assert done.output.split() == [str(folder / "aspects.toml")]
    assert (folder / "needs.toml").read_text("utf-8") == "mine"
    assert 'base = "hotel"' in (folder / "aspects.toml").read_text("utf-8")
    assert load_settings(folder).files.aspects == Path("aspects.toml")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "trust.toml").write_text("mine", "utf-8")
    before = (folder / "opinionflow.toml").read_bytes()
    with pytest.raises(SettingsError, match=r"trust\.toml: is there already"):
        add_files(load_settings(folder), ["trust", "needs"])
    assert (folder / "opinionflow.toml").read_bytes() == before
    assert not (folder / "needs.toml").exists()


def test_an_unknown_word_list_is_told_with_those_there_are(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["init", str(tmp_path / "new"), "--with", "wishes"])
    assert done.exit_code == 2
    assert "no word list 'wishes'; there are aspects, opinions, needs" in done.output
    assert not (tmp_path / "new").exists()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return versions(project(tmp_path_factory.mktemp("plain")))


def test_copies_give_the_tags_that_the_shipped_files_give(tmp_path: Path, plain: Versions) -> None:
    copied = versions(project(tmp_path / "copied", *MORE))
    assert copied.models == plain.models


@pytest.mark.parametrize("what", WORD)
def test_an_edited_file_makes_its_kinds_old_and_no_others(
    tmp_path: Path, plain: Versions, what: str
) -> None:
    folder = project(tmp_path, what)
    own = folder / f"{what}.toml"
    old, new = WORD[what]
    text = own.read_text("utf-8").split("\n[[sample]]")[0]
    assert f'"{old}"' in text
    own.write_text(text.replace(f'"{old}"', f'"{new}"', 1), "utf-8")
    assert versions(folder).changed_from(plain) == KINDS_OF[what]


def test_own_aspects_come_on_top_of_the_industry(tmp_path: Path) -> None:
    folder = project(tmp_path, "aspects")
    with (folder / "aspects.toml").open("a", encoding="utf-8") as file:
        file.write(OURS)
    tagged = build_tagger(load_settings(folder))(
        pd.DataFrame({"text": ["会员很好，电池用两天就没电"]})
    )
    found = {each["aspect"]: each["polarity"] > 0 for each in tagged["aspects"][0]}
    assert found == {"membership": True, "battery": False}


def test_labels_are_known_wherever_the_tagger_can_be_built(tmp_path: Path) -> None:
    folder = project(tmp_path, "aspects", "opinions")
    opinions = folder / "opinions.toml"
    opinions.write_text(
        opinions.read_text("utf-8").replace('["好",', '["好", "顶顶呱",', 1), "utf-8"
    )
    with (folder / "aspects.toml").open("a", encoding="utf-8") as file:
        row = '{ aspect = "membership", opinion = "顶顶呱", polarity = "positive" }'
        file.write(f'{OURS}\n[[sample]]\ntext = "会员顶顶呱"\nrows = [{row}]\n')
    settings = load_settings(folder)
    build_tagger(settings)
    assert "membership" in known_labels(settings)["aspect"]


def test_own_aspects_that_add_nothing_change_nothing() -> None:
    assert read_aspects(shipped("aspects")).version == shipped_aspects().version


def test_who_asks_for_an_industry_gets_it_in_any_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path, "aspects")
    with (folder / "aspects.toml").open("a", encoding="utf-8") as file:
        file.write(OURS)
    monkeypatch.chdir(folder)
    texts = folder / "texts.jsonl"
    texts.write_text(json.dumps({"text": "会员很好"}) + "\n", "utf-8")
    found = {}
    for options in ((), ("--industry", "hotel")):
        done = CliRunner().invoke(cli, ["tag", str(texts), *options], catch_exceptions=False)
        aspects = json.loads(done.stdout.splitlines()[0])["aspects"]
        found[options] = [each["aspect"] for each in aspects]
    assert found[()] == ["membership"]
    assert "membership" not in found["--industry", "hotel"]


@pytest.mark.parametrize("what", ["needs", "taxonomy"])
def test_a_file_that_is_not_there_is_told_by_key_and_path(tmp_path: Path, what: str) -> None:
    folder = project(tmp_path, "needs")
    (folder / f"{what}.toml").unlink()
    with pytest.raises(SettingsError, match=rf"files\.{what}: .*{what}\.toml is not there"):
        build_tagger(load_settings(folder))


def test_a_sample_of_own_interests_is_held_against_the_projects_topics(tmp_path: Path) -> None:
    folder = project(tmp_path, "interests")
    taxonomy = folder / "taxonomy.toml"
    text = taxonomy.read_text("utf-8").split("\n[[sample]]")[0]
    taxonomy.write_text(text.replace('"digital/phone"', '"digital/handset"'), "utf-8")
    told = r"interests\.toml:\d+: interest\.\d+\.topics: no topic 'digital/phone'"
    with pytest.raises(SettingsError, match=told):
        build_tagger(load_settings(folder))


@pytest.mark.parametrize("what", ["taxonomy", "brands", *MORE])
def test_a_broken_file_stops_tag_with_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    what: str,
) -> None:
    folder = project(tmp_path, *MORE)
    with (folder / f"{what}.toml").open("a", encoding="utf-8") as file:
        file.write("\n[wrong]\n")
    line = (folder / f"{what}.toml").read_text("utf-8").count("\n")
    monkeypatch.chdir(folder)
    texts = folder / "texts.jsonl"
    texts.write_text('{"text": "很好"}\n', "utf-8")
    monkeypatch.setattr("sys.argv", ["opinionflow", "tag", str(texts)])
    with pytest.raises(SystemExit) as left:
        main()
    shown = capsys.readouterr()
    assert (left.value.code, shown.out) == (1, "")
    assert shown.err.count("\n") == 1
    assert f"{what}.toml:{line}: wrong: no such key" in shown.err


def test_a_broken_file_of_segments_is_told_by_line(tmp_path: Path) -> None:
    folder = project(tmp_path)
    rules = folder / "segments.toml"
    text = rules.read_text("utf-8")
    where = next(line for line in text.splitlines() if line.startswith("where = "))
    rules.write_text(text.replace(where, "where = { shoe_size = { low = 3 } }", 1), "utf-8")
    line = text.splitlines().index(where) + 1
    with pytest.raises(SettingsError, match=rf"segments\.toml:{line}: segmentation .*shoe_size"):
        segmentations(load_settings(folder))
