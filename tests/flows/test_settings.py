"""Settings: environment over file over defaults; errors name the key."""

import stat
from pathlib import Path
from typing import get_args

import pytest

from flows.settings import (
    KEY_FILE,
    SETTINGS_FILE,
    Industry,
    SettingsError,
    load_settings,
    pseudonym_key,
)
from flows.steps.starting import commented_settings, start_project
from nlp.aspects.taxonomy import industries


def _project(folder: Path, text: str = "") -> Path:
    (folder / SETTINGS_FILE).write_text(text, "utf-8")
    return folder


def test_defaults_hold_where_the_file_says_nothing(tmp_path: Path) -> None:
    settings = load_settings(_project(tmp_path))
    assert settings.record_url == f"sqlite:///{tmp_path}/record.db"
    assert settings.marts_url == str(tmp_path / "marts")


def test_an_industry_is_one_whose_aspects_ship() -> None:
    assert get_args(Industry) == industries()


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _project(tmp_path, 'executor = "processes"\n[http]\ntimeout_s = 3\npause_s = 2\n')
    monkeypatch.setenv("OPINIONFLOW_EXECUTOR", "inline")
    monkeypatch.setenv("OPINIONFLOW_HTTP__TIMEOUT_S", "7")
    settings = load_settings(tmp_path)
    assert (settings.executor, settings.http.timeout_s, settings.http.pause_s) == ("inline", 7, 2)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[http]\ntimeout = 3\n", "http.timeout"),
        ("[htttp]\n", "htttp"),
        ('executor = "ray"\n', "executor"),
        ("[report]\ntitle = 3\n", "report.title"),
        ('[[sources]]\nname = "a"\nkind = "radio"\n', "radio"),
        ('[[sources]]\nname = "a"\nkind = "feed"\nurl = "http://a/"\nspeed = 3\n', "speed"),
        ('[[sources]]\nname = "a"\nkind = "feed"\nurl = "http://a/"\n' * 2, "used twice"),
        ('[tag.labels]\nLABEL_0 = "bad"\n', r"tag.labels.LABEL_0.*'ignored'"),
        ("[trust]\nleast = 50\n", "trust.least"),
        ('[trust]\nowned_authors = ["brand"]\n', r"trust.owned_authors.0.*'brand'.*SOURCE:ID"),
        ('[trust]\nowned_sources = [" "]\n', "trust.owned_sources.0.*at least 1 character"),
        ('[trust]\nowned_sources = ["a "]\nmedia_sources = ["a"]\n', "trust: .*'a' is in owned_s"),
        ('[trust]\nowned_authors = ["a:b"]\nmedia_authors = ["a: b"]\n', "'a:b' is in owned_a"),
        ("[interests]\nhalf_life_days = inf\n", "interests.half_life_days.*finite"),
        ("[interests]\nhalf_life_days = 1e-300\n", "interests.half_life_days.*0.01"),
        ("[discovery]\ndays = 800000\n", "discovery.days.*3660"),
        ("[hotspots]\nwindow_days = 800000\n", "hotspots.window_days.*3660"),
        ("[hotspots]\nbaseline_days = 800000\n", "hotspots.baseline_days.*3660"),
        ("[audit]\nwindow_days = 800000\n", "audit.window_days.*3660"),
        ("[http\n", "line 1"),
        ("[http]\nuser_agent = " + "[" * 5000, "not TOML"),
        ('[marts]\nurl = "nope://x"\n', "marts.url"),
        ('[[imports]]\nwhat = "orders"\nfile = "o.csv"\nzone = "Mars/Base"\n', "Mars/Base"),
        (
            "[[imports]]\nwhat = 'orders'\nfile = 'a/x.csv'\n" * 2,
            "'x' is used twice",
        ),
        (
            (
                "sources = [{name='x', kind='feed', url='http://a/'}]\n"
                "imports = [{what='posts', file='x.csv'}]"
            ),
            "'x' is used twice",
        ),
    ],
)
def test_wrong_settings_stop_at_start_and_name_the_key(
    tmp_path: Path, text: str, named: str
) -> None:
    with pytest.raises(SettingsError, match=named) as caught:
        load_settings(_project(tmp_path, text))
    assert str(tmp_path / SETTINGS_FILE) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n[trust]\nowned_sources = '会员'\n", ":3: trust.owned_sources: should be a list"),
        ("[tag]\nindustry = 'car'\nbatch = 'many'\n", ":3: tag.batch: should be a whole number"),
        ("http = 3\n", ":1: http: should be a table"),
        ("[http]\n\ntimeout = 3\n", ":3: http.timeout: no such setting"),
        ("[report]\n\n[[sources]]\nname = 'a'\n", ":3: sources.0.kind: is missing"),
        ("\n[marts]\nurl = 'nope://x'\n", ":3: marts.url: "),
        ("\n[[sources]]\nname = 'a'\nkind = 'radio'\n", ":2: sources.0 (a): "),
    ],
)
def test_a_wrong_setting_is_told_by_line_and_in_words_of_toml(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(_project(tmp_path, text))
    assert str(caught.value).startswith(f"{tmp_path / SETTINGS_FILE}{said}")


def test_of_several_faults_each_has_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPINIONFLOW_TAG__BATCH", "many")
    with pytest.raises(SettingsError) as caught:
        load_settings(_project(tmp_path, "[tag]\nbatch = 'few'\n\n[report]\ntitle = 3\n"))
    assert set(str(caught.value).split("; ")) == {
        "environment: OPINIONFLOW_TAG__BATCH: tag.batch: should be a whole number",
        f"{tmp_path / SETTINGS_FILE}:5: report.title: should be text in quotes",
    }


def test_blanks_around_the_parts_of_an_account_say_nothing(tmp_path: Path) -> None:
    text = '[trust]\nowned_authors = [" a : b "]\nmedia_sources = [" press "]\n'
    trust = load_settings(_project(tmp_path, text)).trust
    assert (trust.owned_authors, trust.media_sources) == (("a:b",), ("press",))


def test_settings_in_another_encoding_are_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes('[report]\ntitle = "口碑"\n'.encode("gb18030"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPINIONFLOW_EXECUTER", "inline"),
        ("OPINIONFLOW_HTTP", "x"),
        ("OPINIONFLOW_SOURCES", "x"),
        ("OPINIONFLOW_HTTP__ALLOW_PRIVATE", "x"),
    ],
)
def test_a_wrong_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=r"environment") as caught:
        load_settings(_project(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_missing_project_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="opinionflow init"):
        load_settings(tmp_path)


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = load_settings(_project(tmp_path))
    first = pseudonym_key(settings)
    assert pseudonym_key(settings) == first
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("tmp")] == []


def test_an_emptied_key_file_is_an_error_not_a_new_key(tmp_path: Path) -> None:
    settings = load_settings(_project(tmp_path))
    (tmp_path / KEY_FILE).touch()
    with pytest.raises(SettingsError, match="restore it"):
        pseudonym_key(settings)


def test_a_new_project_loads_and_holds_the_defaults(tmp_path: Path) -> None:
    start_project(tmp_path / "new")
    fresh = load_settings(tmp_path / "new")
    bare = load_settings(_project(tmp_path))
    changed = {"home", "files"}
    assert fresh.model_dump(exclude=changed) == bare.model_dump(exclude=changed)


def test_every_default_in_a_new_project_is_what_it_says(tmp_path: Path) -> None:
    lines = commented_settings().split("# What to read.")[0].splitlines()
    text = "\n".join(
        line.removeprefix("# ") if " = " in line and not line.endswith("=") else line
        for line in lines
    )
    _project(tmp_path, text)
    uncommented = load_settings(tmp_path).model_dump(exclude={"files"})
    assert uncommented == load_settings(_project(tmp_path)).model_dump(exclude={"files"})


@pytest.mark.parametrize("name", ["opinionflow.toml", "brands.toml"])
def test_a_start_overwrites_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", "utf-8")
    with pytest.raises(SettingsError, match="there already"):
        start_project(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text("utf-8") == "mine"
