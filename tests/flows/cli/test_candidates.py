"""Topics that nobody listed, from the command line: found, and into the taxonomy."""

import json
import shutil
import tomllib
from codecs import BOM_UTF8
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from subjects import SUBJECTS, texts_on
from tags import add

from flows.cli import cli
from flows.settings import SettingsError, load_settings
from flows.steps.project import open_record, shipped
from flows.steps.promoting import Plan, Wanted, plan, settle, tried
from flows.steps.retagging import Preview, preview
from flows.steps.tagging import tag_new
from flows.store.frames import read_table
from flows.store.record import Record

SETTINGS = '# mine\nexecutor = "inline"\n[tag]\nmodel = "fast"\n[files] # lists\n{}'
TAXONOMY = """# what we speak of
[[topic]] # trains
label = "travel/train"
words = [
  "动车", # fast ones
]

[[sample]]
text = "动车到了"
labels = ["travel/train"]
"""
NOW = datetime.now(UTC)
Files = dict[str, str]


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a taxonomy of its own, and three candidates."""
    home = tmp_path_factory.mktemp("looked")
    (home / "opinionflow.toml").write_text(SETTINGS.format('taxonomy = "topics.toml"'), "utf-8")
    (home / "topics.toml").write_text(TAXONOMY, "utf-8")
    said = [text for subject in SUBJECTS for text in texts_on(subject, 15, seed=1)]
    settings = load_settings(home)
    with open_record(settings) as record:
        for number, text in enumerate([*said, "动车很快", "动车准点"]):
            add(record, number, text=text, published_at=NOW - timedelta(days=2))
        tag_new(record, settings, now=NOW)
    done = CliRunner().invoke(cli, ["topics", "discover", "--home", str(home)])
    assert (done.exit_code, done.stdout.count(" candidate ")) == (0, 4), done.output
    assert "45 of 45 posts" in done.stderr
    assert "3 clusters, 3 of them new" in done.stderr
    with open_record(settings) as record:
        (run,) = read_table(record, "runs").to_dict("records")
    assert (run["flow"], run["state"]) == ("discover", "completed")
    assert json.loads(run["counts"])["outliers"] == 0
    return home


@pytest.fixture
def home(looked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(looked, tmp_path / "home"))


Topics = Callable[..., tuple[int, str, str]]


@pytest.fixture
def topics(home: Path) -> Topics:
    def run(*words: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(cli, ["topics", *words, "--home", str(home)])
        return done.exit_code, done.stdout, f"{done.stderr}{done.exception or ''}"

    return run


def by_subject(topics: Topics) -> dict[str, str]:
    rows = json.loads(topics("candidates", "--all", "--json")[1])
    subjects = {word: name for name, words in SUBJECTS.items() for word in words}
    return {subjects[row["words"][0]]: row["candidate"] for row in rows}


def statuses(topics: Topics) -> dict[str, str]:
    rows = json.loads(topics("candidates", "--all", "--json")[1])
    return {row["candidate"]: row["status"] for row in rows}


def files(home: Path) -> Files:
    return {path.name: path.read_text("utf-8") for path in home.glob("*.toml")}


def labels(home: Path) -> dict[str, set[str]]:
    with open_record(load_settings(home)) as record:
        tags = read_table(record, "post_tags")
        texts = read_table(record, "posts").set_index("post_key")["text"]
    found = tags[tags["kind"] == "topic"]
    return {
        str(label): {str(texts[key]) for key in rows["post_key"]}
        for label, rows in found.groupby("label")
    }


def last_line(shown: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(shown.strip().splitlines()[-1])
    return told


def test_candidates_have_words_and_typical_posts(topics: Topics) -> None:
    for row in json.loads(topics("candidates", "--json")[1]):
        (subject,) = [name for name, words in SUBJECTS.items() if row["words"][0] in words]
        assert set(row["words"]) <= set(SUBJECTS[subject])
        assert row["posts"] == 15
        assert all(told["text"] in texts_on(subject, 15, seed=1) for told in row["typical"])


def test_nothing_is_written_until_it_is_wanted(home: Path, topics: Topics) -> None:
    before, had = files(home), labels(home)
    code, shown, said = topics("accept", by_subject(topics)["ice"], "--label", "food/ice")
    assert (code, "nothing was written" in said) == (0, True)
    assert "food/ice    15" in shown
    assert "15 of the candidate's 15 posts, and 0 of 32 others" in said
    assert (files(home), labels(home), set(statuses(topics).values())) == (
        before,
        had,
        {"candidate"},
    )
    assert not list(home.glob(".topics*"))


def test_an_accepted_candidate_is_a_label_of_its_posts(home: Path, topics: Topics) -> None:
    name = by_subject(topics)["ice"]
    code, shown, said = topics("accept", name[:6], "--label", "food/ice", "--by", "lin", "--yes")
    assert code == 0, said
    told = last_line(shown)
    assert (told["members"], told["with_label"], told["others_with_label"]) == (15, 15, 0)
    assert labels(home)["food/ice"] == set(texts_on("ice", 15, seed=1))
    assert files(home)["topics.toml"].startswith(TAXONOMY.rstrip())
    assert set(told["words"]) <= set(SUBJECTS["ice"])
    assert CliRunner().invoke(cli, ["retag", "--home", str(home)]).stderr.startswith("all tags")
    assert topics("discover")[0] == 0
    assert statuses(topics)[name] == "accepted"
    again = topics("accept", name, "--label", "food/snow", "--yes")
    assert (again[0], "is accepted" in again[2]) == (1, True)


def test_a_merged_candidate_gives_its_words_to_a_label(home: Path, topics: Topics) -> None:
    code, shown, said = topics(
        "merge", by_subject(topics)["train"], "--into", "travel/train", "--word", "列车",
        "--word", "高铁", "--word", "车票", "--word", "站台", "--word", "候车", "--yes",
    )  # fmt: skip
    assert code == 0, said
    after = files(home)["topics.toml"]
    (topic,) = tomllib.loads(after)["topic"]
    assert topic["words"] == ["动车", "列车", "高铁", "车票", "站台", "候车"]
    assert "# fast ones" in after
    told = last_line(shown)
    assert (told["status"], told["with_label"], told["others_with_label"]) == ("merged", 15, 2)


def test_a_rejection_holds_over_runs_until_it_is_taken_back(topics: Topics) -> None:
    name = by_subject(topics)["cat"]
    assert topics("reject", name, "--by", "lin")[1] == f"{name}: rejected\n"
    code, shown, _ = topics("discover", "--json")
    assert (code, name in shown, len(json.loads(shown))) == (0, False, 2)
    assert topics("reopen", name)[1] == f"{name}: candidate\n"
    assert name in topics("candidates")[1]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["accept", "{ice}", "--label", "ice", "--yes"], "needs two levels"),
        (["accept", "{ice}", "--label", "travel/train", "--yes"], "is there already"),
        (["accept", "{ice}", "--label", "a/b", "--word", "火锅", "--yes"], "name words that do"),
        (["merge", "{ice}", "--into", "food/ice", "--yes"], "is none of the taxonomy"),
        (["reopen", "{ice}"], "is candidate; it can not become candidate"),
        (["accept", "nothing", "--yes"], "there is no candidate 'nothing'"),
    ],
    ids=["one level", "there", "finds nothing", "not there", "open", "unknown"],
)
def test_what_can_not_be_is_one_line(
    home: Path, topics: Topics, words: list[str], fault: str
) -> None:
    before, ice = files(home), by_subject(topics)["ice"]
    code, _, said = topics(*(word.format(ice=ice) for word in words))
    assert (code, fault in said) == (1, True)
    assert files(home) == before


def test_a_project_without_a_taxonomy_gets_a_copy_of_the_shipped_one(
    home: Path, topics: Topics
) -> None:
    ice = by_subject(topics)["ice"]
    (home / "topics.toml").unlink()
    (home / "opinionflow.toml").write_text(SETTINGS.format(""), "utf-8")
    code, _, said = topics("accept", ice, "--yes")
    assert (code, "a copy of the shipped one" in said) == (0, True)
    own = load_settings(home).path("taxonomy.toml").read_text("utf-8")
    assert own.startswith(shipped("taxonomy").read_text("utf-8").rstrip())
    assert 'label = "discovered/' in own
    named = files(home)["opinionflow.toml"]
    assert named == SETTINGS.format('taxonomy = "taxonomy.toml"\n')


ICE = ("--label", "food/ice", "--yes")


def planned(record: Record, home: Path, sought: str, label: str) -> Plan:
    return plan(record, load_settings(home), Wanted(sought, label), now=NOW)


def test_of_two_decisions_at_once_the_later_writes_nothing(home: Path, topics: Topics) -> None:
    names, settings = by_subject(topics), load_settings(home)
    with open_record(settings) as record:
        first = planned(record, home, names["ice"], "food/ice")
        second = planned(record, home, names["cat"], "pets/cat")
        with tried(settings, first) as one, tried(settings, second) as other:
            texts = [Path(str(each.files.taxonomy)).read_text("utf-8") for each in (one, other)]
        assert ["food/ice" in text for text in texts] == [True, False]
        settle(record, settings, first)
        with pytest.raises(SettingsError, match=r"topics.toml: was changed meanwhile"):
            settle(record, settings, second)
    assert files(home)["topics.toml"] == texts[0]
    assert statuses(topics)[names["cat"]] == "candidate"
    assert topics("accept", names["cat"], "--label", "pets/cat", "--yes")[0] == 0
    assert {"food/ice", "pets/cat"} <= set(labels(home))
    assert not list(home.glob(".*.new"))


def test_what_is_written_into_the_taxonomy_meanwhile_stays(
    home: Path, topics: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, own = by_subject(topics)["ice"], home / "topics.toml"

    def slow(*given: Any, **more: Any) -> Preview:
        own.write_text(f"# a note\n{TAXONOMY}", "utf-8")
        return preview(*given, **more)

    monkeypatch.setattr("flows.steps.retagging.preview", slow)
    code, _, said = topics("accept", name, *ICE)
    assert (code, "was changed meanwhile" in said) == (1, True)
    assert own.read_text("utf-8") == f"# a note\n{TAXONOMY}"
    assert statuses(topics)[name] == "candidate"


@pytest.mark.parametrize("again", [ICE, ("--yes",)], ids=["label", "no label"])
def test_a_decision_that_was_cut_off_goes_on(
    home: Path, topics: Topics, again: tuple[str, ...]
) -> None:
    name, settings = by_subject(topics)["ice"], load_settings(home)
    with open_record(settings) as record:
        settle(record, settings, planned(record, home, name, "food/ice"))
    before = files(home)
    assert "food/ice" not in labels(home)
    code, shown, said = topics("accept", name, *again)
    assert (code, last_line(shown)["with_label"]) == (0, 15), said
    assert files(home) == before


def test_a_label_that_got_lost_is_written_again_or_its_candidate_reopened(
    home: Path, topics: Topics
) -> None:
    name, settings = by_subject(topics)["ice"], load_settings(home)
    with open_record(settings) as record:
        settle(record, settings, planned(record, home, name, "food/ice"))
    assert "is accepted" in topics("reopen", name)[2]
    (home / "topics.toml").write_text(TAXONOMY, "utf-8")
    assert topics("accept", name, *ICE)[0] == 0
    assert len(labels(home)["food/ice"]) == 15
    (home / "topics.toml").write_text(TAXONOMY, "utf-8")
    assert topics("reopen", name)[1] == f"{name}: candidate\n"


def test_a_merge_given_again_goes_on(home: Path, topics: Topics) -> None:
    merge = ("merge", by_subject(topics)["train"], "--into", "travel/train", "--word", "列车")
    assert topics(*merge, "--yes")[0] == 0
    before = files(home)
    (home / "topics.toml").write_text(TAXONOMY, "utf-8")
    code, _, said = topics(*merge, "--yes")
    assert (code, files(home)) == (0, before), said
    assert topics(*merge, "--yes")[0] == 0
    assert files(home) == before


def test_a_taxonomy_that_is_not_to_be_written_stays(home: Path, topics: Topics) -> None:
    name, own = by_subject(topics)["ice"], home / "topics.toml"
    own.chmod(0o444)
    code, _, said = topics("accept", name, *ICE)
    assert (code, "topics.toml: can not be written to" in said) == (1, True)
    assert own.read_text("utf-8") == TAXONOMY


@pytest.mark.parametrize(("into", "mark"), [("topics.toml", BOM_UTF8), ("opinionflow.toml", b"")])
def test_files_keep_their_mark_and_the_ends_of_their_lines(
    home: Path, topics: Topics, into: str, mark: bytes
) -> None:
    name = by_subject(topics)["ice"]
    if into == "opinionflow.toml":
        (home / "topics.toml").unlink()
        (home / into).write_text(SETTINGS.format(""), "utf-8")
    before = mark + (home / into).read_bytes().replace(b"\n", b"\r\n")
    (home / into).write_bytes(before)
    with open_record(load_settings(home)) as record:
        settle(record, load_settings(home), planned(record, home, name, "food/ice"))
    after = (home / into).read_bytes()
    assert after.startswith(before.rstrip())
    assert (len(after) > len(before), after.count(b"\n")) == (True, after.count(b"\r\n"))
    assert load_settings(home).files.taxonomy is not None
